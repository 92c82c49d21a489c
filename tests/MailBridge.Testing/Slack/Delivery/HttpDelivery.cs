using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.Delivery;

/// <summary>Signed requests to an app's URLs.</summary>
internal sealed class HttpDelivery(FakeSlackOptions options) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public async Task<SlackAttempt> SendAsync(SlackApp app, SlackDelivery.Http urls, PayloadKind kind, JsonObject payload, int number, string? reason, CancellationToken ct)
    {
        var (url, body, type) = kind switch
        {
            PayloadKind.EventsApi => (urls.Events, payload.ToJsonString(), "application/json"),
            PayloadKind.Interactive => (urls.Interactivity, Form(new JsonObject { ["payload"] = payload.ToJsonString() }), "application/x-www-form-urlencoded"),
            _ => (urls.Commands, Form(payload), "application/x-www-form-urlencoded"),
        };
        using var request = Signed(app, url, Encoding.UTF8.GetBytes(body), type, options.Time.GetUtcNow());
        if (number > 0)
        {
            request.Headers.Add("X-Slack-Retry-Num", number.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("X-Slack-Retry-Reason", reason);
        }
        var (at, start) = (options.Time.GetUtcNow(), options.Time.GetTimestamp());
        using var patience = new CancellationTokenSource(options.AcknowledgeWithin, options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, ct);
        try
        {
            using var response = await _http.SendAsync(request, linked.Token);
            var text = await response.Content.ReadAsStringAsync(linked.Token);
            var status = (int)response.StatusCode;
            var failure = status is >= 200 and < 300 ? null : status is >= 300 and < 400 ? "too_many_redirects" : "http_error";
            var noRetry = response.Headers.TryGetValues("X-Slack-No-Retry", out var values) && values.Contains("1");
            return new SlackAttempt(kind, payload, number, url.ToString(), at, options.Time.GetElapsedTime(start), status, text, failure) { NoRetry = noRetry };
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or IOException)
        {
            var failure = patience.IsCancellationRequested ? "http_timeout" : fault.InnerException is AuthenticationException ? "ssl_error" : "connection_failed";
            return new SlackAttempt(kind, payload, number, url.ToString(), at, options.Time.GetElapsedTime(start), null, "", failure);
        }
    }

    /// <summary>Any bytes, signed as told, for what Slack would never send.</summary>
    public async Task<(int Status, string Body)> SendRawAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var response = await _http.SendAsync(request, ct);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
    }

    public static HttpRequestMessage Signed(SlackApp app, Uri url, byte[] body, string contentType, DateTimeOffset at)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.UserAgent.ParseAdd("Slackbot 1.0 (+https://api.slack.com/robots)");
        request.Headers.Add(SlackSignature.TimestampHeader, timestamp);
        request.Headers.Add(SlackSignature.Header, SlackSignature.Sign(app.SigningSecret, timestamp, body));
        return request;
    }

    public void Dispose() => _http.Dispose();

    private static string Form(JsonObject fields) =>
        string.Join('&', fields.Select(f => $"{Uri.EscapeDataString(f.Key)}={Uri.EscapeDataString(f.Value?.ToString() ?? "").Replace("%20", "+", StringComparison.Ordinal)}"));
}
