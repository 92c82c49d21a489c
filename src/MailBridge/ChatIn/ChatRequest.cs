using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>What a person did in chat, translated from the platform's payload; the platform has verified who they are.</summary>
public abstract record ChatRequest
{
    private ChatRequest() { }

    /// <summary>Who did it.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>The press or submission as the platform names it: a second arrival of the same does nothing.</summary>
    public required InboundReceipt Receipt { get; init; }

    /// <summary>One of <see cref="CardActions"/>.</summary>
    public required string Action { get; init; }

    /// <summary>The button's or form's target.</summary>
    public required string Target { get; init; }

    /// <summary>A button was pressed.</summary>
    public sealed record Click : ChatRequest;

    /// <summary>A form was sent.</summary>
    public sealed record Submission : ChatRequest
    {
        /// <summary>What was filled in, by field name.</summary>
        public required IReadOnlyDictionary<string, string> Values { get; init; }

        /// <summary>The form's <see cref="Form.State"/> as it was opened.</summary>
        public required string State { get; init; }

        /// <summary>The person was told what speaks against it and sends it all the same.</summary>
        public bool Confirmed { get; init; }
    }
}

/// <summary>What the person is told. Shown to them alone.</summary>
public abstract record ChatAnswer
{
    private ChatAnswer() { }

    /// <summary>It is done; the posts show it.</summary>
    public sealed record Done : ChatAnswer;

    /// <summary>A form to be shown.</summary>
    public sealed record ShowForm(Form Form) : ChatAnswer;

    /// <summary>Nothing was done yet: why, and whether to do it all the same.</summary>
    public sealed record Held(string Reason, string ConfirmLabel) : ChatAnswer;

    /// <summary>It was not done: why.</summary>
    public sealed record Refused(string Reason) : ChatAnswer;
}

/// <summary>The one door for everything people do in chat, whatever the platform.</summary>
public interface IChatActions
{
    /// <summary>Does what was asked, or says why not.</summary>
    Task<ChatAnswer> HandleAsync(ChatRequest request, CancellationToken cancellation);
}
