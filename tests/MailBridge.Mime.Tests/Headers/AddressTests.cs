namespace MailBridge.Mime.Tests;

public sealed class AddressTests
{
    [Theory]
    [InlineData("a@x.example", "<a@x.example>")]
    [InlineData("Ann <a@x.example>, \"B, Ob\" <b@x.example>", "Ann<a@x.example> B, Ob<b@x.example>")]
    [InlineData("Team: a@x.example, Bo <b@x.example>;, c@x.example", "<a@x.example> Bo<b@x.example> <c@x.example>")]
    [InlineData("undisclosed-recipients:;", "")]
    [InlineData("a@x.example (Ann (the boss))", "Ann (the boss)<a@x.example>")]
    [InlineData("<@relay,@other:a@x.example>", "<a@x.example>")]
    [InlineData("a @ x . example", "<a@x.example>")]
    [InlineData("Ann <a@x.example>; Bo <b@x.example>", "Ann<a@x.example> Bo<b@x.example>")]
    [InlineData("Ann <a@x.example, Bo <b@x.example>", "Ann<a@x.example> Bo<b@x.example>")]
    [InlineData(",, a@x.example,,", "<a@x.example>")]
    [InlineData("n@x.example <real@y.example>", "n@x.example<real@y.example>")]
    [InlineData("'a@x.example' <a@x.example>", "a@x.example<a@x.example>")]
    [InlineData("Doe, John <j@x.example>", "Doe, John<j@x.example>")]
    [InlineData("Dr. J. Doe [Sales] <j@x.example>", "Dr. J. Doe [Sales]<j@x.example>")]
    [InlineData("mailto:a@x.example", "<a@x.example>")]
    [InlineData("John Doe j@x.example", "John Doe<j@x.example>")]
    [InlineData("\"a b\"@x.example", "<\"a b\"@x.example>")]
    [InlineData("\"Joe \\\"J\\\" Doe\" <j@x.example>", "Joe \"J\" Doe<j@x.example>")]
    [InlineData("Ann <>", "")]
    [InlineData("\" <a@x.example>", "<a@x.example>")]
    [InlineData("<<a@x.example>>", "<a@x.example>")]
    [InlineData("Ann <a@x.example> Bo <b@x.example>", "Ann<a@x.example> Bo<b@x.example>")]
    [InlineData("<a@x.example> <b@x.example>", "<a@x.example> <b@x.example>")]
    [InlineData("Ann <nick> <a@x.example>", "Ann<a@x.example>")]
    [InlineData("a@[192.0.2.1]", "<a@[192.0.2.1]>")]
    public void Lists_are_read_as_they_are_really_written(string value, string expected) =>
        Assert.Equal(expected, string.Join(' ', Mail.To(value).Select(box => $"{box.Name}<{box.Address}>")));

    [Fact]
    public void A_decoded_comma_or_bracket_makes_no_address()
    {
        var box = Assert.Single(Mail.To("=?utf-8?Q?boss=40bank.example=3E=2C_x_=3Cy?= <a@x.example>"));
        Assert.Equal(new Mailbox("boss@bank.example>, x <y", "a@x.example"), box);
    }

    [Fact]
    public void Encoded_words_in_quotes_and_comments_are_decoded()
    {
        Assert.Equal("Jürgen", Assert.Single(Mail.To("\"=?utf-8?Q?J=C3=BCrgen?=\" <a@x.example>")).Name);
        Assert.Equal("Jürgen", Assert.Single(Mail.To("a@x.example (=?utf-8?Q?J=C3=BCrgen?=)")).Name);
    }

    [Fact]
    public void Utf_8_addresses_are_addresses() =>
        Assert.Equal("jürgen@bücher.example", Assert.Single(Mail.To(Mail.Utf8("<jürgen@bücher.example>"))).Address);

    [Fact]
    public void A_name_is_one_line_without_controls() =>
        Assert.Equal("ab", Assert.Single(Mail.To("=?utf-8?Q?a=0D=0A=00b?= <a@x.example>")).Name);

    [Fact]
    public void A_long_list_is_cut_at_the_limit_and_flagged()
    {
        var message = Mail.Read($"To: {string.Join(", ", Enumerable.Range(0, 20).Select(i => $"a{i}@x.example"))}\n\n", new MimeLimits { AddressesPerField = 5 });
        Assert.Equal(5, message.To.Count);
        Assert.Contains(MimeDefectKind.TooManyAddresses, message.Kinds());
    }
}
