using MailBridge.Conversations;

namespace MailBridge.Storage;

/// <summary>What of an entry can be found, and what a snippet is cut from.</summary>
/// <param name="New">What was newly written.</param>
/// <param name="Full">The whole text where there is more than the new.</param>
/// <param name="Subject">The mail's subject.</param>
/// <param name="People">Names and addresses, one person a line.</param>
/// <param name="Files">The names of attachments, one a line.</param>
internal sealed record SearchText(string New, string Full, string Subject, string People, string Files)
{
    public static SearchText Of(Entry entry) => entry switch
    {
        { Incoming: { } email } => Of(email),
        Entry.AgentReply e => new(e.Email.Text, "", e.Email.Subject, Join([e.Email.From, .. e.Email.To, .. e.Email.Cc]), string.Join('\n', e.Email.Files.Select(f => f.Name))),
        Entry.Note e => new(e.ShownText, "", "", e.DeletedAt is null ? e.Agent.Value : "", ""),
        Entry.Acknowledgement e => new(e.Email.Text, "", e.Email.Subject, Join([e.Email.From, .. e.Email.To]), ""),
        Entry.Activity e => new(e.Detail, "", "", e.Agent?.Value ?? "", ""),
        _ => throw new ArgumentOutOfRangeException(nameof(entry), entry.GetType(), "Not a case of the closed set."),
    };

    /// <summary>The text to index, no passage twice, at most so many characters of it.</summary>
    public string Body(int most)
    {
        var body = Full.Contains(New, StringComparison.Ordinal) ? Full : $"{New}\n{Full}";
        return body.Length <= most ? body : body[..most];
    }

    private static SearchText Of(IncomingEmail email)
    {
        IEnumerable<EmailPerson> people = [email.From, .. email.ReplyTo, .. email.To, .. email.Cc];
        var addresses = email.DeliveredTo.Select(a => new EmailPerson("", a));
        return new(
            email.NewText,
            email.AttachedText.Length == 0 ? email.FullText : $"{email.FullText}\n{email.AttachedText}",
            email.Subject,
            Join([.. people, .. addresses]),
            string.Join('\n', email.Attachments.Select(a => a.FileName)));
    }

    private static string Join(IEnumerable<EmailPerson> people)
        => string.Join('\n', people.Distinct().Select(p => p.Full));
}
