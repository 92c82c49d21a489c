using System.Net;
using System.Text;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Web;

namespace MailBridge.SlackApi.Tests.Web;

public sealed class FileTests
{
    private static readonly SlackFile Pdf = new()
    {
        Id = "F1", Name = "a.pdf", Mimetype = "application/pdf", Size = 3, DownloadUrl = "https://files.slack.com/files-pri/T1-F1/download/a.pdf",
    };

    private readonly ScriptedHttp _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Several_files_go_up_and_become_one_message()
    {
        _http.Json("""{"ok":true,"upload_url":"https://files.slack.com/upload/v1/ABC","file_id":"F1"}""").Text("OK - 3", mediaType: "text/plain")
            .Json("""{"ok":true,"upload_url":"https://files.slack.com/upload/v1/DEF","file_id":"F2"}""").Text("OK - 5", mediaType: "text/plain")
            .Json("""{"ok":true,"files":[{"id":"F1","title":"Invoice"},{"id":"F2","title":"b ü.txt"}]}""");
        var files = _http.Client().Files;
        var first = await files.UploadAsync(new FileUpload("a.pdf", 3, Bytes("abc")) { Title = "Invoice", AltText = "an invoice" }, Ct);
        var second = await files.UploadAsync(new FileUpload("b ü.txt", 5, Bytes("hello")), Ct);
        var done = await files.CompleteUploadAsync([first, second], new FileSharing { ChannelId = "C1", ThreadTs = "17.0", InitialComment = "2 files" }, Ct);
        Assert.Equal([("F1", 0), ("F2", 0)], done.Select(f => (f.Id, f.Shares.Count)));
        Assert.Equal(
            [
                new("POST https://slack.com/api/files.getUploadURLExternal", "Bearer xoxb-1-secret", "application/x-www-form-urlencoded", "filename=a.pdf&length=3&alt_txt=an+invoice"),
                new("POST https://files.slack.com/upload/v1/ABC", null, "application/octet-stream", "abc"),
                new("POST https://slack.com/api/files.getUploadURLExternal", "Bearer xoxb-1-secret", "application/x-www-form-urlencoded", "filename=b+%C3%BC.txt&length=5"),
                new("POST https://files.slack.com/upload/v1/DEF", null, "application/octet-stream", "hello"),
                new(
                    "POST https://slack.com/api/files.completeUploadExternal", "Bearer xoxb-1-secret", "application/x-www-form-urlencoded",
                    "files=%5B%7B%22id%22%3A%22F1%22%2C%22title%22%3A%22Invoice%22%7D%2C%7B%22id%22%3A%22F2%22%2C%22title%22%3A%22b+%C3%BC.txt%22%7D%5D"
                    + "&channel_id=C1&thread_ts=17.0&initial_comment=2+files"),
            ],
            _http.Sent);
    }

    [Fact]
    public async Task A_broken_upload_harms_nobody_and_a_broken_completion_has_to_be_looked_for()
    {
        _http.Json("""{"ok":true,"upload_url":"https://files.slack.com/upload/v1/ABC","file_id":"F1"}""").Text("oops", HttpStatusCode.InternalServerError)
            .Text("oops", HttpStatusCode.InternalServerError);
        var files = _http.Client().Files;
        Assert.Equal(
            ("upload_url", SlackVerdict.TryAgain), Of(await Assert.ThrowsAsync<SlackUnansweredException>(() => files.UploadAsync(new("a.pdf", 3, Bytes("abc")), Ct))));
        Assert.Equal(
            ("files.completeUploadExternal", SlackVerdict.LookFirst),
            Of(await Assert.ThrowsAsync<SlackUnansweredException>(() => files.CompleteUploadAsync([new("F1", "a")], new FileSharing(), Ct))));
        static (string, SlackVerdict) Of(SlackException e) => (e.Method, e.Verdict);
    }

