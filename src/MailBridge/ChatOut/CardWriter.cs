using System.Globalization;
using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>Translates what the desk knows into cards. A pure function; every chat platform renders its results.</summary>
internal sealed partial class CardWriter(DeskDirectory directory, TimeZoneInfo? zone = null)
{
    private const int LongestPreview = 140;

    private const int LongestOutcome = 300;

    private readonly TimeZoneInfo _zone = zone ?? TimeZoneInfo.Utc;

    /// <summary>Recipients a post names; of a circular to two thousand people the first dozen tells enough, the original has them all.</summary>
    private const int MostRecipients = 12;

    /// <summary>The root of a conversation's thread.</summary>
    public Card.Root Root(Conversation conversation, Customer customer, CustomerHistory history)
    {
        var state = conversation.State;
        var latest = conversation.LatestCustomerEmail?.Email;
        return MoveWords.Merged(new Card.Root
        {
            Conversation = conversation.Id,
            Customer = customer.Display,
            CustomerAddress = (latest is null || directory.IsOurs(latest.From.Address) ? customer.Addresses[0] : latest.From.Address).Value,
            Subject = Subject(state.Subject),
            Status = state.Status,
            Assignee = state.Assignee is { } agent ? Agent(agent) : null,
            WaitingSince = state.WaitingSince,
            SnoozedUntil = state.SnoozedUntil,
            Tags = state.Tags,
            IsSpam = state.IsSpam,
            Outcome = Outcome(conversation) is { } note ? new CardOutcome(note.Id, directory.NameOf(note.Agent), note.EditedAt ?? note.At, note.Text) : null,
            LastActivityAt = state.LastActivityAt,
            Preview = Preview(conversation),
            Mails = conversation.Entries.Count(
                e => e is not (Entry.Note or Entry.Activity or Entry.Acknowledgement or Entry.AgentReply { Life: ReplyLife.Withdrawn or ReplyLife.Stopped })),
            HasAttachments = conversation.Entries.OfType<Entry.CustomerEmail>().Any(e => e.Email.Attachments.Any(a => a is { IsInline: false, IsLogo: false })),
            Facts = FactStrip.Of(conversation, customer, history, _zone, Line(Outcome(conversation)?.Text ?? "", LongestOutcome)),
            Links = conversation.State.Follows is { } earlier ? [new CardLink(earlier, "Open the conversation before this one")] : [],
            Buttons = [.. RootActions.For(conversation).Where(b => b.Action != CardActions.Move || directory.Inboxes.Count > 1)],
        }, conversation);
    }

