namespace MailBridge.Conversations;

/// <summary>What speaks against mailing a reply now: something its author has not seen, or a colleague who is at it.</summary>
internal static class ReplyNews
{
    /// <summary>Against a reply that is about to be made by an agent who has seen everything up to <paramref name="seen"/>; null for nothing.</summary>
    public static string? Against(Conversation conversation, AgentId author, EntryId? seen, DeskDirectory directory)
    {
        var unseen = seen is null ? [] : conversation.Entries.SkipWhile(e => e.Id != seen).Skip(1);
        if (Said(unseen, author, directory) is { } said) return said;
        // A colleague's reply that is still held can be looked at, yet the customer must not get two.
        if (conversation.Entries.OfType<Entry.AgentReply>().FirstOrDefault(r => r.Agent != author && r.Life is ReplyLife.Held) is { } held)
            return Replied(held, directory);
        return conversation.State.Assignee is { } owner && owner != author ? $"{directory.NameOf(owner)} owns this conversation." : null;
    }

    /// <summary>Against a reply whose hold is ending: what was said since it was written; null for nothing.</summary>
    public static string? Since(Conversation conversation, Entry.AgentReply reply, DeskDirectory directory)
    {
        if (Said(conversation.Entries.SkipWhile(e => e.Id != reply.Id).Skip(1).Where(HasLeft), reply.Agent, directory) is { } said) return said;
        // One that was written before and let go since, unless the author has read it and writes all the same.
        var other = reply.IsConfirmed ? null : conversation.Entries.OfType<Entry.AgentReply>().FirstOrDefault(r => r.Agent != reply.Agent && HasLeft(r) && r.LetGoAt > reply.At);
        return other is null ? null : Replied(other, directory);

        static bool HasLeft(Entry entry) => entry is not Entry.AgentReply { Life.IsUnderWay: false };
    }

    private static string? Said(IEnumerable<Entry> entries, AgentId author, DeskDirectory directory)
    {
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case Entry.CustomerEmail { Email: var email, Marks: var marks } when !marks.HasFlag(EmailMarks.Automatic):
                    return $"{email.From.Display} has written meanwhile: “{Excerpt(email.NewText)}”";
                case Entry.AgentReply { Agent: var other, Life: not (ReplyLife.Stopped or ReplyLife.Withdrawn) } reply when other != author:
                    return Replied(reply, directory);
                case Entry.AgentEmail { Email: var email, Agent: var other } when other is null || other != author:
                    return $"{email.From.Display} has replied meanwhile: “{Excerpt(email.NewText)}”";
            }
        }
        return null;
    }

    private static string Replied(Entry.AgentReply reply, DeskDirectory directory)
        => $"{directory.NameOf(reply.Agent)} has replied meanwhile: “{Excerpt(reply.Email.Text)}”";

    private static string Excerpt(string text)
    {
        const int longest = 160;
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= longest ? line : string.Concat(line.AsSpan(0, longest), "…");
    }
}
