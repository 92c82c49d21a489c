namespace MailBridge.Conversations;

/// <content>What a reply would be: who gets it, from whom, under which subject.</content>
public sealed partial class AgentDesk
{
    /// <summary>References that a reply carries at most: the first and the last ones, so that the header stays within what servers accept.</summary>
    private const int MostReferences = 21;

    /// <summary>What a reply to the conversation would be: who gets it, from whom, under which subject. Null when there is nobody to write to.</summary>
    public OutgoingEmail? Draft(Conversation conversation, Agent agent, string text, EntryId entry)
    {
        if (directory.Inbox(conversation.State.Inbox) is not { } inbox) return null;
        var answered = conversation.LatestCustomerEmail?.Email
            ?? conversation.Entries.OfType<Entry.AgentEmail>().LastOrDefault()?.Email;
        if (answered is null) return Further(conversation, inbox, agent, text, entry);
        var fromUs = directory.IsOurs(answered.From.Address);
        IReadOnlyList<EmailPerson> wanted = answered.ReplyTo.Count > 0 ? answered.ReplyTo : fromUs ? answered.To : [answered.From];
        var to = Outside(conversation, wanted, []);
        if (to.Count == 0) to = Outside(conversation, fromUs ? answered.To : [answered.From], []);
        if (to.Count == 0) return null;
        var cc = Outside(conversation, [.. answered.To, .. answered.Cc], to);

        var address = AddressFor(conversation, inbox, answered);
        var chain = answered.References.Count > 0 ? answered.References : answered.InReplyTo;
        return Blank(conversation.Id, inbox, agent, entry, address) with
        {
            To = to,
            Cc = cc,
            Subject = answered.BaseSubject.Length > 0 ? $"Re: {answered.BaseSubject}" : "Re: your message",
            InReplyTo = answered.AnswerableId,
            References = Shortened([.. chain.Where(r => !IsAside(conversation, r)), .. answered.AnswerableId is { } id ? [id] : Array.Empty<MsgId>()]),
            Outlook = answered.Outlook,
            Text = text,
            Signature = ReplySignature.Of(Placeholders(conversation, null, agent, inbox, address)),
            Quote = fromUs ? null : new QuotedEmail(answered.From, answered.SentAt ?? answered.ReceivedAt, answered.NewText),
        };
    }

    /// <summary>The reply as it would be mailed, or why it would not be, in a sentence. Nothing changes.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="agent">Who writes.</param>
    /// <param name="text">What they write.</param>
    /// <param name="to">The To field; null for those whom <see cref="Draft"/> names.</param>
    /// <param name="cc">The Cc field; null for those whom <see cref="Draft"/> names.</param>
    public (OutgoingEmail? Email, string Problem) Preview(
        Conversation conversation, Agent agent, string text, IReadOnlyList<EmailPerson>? to, IReadOnlyList<EmailPerson>? cc)
    {
        if (Draft(conversation, agent, text.Trim(), EntryId.New(time)) is not { } draft) return (null, NobodyToReplyTo);
        var (email, problem) = ReplyRecipients.Apply(draft, to, cc, directory);
        return problem is null ? (email, "") : (null, problem);
    }

    /// <summary>What a template takes its values from in an answer to the conversation.</summary>
    public PlaceholderSource? Placeholders(Conversation conversation, Customer? customer, Agent agent)
        => directory.Inbox(conversation.State.Inbox) is { } inbox && Draft(conversation, agent, "", EntryId.New(time)) is { } draft
            ? Placeholders(conversation, customer, agent, inbox, draft.From.Address)
            : null;

    private PlaceholderSource Placeholders(Conversation conversation, Customer? customer, Agent agent, Inbox inbox, EmailAddress from)
        => new(conversation, customer, agent, inbox, from, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), _rules.Zone).DateTime), _rules.Zone);

    /// <summary>
    /// A further mail to a customer whom we wrote to first and who has not answered yet, or the first mail once more where it was taken back; null when we never
    /// wrote to them.
    /// </summary>
    private OutgoingEmail? Further(Conversation conversation, Inbox inbox, Agent agent, string text, EntryId entry)
    {
        var written = conversation.Entries.OfType<Entry.AgentReply>().Where(r => r.SideThread is null).ToList();
        if (written.Count == 0) return null;
        var mailed = written.FindLast(r => r.Life is not (ReplyLife.Stopped or ReplyLife.Withdrawn))?.Email;
        var first = mailed ?? written[^1].Email;
        var address = AddressFor(conversation, inbox, answered: null);
        var subject = conversation.State.BaseSubject;
        return Blank(conversation.Id, inbox, agent, entry, address) with
        {
            To = first.To,
            Cc = first.Cc,
            Subject = mailed is null ? first.Subject : subject.Length > 0 ? $"Re: {subject}" : "Re: our message",
            InReplyTo = mailed?.MessageId,
            References = mailed is null ? [] : Shortened([.. mailed.References, mailed.MessageId]),
            Text = text,
            Signature = ReplySignature.Of(Placeholders(conversation, null, agent, inbox, address)),
        };
    }

    /// <summary>A mail to nobody yet; an answer to it bears the conversation's token.</summary>
    private OutgoingEmail Blank(ConversationId conversation, Inbox inbox, Agent agent, EntryId entry, EmailAddress from) => new()
    {
        MessageId = signer.Sign(conversation, entry, from.Domain),
        From = new EmailPerson(agent.Name, from),
        ReplyTo = inbox.PlusAddressing && signer.Tag(from, conversation) is { } tagged ? new EmailPerson(inbox.Name, tagged) : null,
        To = [],
        Subject = "",
        Text = "",
    };

    /// <summary>
    /// The address that was written to: in the mail that is answered, else where we have written from before. What a forwarding mailbox calls itself
    /// (Delivered-To) counts only where no field names one of the inbox' own.
    /// </summary>
    internal static EmailAddress AddressFor(Conversation conversation, Inbox inbox, IncomingEmail? answered)
    {
        var written = answered is null ? [] : answered.To.Concat(answered.Cc).Select(p => p.Address).Concat(answered.DeliveredTo);
        var used = conversation.Entries.OfType<Entry.AgentReply>().Reverse().Where(r => r.SideThread is null).Select(r => r.Email.From.Address);
        return written.Concat(used).Select(inbox.Named).OfType<EmailAddress>().FirstOrDefault(inbox.Addresses[0]);
    }

    private bool IsAside(Conversation conversation, MsgId id)
        => (signer.TryVerify(id, out _, out var entry) ? conversation.Entry(entry) : conversation.EntryKnownAs(id))?.Aside is not null;

    /// <summary>Those who are neither of us nor of a side thread: whoever was written to aside is never written to together with the customer.</summary>
    private List<EmailPerson> Outside(Conversation conversation, IReadOnlyList<EmailPerson> people, List<EmailPerson> but)
        => [.. people.Where(p => p.Address.Domain.Length > 0 && !directory.IsOurs(p.Address) && conversation.SideThreadOf(p.Address) is null
            && but.All(b => b.Address != p.Address)).DistinctBy(p => p.Address)];

    /// <summary>Each once, where it stands last.</summary>
    internal static List<MsgId> Shortened(IEnumerable<MsgId> chain)
    {
        List<MsgId> references = [.. chain.Reverse().Distinct().Reverse()];
        return references.Count <= MostReferences ? references : [references[0], .. references.TakeLast(MostReferences - 1)];
    }
}
