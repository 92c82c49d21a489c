using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Mime.Tests.Replies;

public sealed class ReplyPropertyTests
{
    /// <summary>Pieces whose mixtures reach every branch of the analysis.</summary>
    private static readonly string[] Pieces =
    [
        "Hello,", "> quoted", ">> deeper", ">", "", "", "On 5 Mar 2024, at 10:15, Ann <a@x.example> wrote:", "wrote:", "<", "<a@x.example>",
        "-- ", "--", "___", "______________", "Best regards,", "Bob",
        "Sent from my iPhone", "-----Original Message-----", "From: Ann <a@x.example>", "Sent: 5 March 2024 10:15", "To: Bob", "Subject: x",
        "Begin forwarded message:", "AL> x", "| bar", "[EXTERNAL]", "-Ann",
        "This e-mail is confidential and intended solely for the addressee. If received in error, notify the sender and delete it, " +
        "please, at once.",
        "写道：", "\u202A\u200B", "\u00A0", "\0", "\uD800", "  indented", "::", "CAUTION: external email", "Re:",
    ];

    private static Gen<string> Mail() =>
        from lines in Gen.ListOf(Gen.OneOf(Gen.Elements(Pieces), Gen.Elements(Pieces),
            ArbMap.Default.GeneratorFor<string>().Select(static s => s ?? "")))
        from end in Gen.Elements("\n", "\r\n")
        select string.Join(end, lines);

    [Fact]
    public void No_character_is_lost_on_any_text() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600), Prop.ForAll(Mail().ToArbitrary(), static text =>
        {
            var parts = ReplyExtractor.FromText(text);
            var all = parts.ShowsEverything ? parts.Reply
                : parts.Reply + parts.Quoted + parts.Signature + parts.Disclaimer + parts.Forwarded?.Original;
            return Counted(all) == Counted(text);
        }));

    [Fact]
    public void A_mail_with_text_never_gives_an_empty_reply() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Mail().ToArbitrary(), static text =>
            Counted(text).Length == 0 || ReplyExtractor.Extract(text, null).Reply.Length > 0));

    [Fact]
    public void Any_string_is_read_as_html_without_complaint() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(Tags().ToArbitrary(), static html =>
        {
            _ = ReplyExtractor.Extract(null, html);
            var clean = HtmlText.Sanitize(HtmlText.Sanitize(html).Html).Html;
            return clean == HtmlText.Sanitize(clean).Html;
        }));

    private static Gen<string> Tags() =>
        Gen.ListOf(Gen.Elements("<p>", "</p>", "<div>", "</div>", "<b>", "</i>", "<table>", "<tr>", "<td>", "</table>", "<blockquote " +
            "type=cite>", "</blockquote>", "<ul><li>", "x", " y\n", "<pre>\n", "<a " +
            "href=", "'>", "&amp", "<!--", "-->", "<br>", "<svg>", "<style>", "</style>", "<select>", "\0"))
            .Select(static pieces => string.Concat(pieces));

    /// <summary>Every visible character with its number, whatever the order of the parts.</summary>
    private static string Counted(string text) =>
        string.Concat(text.Where(static c => !char.IsWhiteSpace(c) && c != '\uFEFF').Order());

    [Theory]
    [InlineData("> ")]
    [InlineData(">\n")]
    [InlineData("<")]
    [InlineData("wrote:\n")]
    [InlineData("On 5 Mar 2024 wrote\n")]
    [InlineData("From: a\n")]
    [InlineData("To: a@x.example\n")]
    [InlineData("Best regards,\n")]
    [InlineData("--\n")]
    [InlineData("-----Original Message-----\n> a\n")]
    [InlineData("a\n> b\n")]
    [InlineData("Sent from my iPhone\n")]
    [InlineData("\n")]
    [InlineData("-")]
    [InlineData("http")]
    [InlineData("@")]
    [InlineData("2024 10:15 gmt ")]
    public void Hostile_text_takes_time_linear_in_its_length(string piece)
    {
        var text = "x\n" + string.Concat(Enumerable.Repeat(piece, 400_000 / piece.Length));
        var clock = Stopwatch.StartNew();
        _ = ReplyExtractor.FromText(text);
        TestContext.Current.TestOutputHelper?.WriteLine($"{clock.ElapsedMilliseconds} ms");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }

    [Fact]
    public void Lines_beyond_the_limit_join_the_part_they_follow()
    {
        var quoted = string.Concat(Enumerable.Repeat("> line\n", 30_000));
        var extracted = ReplyExtractor.FromText("Yes.\n\nOn 5 Mar 2024, at 10:15, Ann wrote:\n" + quoted);
        Assert.Equal("Yes.", extracted.Reply);
        Assert.Equal(30_001, extracted.Quoted.Split('\n').Length);
    }
}
