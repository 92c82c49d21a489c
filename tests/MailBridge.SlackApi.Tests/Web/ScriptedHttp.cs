using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MailBridge.SlackApi.Web;
using MailBridge.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.SlackApi.Tests.Web;

/// <summary>A request as it went out.</summary>
internal sealed record SentRequest(string Line, string? Authorization, string? ContentType, string Body);

/// <summary>Answers requests from a script, in order, and keeps what was asked.</summary>
internal sealed class ScriptedHttp
{
    public const string Token = "xoxb-1-secret";

    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public List<SentRequest> Sent { get; } = [];

    public ManualTimeProvider Time { get; } = new();

    public ScriptedHttp Json(string json, HttpStatusCode status = HttpStatusCode.OK, int? retryAfter = null, string? scopes = null)
    {
        var response = new HttpResponseMessage(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (retryAfter is { } seconds) response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        if (scopes is not null) response.Headers.Add("X-OAuth-Scopes", scopes);
        return Answer(response);
    }

    public ScriptedHttp Text(string text, HttpStatusCode status = HttpStatusCode.OK, string mediaType = "text/html") =>
        Answer(new HttpResponseMessage(status) { Content = new StringContent(text, Encoding.UTF8, mediaType) });

    public ScriptedHttp Answer(HttpResponseMessage response)
    {
        _answers.Enqueue(_ => Task.FromResult(response));
        return this;
    }

    public ScriptedHttp Throw(Exception fault)
    {
        _answers.Enqueue(_ => Task.FromException<HttpResponseMessage>(fault));
        return this;
    }

    /// <summary>Never answers.</summary>
    public ScriptedHttp Silence()
    {
        _answers.Enqueue(async ct =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, Time, ct);
            throw new InvalidOperationException("unreachable");
        });
        return this;
    }

    public SlackClient Client(SlackOptions? options = null, string token = Token, ILogger? logger = null) => new(
        new HttpClient(new Handler(this)), new SlackToken(token), options ?? new SlackOptions(), Time, logger ?? NullLogger.Instance);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(ct);
        Sent.Add(new($"{request.Method} {request.RequestUri}", request.Headers.Authorization?.ToString(), request.Content?.Headers.ContentType?.ToString(), body));
        Assert.True(_answers.Count > 0, $"nobody expected {request.Method} {request.RequestUri}");
        return await _answers.Dequeue()(ct);
    }

    private sealed class Handler(ScriptedHttp script) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            script.SendAsync(request, cancellationToken);
    }
}
