using System.Globalization;
using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>
/// What colleagues should know about a customer at a glance, beside what the root card tells anyway (status, owner, since when the customer waits).
/// </summary>
internal static class FactStrip
{
    /// <summary>What the fact is called that tells what was agreed.</summary>
    public const string Outcome = "Outcome";

    public static IReadOnlyList<CardFact> Of(Conversation conversation, Customer customer, CustomerHistory history, TimeZoneInfo zone, string outcome)
    {
        var facts = new List<CardFact>();
        if (outcome.Length > 0) facts.Add(new CardFact(Outcome, outcome));
        if (conversation.State.SnoozedUntil is { } until) facts.Add(new CardFact("Snoozed until", ZoneTimes.Tell(until, zone)) { At = until });
        if (conversation.UnseenAside is { } aside) facts.Add(new CardFact("Side thread", $"{aside.Email.From.Display} has answered"));
        facts.Add(On("Customer since", customer.Since));
        if (history.Earlier == 1) facts.Add(new CardFact("Earlier", "1 conversation"));
        if (history.Earlier > 1) facts.Add(new CardFact("Earlier", string.Create(CultureInfo.InvariantCulture, $"{history.Earlier:N0} conversations")));
        if (history.LastContactAt is { } last) facts.Add(On("Last contact", last));
        return facts;
    }

    private static CardFact On(string label, DateTimeOffset at)
        => new(label, at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) { At = at };
}
