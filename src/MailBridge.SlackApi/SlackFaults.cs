using System.Net;

namespace MailBridge.SlackApi;

/// <summary>
/// A call to Slack failed. There are two kinds: Slack refused (<see cref="SlackRefusedException"/>) and no answer of Slack's came
/// (<see cref="SlackUnansweredException"/>). The message is a sentence for a person and holds neither token nor a customer's words.
/// </summary>
public abstract class SlackException : IOException
{
    private protected SlackException(
        string message, string method, SlackVerdict verdict, HttpStatusCode? status, TimeSpan? retryAfter, Exception? cause)
        : base(message, cause)
    {
        Method = method;
        Verdict = verdict;
        Status = status;
        RetryAfter = retryAfter;
    }

    /// <summary>What was called: <c>chat.postMessage</c>, or <c>response_url</c>, <c>upload_url</c>, <c>url_private_download</c>.</summary>
    public string Method { get; }

    /// <summary>The one question: what now?</summary>
    public SlackVerdict Verdict { get; }

    /// <summary>The HTTP status, where an HTTP answer came.</summary>
    public HttpStatusCode? Status { get; }

    /// <summary>
    /// How long Slack asks us to leave this method alone, where it says so (https://docs.slack.dev/apis/web-api/rate-limits).
    /// </summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>Slack understood and said no: <c>{"ok":false,"error":"…"}</c>.</summary>
public sealed class SlackRefusedException : SlackException
{
    internal SlackRefusedException(string method, string error, SlackVerdict verdict, HttpStatusCode? status, SlackRefusal? details = null)
        : base(Describe(method, error, details), method, verdict, status, details?.RetryAfter, null)
    {
        Error = error;
        Needed = details?.Needed;
        Provided = details?.Provided;
        Messages = details?.Messages ?? [];
    }

    /// <summary>Slack's code, such as <c>channel_not_found</c>.</summary>
    public string Error { get; }

    /// <summary>With <c>missing_scope</c>: the scopes that would do, separated by commas.</summary>
    public string? Needed { get; }

    /// <summary>With <c>missing_scope</c>: the scopes that the token has, separated by commas.</summary>
    public string? Provided { get; }

    /// <summary>What exactly is wrong with the arguments (<c>response_metadata.messages</c>).</summary>
    public IReadOnlyList<string> Messages { get; }

    private static string Describe(string method, string error, SlackRefusal? details)
    {
        var text = $"Slack refused {method}: {error}";
        if (details?.Needed is { Length: > 0 } needed) text += $" (needed: {needed}; provided: {details.Provided ?? "nothing"})";
        if (details?.Messages is { Count: > 0 } messages) text += ": " + string.Join("; ", messages);
        return text + ".";
    }
}

/// <summary>What Slack says beside an error code.</summary>
internal sealed record SlackRefusal(string? Needed, string? Provided, IReadOnlyList<string> Messages, TimeSpan? RetryAfter);

/// <summary>Why there is no answer of Slack's.</summary>
public enum SlackSilence
{
    /// <summary>No connection came about, so that nothing was asked.</summary>
    NotReached,

    /// <summary>The time for the answer ran out.</summary>
    TimedOut,

    /// <summary>The connection broke after the request was on its way.</summary>
    Broken,

    /// <summary>Something answered, but not with Slack's JSON: an outage's HTML page, a proxy, a wrong address.</summary>
    NotSlack,

    /// <summary>The answer is bigger than the limit.</summary>
    TooBig,

    /// <summary>
    /// Slack's web page for logging in came in place of a file: the token has no <c>files:read</c>, or not for this file.
    /// </summary>
    LoginPage,

    /// <summary>The address is not one that the token or the text may be sent to. Nothing was sent.</summary>
    NotTrusted,
}

/// <summary>No answer of Slack's came: the network, a proxy, an outage.</summary>
public sealed class SlackUnansweredException : SlackException
{
    internal SlackUnansweredException(
        string method, SlackSilence silence, string sentence, SlackVerdict verdict, HttpStatusCode? status = null,
        TimeSpan? retryAfter = null, Exception? cause = null)
        : base($"{method}: {sentence}", method, verdict, status, retryAfter, cause) => Silence = silence;

    /// <summary>Why.</summary>
    public SlackSilence Silence { get; }
}
