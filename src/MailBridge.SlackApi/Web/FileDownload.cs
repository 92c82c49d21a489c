using System.Net;
using System.Net.Http.Headers;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.SlackApi.Web;

/// <summary>Fetches a private file and follows its redirects, showing the token to Slack's hosts alone.</summary>
internal sealed class FileDownload(SlackClient slack, SlackHttp http)
{
    // Slack redirects once, to a host nearby.
    private const int MaxRedirects = 5;

    private static readonly SlackMethod Download = new("url_private_download");

    public async Task<long> RunAsync(SlackFile file, Stream into, long maxBytes, CancellationToken ct)
    {
        if (file.DownloadUrl is null || !Uri.TryCreate(file.DownloadUrl, UriKind.Absolute, out var url)
            || !SlackHosts.IsTrusted(url, slack.Options))
            throw Fault(SlackSilence.NotTrusted, "the URL is not one of Slack's, so it was not asked for.", SlackVerdict.GiveUp);
        if (file.Size > maxBytes) throw TooBig(maxBytes);
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            if (SlackHosts.IsTrusted(url, slack.Options))
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", slack.Token.Secret);
            var step = await http.ExchangeAsync(
                Download, request, slack.Options.TransferTimeout,
                (_, response, stop) => ReadAsync(file, url, response, into, maxBytes, stop), ct)
                .ConfigureAwait(false);
            if (step.Redirect is null) return step.Bytes;
            url = step.Redirect;
        }
        throw Fault(SlackSilence.NotSlack, $"more than {MaxRedirects} redirects.", SlackVerdict.TryAgain);
    }

    private async Task<(Uri? Redirect, long Bytes)> ReadAsync(
        SlackFile file, Uri url, HttpResponseMessage response, Stream into, long maxBytes, CancellationToken ct)
    {
        if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
            return (Redirected(url, location), 0);
        if (response.StatusCode != HttpStatusCode.OK) throw Refused(response);
        if (IsHtml(response) && file.Mimetype is not ("text/html" or "application/xhtml+xml")) throw LoginPage();
        if (response.Content.Headers.ContentLength > maxBytes) throw TooBig(maxBytes);
        var bytes = await CopyAsync(response, into, maxBytes, ct).ConfigureAwait(false);
        if (file.Size is > 0 and var size && bytes != size)
        {
            // A file that is HTML itself is told from the login page by its size alone.
            if (IsHtml(response)) throw LoginPage();
            throw Fault(SlackSilence.Broken, $"{bytes} bytes came in place of {size}.", SlackVerdict.TryAgain, response.StatusCode);
        }
        return (null, bytes);
    }

    // A redirect to the login page is the other way in which Slack says that the token may not have the file.
    private Uri Redirected(Uri from, Uri location)
    {
        var to = new Uri(from, location);
        if (!SlackHosts.IsSafe(to, slack.Options))
            throw Fault(SlackSilence.NotTrusted, "Slack redirects to an address that is not https.", SlackVerdict.GiveUp);
        return to;
    }

    private static bool IsHtml(HttpResponseMessage response) => response.Content.Headers.ContentType?.MediaType is "text/html";

    private static SlackUnansweredException LoginPage() => Fault(
        SlackSilence.LoginPage, "Slack's login page came in place of the file (has the token the scope files:read?).",
        SlackVerdict.MendTheSetup, HttpStatusCode.OK);

    private SlackUnansweredException Refused(HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var verdict = status switch
        {
            401 or 403 => SlackVerdict.MendTheSetup,
            404 or 410 => SlackVerdict.GiveUp,
            _ => SlackVerdict.TryAgain,
        };
        return new(Download.Name, SlackSilence.NotSlack, $"HTTP {status} in place of the file.", verdict, response.StatusCode,
            http.RetryAfter(response));
    }

    private static async Task<long> CopyAsync(HttpResponseMessage response, Stream into, long maxBytes, CancellationToken ct)
    {
        var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        var buffer = new byte[64 * 1024];
        long bytes = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
        {
            bytes += read;
            if (bytes > maxBytes) throw TooBig(maxBytes);
            await into.WriteAsync(buffer.AsMemory(0, read), ct).ConfigureAwait(false);
        }
        return bytes;
    }

    private static SlackUnansweredException TooBig(long maxBytes) =>
        Fault(SlackSilence.TooBig, $"the file has more than {maxBytes} bytes.", SlackVerdict.GiveUp);

    private static SlackUnansweredException Fault(
        SlackSilence silence, string sentence, SlackVerdict verdict, HttpStatusCode? status = null) =>
        new(Download.Name, silence, sentence, verdict, status);
}
