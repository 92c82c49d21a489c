using System.Globalization;
using MailBridge.Conversations;
using MailBridge.MailOut;

namespace MailBridge.ChatOut;

/// <summary>What cards say of side threads, and what they offer there.</summary>
internal static class SideWords
{
    private const int MostNamed = 3;

    /// <summary>The line that stands above everything in a side thread.</summary>
    public static string Of(Conversation conversation, Entry entry)
    {
        var people = conversation.Entry(entry.Aside ?? default) is Entry.AgentReply { Email: var first } ? first.To.Concat(first.Cc).ToList() : [];
        var named = string.Join(", ", people.Take(MostNamed).Select(p => p.Address.Value));
        if (people.Count > MostNamed) named += string.Create(CultureInfo.InvariantCulture, $" and {people.Count - MostNamed} more");
        return $"Side thread with {(named.Length > 0 ? named : "a third party")}: not the customer";
    }

    /// <summary>A mail of ours in a side thread: what it passes on is folded away.</summary>
    public static Card.Item Shown(Card.Item item, Conversation conversation, Entry.AgentReply reply) => item with
    {
        Aside = Of(conversation, reply),
        Text = reply.Email.Text.Length > 0 ? reply.Email.Text : "Passed on without a word above it.",
        Quoted = reply.Email.Forward is { } forward ? ForwardWords.Block(forward) : "",
    };

    /// <summary>"Forward…" on a mail.</summary>
    public static CardButton Forward(Conversation conversation, Entry entry)
        => new(CardActions.Forward, $"{conversation.Id}/{entry.Id}", "Forward…", OpensForm: true);

    /// <summary>What can be done with a mail of a side thread.</summary>
    public static IReadOnlyList<CardButton> Buttons(Conversation conversation, Entry.SideEmail mail)
    {
        const int longest = 40;
        var who = mail.Agent is null ? mail.Email.From.Display : string.Join(", ", mail.Email.To.Select(p => p.Display).Take(1));
        var name = who.Length <= longest ? who : string.Concat(who.AsSpan(0, longest), "…");
        return
        [
            new CardButton(CardActions.ReplyAside, $"{conversation.Id}/{mail.Id}", $"Reply to {name}…", OpensForm: true, Primary: true),
            Forward(conversation, mail),
        ];
    }

    /// <summary>Who wrote last to the third party that answers now: they wait for it.</summary>
    public static IEnumerable<AgentId> WhoAsked(Conversation conversation, Entry.SideEmail mail) => mail.Agent is not null ? [] : conversation.Entries
        .TakeWhile(e => e.Id != mail.Id).OfType<Entry.AgentReply>().Where(r => r.SideThread == mail.SideThread).TakeLast(1).Select(r => r.Agent);

    /// <summary>The mail with its marks, as the marks of a customer's mail are told.</summary>
    public static Entry.CustomerEmail AsMarked(Entry.SideEmail mail) => new() { Id = mail.Id, At = mail.At, Email = mail.Email, Marks = mail.Marks };

    /// <summary>That a colleague passed the mail on, so that nobody has seen where it came from.</summary>
    public static IEnumerable<string> PassedOnBy(Entry.CustomerEmail mail, DeskDirectory directory)
        => mail.ForwardedBy is { } agent ? [$"Forwarded by {directory.NameOf(agent)}; the sender is as the forward says"] : [];
}
