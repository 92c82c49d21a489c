using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Mime;

namespace MailBridge.ChatIn;

/// <summary>The forms for mail that answers no customer, and what was filled into them. Pure functions.</summary>
internal sealed class OutwardForms(DeskDirectory directory, SendingRules rules)
{
    public const string FilesChoice = "with";

    private const int LongestSubject = 500;
    private const string InboxField = "inbox", SubjectField = "subject";
    private const string WithFiles = "files", WithoutFiles = "none";

    /// <summary>A new mail: from which inbox, to whom, about what. Null where there is no inbox that the agent may write from.</summary>
    /// <param name="target">An inbox and an address with a slash between them; each may be empty.</param>
    /// <param name="agent">Who writes.</param>
    /// <param name="known">The customer who has that address; null for nobody.</param>
    public Form? Compose(string target, Agent agent, Customer? known)
    {
        var (inbox, address) = ReadTarget(target);
        var mine = directory.Inboxes.Where(i => i.Owner is null || i.Owner == agent.Id).ToList();
        FormOption[] options = [.. mine.SelectMany(i => i.Addresses.Select(a => new FormOption($"{i.Id} {a}", i.Name == a.Value ? a.Value : $"{i.Name} <{a}>")))];
        if (options.Length == 0) return null;
        var initial = options.FirstOrDefault(o => o.Value.StartsWith($"{inbox} ", StringComparison.Ordinal)) ?? options[0];
        var to = address.Length == 0 ? "" : AddressLine.Write([new EmailPerson(known?.Name ?? "", new EmailAddress(address))]);
        return new Form(
            CardActions.Compose, target, "New mail", "Send", [],
            [
                new FormField.Choice(InboxField, "From", options, initial.Value),
                new FormField.Line(ChatActions.ToField, "To", to, ChatActions.LongestRecipients, IsRequired: true),
                new FormField.Line(ChatActions.CcField, "Cc", "", ChatActions.LongestRecipients),
                new FormField.Line(SubjectField, "Subject", "", LongestSubject),
                new FormField.TextArea(ChatActions.TextField, "Mail", "", ChatActions.LongestText),
                new FormField.Files(ChatActions.FilesField, "Files", rules.MostAttachmentBytes),
            ], "");
    }

    /// <summary>Whom a mail is passed on to, and what is said above it.</summary>
    public Form Forward(Conversation conversation, EntryId mail, OutgoingEmail draft, IReadOnlyList<EmailAttachment> files)
    {
        var fields = new List<FormField>
        {
            new FormField.Line(ChatActions.ToField, "To", "", ChatActions.LongestRecipients, IsRequired: true),
            new FormField.Line(ChatActions.CcField, "Cc", "", ChatActions.LongestRecipients),
            new FormField.TextArea(ChatActions.TextField, "Text above the mail", "", ChatActions.LongestText) { IsOptional = true },
        };
        if (files.Count > 0)
        {
            FormOption[] options = [new(WithFiles, $"The mail with {Named(files)}"), new(WithoutFiles, "The mail without its files")];
            fields.Add(new FormField.Choice(FilesChoice, "Pass on", options, WithFiles));
        }
        fields.Add(new FormField.Files(ChatActions.FilesField, "Further files", rules.MostAttachmentBytes));
        return new Form(
            CardActions.Forward, $"{conversation.Id}/{mail}", $"Forward the mail of {draft.Forward!.From.Display}", "Forward",
            [new CardFact("From", draft.From.Full), new CardFact("Subject", draft.Subject)], fields, "")
        {
            Warning = "The answer comes back here as a side thread. The customer sees neither.",
        };
    }

