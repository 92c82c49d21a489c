using System.Collections.Frozen;
using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>
/// What is posted, in no platform's syntax: every chat platform renders the same cards. All text in a card is literal: a renderer escapes it,
/// whatever it contains.
/// </summary>
public abstract record Card
{
    private Card() { }

    /// <summary>Buttons under the card.</summary>
    public IReadOnlyList<CardButton> Buttons { get; init; } = [];

    /// <summary>Other conversations that it speaks of.</summary>
    public IReadOnlyList<CardLink> Links { get; init; } = [];

    /// <summary>The root of a conversation's thread.</summary>
    public sealed record Root : Card
    {
        /// <summary>The conversation.</summary>
        public required ConversationId Conversation { get; init; }

        /// <summary>The customer's name, or their address where they have none.</summary>
        public required string Customer { get; init; }

        /// <summary>The address the latest mail came from.</summary>
        public required string CustomerAddress { get; init; }

        /// <summary>The subject; a stand-in where the mail has none.</summary>
        public required string Subject { get; init; }

        /// <summary>How it stands.</summary>
        public required ConversationStatus Status { get; init; }

        /// <summary>The owner, or null.</summary>
        public CardAgent? Assignee { get; init; }

        /// <summary>Since when the customer waits; null when they do not.</summary>
        public DateTimeOffset? WaitingSince { get; init; }

        /// <summary>When a snoozed conversation comes back by itself; null for not by itself, or not snoozed.</summary>
        public DateTimeOffset? SnoozedUntil { get; init; }

        /// <summary>When something last happened.</summary>
        public required DateTimeOffset LastActivityAt { get; init; }

        /// <summary>The first line of the newest mail.</summary>
        public required string Preview { get; init; }

        /// <summary>How many mails and replies it holds.</summary>
        public int Mails { get; init; }

        /// <summary>A mail in it has a file.</summary>
        public bool HasAttachments { get; init; }

        /// <summary>Words that colleagues put on it.</summary>
        public IReadOnlyList<string> Tags { get; init; } = [];

        /// <summary>It is marked as spam.</summary>
        public bool IsSpam { get; init; }

        /// <summary>Colleagues who have the reply form open at this moment.</summary>
        public IReadOnlyList<CardAgent> Writing { get; init; } = [];

        /// <summary>It goes on in another conversation, to which its link leads.</summary>
        public bool IsMerged { get; init; }

        /// <summary>What was agreed; null for nothing yet. It is the first of <see cref="Facts"/> too, cut short.</summary>
        public CardOutcome? Outcome { get; init; }

        /// <summary>What colleagues should know about the customer at a glance.</summary>
        public IReadOnlyList<CardFact> Facts { get; init; } = [];
    }

    /// <summary>An entry in a conversation's thread.</summary>
    public sealed record Item : Card
    {
        /// <summary>The conversation.</summary>
        public required ConversationId Conversation { get; init; }

        /// <summary>The entry.</summary>
        public required EntryId Entry { get; init; }

        /// <summary>What it is.</summary>
        public required CardItemKind Kind { get; init; }

        /// <summary>Who it is from, as people call them.</summary>
        public required string Author { get; init; }

        /// <summary>The author's address; empty where it is nobody's business.</summary>
        public string AuthorAddress { get; init; } = "";

        /// <summary>When it happened.</summary>
        public required DateTimeOffset At { get; init; }

        /// <summary>Whom it went to, for a mail.</summary>
        public IReadOnlyList<string> To { get; init; } = [];

        /// <summary>Who got a copy, for a mail.</summary>
        public IReadOnlyList<string> Cc { get; init; } = [];

        /// <summary>What was newly written.</summary>
        public required string Text { get; init; }

        /// <summary>The quote that was set apart; folded away until asked for.</summary>
        public string Quoted { get; init; } = "";

        /// <summary>The signature that was set apart; folded away until asked for.</summary>
        public string Signature { get; init; } = "";

        /// <summary>Files that came with it.</summary>
        public IReadOnlyList<CardFile> Files { get; init; } = [];

        /// <summary>The note says what was agreed.</summary>
        public bool IsOutcome { get; init; }

        /// <summary>The colleagues whom a note speaks to; a platform may notify them.</summary>
        public IReadOnlyList<CardAgent> Mentions { get; init; } = [];

