using System.Globalization;
using MailBridge.Conversations;
using MailBridge.MailProtocols.Files;
using MailBridge.Mime;
using MailBridge.Workspace;

namespace MailBridge.TryOut;

/// <summary>Plays the customer: writes a mail into the sample mailbox, as a mail server would deliver it.</summary>
internal sealed class CustomerDesk(string? mailbox, IConversationStore store, DeskDirectory directory, TimeProvider time) : ITryOut
{
    public bool IsOn => mailbox is not null;

    public async Task WriteAsCustomerAsync(
        string name, EmailAddress address, string subject, string text, ConversationId? answers, CancellationToken cancellation)
    {
        if (mailbox is null) throw new InvalidOperationException("Only the try-out has a sample mailbox.");
        var now = time.GetUtcNow();
        var mail = new OutgoingMessage
        {
            MessageId = $"{Guid.NewGuid():N}@{address.Domain}",
            Date = now,
            From = new Mailbox(name, address.Value),
            To = [new Mailbox(directory.Inboxes[0].Name, directory.Inboxes[0].Addresses[0].Value)],
            Subject = subject,
            Text = text + "\n",
        };
        if (answers is { } id && await store.LoadAsync(id, cancellation).ConfigureAwait(false) is { } conversation) mail = Answering(mail, conversation, text);
        await Maildir.DeliverAsync(mailbox, MimeWriter.Write(mail), time, cancellation).ConfigureAwait(false);
    }

    /// <summary>The customer presses Reply in their mail program: on our latest mail, or on their own when there is none.</summary>
    private static OutgoingMessage Answering(OutgoingMessage mail, Conversation conversation, string text)
    {
        var latest = conversation.Entries.OfType<Entry.AgentReply>().LastOrDefault(r => r.SideThread is null);
        var reply = latest?.Email;
        var own = conversation.LatestCustomerEmail?.Email;
        var answered = reply?.MessageId ?? own?.MessageId;
        return mail with
        {
            Subject = $"Re: {conversation.State.BaseSubject}",
            InReplyTo = answered?.Value,
            References = [.. (reply?.References ?? own?.References ?? []).Append(answered ?? default).Where(r => r.Value is not null).Select(r => r.Value)],
            Text = latest is null ? text + "\n" : string.Create(
                CultureInfo.InvariantCulture,
                $"{text}\n\nOn {latest.At:ddd, d MMM yyyy}, {latest.Email.From.Name} wrote:\n> {latest.Email.Text.ReplaceLineEndings("\n> ")}\n"),
        };
    }
}