    [Fact]
    public async Task Bytes_go_to_no_address_in_clear()
    {
        _http.Json("""{"ok":true,"upload_url":"http://files.slack.com/upload/v1/ABC","file_id":"F1"}""");
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().Files.UploadAsync(new("a.pdf", 3, Bytes("abc")), Ct));
        Assert.Equal(SlackSilence.NotTrusted, fault.Silence);
        Assert.Single(_http.Sent);
    }

    [Fact]
    public async Task An_empty_file_is_not_sent() =>
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _http.Client().Files.UploadAsync(new("a", 0, Bytes("")), Ct));

    [Fact]
    public async Task A_shared_file_names_its_message()
    {
        _http.Json(
            """{"ok":true,"file":{"id":"F1","name":"a.pdf","shares":{"private":{"G1":[{"ts":"17.3","thread_ts":"17.0"}]},"public":{"C1":[{"ts":"17.2"},{"x":1}]}}}}""");
        var file = await _http.Client().Files.InfoAsync("F1", Ct);
        Assert.Equal([new SlackFileShare("C1", "17.2", null), new SlackFileShare("G1", "17.3", "17.0")], file.Shares);
        Assert.Equal("file=F1", _http.Sent[0].Body);
    }

    [Fact]
    public async Task A_file_comes_down_with_the_token()
    {
        _http.Text("abc", mediaType: "application/pdf");
        Assert.Equal("abc", await DownloadAsync(Pdf));
        Assert.Equal(new SentRequest("GET https://files.slack.com/files-pri/T1-F1/download/a.pdf", "Bearer xoxb-1-secret", null, ""), _http.Sent[0]);
    }

    [Fact]
    public async Task The_token_follows_a_redirect_to_Slack_and_none_to_others()
    {
        _http.Answer(Redirect("https://acme.slack.com/files/x")).Answer(Redirect("https://cdn.example/x")).Text("abc", mediaType: "application/pdf");
        Assert.Equal("abc", await DownloadAsync(Pdf));
        Assert.Equal(
            [
                ("GET https://files.slack.com/files-pri/T1-F1/download/a.pdf", "Bearer xoxb-1-secret"),
                ("GET https://acme.slack.com/files/x", "Bearer xoxb-1-secret"),
                ("GET https://cdn.example/x", null),
            ],
            _http.Sent.Select(s => (s.Line, s.Authorization)));
    }

    [Fact]
    public async Task A_redirect_into_the_clear_or_in_a_circle_is_a_fault()
    {
        _http.Answer(Redirect("http://files.slack.com/x"));
        Assert.Equal(SlackSilence.NotTrusted, (await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf))).Silence);
        for (var i = 0; i < 6; i++) _http.Answer(Redirect("/again"));
        Assert.Equal(SlackSilence.NotSlack, (await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf))).Silence);
    }

    [Theory]
    [InlineData("https://evil.example/a.pdf")]
    [InlineData("http://files.slack.com/a.pdf")]
    [InlineData("")]
    [InlineData(null)]
    public async Task The_token_goes_to_nobody_else(string? url)
    {
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf with { DownloadUrl = url }));
        Assert.Equal(SlackSilence.NotTrusted, fault.Silence);
        Assert.Empty(_http.Sent);
    }

    [Fact]
    public async Task A_stand_in_for_Slack_may_serve_files_from_its_own_host()
    {
        _http.Text("abc", mediaType: "application/pdf");
        var options = new SlackOptions { BaseUrl = new Uri("http://localhost:4999/api/") };
        Assert.Equal("abc", await DownloadAsync(Pdf with { DownloadUrl = "http://localhost:5000/files/a.pdf" }, options: options));
        _http.Text("abc", mediaType: "application/pdf");
        Assert.Equal("abc", await DownloadAsync(Pdf with { DownloadUrl = "http://127.0.0.1:5000/files/a.pdf" }, options: options));
        Assert.Equal(["Bearer xoxb-1-secret", "Bearer xoxb-1-secret"], _http.Sent.Select(s => s.Authorization));
        _http.Text("abc", mediaType: "application/pdf");
        var named = new SlackOptions { TrustedHosts = ["files.acme.example"] };
        Assert.Equal("abc", await DownloadAsync(Pdf with { DownloadUrl = "https://files.acme.example/a.pdf" }, options: named));
        await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf with { DownloadUrl = "http://localhost:5000/files/a.pdf" }));
    }

    [Fact]
    public async Task The_login_page_is_not_the_file()
    {
        _http.Text("<!DOCTYPE html><html>Sign in to Slack</html>");
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf));
        Assert.Equal((SlackSilence.LoginPage, SlackVerdict.MendTheSetup), (fault.Silence, fault.Verdict));
    }

    [Fact]
    public async Task A_file_that_is_HTML_itself_comes_down()
    {
        _http.Text("<p>");
        Assert.Equal("<p>", await DownloadAsync(Pdf with { Mimetype = "text/html" }));
        _http.Text("<html>");
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf with { Mimetype = "text/html" }));
        Assert.Equal(SlackSilence.LoginPage, fault.Silence);
    }

    [Fact]
    public async Task Too_big_a_file_is_not_asked_for_and_one_that_lies_is_cut_off()
    {
        Assert.Equal(SlackSilence.TooBig, (await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf with { Size = 11 }))).Silence);
        Assert.Empty(_http.Sent);
        _http.Text("abcdefghijk", mediaType: "application/pdf");
        Assert.Equal(SlackSilence.TooBig, (await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf))).Silence);
        var endless = new HttpResponseMessage { Content = new StreamContent(new Unmeasured(Encoding.UTF8.GetBytes("abcdefghijk"))) };
        _http.Answer(endless);
        Assert.Equal(SlackSilence.TooBig, (await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf))).Silence);
    }

    [Fact]
    public async Task Half_a_file_is_a_fault()
    {
        _http.Text("ab", mediaType: "application/pdf");
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf));
        Assert.Equal((SlackSilence.Broken, SlackVerdict.TryAgain), (fault.Silence, fault.Verdict));
    }

    [Theory]
    [InlineData(403, SlackVerdict.MendTheSetup)]
    [InlineData(404, SlackVerdict.GiveUp)]
    [InlineData(429, SlackVerdict.TryAgain)]
    [InlineData(503, SlackVerdict.TryAgain)]
    public async Task A_refused_file_means(int status, SlackVerdict verdict)
    {
        _http.Text("", (HttpStatusCode)status);
        Assert.Equal(verdict, (await Assert.ThrowsAsync<SlackUnansweredException>(() => DownloadAsync(Pdf))).Verdict);
    }

    private static Func<CancellationToken, Task<Stream>> Bytes(string text) => _ => Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static HttpResponseMessage Redirect(string to)
    {
        var response = new HttpResponseMessage(HttpStatusCode.Found);
        response.Headers.Location = new Uri(to, UriKind.RelativeOrAbsolute);
        return response;
    }

    private async Task<string> DownloadAsync(SlackFile file, SlackOptions? options = null)
    {
        using var into = new MemoryStream();
        var bytes = await _http.Client(options).Files.DownloadAsync(file, into, 10, Ct);
        Assert.Equal(bytes, into.Length);
        return Encoding.UTF8.GetString(into.ToArray());
    }

    /// <summary>Says nothing of its length.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