    /// <summary>An answer to a third party.</summary>
    public Form ReplyAside(Conversation conversation, EntryId answered, OutgoingEmail draft) => new(
        CardActions.ReplyAside, $"{conversation.Id}/{answered}", $"Reply to {(draft.To.Count > 0 ? draft.To[0].Display : "the third party")}", "Send",
        [new CardFact("From", draft.From.Full)],
        [
            new FormField.Line(ChatActions.ToField, "To", AddressLine.Write(draft.To), ChatActions.LongestRecipients, IsRequired: true),
            new FormField.Line(ChatActions.CcField, "Cc", AddressLine.Write(draft.Cc), ChatActions.LongestRecipients),
            new FormField.TextArea(ChatActions.TextField, "Answer", "", ChatActions.LongestText),
            new FormField.Files(ChatActions.FilesField, "Files", rules.MostAttachmentBytes),
        ], conversation.Entries[^1].Id.ToString())
    {
        Warning = $"{SideWords.Of(conversation, conversation.Entry(answered)!)}.",
    };

    /// <summary>What was written, under the name of a conversation to be.</summary>
    public static AgentAction.Compose ReadCompose(ChatRequest.Submission submission, ConversationId id)
    {
        var (inbox, from) = submission.Values.GetValueOrDefault(InboxField, "").Split(' ', 2) is [var i, var a] ? (i, a) : ("", "");
        var subject = Line(submission, SubjectField);
        return new AgentAction.Compose
        {
            Agent = submission.Agent,
            Conversation = id,
            Receipt = submission.Receipt,
            Inbox = new InboxId(inbox),
            From = from.Length > 0 ? new EmailAddress(from) : null,
            To = ChatActions.Recipients(submission, ChatActions.ToField) ?? [],
            Cc = ChatActions.Recipients(submission, ChatActions.CcField) ?? [],
            Subject = subject,
            BaseSubject = BaseSubject.Of(subject),
            Text = Text(submission),
            Files = submission.Files,
            Confirmed = submission.Confirmed,
        };
    }

    /// <summary>What was written above the mail; its own files are added by the caller where <see cref="WantsFiles"/> says so.</summary>
    public static AgentAction.Forward ReadForward(ChatRequest.Submission submission, ConversationId id, EntryId mail) => new()
    {
        Agent = submission.Agent,
        Conversation = id,
        Receipt = submission.Receipt,
        Entry = mail,
        To = ChatActions.Recipients(submission, ChatActions.ToField) ?? [],
        Cc = ChatActions.Recipients(submission, ChatActions.CcField) ?? [],
        Text = Text(submission),
        Files = submission.Files,
        Confirmed = submission.Confirmed,
    };

    public static AgentAction.ReplyAside ReadAside(ChatRequest.Submission submission, ConversationId id, EntryId answered) => new()
    {
        Agent = submission.Agent,
        Conversation = id,
        Receipt = submission.Receipt,
        Entry = answered,
        To = ChatActions.Recipients(submission, ChatActions.ToField),
        Cc = ChatActions.Recipients(submission, ChatActions.CcField),
        Text = Text(submission),
        Files = submission.Files,
        LastSeen = EntryId.TryParse(submission.State, out var seen) ? seen : null,
        Confirmed = submission.Confirmed,
    };

    /// <summary>The mail's own files go along. A form that does not ask sends them.</summary>
    public static bool WantsFiles(ChatRequest.Submission submission) => submission.Values.GetValueOrDefault(FilesChoice, WithFiles) != WithoutFiles;

    /// <summary>The files of a mail that are worth passing on: no logos.</summary>
    public static IReadOnlyList<EmailAttachment> FilesOf(IncomingEmail email) => [.. email.Attachments.Where(a => !a.IsLogo)];

    /// <summary>The inbox and the address that a target names.</summary>
    public static (string Inbox, string Address) ReadTarget(string target) => target.Split('/', 2) is [var inbox, var address] ? (inbox, address.Trim()) : ("", target.Trim());

    private static string Text(ChatRequest.Submission submission) => submission.Values.GetValueOrDefault(ChatActions.TextField, "").ReplaceLineEndings("\n");

    private static string Line(ChatRequest.Submission submission, string field)
    {
        var line = string.Join(' ', submission.Values.GetValueOrDefault(field, "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestSubject ? line : line[..(char.IsHighSurrogate(line[LongestSubject - 1]) ? LongestSubject - 1 : LongestSubject)];
    }

    private static string Named(IReadOnlyList<EmailAttachment> files)
        => files.Count == 1 ? files[0].FileName : string.Create(CultureInfo.InvariantCulture, $"its {files.Count} files");
}
