using System.Text;

namespace MailBridge.Mime.Tests;

/// <summary>Messages sent in pieces, and parts that lie elsewhere (RFC 2046 §5.2.2, §5.2.3).</summary>
public sealed class PartialMessageTests
{
    private static PartialMessage Piece(string parameters, string body, string fields = "") =>
        PartialMessage.Of(Mail.Read($"From: ann@x.example\nX-Relay: yes\nSubject: outer\nMessage-ID: <piece@x.example>\n{fields}MIME-Version: 1.0\nContent-Type: message/partial; {parameters}\n\n{body}"))!;

    private static PartialMessage First => Piece(
        "number=1; id=\"whole@x.example\"", "X-Weird: dropped\nSubject: inner\nMessage-ID: <whole@x.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\nfirst half,\n", "X-Outer: kept\n");

    private static PartialMessage Second => Piece("number=2; total=2; id=\"whole@x.example\"", "second half\n", "X-Second: dropped\n");

    [Fact]
    public void The_pieces_give_the_message_with_the_header_of_both_envelopes()
    {
        var joined = PartialMessage.Join([Second, First])!.Value;
        Assert.Equal(
            Mail.Bytes("From: ann@x.example\nX-Relay: yes\nX-Outer: kept\nSubject: inner\nMessage-ID: <whole@x.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=us-ascii\n\nfirst half,\nsecond half\n"),
            joined.ToArray());
    }

    [Fact]
    public void A_second_copy_of_a_piece_changes_nothing() => Assert.NotNull(PartialMessage.Join([First, Second, Second]));

    [Fact]
    public void What_is_not_whole_is_not_put_together()
    {
        Assert.Null(PartialMessage.Join([]));
        Assert.Null(PartialMessage.Join([First]));
        Assert.Null(PartialMessage.Join([Second]));
        Assert.Null(PartialMessage.Join([First, Piece("number=2; total=2; id=other", "x")]));
        Assert.Null(PartialMessage.Join([First, Second, Piece("number=3; total=3; id=\"whole@x.example\"", "x")]));
        Assert.Null(PartialMessage.Join([First, Piece("number=1000000; total=1000000; id=\"whole@x.example\"", "x")]));
    }

    [Theory]
    [InlineData("number=1")]
    [InlineData("id=a")]
    [InlineData("id=a; number=0")]
    [InlineData("id=a; number=x")]
    [InlineData("id=a; number=3; total=2")]
    [InlineData("id=a; number=99999999999")]
    public void A_piece_that_says_too_little_is_none(string parameters) =>
        Assert.Null(PartialMessage.Of(Mail.Read($"Content-Type: message/partial; {parameters}\n\nx")));

    [Fact]
    public void A_piece_is_kept_as_a_file_that_says_which_it_is()
    {
        var file = Assert.Single(Mail.Read("Subject: photo\nContent-Type: message/partial; id=a; number=2; total=3\n\nAAAA\n").Attachments);
        Assert.Equal(("photo (part 2 of 3).eml", "message/partial", "AAAA\r\n"), (file.FileName, file.MediaType, Encoding.ASCII.GetString(file.Content.Span)));
    }

    [Fact]
    public void The_pieces_of_the_fixtures_give_the_whole()
    {
        if (SharedFixtures.Under("mime", "mimekit") is not { } folder) return;
        var pieces = new[] { 2, 0, 1 }.Select(number => PartialMessage.Of(MimeMessage.Read(File.ReadAllBytes(Path.Combine(folder, $"message-partial.{number}.eml"))))!).ToList();
        var joined = MimeMessage.Read(PartialMessage.Join(pieces)!.Value);
        var whole = MimeMessage.Read(File.ReadAllBytes(Path.Combine(folder, "message-partial.eml")));
        Assert.Equal((whole.Subject, whole.MessageId, whole.Date, whole.TextBody), (joined.Subject, joined.MessageId, joined.Date, joined.TextBody));
        Assert.Equal(whole.Attachments.Select(file => (file.FileName, file.Sha256)), joined.Attachments.Select(file => (file.FileName, file.Sha256)));
        Assert.Equal(whole.Headers.Select(field => field.Name).Order(), joined.Headers.Select(field => field.Name).Order());
    }

    [Fact]
    public void A_part_that_lies_elsewhere_says_where_and_is_not_fetched()
    {
        var message = Mail.Read(
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\nContent-Type: message/external-body; access-type=anon-ftp; site=\"ftp.x.example\"; directory=pub; name=\"draft.txt\"\n\nContent-Type: text/plain\nContent-ID: <a@x>\n--b--\n");
        var file = Assert.Single(message.Attachments);
        Assert.Equal(("draft.txt.txt", "text/plain"), (file.FileName, file.MediaType));
        var text = Encoding.UTF8.GetString(file.Content.Span);
        Assert.Contains("was not fetched", text, StringComparison.Ordinal);
        Assert.Contains("site: ftp.x.example", text, StringComparison.Ordinal);
    }
}
