using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>What people do with a reply of theirs that is there already: take it back, write it once more, send it to others.</summary>
internal sealed class ReplyForms(AgentDesk desk, IConversationStore store, DeskDirectory directory)
{
    private const string KeptField = "kept";

    private const string Keep = "keep", Leave = "leave";

    /// <summary>
    /// What a press that asks for a form comes to: an answer, or the reply whose text is to be written once more. <see cref="CardActions.Edit"/> takes it back
    /// first, and changes nothing a second time.
    /// </summary>
    public async Task<(ChatAnswer? Answer, Entry.AgentReply? Taken)> OpenAsync(
        ChatRequest.OnCard request, ConversationId id, string? entryText, CancellationToken cancellation)
    {
        if (await FindAsync(id, entryText, cancellation).ConfigureAwait(false) is not { } reply) return (null, null);
        if (request.Action == CardActions.Recipients)
        {
            return (AgentDesk.WhyNotToOthers(reply) is { } reason
                ? new ChatAnswer.Refused(reason) : new ChatAnswer.ShowForm(Recipients(id, reply)), null);
        }
        // What was meant for a third party never stands in a form that goes to the customer.
        if (reply.SideThread is not null) return (new ChatAnswer.Refused("This mail goes to a third party. Drop it and write it anew."), null);
        if (reply.Agent != request.Agent) return (new ChatAnswer.Refused($"{directory.NameOf(reply.Agent)} wrote this reply; only they can change it."), null);
        if (reply.Life is ReplyLife.Withdrawn) return (null, reply);
        if (request.Action == CardActions.Rewrite) return (new ChatAnswer.Refused("This reply was not taken back. Press Edit on its post first."), null);
        var withdrawal = new AgentAction.WithdrawReply { Agent = request.Agent, Conversation = id, Entry = reply.Id };
        var outcome = await desk.ActAsync(withdrawal, cancellation).ConfigureAwait(false);
        return outcome is ActionOutcome.Done ? (null, reply) : (ChatActions.Answer(outcome), null);
    }

    /// <summary>Takes a reply back; its author gets the text again. Null where there is no such reply.</summary>
    public async Task<ChatAnswer?> DropAsync(ChatRequest.OnCard request, ConversationId id, string? entryText, CancellationToken cancellation)
    {
        if (await FindAsync(id, entryText, cancellation).ConfigureAwait(false) is not { } reply) return null;
        var withdrawal = new AgentAction.WithdrawReply { Agent = request.Agent, Conversation = id, Receipt = request.Receipt, Entry = reply.Id };
        var outcome = await desk.ActAsync(withdrawal, cancellation).ConfigureAwait(false);
        return outcome is ActionOutcome.Done && reply.Agent == request.Agent && reply is { Life: ReplyLife.Held, SideThread: null }
            ? new ChatAnswer.GivenBack($"{id}/{reply.Id}")
            : ChatActions.Answer(outcome);
    }

    /// <summary>The form of a reply, filled with one that was taken back.</summary>
    public static Form Again(Form form, ConversationId id, Entry.AgentReply taken)
    {
        var fields = form.Fields.Select(field => field switch
        {
            FormField.TextArea area when area.Name == ChatActions.TextField => area with { Initial = taken.Email.Text },
            FormField.Line line when line.Name == ChatActions.ToField => line with { Initial = AddressLine.Write(taken.Email.To) },
            FormField.Line line when line.Name == ChatActions.CcField => line with { Initial = AddressLine.Write(taken.Email.Cc) },
            _ => field,
        });
        var names = string.Join(", ", taken.Email.Files.Select(f => f.Name));
        FormOption[] options = [new(Keep, "Send them along"), new(Leave, "Leave them out")];
        return form with
        {
            Action = CardActions.Rewrite,
            Target = $"{id}/{taken.Id}",
            Facts = names.Length == 0 ? form.Facts : [.. form.Facts, new CardFact("Files of before", names)],
            Fields = names.Length == 0 ? [.. fields] : [.. fields, new FormField.Choice(KeptField, "Files of before", options, Keep)],
        };
    }

    /// <summary>The reply whose files go along with a form that was sent; null for none.</summary>
    public static EntryId? Carried(ChatRequest.Submission submission)
        => submission.Action == CardActions.Rewrite && submission.Values.GetValueOrDefault(KeptField) == Keep
            && submission.Target.Split('/', 2) is [_, var entry] && EntryId.TryParse(entry, out var id) ? id : null;

    public static AgentAction? ReadRecipients(
        ChatRequest.Submission submission, ConversationId id, IReadOnlyList<EmailPerson> to, IReadOnlyList<EmailPerson> cc)
        => submission.Target.Split('/', 2) is [_, var entry] && EntryId.TryParse(entry, out var reply)
            ? new AgentAction.ChangeRecipients
            {
                Agent = submission.Agent, Conversation = id, Receipt = submission.Receipt, Entry = reply, To = to, Cc = cc, Confirmed = submission.Confirmed,
            }
            : null;

    /// <summary>Who shall get a mail that has not arrived. Those who have it are named, so that nobody gets it twice.</summary>
    private static Form Recipients(ConversationId id, Entry.AgentReply reply)
    {
        var (to, cc) = AgentDesk.WithoutMail(reply);
        var rest = reply.Email.To.Concat(reply.Email.Cc).Where(p => to.Concat(cc).All(m => m.Address != p.Address)).Select(p => new CardFact("Has it", p.Full));
        return new Form(
            CardActions.Recipients, $"{id}/{reply.Id}", "Change recipients", "Send", [new CardFact("From", reply.Email.From.Full), .. rest],
            [
                new FormField.Line(ChatActions.ToField, "To", AddressLine.Write(to.Count > 0 ? to : cc), ChatActions.LongestRecipients, IsRequired: true),
                new FormField.Line(ChatActions.CcField, "Cc", AddressLine.Write(to.Count > 0 ? cc : []), ChatActions.LongestRecipients),
            ], "");
    }

    private async Task<Entry.AgentReply?> FindAsync(ConversationId id, string? entryText, CancellationToken cancellation)
        => EntryId.TryParse(entryText, out var entry) && await store.LoadAsync(id, cancellation).ConfigureAwait(false) is { } conversation
            ? conversation.Entry(entry) as Entry.AgentReply
            : null;
}