    /// <summary>An entry in the thread.</summary>
    public Card.Item Item(Conversation conversation, Entry entry) => entry switch
    {
        Entry.CustomerEmail e => Email(conversation, entry, e.Email, CardItemKind.CustomerEmail) with
        {
            Marks = [.. SideWords.PassedOnBy(e, directory), .. Marks(e)], Buttons = [.. Buttons(conversation, e), SideWords.Forward(conversation, e)],
        },
        Entry.SideEmail e => Email(conversation, entry, e.Email, CardItemKind.SideEmail) with
        {
            Marks = Marks(SideWords.AsMarked(e)), Aside = SideWords.Of(conversation, e), Buttons = SideWords.Buttons(conversation, e),
            Mentions = [.. SideWords.WhoAsked(conversation, e).Select(Agent)],
        },
        Entry.AgentEmail e => Email(conversation, entry, e.Email, CardItemKind.AgentEmail) with
        {
            Buttons = [SideWords.Forward(conversation, e), .. MoveWords.Buttons(conversation, e.Id)],
        },
        Entry.AgentReply { SideThread: not null } e => SideWords.Shown(Reply(conversation, e), conversation, e),
        Entry.AgentReply e => Reply(conversation, e),
        Entry.Note { DeletedAt: not null } e => Item(
            conversation, entry, CardItemKind.Activity, directory.NameOf(e.Agent), $"{directory.NameOf(e.Agent)} deleted a note"),
        Entry.Note e => Item(conversation, entry, CardItemKind.Note, directory.NameOf(e.Agent), e.Text) with
        {
            Mentions = [.. e.Mentions.Select(Agent)],
            IsOutcome = conversation.State.Outcome == e.Id,
            Buttons = conversation.State.Outcome == e.Id
                ? [new CardButton(CardActions.Unpin, conversation.Id.ToString(), "Unpin")]
                : [new CardButton(CardActions.Outcome, $"{conversation.Id}/{e.Id}", "Pin as outcome")],
        },
        Entry.Acknowledgement e => Acknowledged(conversation, e),
        Entry.Activity { Kind: ActivityKind.Lapsed or ActivityKind.RemindedUnclaimed or ActivityKind.RemindedUnanswered or ActivityKind.Escalated } e => Timed(conversation, e),
        Entry.Activity e => Item(
            conversation, entry, CardItemKind.Activity,
            e.Agent is { } agent ? directory.NameOf(agent) : "MailBridge", Words(e, e.Agent is { } who ? directory.NameOf(who) : "")) with
        {
            Links = MoveWords.Links(e), Buttons = MoveWords.Buttons(conversation, e),
            // Days later nobody looks at a thread unless they are told.
            Mentions = e is { Kind: ActivityKind.Bounced, About: { } about } && conversation.Entry(about) is Entry.AgentReply { Agent: var author } ? [Agent(author)] : [],
        },
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry, "An entry without a card."),
    };

    /// <summary>Word about a mail that could not be read.</summary>
    public static Card.Notice Quarantine(RawMail mail) => mail.State == RawMailState.Quarantined
        ? new Card.Notice
        {
            Title = "A mail could not be read",
            Text = string.Create(
                CultureInfo.InvariantCulture,
                $"A mail of {mail.Size:N0} bytes is kept but could not be shown: {mail.Remark}. Look at the original; once the cause is mended, read it again."),
            At = mail.ReceivedAt,
            Buttons = [new CardButton(CardActions.Replay, mail.Id.ToString(), "Read again")],
        }
        : new Card.Notice { Title = "A mail that could not be read before", Text = "It was read again.", Tone = CardTone.Good, At = mail.ReceivedAt };

    /// <summary>The root of a thread that the conversation has left for another inbox' channel.</summary>
    public Card.Notice Left(Conversation conversation, Customer customer, Entry.Activity activity)
        => MoveWords.Left(conversation, customer.Display, directory.Inbox(conversation.State.Inbox)?.Name ?? activity.Detail, activity.At);

    /// <summary>The colleague under whose name an entry is posted; null for the bridge.</summary>
    public CardAgent? Sender(Entry entry) => entry switch
    {
        Entry.AgentReply { Agent: var agent } => Agent(agent),
        Entry.Note { Agent: var agent } => Agent(agent),
        _ => null,
    };

    private static IReadOnlyList<CardButton> Buttons(Conversation conversation, Entry.CustomerEmail email)
        => email.Marks.HasFlag(EmailMarks.BareThanks) && conversation.State.Status == ConversationStatus.Closed
            ? [new CardButton(CardActions.Reopen, conversation.Id.ToString(), "Reopen"), .. MoveWords.Buttons(conversation, email.Id)]
            : MoveWords.Buttons(conversation, email.Id);

    private static Card.Item Email(Conversation conversation, Entry entry, IncomingEmail email, CardItemKind kind)
        => Item(conversation, entry, kind, email.From.Display, email.NewText) with
        {
            AuthorAddress = email.From.Address.Value,
            To = Recipients(email.To),
            Cc = Recipients(email.Cc),
            Quoted = email.Quoted,
            Signature = email.Signature,
            Files = [.. email.Attachments.Select(a => new CardFile(email.Raw, a.Index, a.FileName, a.MediaType, a.Size, a.IsInline) { IsLogo = a.IsLogo })],
            Original = email.Raw,
        };

    private Card.Item Reply(Conversation conversation, Entry.AgentReply reply)
        => Item(conversation, reply, CardItemKind.AgentReply, directory.NameOf(reply.Agent), reply.Email.Text) with
        {
            AuthorAddress = reply.Email.From.Address.Value,
            To = Recipients(reply.Email.To),
            Cc = Recipients(reply.Email.Cc),
            Files = [.. reply.Email.Files.Select((file, i) => new CardFile(Mail: null, i, file.Name, file.MediaType, file.Size, IsInline: false))],
            Life = ReplyWords.Replaced(ReplyWords.Seen(ReplyWords.Life(reply.Life, directory), reply.Receipts), reply),
            Buttons = ReplyWords.Buttons(reply, $"{conversation.Id}/{reply.Id}"),
        };

    private static Card.Item Item(Conversation conversation, Entry entry, CardItemKind kind, string author, string text)
        => new() { Conversation = conversation.Id, Entry = entry.Id, Kind = kind, Author = author, At = entry.At, Text = text };

    private static List<string> Marks(Entry.CustomerEmail entry)
    {
        var marks = new List<string>();
        if (entry.Marks.HasFlag(EmailMarks.NotAColleague)) marks.Add("Claims to be from one of us, but nothing shows that it is");
        if (entry.Marks.HasFlag(EmailMarks.SenderFails)) marks.Add($"Sender not verified: DMARC failed for {entry.Email.From.Address.Domain}");
        if (entry.Marks.HasFlag(EmailMarks.SenderUnverified)) marks.Add("Sender not verified: no DMARC result");
        if (entry.Marks.HasFlag(EmailMarks.NameHoldsAddress)) marks.Add($"The sender's name shows another address; the mail is from {entry.Email.From.Address}");
        if (entry.Marks.HasFlag(EmailMarks.SeveralSenders)) marks.Add("The mail has two From fields; other programs may show another sender");
        if (entry.Marks.HasFlag(EmailMarks.KnownName)) marks.Add("New sender with the name of a customer who is known under another address");
        if (entry.Marks.HasFlag(EmailMarks.LookAlikeDomain)) marks.Add($"The sender's domain is written with look-alike letters: {Ascii(entry.Email.From.Address.Domain)}");
        if (entry.Marks.HasFlag(EmailMarks.Automatic)) marks.Add("Automatic mail");
        if (entry.Marks.HasFlag(EmailMarks.BareThanks)) marks.Add("Only thanks, so the conversation stays closed");
        if (entry.Marks.HasFlag(EmailMarks.NewParticipant)) marks.Add("New participant");
        if (entry.Marks.HasFlag(EmailMarks.NewSubject)) marks.Add($"New subject: {Subject(entry.Email.Subject)}");
        if (entry.Marks.HasFlag(EmailMarks.ReplyToDiffers)) marks.Add($"Answers go to {string.Join(", ", entry.Email.ReplyTo.Select(p => p.Address.Value))}");
        return marks;
    }

    /// <summary>The form that shows what it is made of (RFC 5890 A-labels).</summary>
    private static string Ascii(string domain)
    {
        try
        {
            return new IdnMapping { AllowUnassigned = true }.GetAscii(domain);
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    private string Words(Entry.Activity activity, string agent) => activity.Kind switch
    {
        ActivityKind.Claimed => $"{agent} claimed the conversation",
        ActivityKind.Assigned when activity.FormerOwner is { } former && former != activity.Agent
            => $"{agent} assigned the conversation to {Name(activity.Owner)}; {directory.NameOf(former)} owned it before",
        ActivityKind.Assigned => $"{agent} assigned the conversation to {Name(activity.Owner)}",
        ActivityKind.TakenOver => $"{agent} took the conversation over from {Name(activity.FormerOwner)}",
        ActivityKind.Released => $"{agent} released the conversation",
        ActivityKind.Closed => $"{agent} closed the conversation",
        ActivityKind.OutcomeSet => $"{agent} pinned the outcome",
        ActivityKind.OutcomeCleared => $"{agent} took the outcome's pin away",
        ActivityKind.Snoozed => activity.Until is { } until
            ? $"{agent} snoozed the conversation until {ZoneTimes.Tell(until, _zone)}"
            : $"{agent} snoozed the conversation until the customer writes",
        ActivityKind.Woken when activity.Agent is not null => $"{agent} woke the conversation",
        ActivityKind.Woken when activity.Detail.Length > 0 => $"{activity.Detail} answered in a side thread, so the conversation is back",
        ActivityKind.Woken => activity.Until is null ? "The customer wrote, so the conversation is back" : "The time has come: the conversation is back",
        ActivityKind.Tagged => $"{agent} tagged the conversation: {activity.Detail}",
        ActivityKind.Untagged => $"{agent} took tags off the conversation: {activity.Detail}",
        ActivityKind.MarkedSpam => $"{agent} marked the conversation as spam",
        ActivityKind.MarkedNoSpam => $"{agent} took the mark of spam away",
        ActivityKind.Blocked => $"{agent} blocked {activity.Detail}: further mails are kept and not posted",
        ActivityKind.Unblocked => $"{agent} blocks {activity.Detail} no longer",
        ActivityKind.NoteEdited => $"{agent} changed a note",
        ActivityKind.NoteDeleted => $"{agent} deleted a note",
        ActivityKind.Reopened => activity.Agent is null ? "The customer wrote, so the conversation is open again" : $"{agent} reopened the conversation",
        ActivityKind.Overridden => $"{agent} sent a reply all the same. {activity.Detail}",
        ActivityKind.RecipientsChanged => $"{agent} sent a reply that had not arrived to {activity.Detail}",
        ActivityKind.Bounced => $"A reply came back: {activity.Detail}",
        ActivityKind.Delayed => $"A reply is late: {activity.Detail}",
        ActivityKind.Complained => $"Complaint: {activity.Detail}",
        _ => MoveWords.Of(activity, agent) ?? activity.Detail,
    };

    /// <summary>The last mail, reply or note that stands; null for none.</summary>
    internal static Entry? LastSaid(Conversation conversation) => conversation.Entries.LastOrDefault(
        e => e is not (Entry.Activity or Entry.Acknowledgement or Entry.Note { DeletedAt: not null } or Entry.AgentReply { Life: ReplyLife.Withdrawn }));

    private static string Preview(Conversation conversation)
    {
        var text = LastSaid(conversation) switch
        {
            Entry.CustomerEmail e => e.Email.NewText,
            Entry.AgentEmail e => e.Email.NewText,
            Entry.SideEmail e => $"{e.Email.From.Display}, aside: {e.Email.NewText}",
            Entry.AgentReply { SideThread: not null } e => $"To {string.Join(", ", e.Email.To.Select(p => p.Display))}, aside: {e.Email.Text}",
            Entry.AgentReply e => e.Email.Text,
            Entry.Note e => e.Text,
            _ => "",
        };
        return Line(text, LongestPreview);
    }

    private static Entry.Note? Outcome(Conversation conversation)
        => conversation.State.Outcome is { } id ? conversation.Entry(id) as Entry.Note : null;

    /// <summary>The beginning of a text on one line.</summary>
    private static string Line(string text, int longest)
    {
        var line = string.Join(' ', text.AsSpan(0, Math.Min(text.Length, 4 * longest)).ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= longest) return line;
        return string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest), "…");
    }

    private static string Subject(string subject) => subject.Trim().Length > 0 ? subject : "(no subject)";

    private static IReadOnlyList<string> Recipients(IReadOnlyList<EmailPerson> people)
        => people.Count <= MostRecipients
            ? [.. people.Select(p => p.Full)]
            : [.. people.Take(MostRecipients).Select(p => p.Full), string.Create(CultureInfo.InvariantCulture, $"{people.Count - MostRecipients:N0} more")];

    private string Name(AgentId? agent) => agent is { } id ? directory.NameOf(id) : "nobody";

    private CardAgent Agent(AgentId id) => new(id, directory.NameOf(id));
}
