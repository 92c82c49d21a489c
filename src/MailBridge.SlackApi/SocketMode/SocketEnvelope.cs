using System.Runtime.InteropServices;
using System.Text.Json;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.SocketMode;

/// <summary>Something that Slack delivered over Socket Mode.</summary>
/// <param name="EnvelopeId">What the acknowledgement names.</param>
/// <param name="Type"><c>events_api</c>, <c>slash_commands</c> or <c>interactive</c>.</param>
/// <param name="Payload">The same JSON as over HTTP, in UTF-8: what is to be kept before anything is done.</param>
public sealed record SocketEnvelope(string EnvelopeId, string Type, ReadOnlyMemory<byte> Payload)
{
    /// <summary>Whether the acknowledgement may carry an answer.</summary>
    public bool AcceptsResponsePayload { get; init; }

    /// <summary>0 for the first delivery. A retry is no reason to drop it: the first may never have been kept.</summary>
    public int RetryAttempt { get; init; }

    /// <summary>Such as <c>timeout</c>; empty for the first delivery.</summary>
    public string RetryReason { get; init; } = "";

    /// <summary>What it says; <see cref="SlackPayloadReader"/> never throws.</summary>
    public SlackPayload Read() => SlackPayloadReader.Read("application/json", Payload);

    internal static SocketEnvelope Read(JsonElement json)
    {
        var payload = json.Field("payload");
        return new(
            json.Text("envelope_id") ?? "", json.Text("type") ?? "",
            payload.ValueKind == JsonValueKind.Undefined ? ReadOnlyMemory<byte>.Empty : JsonMarshal.GetRawUtf8Value(payload).ToArray())
        {
            // QUIRK: stand-ins leave it out; then what a person waits for takes an answer, and events take none.
            AcceptsResponsePayload = json.Has("accepts_response_payload")
                ? json.Flag("accepts_response_payload")
                : json.Text("type") is "slash_commands" or "interactive",
            RetryAttempt = json.Number("retry_attempt") is > 0 and < int.MaxValue and var attempt ? (int)attempt : 0,
            RetryReason = json.Text("retry_reason") ?? "",
        };
    }
}

/// <summary>Tells Slack that an envelope is kept. Slack waits three seconds, then delivers it again.</summary>
public sealed class SocketAck
{
    private readonly SocketEnvelope _envelope;
    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, Task<bool>> _send;
    private int _isSent;

    internal SocketAck(SocketEnvelope envelope, Func<ReadOnlyMemory<byte>, CancellationToken, Task<bool>> send) =>
        (_envelope, _send) = (envelope, send);

    /// <summary>Acknowledges; a second time does nothing.</summary>
    /// <param name="ct">Gives up sending, and with it the link.</param>
    /// <returns>False where the link is gone: then Slack delivers the envelope again.</returns>
    public Task<bool> SendAsync(CancellationToken ct) => SendAsync(ReadOnlyMemory<byte>.Empty, ct);

    /// <summary>Acknowledges with an answer, where <see cref="SocketEnvelope.AcceptsResponsePayload"/>; elsewhere without it.</summary>
    /// <param name="payload">
    /// JSON: <see cref="ResponseMessage.ToJson"/>, <see cref="ViewResponse.ToJson"/> or <see cref="OptionsResponse.ToJson"/>.
    /// </param>
    /// <param name="ct">Gives up sending, and with it the link.</param>
    public Task<bool> SendAsync(ReadOnlyMemory<byte> payload, CancellationToken ct) =>
        Interlocked.Exchange(ref _isSent, 1) == 1 ? Task.FromResult(true) : _send(Write(payload), ct);

    private ReadOnlyMemory<byte> Write(ReadOnlyMemory<byte> payload)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("envelope_id", _envelope.EnvelopeId);
            if (_envelope.AcceptsResponsePayload && !payload.IsEmpty)
            {
                json.WritePropertyName("payload");
                json.WriteRawValue(payload.Span);
            }
            json.WriteEndObject();
        }
        return stream.ToArray();
    }
}

/// <summary>
/// Takes an envelope: keeps it, then acknowledges it, then does what it asks for elsewhere. One that throws or does not acknowledge gets
/// the envelope again, perhaps over another link.
/// </summary>
/// <param name="envelope">What came.</param>
/// <param name="ack">To be called once the envelope is kept.</param>
/// <param name="ct">Set when the time to finish is over.</param>
public delegate Task SocketModeHandler(SocketEnvelope envelope, SocketAck ack, CancellationToken ct);
