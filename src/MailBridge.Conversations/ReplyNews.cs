namespace MailBridge.Conversations;

/// <summary>What speaks against mailing a reply now: something its author has not seen, or a colleague who is at it.</summary>
internal static class ReplyNews
{
    private const string Meanwhile = " meanwhile: “";

    /// <summary>Against a reply that is about to be made by an agent who has seen everything up to <paramref name="seen"/>; null for nothing.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="author">Who writes.</param>
    /// <param name="seen">The last entry that the author had seen; null for not known.</param>
    /// <param name="directory">What people are called.</param>
    /// <param name="sideThread">The side thread it is written in, where only what was said there counts; null for an answer to the customer.</param>
    public static string? Against(Conversation conversation, AgentId author, EntryId? seen, DeskDirectory directory, EntryId? sideThread = null)
    {
        var unseen = seen is null ? [] : conversation.Entries.SkipWhile(e => e.Id != seen).Skip(1);
        if (Said(unseen, author, directory, sideThread) is { } said) return said;
        // A colleague's reply that is still held can be looked at, yet the customer must not get two.
        if (conversation.Entries.OfType<Entry.AgentReply>().FirstOrDefault(r => r.Agent != author && r.SideThread == sideThread && r.Life is ReplyLife.Held) is { } held)
            return Replied(held, directory);
        if (sideThread is not null) return null;
        return conversation.State.Assignee is { } owner && owner != author ? $"{directory.NameOf(owner)} owns this conversation." : null;
    }

    /// <summary>Against a reply whose hold is ending: what was said since it was written; null for nothing.</summary>
    public static string? Since(Conversation conversation, Entry.AgentReply reply, DeskDirectory directory)
    {
        if (conversation.State.IsSpam && reply.SideThread is null) return "This conversation was marked as spam meanwhile.";
        if (Said(conversation.Entries.SkipWhile(e => e.Id != reply.Id).Skip(1).Where(HasLeft), reply.Agent, directory, reply.SideThread) is { } said) return said;
        // One that was written before and let go since, unless the author has read it and writes all the same.
        var other = reply.IsConfirmed ? null : conversation.Entries.OfType<Entry.AgentReply>().FirstOrDefault(r => r.Agent != reply.Agent && r.SideThread == reply.SideThread && HasLeft(r) && r.LetGoAt > reply.At);
        return other is null ? null : Replied(other, directory);

        static bool HasLeft(Entry entry) => entry is not Entry.AgentReply { Life.IsUnderWay: false };
    }

    /// <summary>The sentences without the words of the customer or colleague that the last of them may show.</summary>
    public static string WithoutWords(string reason)
        => reason.IndexOf(Meanwhile, StringComparison.Ordinal) is >= 0 and var at ? $"{reason.AsSpan(0, at)} meanwhile." : reason;

    private static string? Said(IEnumerable<Entry> entries, AgentId author, DeskDirectory directory, EntryId? sideThread)
    {
        foreach (var entry in entries)
        {
            switch (entry)
            {
                case Entry.CustomerEmail { Email: var email, Marks: var marks } when sideThread is null && !marks.HasFlag(EmailMarks.Automatic):
                    return $"{email.From.Display} has written{Meanwhile}{Excerpt(email.NewText)}”";
                case Entry.AgentReply { Agent: var other, Life: not (ReplyLife.Stopped or ReplyLife.Withdrawn) } reply when other != author && reply.SideThread == sideThread:
                    return Replied(reply, directory);
                case Entry.AgentEmail { Email: var email, Agent: var other } when sideThread is null && (other is null || other != author):
                    return $"{email.From.Display} has replied{Meanwhile}{Excerpt(email.NewText)}”";
                case Entry.SideEmail { Email: var email, Marks: var marks } side when side.SideThread == sideThread && !marks.HasFlag(EmailMarks.Automatic):
                    return $"{email.From.Display} has written{Meanwhile}{Excerpt(email.NewText)}”";
            }
        }
        return null;
    }

    private static string Replied(Entry.AgentReply reply, DeskDirectory directory)
        => $"{directory.NameOf(reply.Agent)} has replied{Meanwhile}{Excerpt(reply.Email.Text)}”";

    private static string Excerpt(string text)
    {
        const int longest = 160;
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= longest ? line : string.Concat(line.AsSpan(0, longest), "…");
    }
}
