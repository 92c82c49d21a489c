using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>A file on its way to Slack.</summary>
/// <param name="Name">With extension.</param>
/// <param name="Length">Bytes; Slack takes no empty file.</param>
/// <param name="Open">Opens its bytes; called once for each attempt.</param>
public sealed record FileUpload(string Name, long Length, Func<CancellationToken, Task<Stream>> Open)
{
    /// <summary>What is shown; null shows the name.</summary>
    public string? Title { get; init; }

    /// <summary>Says what a picture shows.</summary>
    public string? AltText { get; init; }
}

/// <summary>A file whose bytes Slack has and that nobody sees yet.</summary>
public sealed record UploadedFile(string Id, string? Title);

/// <summary>Where files are shown.</summary>
public sealed record FileSharing
{
    /// <summary>The bot must be in it; null leaves the files unseen.</summary>
    public string? ChannelId { get; init; }

    /// <summary>The thread's first message.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>Words of the message that shows them, in mrkdwn, escaped.</summary>
    public string? InitialComment { get; init; }
}

/// <summary>files.*, and the bytes themselves (https://docs.slack.dev/messaging/working-with-files).</summary>
public sealed class FilesMethods
{
    private static readonly SlackMethod GetUploadUrl = new("files.getUploadURLExternal");
    private static readonly SlackMethod UploadUrl = new("upload_url");
    private static readonly SlackMethod Complete = new("files.completeUploadExternal", IsRepeatable: false);
    private static readonly SlackMethod Info = new("files.info");
    private readonly SlackClient _slack;
    private readonly SlackHttp _http;
    private readonly FileDownload _download;

    internal FilesMethods(SlackClient slack, SlackHttp http)
    {
        (_slack, _http) = (slack, http);
        _download = new FileDownload(slack, http);
    }

    /// <summary>
    /// The first two steps: bytes to Slack, to be shown by <see cref="CompleteUploadAsync"/>
    /// (https://docs.slack.dev/reference/methods/files.getUploadURLExternal). To be repeated without harm: what is never completed
    /// vanishes.
    /// </summary>
    public async Task<UploadedFile> UploadAsync(FileUpload file, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(file.Length, 1);
        var form = new FormBody().Add("filename", file.Name).Add("length", file.Length).Add("alt_txt", file.AltText);
        var json = await _slack.CallAsync(GetUploadUrl, form, ct).ConfigureAwait(false);
        var id = SlackClient.Required(GetUploadUrl, json.Text("file_id"), "file_id");
        var text = SlackClient.Required(GetUploadUrl, json.Text("upload_url"), "upload_url");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || !SlackHosts.IsSafe(url, _slack.Options))
        {
            throw new SlackUnansweredException(
                UploadUrl.Name, SlackSilence.NotTrusted, "the URL given for the bytes is not https.", SlackVerdict.MendTheSetup);
        }
        await SendBytesAsync(url, file, ct).ConfigureAwait(false);
        return new(id, file.Title ?? file.Name);
    }

    /// <summary>
    /// The last step: one message with all the files (https://docs.slack.dev/reference/methods/files.completeUploadExternal). Slack shares
    /// them after it has answered; the message's time stamp is in <see cref="SlackFile.Shares"/> of <see cref="InfoAsync"/> later on.
    /// </summary>
    public async Task<IReadOnlyList<SlackFile>> CompleteUploadAsync(
        IReadOnlyList<UploadedFile> files, FileSharing sharing, CancellationToken ct)
    {
        var form = new FormBody()
            .Add("files", JsonSerializer.Serialize(files, SlackWriting.Slack.IReadOnlyListUploadedFile))
            .Add("channel_id", sharing.ChannelId)
            .Add("thread_ts", sharing.ThreadTs)
            .Add("initial_comment", sharing.InitialComment);
        var json = await _slack.CallAsync(Complete, form, ct).ConfigureAwait(false);
        return [.. json.Items("files").Select(SlackFile.Read)];
    }

    /// <summary>https://docs.slack.dev/reference/methods/files.info.</summary>
    public async Task<SlackFile> InfoAsync(string file, CancellationToken ct) =>
        SlackFile.Read((await _slack.CallAsync(Info, new FormBody().Add("file", file), ct).ConfigureAwait(false)).Field("file"));

    /// <summary>
    /// A file's bytes into a stream (https://docs.slack.dev/reference/objects/file-object, <c>url_private_download</c>). The token goes to
    /// Slack's hosts alone. What is written before a fault is to be thrown away.
    /// </summary>
    /// <param name="file">With a <see cref="SlackFile.DownloadUrl"/>.</param>
    /// <param name="into">Gets the bytes.</param>
    /// <param name="maxBytes">More is a fault.</param>
    /// <param name="ct">Stops.</param>
    /// <returns>How many bytes.</returns>
    public Task<long> DownloadAsync(SlackFile file, Stream into, long maxBytes, CancellationToken ct) =>
        _download.RunAsync(file, into, maxBytes, ct);

    private async Task SendBytesAsync(Uri url, FileUpload file, CancellationToken ct)
    {
        var stream = await file.Open(ct).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StreamContent(stream) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Content.Headers.ContentLength = file.Length;
        var response = await _http.SendAsync(UploadUrl, request, _slack.Options.TransferTimeout, ct).ConfigureAwait(false);
        if (response.Status != HttpStatusCode.OK) throw SlackAnswers.NotSlack(UploadUrl, response);
    }
}
