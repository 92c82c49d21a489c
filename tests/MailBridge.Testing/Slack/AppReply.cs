using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack;

/// <summary>How an app answered a person's click, command or form.</summary>
/// <param name="Payload">The JSON it answered with, null for an empty answer.</param>
/// <param name="Latency">Time until it acknowledged.</param>
/// <param name="Failure">What the person's client shows instead: <c>operation_timeout</c>, <c>dispatch_failed</c>, <c>not_supported_in_threads</c>, <c>invalid_command</c>, …; null when all went well.</param>
public sealed record AppReply(JsonObject? Payload, TimeSpan Latency, string? Failure)
{
    public bool Acknowledged => Failure is null;

    /// <summary>Of a form: <c>errors</c>, <c>update</c>, <c>push</c>, <c>clear</c>; null closes it.</summary>
    public string? ResponseAction => (Payload?["response_action"] as JsonValue)?.GetValue<string>();

    /// <summary>What is wrong with a form by block id: found by the client, or said by the app.</summary>
    public IReadOnlyDictionary<string, string> Errors { get; init; } = new Dictionary<string, string>();

    /// <summary>The modal that the person sees afterwards; null when all are closed.</summary>
    public SlackView? View { get; init; }

    /// <summary>Text of an immediate answer to a command.</summary>
    public string Text => (Payload?["text"] as JsonValue)?.GetValue<string>() ?? "";
}