        /// <summary>The side thread it is in, in a line: with whom, and that the customer has no part in it. Empty for none.</summary>
        public string Aside { get; init; } = "";

        /// <summary>What to know before one trusts or answers it, a short sentence each.</summary>
        public IReadOnlyList<string> Marks { get; init; } = [];

        /// <summary>How far a reply has come; null for anything else.</summary>
        public CardLife? Life { get; init; }

        /// <summary>The kept mail behind it, for "show original"; null where there is none.</summary>
        public RawMailId? Original { get; init; }
    }

    /// <summary>Word to a channel about no conversation, such as a mail that could not be read.</summary>
    public sealed record Notice : Card
    {
        /// <summary>One line.</summary>
        public required string Title { get; init; }

        /// <summary>What happened and what to do.</summary>
        public required string Text { get; init; }

        /// <summary>How bad it is.</summary>
        public CardTone Tone { get; init; } = CardTone.Warning;

        /// <summary>When it happened.</summary>
        public required DateTimeOffset At { get; init; }
    }
}

/// <summary>What an entry's card is.</summary>
public enum CardItemKind
{
    /// <summary>The customer's mail.</summary>
    CustomerEmail,

    /// <summary>A colleague's answer, mailed by the bridge.</summary>
    AgentReply,

    /// <summary>A colleague's answer from their own mail program.</summary>
    AgentEmail,

    /// <summary>A mail of a side thread: a third party's, never the customer's.</summary>
    SideEmail,

    /// <summary>Words between colleagues.</summary>
    Note,

    /// <summary>Something was done.</summary>
    Activity,
}

/// <summary>The mood of a mark, never told by colour alone.</summary>
public enum CardTone
{
    /// <summary>Nothing to do.</summary>
    Neutral,

    /// <summary>It went well.</summary>
    Good,

    /// <summary>Someone should look.</summary>
    Warning,

    /// <summary>It went wrong.</summary>
    Bad,
}

/// <summary>A colleague on a card.</summary>
public sealed record CardAgent(AgentId Id, string Name);

/// <summary>What was agreed, as the note <paramref name="Entry"/> has it.</summary>
public sealed record CardOutcome(EntryId Entry, string Author, DateTimeOffset At, string Text);

/// <summary>A labelled fact.</summary>
public sealed record CardFact(string Label, string Text)
{
    /// <summary>The instant that <see cref="Text"/> tells in UTC, for a platform that can show it in the reader's own time; null for none.</summary>
    public DateTimeOffset? At { get; init; }
}

/// <summary>A file of a mail: <paramref name="Index"/> finds it in the mail <paramref name="Mail"/>, which is null for a file of a reply of ours.</summary>
public sealed record CardFile(RawMailId? Mail, int Index, string Name, string MediaType, long Size, bool IsInline)
{
    /// <summary>A logo that the sender puts into every mail: kept out of the way, but there.</summary>
    public bool IsLogo { get; init; }
}

/// <summary>How far a reply has come: a word, its mood and the server's words or the cause.</summary>
public sealed record CardLife(string Word, CardTone Tone, string Detail)
{
    /// <summary>When it goes out, of a reply that is held; null for any other.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Another conversation, and what leads to it is called.</summary>
public sealed record CardLink(ConversationId Conversation, string Label)
{
    /// <summary>The root of its thread; null while it has none, or for a reader who need not know.</summary>
    public ChatPostRef? Thread { get; init; }

