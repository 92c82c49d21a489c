using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary>How a fault looks on the wire.</summary>
internal static class FaultAnswer
{
    public static int StatusOf(SlackFault fault) => fault switch
    {
        SlackFault.RateLimited => 429,
        SlackFault.HttpStatus status => status.Status,
        SlackFault.Error or SlackFault.Slow => 200,
        _ => 0,
    };

    public static async Task WriteAsync(HttpContext context, SlackFault fault, string answer, TimeProvider time)
    {
        var response = context.Response;
        response.StatusCode = StatusOf(fault) is 0 ? 200 : StatusOf(fault);
        switch (fault)
        {
            case SlackFault.RateLimited limited:
                response.Headers.RetryAfter = limited.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
                response.ContentType = "application/json; charset=utf-8";
                await response.WriteAsync("""{"ok":false,"error":"ratelimited"}""", context.RequestAborted);
                break;
            case SlackFault.HttpStatus status:
                response.ContentType = "text/html; charset=utf-8";
                await response.WriteAsync($"<!DOCTYPE html><html><head><title>{status.Status}</title></head><body><h1>Server Error</h1></body></html>", context.RequestAborted);
                break;
            case SlackFault.Error error:
                response.ContentType = "application/json; charset=utf-8";
                await response.WriteAsync($$"""{"ok":false,"error":"{{error.Code}}"}""", context.RequestAborted);
                break;
            case SlackFault.Silence:
                await Task.Delay(Timeout.InfiniteTimeSpan, time, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                context.Abort();
                break;
            case SlackFault.Truncated:
                response.ContentType = "application/json; charset=utf-8";
                response.ContentLength = answer.Length + 20;
                await response.WriteAsync(answer[..(answer.Length / 2)], context.RequestAborted);
                await response.Body.FlushAsync(context.RequestAborted);
                context.Abort();
                break;
            default:
                context.Abort();
                break;
        }
    }
}
