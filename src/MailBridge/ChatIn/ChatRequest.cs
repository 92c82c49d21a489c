using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>What a person did in chat, translated from the platform's payload; the platform has verified who they are.</summary>
public abstract record ChatRequest
{
    private ChatRequest() { }

    /// <summary>Who did it. Somebody who is no agent is told how to become one.</summary>
    public required AgentId Agent { get; init; }

    /// <summary>
    /// The press, submission or event as the platform names it: a second arrival of the same does nothing. A <see cref="ThreadMessage"/> is recognised by
    /// its <see cref="InThread.Post"/> as well, whatever the event is called.
    /// </summary>
    public required InboundReceipt Receipt { get; init; }

    /// <summary>Something that a card offered.</summary>
    public abstract record OnCard : ChatRequest
    {
        private protected OnCard() { }

        /// <summary>One of <see cref="CardActions"/>.</summary>
        public required string Action { get; init; }

        /// <summary>The button's or form's target.</summary>
        public required string Target { get; init; }
    }

    /// <summary>A button was pressed.</summary>
    public sealed record Click : OnCard;

    /// <summary>A form was sent.</summary>
    public sealed record Submission : OnCard
    {
        /// <summary>What was filled in, by field name.</summary>
        public required IReadOnlyDictionary<string, string> Values { get; init; }

        /// <summary>Files that were added.</summary>
        public IReadOnlyList<ReplyFile> Files { get; init; } = [];

        /// <summary>The form's <see cref="Form.State"/> as it was opened.</summary>
        public required string State { get; init; }

        /// <summary>The person was told what speaks against it and sends it all the same.</summary>
        public bool Confirmed { get; init; }
    }

    /// <summary>Something was chosen in an open form that changes the form. Nothing else changes, so its receipt is not kept.</summary>
    public sealed record Refresh : OnCard
    {
        /// <summary>The field in which it was chosen.</summary>
        public required string Field { get; init; }

        /// <summary>What stands in the form, the choice too, by field name. What is not named stands as it does when the form opens.</summary>
        public required IReadOnlyDictionary<string, string> Values { get; init; }

        /// <summary>The form's <see cref="Form.State"/> as it was opened; empty for a form that opens now.</summary>
        public string State { get; init; } = "";
    }

    /// <summary>A person looks something up. Nothing changes, so its receipt is not kept.</summary>
    public sealed record Lookup : ChatRequest
    {
        /// <summary>What is looked up.</summary>
        public required LookupTarget Target { get; init; }
    }

    /// <summary>Something about a message that a person typed into a thread.</summary>
    public abstract record InThread : ChatRequest
    {
        private protected InThread() { }

        /// <summary>The message.</summary>
        public required ChatPostRef Post { get; init; }

        /// <summary>The root of the thread it stands in.</summary>
        public required ChatPostRef Root { get; init; }
    }

    /// <summary>Such a message with what it says.</summary>
    public abstract record Typed : InThread
    {
        private protected Typed() { }

        /// <summary>What it says, as plain text with the platform's own markup resolved.</summary>
        public required string Text { get; init; }

        /// <summary>When it was written or changed, on the platform's clock.</summary>
        public required DateTimeOffset At { get; init; }

        /// <summary>It began with a mention of the bridge, which the platform has taken off: its first word is one for the bridge, as after <c>!</c>.</summary>
        public bool IsAddressed { get; init; }

        /// <summary>Files that hang on it.</summary>
        public IReadOnlyList<ThreadFile> Files { get; init; } = [];
    }

    /// <summary>
    /// A person wrote a message into a thread: a note, a reply or a word for the bridge. <see cref="ThreadWords"/> tells which. Where the bridge was addressed,
    /// words that look something up are answered, in any thread and outside of them.
    /// </summary>
    public sealed record ThreadMessage : Typed;

    /// <summary>A person changed a message of theirs in a thread. The platform tells it only when the text has changed.</summary>
    public sealed record ThreadMessageEdited : Typed;

