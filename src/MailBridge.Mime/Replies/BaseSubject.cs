namespace MailBridge.Mime;

/// <summary>
/// The base subject of RFC 5256 §2.1, with the reply and forward prefixes that mail programs write in other languages than English.
/// </summary>
public static class BaseSubject
{
    /// <summary>The subject without prefixes, counters, list and warning tags and <c>(fwd)</c>; white space collapsed.</summary>
    public static string Of(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return SubjectPrefixes.Strip(subject).Base;
    }

    /// <summary>Whether a reply prefix stands before the base subject.</summary>
    public static bool IsReply(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return SubjectPrefixes.Strip(subject).IsReply;
    }

    /// <summary>Whether a forward prefix stands before the base subject, or <c>(fwd)</c> behind it.</summary>
    public static bool IsForward(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return SubjectPrefixes.Strip(subject).IsForward;
    }

    /// <summary>
    /// The number in a ticket tag such as <c>[#8812]</c>, or null. It names a ticket only to whoever may see that ticket.
    /// </summary>
    public static string? TicketTag(string subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return SubjectPrefixes.Strip(subject).TicketTag;
    }
}
