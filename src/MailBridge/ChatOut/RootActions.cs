using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>
/// What a root card offers, in the order of the card: first what stands on it, then what is behind "More…". A new action is one line of <see cref="All"/>.
/// </summary>
internal static class RootActions
{
    private static readonly IReadOnlyList<RootAction> All =
    [
        new(CardActions.Reply, "Reply") { OpensForm = true, Primary = true },
        new(CardActions.Claim, "Claim") { When = c => c.State.Assignee is null },
        new(CardActions.Release, "Release") { When = c => c.State.Assignee is not null },
        new(CardActions.Note, "Note") { OpensForm = true },
        new(CardActions.Close, "Close") { When = c => c.State.Status != ConversationStatus.Closed },
        new(CardActions.Reopen, "Reopen") { When = c => c.State.Status == ConversationStatus.Closed },
        new(CardActions.Reopen, "Wake") { InMore = true, When = c => c.State.Status == ConversationStatus.Snoozed },
        new(CardActions.Outcome, "Outcome") { InMore = true, OpensForm = true },
        new(CardActions.Assign, "Assign") { InMore = true, OpensForm = true },
        new(CardActions.Snooze, "Snooze")
        {
            InMore = true, OpensForm = true, When = c => c.State.Status is not (ConversationStatus.Closed or ConversationStatus.Snoozed),
        },
        new(CardActions.Merge, "Merge") { InMore = true, OpensForm = true },
        new(CardActions.Move, "Move to another inbox") { InMore = true, OpensForm = true },
    ];

    /// <summary>What can be done with the conversation as it stands.</summary>
    public static IReadOnlyList<CardButton> For(Conversation conversation)
        => [.. All.Where(a => a.When(conversation)).Select(
            a => new CardButton(a.Action, conversation.Id.ToString(), a.Label, a.OpensForm, a.Primary) { InMore = a.InMore })];

    /// <summary>Pressing it on a root card asks for a form rather than doing something.</summary>
    public static bool OpensForm(string action) => All.Any(a => a.Action == action && a.OpensForm);

    /// <summary>Pressing it on a root card does something at once.</summary>
    public static bool Acts(string action) => All.Any(a => a.Action == action && !a.OpensForm);

    private sealed record RootAction(string Action, string Label)
    {
        public bool OpensForm { get; init; }

        public bool Primary { get; init; }

        public bool InMore { get; init; }

        /// <summary>In which conversations it is offered.</summary>
        public Func<Conversation, bool> When { get; init; } = _ => true;
    }
}
