using System.Text;

namespace MailBridge.Mime.Tests;

/// <summary>Bodies whose transfer encoding is not the declared one, or not all of them.</summary>
public sealed class TransferEncodingTests
{
    private static readonly string Encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes("Guten Tag, die Lieferung für Köln ist da. Viele Grüße!"));

    private static MimeMessage Read(string encoding, string body) =>
        Mail.Read($"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{body}");

    [Fact]
    public void Text_that_was_never_encoded_is_not_decoded()
    {
        const string Text = "Hello there,\nthis is plain text, not base64 at all.\n\nRegards\nAnn";
        var message = Read("base64", Text);
        Assert.Equal(Text, message.TextBody);
        Assert.Contains(MimeDefectKind.MalformedTransferEncoding, message.Kinds());
    }

    [Fact]
    public void A_footer_after_an_encoded_body_is_text()
    {
        var message = Read("base64", Encoded + "\n\n-- \nThis list is run by volunteers: http://lists.example/\n");
        Assert.Equal("Guten Tag, die Lieferung für Köln ist da. Viele Grüße!\n-- \nThis list is run by volunteers: http://lists.example/\n", message.TextBody);
        Assert.Contains(MimeDefectKind.MalformedTransferEncoding, message.Kinds());
    }

    [Fact]
    public void A_file_ends_before_a_footer()
    {
        var message = Mail.Read($"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n{Encoded}\n\n-- \nThis list is run by volunteers, dear all\n");
        Assert.Equal("Guten Tag, die Lieferung für Köln ist da. Viele Grüße!", Encoding.UTF8.GetString(Assert.Single(message.Attachments).Content.Span));
    }

    [Theory]
    [InlineData("!")]
    [InlineData(" ")]
    [InlineData("\n")]
    [InlineData("\0\u0080")]
    [InlineData("=")]
    public void Damage_within_an_encoded_body_is_skipped(string damage) =>
        Assert.Equal("Guten Tag, die Lieferung für Köln ist da. Viele Grüße!", Read("base64", Encoded[..20] + damage + Encoded[20..]).TextBody);

    [Fact]
    public void Base64_under_the_name_of_quoted_printable_is_decoded()
    {
        var message = Read("quoted-printable", Encoded + "\n");
        Assert.Equal("Guten Tag, die Lieferung für Köln ist da. Viele Grüße!", message.TextBody);
        Assert.Contains(MimeDefectKind.MalformedTransferEncoding, message.Kinds());
    }

    [Theory]
    [InlineData("Averyveryverylongwordthatisnobase64atall")]
    [InlineData("ok")]
    [InlineData("dGhpcyBpcw=3D=3D")]
    public void Words_in_quoted_printable_stay_words(string body) => Assert.Equal(body.Replace("=3D", "=", StringComparison.Ordinal), Read("quoted-printable", body).TextBody);

    [Fact]
    public void Blocks_with_padding_between_are_one_body() =>
        Assert.Equal("abcde", Read("base64", "YQ==YmM=ZGU=").TextBody);
}
