namespace MailBridge.Conversations;

/// <summary>What sort of thing a clue is.</summary>
public enum ClueKind
{
    /// <summary>A Message-ID that a mail refers to; the mail it names may be missing, or come later.</summary>
    Reference,

    /// <summary>An Outlook thread (MS-OXOMSG section 2.2.1.3).</summary>
    OutlookThread,

    /// <summary>A ticket number in the subject, such as <c>[#1234]</c> of a customer's own ticket system.</summary>
    SubjectTag,
}

/// <summary>
/// Something in a mail that another mail of the same thread may share. Whoever has seen a mail knows its clues, so none of them lets anybody
/// into a conversation who does not take part in it.
/// </summary>
public readonly record struct ThreadClue(ClueKind Kind, string Value)
{
    /// <summary>The id of a mail.</summary>
    public static ThreadClue Of(MsgId id) => new(ClueKind.Reference, id.Value);

    /// <summary>The thread that Outlook says a mail is in.</summary>
    public static ThreadClue Of(OutlookThread thread) => new(ClueKind.OutlookThread, thread.Id.ToString("n"));

    /// <summary>A ticket number.</summary>
    public static ThreadClue OfTag(string number) => new(ClueKind.SubjectTag, number);
}

/// <summary>What Outlook says about the thread a mail is in.</summary>
/// <param name="Id">Names the thread; a forwarded mail keeps it.</param>
/// <param name="Index">The Thread-Index field, which an answer continues.</param>
/// <param name="Topic">The Thread-Topic field: the subject without prefixes.</param>
public sealed record OutlookThread(Guid Id, string Index, string Topic);
