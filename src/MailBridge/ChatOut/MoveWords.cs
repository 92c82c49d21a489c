using System.Globalization;
using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>What cards say about merging, splitting and moving, what they lead to and how it is taken back.</summary>
internal static class MoveWords
{
    /// <summary>What an activity of that sort says; null for any other.</summary>
    public static string? Of(Entry.Activity activity, string agent) => activity switch
    {
        { Kind: ActivityKind.InboxChanged } => $"{agent} moved the conversation to {activity.Detail}",
        { Move: { } move } => $"{agent} {Did(activity.Kind, move)}",
        _ => null,
    };

    /// <summary>The conversation at the other end.</summary>
    public static IReadOnlyList<CardLink> Links(Entry.Activity activity)
        => activity.Move is { } move ? [new CardLink(move.Other, $"Open {Quoted(move.OtherSubject)}")] : [];

    /// <summary>"Undo", while it can be taken back.</summary>
    public static IReadOnlyList<CardButton> Buttons(Conversation conversation, Entry.Activity activity)
        => activity.Move is { } move && Undo(activity.Kind) is { } label && !conversation.IsUndone(move.Id)
            ? [new CardButton(CardActions.Undo, $"{conversation.Id}/{activity.Id}", label)]
            : [];

    /// <summary>What can be done with a mail, behind "More…".</summary>
    public static IReadOnlyList<CardButton> Buttons(Conversation conversation, EntryId mail) =>
    [
        new CardButton(CardActions.Split, $"{conversation.Id}/{mail}", "Split from here", OpensForm: true) { InMore = true },
        new CardButton(CardActions.MoveMail, $"{conversation.Id}/{mail}", "Move to another conversation", OpensForm: true) { InMore = true },
    ];

    /// <summary>The root card of a conversation that was merged: where it goes on, and the way back.</summary>
    public static Card.Root Merged(Card.Root card, Conversation conversation)
        => conversation.Merge is not { Move: { } move } merge ? card : card with
        {
            IsMerged = true,
            Preview = $"Merged into {Quoted(move.OtherSubject)}",
            Links = [new CardLink(move.Other, $"Merged into {Quoted(move.OtherSubject)}")],
            Buttons = Buttons(conversation, merge),
        };

    /// <summary>The root of a thread that the conversation has left.</summary>
    public static Card.Notice Left(Conversation conversation, string customer, string inbox, DateTimeOffset at) => new()
    {
        Title = $"{Quoted(conversation.State.Subject)} goes on in {inbox}",
        Text = $"The conversation with {customer} was moved. What is typed into this thread reaches nobody any more.",
        Tone = CardTone.Neutral,
        At = at,
        Links = [new CardLink(conversation.Id, "Open it there")],
    };

    private static string Did(ActivityKind kind, EntryMove move) => (kind, move.IsAway) switch
    {
        (ActivityKind.Merged, true) => $"merged this conversation into {Quoted(move.OtherSubject)}, where it goes on",
        (ActivityKind.Merged, false) => $"merged {Quoted(move.OtherSubject)} into this conversation",
        (ActivityKind.Split, true) => $"gave {Count(move)} a conversation of {(move.Mails == 1 ? "its" : "their")} own: {Quoted(move.OtherSubject)}",
        (ActivityKind.Split, false) => $"split this conversation off from {Quoted(move.OtherSubject)}",
        (ActivityKind.Moved, true) => $"moved {Count(move)} to {Quoted(move.OtherSubject)}",
        (ActivityKind.Moved, false) => $"moved {Count(move)} here from {Quoted(move.OtherSubject)}",
        (_, true) => $"took that back: {Count(move)} went back to {Quoted(move.OtherSubject)}",
        (_, false) => $"took that back: {Count(move)} came back from {Quoted(move.OtherSubject)}",
    };

    private static string Count(EntryMove move)
        => move.Mails switch
        {
            0 => "nothing",
            1 => "a mail",
            var many => string.Create(CultureInfo.InvariantCulture, $"{many:N0} mails"),
        };

    private static string? Undo(ActivityKind kind) => kind switch
    {
        ActivityKind.Merged => "Undo merge",
        ActivityKind.Split => "Undo split",
        ActivityKind.Moved => "Undo move",
        _ => null,
    };

    private static string Quoted(string subject) => subject.Trim().Length > 0 ? $"“{subject.Trim()}”" : "“(no subject)”";
}
