namespace MailBridge.Conversations;

/// <summary>Who did what, read from entries that nothing ever takes away. It changes nothing.</summary>
public interface IAuditTrail
{
    /// <summary>The records that a filter lets through, in the order they became known.</summary>
    IAsyncEnumerable<AuditRecord> ReadAsync(AuditFilter filter, CancellationToken cancellation);
}

/// <summary>Which records are wanted; null for any.</summary>
public sealed record AuditFilter
{
    /// <summary>Of this conversation.</summary>
    public ConversationId? Conversation { get; init; }

    /// <summary>Done by this colleague.</summary>
    public AgentId? Agent { get; init; }

    /// <summary>Of this kind: <see cref="AuditRecord.Kind"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>Done at that moment or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Done before that moment.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>Something that was done.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What, in small letters: <c>send</c>, <c>withdraw</c>, <c>hold</c>, <c>fail</c>, <c>note</c>, or an activity's name, such as <c>note-edited</c>.</param>
/// <param name="Agent">Who did it; null for the bridge itself.</param>
/// <param name="Conversation">Where.</param>
/// <param name="Entry">The entry that records it.</param>
/// <param name="Post">Its post in chat, or else the conversation's; null while there is none.</param>
/// <param name="Detail">More about it: recipients, tags, a server's words; never a customer's or colleague's text.</param>
public sealed record AuditRecord(
    DateTimeOffset At, string Kind, AgentId? Agent, ConversationId Conversation, EntryId Entry, ChatPostRef? Post, string Detail)
{
    /// <summary>Every kind that there is.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["send", "hold", "withdraw", "fail", "note", .. Enum.GetNames<ActivityKind>().Select(Named)];

    /// <summary>What an entry records; null for one that nobody here did.</summary>
    public static AuditRecord? Of(ConversationId conversation, Entry entry, ChatPostRef? post) => entry switch
    {
        Entry.Activity a => new(a.At, Named(a.Kind.ToString()), a.Agent, conversation, a.Id, post, Told(a)),
        Entry.Note n => new(n.At, "note", n.Agent, conversation, n.Id, post, ""),
        Entry.AgentReply { Life: ReplyLife.Withdrawn w } r => new(w.At, "withdraw", w.By, conversation, r.Id, post, Recipients(r)),
        Entry.AgentReply { Life: ReplyLife.Held or ReplyLife.Stopped } r => new(r.At, "hold", r.Agent, conversation, r.Id, post, Recipients(r)),
        Entry.AgentReply { Life: ReplyLife.Failed f } r => new(r.LetGoAt ?? r.At, "fail", r.LetGoBy ?? r.Agent, conversation, r.Id, post, $"{Recipients(r)}: {f.Cause}"),
        Entry.AgentReply r => new(r.LetGoAt ?? r.At, "send", r.LetGoBy ?? r.Agent, conversation, r.Id, post, Recipients(r)),
        _ => null,
    };

    private static string Recipients(Entry.AgentReply reply) => string.Join(", ", reply.Email.To.Concat(reply.Email.Cc).Select(p => p.Address));

    private static string Told(Entry.Activity a)
    {
        var owner = a.Owner is { } now ? a.FormerOwner is { } before ? $"{before} to {now}" : $"to {now}" : "";
        var other = a.Move is { } move ? $"{(move.IsAway ? "to" : "from")} conversation {move.Other}" : "";
        var until = a.Until is { } end ? $"until {end.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'}" : "";
        return string.Join("; ", new[] { owner, other, until, ReplyNews.WithoutWords(a.Detail) }.Where(t => t.Length > 0));
    }

    /// <summary>NoteEdited as note-edited.</summary>
    private static string Named(string name)
        => string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : c.ToString()));
}
