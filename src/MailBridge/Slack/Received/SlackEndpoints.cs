using System.Buffers;
using MailBridge.Operations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Payloads;
using Microsoft.Extensions.Primitives;

namespace MailBridge.Slack.Received;

/// <summary>
/// Slack's requests (https://docs.slack.dev/authentication/verifying-requests-from-slack). The signature is over the raw bytes and checked before anything
/// reads them. Each of the three addresses takes events, commands and interactions: what comes is told by its content, as in Slack's own SDK.
/// </summary>
internal sealed partial class SlackEndpoints(SlackReceiver receiver, SlackRequestSigner signer, ILogger<SlackEndpoints> logger)
{
    /// <summary>Octets of a body. Slack's own stay far below: the largest is a form with the message beside it.</summary>
    internal const int LongestBody = 1 << 20;

    private static readonly PathString Prefix = new("/slack");
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase) { "/events", "/commands", "/interactions" };

    /// <summary>
    /// Answers Slack's requests. To be called before host filtering: Slack calls us by our public name, and whoever signs needs no other proof.
    /// Does nothing where no signing secret is given.
    /// </summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetService<SlackAppOptions>() is not { SigningSecret.Length: > 0 }) return;
        app.Use((http, next) => http.Request.Path.StartsWithSegments(Prefix, out var rest) && Names.Contains(rest.Value?.TrimEnd('/') ?? "")
            ? http.RequestServices.GetRequiredService<SlackEndpoints>().ServeAsync(http)
            : next(http));
    }

    private async Task ServeAsync(HttpContext http)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            http.Response.Headers.Allow = HttpMethods.Post;
            return;
        }
        if (await ReadAsync(http.Request, http.RequestAborted).ConfigureAwait(false) is not { } body)
        {
            TooLong(logger);
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        var headers = http.Request.Headers;
        var signature = signer.Verify(Single(headers[SlackRequestSigner.TimestampHeader]), Single(headers[SlackRequestSigner.SignatureHeader]), body.Span);
        if (signature != SlackSignature.Valid)
        {
            NotSlack(logger, signature);
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        // Slack hangs up after three seconds; what it began to say is kept all the same.
        var ack = await receiver.TakeAsync(SlackPayloadReader.Read(http.Request.ContentType, body), body, CancellationToken.None).ConfigureAwait(false);
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentLength = ack.Body.Length;
        if (ack.Body.IsEmpty) return;
        http.Response.ContentType = ack.IsText ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
        await http.Response.Body.WriteAsync(ack.Body, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The whole body; null when it is too long.</summary>
    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (request.ContentLength > LongestBody) return null;
        var body = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(body.GetMemory(4096), cancellation).ConfigureAwait(false);
            if (read == 0) return body.WrittenMemory;
            body.Advance(read);
            if (body.WrittenCount > LongestBody) return null;
        }
    }

    private static string? Single(StringValues header) => header is [{ } one] ? one : null;

    [LoggerMessage(
        3309, LogLevel.Warning,
        "A request to /slack was turned away: its signature is {Signature}. Is Slack:SigningSecret the app's, and this machine's clock right?")]
    private static partial void NotSlack(ILogger logger, SlackSignature signature);

    [LoggerMessage(3310, LogLevel.Warning, "A request to /slack was turned away: it is longer than anything that Slack sends")]
    private static partial void TooLong(ILogger logger);
}