    /// <summary>Where a reader opens it; a platform's gateway that does not know by itself leaves it null.</summary>
    public Uri? Address { get; init; }
}

/// <summary>A button: what it does and on what, and how it looks.</summary>
/// <param name="Action">One of <see cref="CardActions"/>.</param>
/// <param name="Target">What it is about: a conversation, or conversation and entry, or a kept mail, as text.</param>
/// <param name="Label">The word on it.</param>
/// <param name="OpensForm">Pressing it asks for a form rather than doing something.</param>
/// <param name="Primary">The one most people press.</param>
public sealed record CardButton(string Action, string Target, string Label, bool OpensForm = false, bool Primary = false)
{
    /// <summary>It is asked for less often: it stands behind "More…".</summary>
    public bool InMore { get; init; }
}

/// <summary>Every action that a button or form can name. The names are part of what chat platforms keep: do not change them.</summary>
public static class CardActions
{
    /// <summary>The forms about an entry, with a word for each: opening one changes nothing.</summary>
    public static FrozenDictionary<string, string> OnEntry { get; } = new Dictionary<string, string>
    {
        [Rewrite] = "Edit reply",
        [Recipients] = "Change recipients",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Answer the customer; opens a form.</summary>
    public const string Reply = "reply";

    /// <summary>Write to a customer first; opens a form. Its target is an inbox and an address with a slash between them, each of which may be empty.</summary>
    public const string Compose = "compose";

    /// <summary>Pass a mail on to a third party; opens a form.</summary>
    public const string Forward = "forward";

    /// <summary>Answer a third party in a side thread; opens a form.</summary>
    public const string ReplyAside = "reply-aside";

    /// <summary>Leave a note; opens a form.</summary>
    public const string Note = "note";

    /// <summary>Write down what was agreed (opens a form), or pin the note that says it.</summary>
    public const string Outcome = "outcome";

    /// <summary>Take the outcome's pin away.</summary>
    public const string Unpin = "unpin";

    /// <summary>Take the conversation.</summary>
    public const string Claim = "claim";

    /// <summary>Give it back.</summary>
    public const string Release = "release";

    /// <summary>Give the conversation to a colleague or take it over; opens a form.</summary>
    public const string Assign = "assign";

    /// <summary>It is dealt with.</summary>
    public const string Close = "close";

    /// <summary>Put the conversation out of the way for a while; opens a form.</summary>
    public const string Snooze = "snooze";

    /// <summary>Put tags on the conversation and take others off; opens a form.</summary>
    public const string Tags = "tags";

    /// <summary>It is spam.</summary>
    public const string Spam = "spam";

    /// <summary>It is no spam after all.</summary>
    public const string NotSpam = "not-spam";

    /// <summary>Keep further mails of its sender without posting them; opens a form.</summary>
    public const string Block = "block";

    /// <summary>Post mails of a blocked sender again. Its target is <see cref="BlockedSender.Pattern"/>.</summary>
    public const string Unblock = "unblock";

    /// <summary>Post the mails that came while their sender was blocked. Its target is <see cref="BlockedSender.Pattern"/>.</summary>
    public const string PostBlocked = "post-blocked";

    /// <summary>It is not dealt with after all, or not to be out of the way any longer.</summary>
    public const string Reopen = "reopen";

    /// <summary>Let the conversation go on in another one; opens a form.</summary>
    public const string Merge = "merge";

    /// <summary>Let the conversation go on in another inbox; opens a form.</summary>
    public const string Move = "move";

    /// <summary>Give a mail a conversation of its own; opens a form.</summary>
    public const string Split = "split";

    /// <summary>Put a mail into another conversation; opens a form.</summary>
    public const string MoveMail = "move-mail";

    /// <summary>Take a merge, a split or the move of a mail back.</summary>
    public const string Undo = "undo";

    /// <summary>Mail a reply now that is held or stopped.</summary>
    public const string Send = "send";

    /// <summary>Take a reply back that is held or stopped.</summary>
    public const string Drop = "drop";

    /// <summary>Take a reply back that is held or stopped, and open the form with its text.</summary>
    public const string Edit = "edit";

    /// <summary>Write a reply that was taken back once more; opens the form with its text.</summary>
    public const string Rewrite = "rewrite";

    /// <summary>Mail a failed reply after all.</summary>
    public const string Retry = "retry";

    /// <summary>Mail a failed reply to other recipients; opens a form.</summary>
    public const string Recipients = "recipients";

    /// <summary>Read a quarantined mail again.</summary>
    public const string Replay = "replay";

    /// <summary>Write a template anew or change it; opens a form. Templates belong to no conversation: the target is theirs.</summary>
    public const string Template = "template";

    /// <summary>Take a template away.</summary>
    public const string TemplateDelete = "template-delete";

    /// <summary>Make what an earlier version of a template says the template again.</summary>
    public const string TemplateRestore = "template-restore";

    /// <summary>See an entry whole, with what was folded away; for platforms whose posts cannot hold it.</summary>
    public const string ShowAll = "show-all";

    /// <summary>True for what is done with templates, whatever conversation there is.</summary>
    public static bool IsAboutTemplate(string action) => action is Template or TemplateDelete or TemplateRestore;
}
