using System.Globalization;
using System.Net;

namespace MailBridge.SlackApi.Web;

/// <summary>An HTTP answer, read whole within its limit.</summary>
internal sealed record SlackResponse(HttpStatusCode Status, string? MediaType, TimeSpan? RetryAfter, string? Scopes, byte[] Body);

/// <summary>One request and its answer under a time-out and a size limit; every way in which that fails becomes a fault.</summary>
internal sealed class SlackHttp(HttpClient http, SlackOptions options, TimeProvider time)
{
    /// <summary>Sends a request whose answer is small.</summary>
    public Task<SlackResponse> SendAsync(SlackMethod method, HttpRequestMessage request, TimeSpan timeout, CancellationToken ct) =>
        ExchangeAsync(method, request, timeout, ReadAsync, ct);

    /// <summary>Sends a request and lets somebody read the answer, all within the time.</summary>
    public async Task<T> ExchangeAsync<T>(
        SlackMethod method, HttpRequestMessage request, TimeSpan timeout,
        Func<SlackMethod, HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken ct)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, ct);
        try
        {
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token).ConfigureAwait(false);
            return await read(method, response, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException e)
        {
            throw new SlackUnansweredException(
                method.Name, SlackSilence.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"no answer within {timeout.TotalSeconds:0.#} s."),
                SlackVerdicts.Uncertain(method.IsRepeatable), cause: e);
        }
        catch (Exception e) when (e is HttpRequestException or (IOException and not SlackException))
        {
            throw Describe(method, request.RequestUri!, e);
        }
    }

    public async Task<SlackResponse> ReadAsync(SlackMethod method, HttpResponseMessage response, CancellationToken ct)
    {
        var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        await using var _ = stream.ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > options.MaxAnswerBytes)
            {
                throw new SlackUnansweredException(
                    method.Name, SlackSilence.TooBig, $"the answer has more than {options.MaxAnswerBytes} bytes.",
                    method.IsRepeatable ? SlackVerdict.MendTheSetup : SlackVerdict.LookFirst, response.StatusCode);
            }
            body.Write(buffer, 0, read);
        }
        var scopes = response.Headers.TryGetValues("X-OAuth-Scopes", out var values) ? string.Join(',', values) : null;
        return new(response.StatusCode, response.Content.Headers.ContentType?.MediaType, RetryAfter(response), scopes, body.ToArray());
    }

    /// <summary>RFC 9110 §10.2.3; Slack sends seconds.</summary>
    public TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is null ? null : TimeSpan.FromSeconds(Math.Clamp(wait.Value.TotalSeconds, 0, TimeSpan.FromDays(1).TotalSeconds));
    }

    private static SlackUnansweredException Describe(SlackMethod method, Uri url, Exception e)
    {
        // Only these happen before the request is on its way.
        var isUnsent = e is HttpRequestException
        {
            HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
        };
        return isUnsent
            ? new(method.Name, SlackSilence.NotReached, $"{url.Host} cannot be reached: {e.Message}", SlackVerdict.TryAgain, cause: e)
            : new(
                method.Name, SlackSilence.Broken, $"the connection to {url.Host} broke: {e.Message}",
                SlackVerdicts.Uncertain(method.IsRepeatable), cause: e);
    }
}
