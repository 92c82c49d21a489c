using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn.Lookups;

/// <summary>An answer to a lookup, in no platform's syntax. All text is literal. Shown to the asker alone.</summary>
/// <param name="Title">What was found.</param>
/// <param name="Text">A sentence below it; may be empty.</param>
/// <param name="Rows">What was found, one by one.</param>
public sealed record LookupPage(string Title, string Text, IReadOnlyList<LookupRow> Rows)
{
    /// <summary>The words that give the page before this one; null on the first.</summary>
    public LookupTarget? Back { get; init; }

    /// <summary>The words that give the page behind this one; null on the last.</summary>
    public LookupTarget? Next { get; init; }

    /// <summary>What can be done here.</summary>
    public IReadOnlyList<CardButton> Buttons { get; init; } = [];
}

/// <summary>Something that was found. What is empty or null is not shown.</summary>
public sealed record LookupRow
{
    /// <summary>Who or what it is.</summary>
    public required string Head { get; init; }

    /// <summary>More about it.</summary>
    public string Text { get; init; } = "";

    /// <summary>How it stands, a few words each: status, owner.</summary>
    public IReadOnlyList<string> Marks { get; init; } = [];

    /// <summary>When something last happened in it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Since when the customer waits.</summary>
    public DateTimeOffset? WaitingSince { get; init; }

    /// <summary>The conversation it is about.</summary>
    public ConversationId? Conversation { get; init; }

    /// <summary>The thread the conversation lives in; null while it was never posted.</summary>
    public ChatPostRef? Thread { get; init; }

    /// <summary>What can be done about it, here and at once; null for nothing.</summary>
    public CardButton? Press { get; init; }

    /// <summary>What else can be looked up about it.</summary>
    public LookupTarget? More { get; init; }

    /// <summary>What can be done with it.</summary>
    public IReadOnlyList<CardButton> Buttons { get; init; } = [];
}

/// <summary>A lookup as a button carries it.</summary>
/// <param name="Words">The words, as <see cref="LookupWords.Read"/> takes them.</param>
/// <param name="Page">The page, from 0.</param>
public sealed record LookupTarget(string Words, int Page)
{
    private const int LastPage = 9_999;

    /// <summary>Reads what <see cref="ToString"/> wrote; the first page of help for any other text.</summary>
    public static LookupTarget Read(string text)
        => text.Split(' ', 2) is [var page, var words] && int.TryParse(page, System.Globalization.NumberStyles.None, null, out var number) && number <= LastPage
            ? new LookupTarget(words, number)
            : new LookupTarget("help", 0);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Page} {Words}");
}