    /// <summary>A message in a thread was deleted; <see cref="ChatRequest.Agent"/> is its author.</summary>
    public sealed record ThreadMessageDeleted : InThread;
}

/// <summary>A file that hangs on a message in chat.</summary>
/// <param name="Name">As the platform has it.</param>
/// <param name="MediaType">As the platform has it; may be empty.</param>
/// <param name="Size">In octets, as the platform says.</param>
/// <param name="ReadAsync">Fetches the bytes; throws <see cref="IOException"/> with a sentence when that does not work.</param>
public sealed record ThreadFile(string Name, string MediaType, long Size, Func<CancellationToken, Task<ReadOnlyMemory<byte>>> ReadAsync);

/// <summary>What the person is told. Shown to them alone.</summary>
public abstract record ChatAnswer
{
    private ChatAnswer() { }

    /// <summary>It is done; the posts show it.</summary>
    public sealed record Done : ChatAnswer;

    /// <summary>It is done, with a word for the person alone, where the platform can whisper; the posts show it to the others.</summary>
    public sealed record Told(string Words) : ChatAnswer
    {
        /// <summary>The conversation that it began, whose thread opens in a moment; null where it began none.</summary>
        public ConversationId? Began { get; init; }
    }

    /// <summary>A text for the person alone, with what can be done with it.</summary>
    /// <param name="Title">What it is, in a line.</param>
    /// <param name="Text">The text, literal.</param>
    /// <param name="Buttons">What can be done.</param>
    public sealed record Offered(string Title, string Text, IReadOnlyList<CardButton> Buttons) : ChatAnswer;

    /// <summary>
    /// A reply was taken back by its author, who may write it once more: where a platform has a form at hand it shows <see cref="CardActions.Rewrite"/> of
    /// <paramref name="Target"/>. Elsewhere the post offers that.
    /// </summary>
    public sealed record GivenBack(string Target) : ChatAnswer;

    /// <summary>It is none of our business, and nobody is told anything.</summary>
    public sealed record Ignored : ChatAnswer;

    /// <summary>What was looked up.</summary>
    public sealed record Found(LookupPage Page) : ChatAnswer;

    /// <summary>An entry's whole text, for a platform whose posts hold only so much.</summary>
    public sealed record ShowText(WholeText Text) : ChatAnswer;

    /// <summary>A form to be shown.</summary>
    public sealed record ShowForm(Form Form) : ChatAnswer;

    /// <summary>Nothing was done yet: why, and whether to do it all the same.</summary>
    public sealed record Held(string Reason, string ConfirmLabel) : ChatAnswer;

    /// <summary>It was not done: why.</summary>
    public sealed record Refused(string Reason) : ChatAnswer
    {
        /// <summary>The conversation in which it can be done; null for none. A platform shows the way there.</summary>
        public ConversationId? Instead { get; init; }
    }

    /// <summary>A reply was already sent and is as it is. A platform that knows the reader's time zone says the time in it.</summary>
    public sealed record AlreadySent(DateTimeOffset At) : ChatAnswer
    {
        /// <summary>The sentence with the time in UTC.</summary>
        public string Reason => $"This reply was already sent at {ReplyWords.Minute(At)}.";
    }
}

/// <summary>An entry's text, all of it, in no platform's syntax and literal.</summary>
/// <param name="Title">Whose it is.</param>
/// <param name="Text">What was newly written.</param>
/// <param name="Quoted">The quote that was set apart; empty for none.</param>
/// <param name="Signature">The signature that was set apart; empty for none.</param>
public sealed record WholeText(string Title, string Text, string Quoted, string Signature);

/// <summary>The one door for everything people do in chat, whatever the platform.</summary>
public interface IChatActions
{
    /// <summary>Does what was asked, or says why not.</summary>
    Task<ChatAnswer> HandleAsync(ChatRequest request, CancellationToken cancellation);
}
