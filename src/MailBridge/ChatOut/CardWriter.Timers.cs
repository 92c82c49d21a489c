using System.Globalization;
using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.ChatOut;

/// <content>What is said because time has passed, and what the bridge says to customers by itself.</content>
internal sealed partial class CardWriter
{
    /// <summary>Links of a daily line; of a hundred open conversations the ten longest waits are enough to begin with.</summary>
    private const int MostLinks = 10;

    private const string Bridge = "MailBridge";

    /// <summary>Word to the escalation channel that a customer waits.</summary>
    public Card.Notice Escalation(Conversation conversation, Customer customer, Entry.Activity nudge) => nudge.SettledAt is not null
        ? new Card.Notice { Title = "A customer waited", Text = "It is dealt with.", Tone = CardTone.Good, At = nudge.At }
        : new Card.Notice
        {
            Title = $"{customer.Display} waits for an answer",
            Text = $"Since {Tell(nudge.Since)}, and {Owned(conversation.State.Assignee)}.",
            Links = [new CardLink(conversation.Id, Subject(conversation.State.Subject)) { Thread = conversation.State.Thread }],
            At = nudge.At,
        };

    /// <summary>What is open in a channel and whose, the longest wait first.</summary>
    public Card.Notice DailyLine(IReadOnlyList<ConversationSummary> open, DateTimeOffset now) => open.Count == 0
        ? new Card.Notice { Title = "Inbox zero: nothing is open", Text = "", Tone = CardTone.Good, At = now }
        : new Card.Notice
        {
            Title = string.Create(CultureInfo.InvariantCulture, $"{open.Count:N0} open: {string.Join(", ", Owners(open, now))}"),
            Text = open.Count > MostLinks ? $"The {MostLinks} longest waits:" : "",
            Links = [.. open.Take(MostLinks).Select(c => new CardLink(c.Id, Named(c, now)) { Thread = c.Thread })],
            Tone = CardTone.Neutral,
            At = now,
        };

    private IEnumerable<string> Owners(IReadOnlyList<ConversationSummary> open, DateTimeOffset now) => open
        .GroupBy(c => c.Assignee)
        .OrderBy(g => g.Key is null ? 0 : 1).ThenByDescending(g => g.Count()).ThenBy(g => g.Key is { } id ? directory.NameOf(id) : "", StringComparer.Ordinal)
        .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Count():N0} {Whose(g.Key)}") + (g.Max(c => now - c.WaitingSince) is { } oldest ? $" (oldest {Age(oldest)})" : ""));

    private string Named(ConversationSummary one, DateTimeOffset now)
    {
        var waits = one.WaitingSince is { } since ? $", {Age(now - since)}" : "";
        return $"{Subject(one.Subject)} ({one.CustomerName}{waits}, {Whose(one.Assignee)})";
    }

    private Card.Item Timed(Conversation conversation, Entry.Activity activity)
    {
        var (text, mentioned) = activity switch
        {
            { SettledAt: not null } => ("A reminder was dealt with", null),
            { Kind: ActivityKind.Lapsed } => (Lapsed(conversation, activity), activity.FormerOwner),
            { Kind: ActivityKind.RemindedUnclaimed } => ($"Nobody has claimed this conversation, and the customer waits since {Tell(activity.Since)}", null),
            { Kind: ActivityKind.RemindedUnanswered }
                => ($"The customer waits for an answer since {Tell(activity.Since)}, and {Owned(conversation.State.Assignee)}", conversation.State.Assignee),
            _ => ("The escalation channel was told that the customer waits", null),
        };
        var sign = activity.SettledAt is null && activity.Kind != ActivityKind.Lapsed ? "⏰ " : "";
        return Item(conversation, activity, CardItemKind.Activity, Bridge, sign + text) with { Mentions = mentioned is { } agent ? [Agent(agent)] : [] };
    }

    private static Card.Item Acknowledged(Conversation conversation, Entry.Acknowledgement acknowledgement)
    {
        var to = acknowledgement.Email.To[0].Address;
        var text = acknowledgement.Life switch
        {
            ReplyLife.Accepted => $"{Bridge} told {to} that the mail has come in: “{acknowledgement.Email.Text}”",
            ReplyLife.Failed { Cause: var cause } => $"No automatic acknowledgement to {to}: {cause}",
            ReplyLife.Bounced { ServerWords: var words } => $"The automatic acknowledgement to {to} came back: {words}",
            ReplyLife.Uncertain => $"{Bridge} tells {to} that the mail has come in, but the mail server broke the connection at the last moment: “{acknowledgement.Email.Text}”",
            _ => $"{Bridge} tells {to} that the mail has come in, and waits for the mail server: “{acknowledgement.Email.Text}”",
        };
        return Item(conversation, acknowledgement, CardItemKind.Activity, Bridge, text);
    }

    private string Lapsed(Conversation conversation, Entry.Activity activity)
    {
        var span = directory.Inbox(conversation.State.Inbox)?.Timers.ClaimLapsesAfter ?? TimeSpan.Zero;
        var nothing = span > TimeSpan.Zero ? $"said and did nothing for {Spans.Words(span)} of working time" : "said and did nothing for too long";
        return $"{Name(activity.FormerOwner)} {nothing} while the customer waited, so the conversation is nobody's again";
    }

    private string Owned(AgentId? owner) => owner is { } agent ? $"{directory.NameOf(agent)} owns the conversation" : "nobody owns the conversation";

    private string Whose(AgentId? owner) => owner is { } agent ? $"{directory.NameOf(agent)}'s" : "nobody's";

    private string Tell(DateTimeOffset? at) => ZoneTimes.Tell(at!.Value, _zone);

    /// <summary>How long something waits, in one unit.</summary>
    private static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "a moment",
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalMinutes)} min"),
        { TotalDays: < 2 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalHours)} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(age.TotalDays):N0} days"),
    };
}
