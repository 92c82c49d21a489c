using System.Text.Json;
using System.Text.Json.Nodes;

namespace MailBridge.Testing.Slack.Delivery;

/// <summary>What is delivered; Socket Mode's words.</summary>
public enum PayloadKind { EventsApi, SlashCommands, Interactive }

/// <summary>One try to give an app a payload.</summary>
/// <param name="Number">0 for the first, then as in <c>X-Slack-Retry-Num</c>.</param>
/// <param name="Via">The URL, or the number of the Socket Mode connection.</param>
/// <param name="Latency">Time until the acknowledgement.</param>
/// <param name="Status">HTTP status; null over Socket Mode and where no answer came.</param>
/// <param name="Body">Body of the answer, or the acknowledgement's payload.</param>
/// <param name="Failure">Slack's retry reason (<c>http_timeout</c>, <c>http_error</c>, <c>connection_failed</c>, <c>timeout</c>, …), null when acknowledged.</param>
public sealed record SlackAttempt(
    PayloadKind Kind, JsonObject Payload, int Number, string Via, DateTimeOffset At, TimeSpan Latency, int? Status, string Body, string? Failure)
{
    public bool Acknowledged => Failure is null;

    public string? EventId => Payload["event_id"]?.GetValue<string>();

    /// <summary>Type of the event or interaction; the command's name.</summary>
    public string Type => (Payload["event"]?["type"] ?? Payload["type"] ?? Payload["command"])?.GetValue<string>() ?? "";

    /// <summary>The app asked for no retries.</summary>
    public bool NoRetry { get; init; }

    internal JsonObject? BodyObject
    {
        get
        {
            try
            {
                return Body.Length == 0 ? null : JsonNode.Parse(Body) as JsonObject;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
