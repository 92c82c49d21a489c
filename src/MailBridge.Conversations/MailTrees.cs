namespace MailBridge.Conversations;

/// <summary>Which entries of a conversation hang on a mail: what answers it, and what answers that.</summary>
internal static class MailTrees
{
    /// <summary>A mail that came or left.</summary>
    public static bool IsMail(Entry entry) => entry is Entry.CustomerEmail or Entry.AgentEmail or Entry.AgentReply;

    /// <summary>What was said, rather than done.</summary>
    public static bool IsSaid(Entry entry) => entry is not Entry.Activity;

    /// <summary>What goes along. An acknowledgement that has not left yet stays where its delivery looks for it, and comes to its end there.</summary>
    public static bool MayGo(Entry entry)
        => IsSaid(entry) && entry is not Entry.Acknowledgement { Life: ReplyLife.Queued or ReplyLife.Partial or ReplyLife.Uncertain };

    /// <summary>What is posted where the conversation goes on.</summary>
    public static bool IsShown(Entry entry)
        => entry is Entry.CustomerEmail or Entry.AgentEmail or Entry.SideEmail or Entry.AgentReply { Life: not ReplyLife.Withdrawn } or Entry.Note { DeletedAt: null };

    /// <summary>The mail, and with it those that answer it where that is wanted, in their order.</summary>
    public static IReadOnlyList<Entry> From(IReadOnlyList<Entry> entries, EntryId mail, bool withAnswers)
        => withAnswers ? Grown(entries, [mail]) : [.. entries.Where(e => e.Id == mail)];

    /// <summary>Those that came by a move and are still there, and what has answered them since.</summary>
    public static IReadOnlyList<Entry> Back(IReadOnlyList<Entry> entries, IReadOnlyList<EntryId> moved) => Grown(entries, [.. moved]);

    private static List<Entry> Grown(IReadOnlyList<Entry> entries, HashSet<EntryId> going)
    {
        var ids = entries.SelectMany(e => IdsOf(e).Select(id => (Id: id, Entry: e.Id))).DistinctBy(x => x.Id).ToDictionary(x => x.Id, x => x.Entry);
        // A mail may come before the one that it answers.
        for (var before = -1; before != going.Count;)
        {
            before = going.Count;
            foreach (var entry in entries)
            {
                if (Parent(entry, ids) is { } parent && going.Contains(parent)) going.Add(entry.Id);
            }
        }
        return [.. entries.Where(e => going.Contains(e.Id) && MayGo(e))];
    }

    /// <summary>The entry that a mail answers: the nearest that is here.</summary>
    private static EntryId? Parent(Entry entry, Dictionary<MsgId, EntryId> ids)
    {
        // A side thread goes with the mail that was passed on in it.
        if (entry is Entry.AgentReply { Email.Forward: { } forward }) return forward.Entry;
        if (entry.Aside is { } aside) return aside;
        IEnumerable<MsgId> nearest = entry switch
        {
            { Incoming: { } m } => m.InReplyTo.Concat(m.References.Reverse()),
            Entry.Outgoing { Email: var m } => (m.InReplyTo is { } id ? new[] { id } : []).Concat(m.References.Reverse()),
            _ => [],
        };
        foreach (var id in nearest)
        {
            if (ids.TryGetValue(id, out var parent) && parent != entry.Id) return parent;
        }
        return null;
    }

    private static IEnumerable<MsgId> IdsOf(Entry entry) => entry switch
    {
        { Incoming: { } m } => m.HeaderId is { } header ? [m.MessageId, header] : [m.MessageId],
        Entry.Outgoing sent => [sent.Email.MessageId, .. sent.FurtherIds],
        _ => [],
    };
}
