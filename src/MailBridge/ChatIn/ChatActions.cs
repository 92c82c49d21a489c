using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;

namespace MailBridge.ChatIn;

/// <summary>Translates what people do in chat into the desk's actions, and the desk's answers into words or forms.</summary>
internal sealed class ChatActions(
    AgentDesk desk,
    IConversationStore store,
    IRawMailStore raw,
    DeskDirectory directory,
    SendingRules rules,
    ThreadMessages threads,
    Lookups.Lookups lookups,
    CardWriter cards,
    WorkForms forms,
    ReplyForms replies,
    MarkForms marks,
    Writers writers,
    ReplyTemplates replyTemplates,
    TemplateForms templateForms,
    OutwardActions outward,
    BelongForms belonging,
    MailArrived arrived,
    TimeProvider time) : IChatActions
{
    internal const int LongestText = 100_000;
    internal const int LongestRecipients = 10_000;
    internal const string TextField = "text", ToField = "to", CcField = "cc", FilesField = "files";

    public Task<ChatAnswer> HandleAsync(ChatRequest request, CancellationToken cancellation) => request switch
    {
        ChatRequest.ThreadMessage message => threads.WrittenAsync(message, cancellation),
        ChatRequest.ThreadMessageEdited edited => threads.EditedAsync(edited, cancellation),
        ChatRequest.ThreadMessageDeleted deleted => threads.DeletedAsync(deleted, cancellation),
        ChatRequest.OnCard onCard => OnCardAsync(onCard, cancellation),
        ChatRequest.Lookup lookup => LookUpAsync(lookup, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request, "A request without an answer."),
    };

    /// <summary>What somebody is told who is no agent; null for an agent.</summary>
    internal static ChatAnswer.Refused? Stranger(AgentId id, DeskDirectory directory)
        => directory.Agent(id) is null ? new($"Nobody here is called “{id}”. Ask whoever runs MailBridge to add you under Agents.") : null;

    internal static ChatAnswer.Refused TooLong(string text) => new(string.Create(
        CultureInfo.InvariantCulture, $"That is {text.Length:N0} characters; {LongestText:N0} is the most one mail can hold. Send it in parts."));

    internal static ChatAnswer Answer(ActionOutcome outcome) => outcome switch
    {
        ActionOutcome.Done { Life: ReplyLife.Stopped { Reason: var reason } } => new ChatAnswer.Told($"Not sent yet. {reason}"),
        ActionOutcome.Done => new ChatAnswer.Done(),
        ActionOutcome.Held held => new ChatAnswer.Held(held.Reason, held.Confirm),
        ActionOutcome.Refused refused => new ChatAnswer.Refused(refused.Reason) { Instead = refused.Instead },
        ActionOutcome.AlreadySent { At: var at } => new ChatAnswer.AlreadySent(at),
        var other => throw new InvalidOperationException($"An outcome without an answer: {other}"),
    };

    private async Task<ChatAnswer> OnCardAsync(ChatRequest.OnCard request, CancellationToken cancellation)
    {
        if (Stranger(request.Agent, directory) is { } stranger) return stranger;
        if (CardActions.IsAboutTemplate(request.Action)) return await templateForms.HandleAsync(request, cancellation).ConfigureAwait(false);
        if (OutwardActions.Does(request.Action)) return await outward.HandleAsync(request, cancellation).ConfigureAwait(false);
        if (request.Action == CardActions.Replay) return await ReplayAsync(request.Target, cancellation).ConfigureAwait(false);

        if (await marks.OnPatternAsync(request, cancellation).ConfigureAwait(false) is { } about) return about;

        var (conversationText, entryText) = request.Target.Split('/', 2) is [var c, var e] ? (c, e) : (request.Target, null);
        if (!ConversationId.TryParse(conversationText, out var id)) return NoSuchThing();
        return request switch
        {
            ChatRequest.Refresh { Action: CardActions.Reply or CardActions.Rewrite, Field: ReplyPreview.Field } looked
                => await PreviewAsync(looked, id, cancellation).ConfigureAwait(false),
            ChatRequest.Refresh { Action: CardActions.Reply or CardActions.Rewrite } refresh
                => await RefreshAsync(refresh, id, entryText, cancellation).ConfigureAwait(false),
            ChatRequest.Click { Action: CardActions.Reply } when TemplateRef.Read(entryText) is not null
                => await RefreshAsync(ReplyTemplates.Chosen(request, entryText), id, entryText: null, cancellation).ConfigureAwait(false),
            ChatRequest.Click { Action: CardActions.Edit or CardActions.Rewrite or CardActions.Recipients }
                => await AgainAsync(request, id, entryText, cancellation).ConfigureAwait(false),
            ChatRequest.Click { Action: CardActions.Drop } => await replies.DropAsync(request, id, entryText, cancellation).ConfigureAwait(false) ?? NoSuchThing(),
            ChatRequest.Click when BelongForms.Has(request.Action)
                => await belonging.FormAsync(request.Action, id, entryText, cancellation).ConfigureAwait(false),
            ChatRequest.Click when entryText is null && RootActions.OpensForm(request.Action)
                => await FormAsync(request.Action, id, directory.Agent(request.Agent)!, cancellation).ConfigureAwait(false),
            ChatRequest.Click { Action: CardActions.ShowAll } => await ShowAllAsync(id, entryText, cancellation).ConfigureAwait(false),
            ChatRequest.Click => (MarkForms.Pressed(request, id) ?? Action(request, id, entryText)) is { } action ? await ActAsync(action, cancellation).ConfigureAwait(false) : NoSuchThing(),
            ChatRequest.Submission submission => await SubmitAsync(submission, id, cancellation).ConfigureAwait(false),
            _ => NoSuchThing(),
        };
    }

    private async Task<ChatAnswer> LookUpAsync(ChatRequest.Lookup lookup, CancellationToken cancellation)
        => Stranger(lookup.Agent, directory) is { } stranger ? stranger
            : new ChatAnswer.Found(await lookups.AnswerAsync(lookup.Target, directory.Agent(lookup.Agent)!, cancellation).ConfigureAwait(false));

    private async Task<ChatAnswer> ShowAllAsync(ConversationId id, string? entryText, CancellationToken cancellation)
    {
        if (!EntryId.TryParse(entryText, out var entryId)
            || await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation
            || conversation.Entry(entryId) is not { } entry)
            return NoSuchThing();
        var card = cards.Item(conversation, entry);
        return new ChatAnswer.ShowText(new WholeText(card.Author, card.Text, card.Quoted, card.Signature));
    }

    private static AgentAction? Action(ChatRequest.OnCard request, ConversationId id, string? entryText) => request.Action switch
    {
        CardActions.Claim => new AgentAction.Claim { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Release => new AgentAction.Release { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Close => new AgentAction.Close { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Reopen => new AgentAction.Reopen { Agent = request.Agent, Conversation = id, Receipt = request.Receipt },
        CardActions.Outcome when EntryId.TryParse(entryText, out var note)
            => new AgentAction.SetOutcome { Agent = request.Agent, Conversation = id, Receipt = request.Receipt, Note = note },
        CardActions.Undo when EntryId.TryParse(entryText, out var move)
            => new AgentAction.UndoMove { Agent = request.Agent, Conversation = id, Receipt = request.Receipt, Activity = move },
        CardActions.Unpin => new AgentAction.SetOutcome { Agent = request.Agent, Conversation = id, Receipt = request.Receipt, Note = null },
        CardActions.Retry when EntryId.TryParse(entryText, out var entry)
            => new AgentAction.Retry { Agent = request.Agent, Conversation = id, Receipt = request.Receipt, Entry = entry },
        CardActions.Send when EntryId.TryParse(entryText, out var entry)
            => new AgentAction.SendReply { Agent = request.Agent, Conversation = id, Receipt = request.Receipt, Entry = entry },
        _ => null,
    };

    private async Task<ChatAnswer> FormAsync(string action, ConversationId id, Agent agent, CancellationToken cancellation)
    {
        if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) return NoSuchThing();
        if (await marks.OpenAsync(action, conversation, cancellation).ConfigureAwait(false) is { } marking) return marking;
        var state = conversation.Entries.Count > 0 ? conversation.Entries[^1].Id.ToString() : "";
        if (action == CardActions.Note)
        {
            var note = new FormField.TextArea(TextField, "Internal note", "", LongestText);
            return new ChatAnswer.ShowForm(new Form(action, id.ToString(), "Internal note", "Add note", [], [note], state));
        }
        if (action == CardActions.Outcome)
        {
            var agreed = new FormField.TextArea(TextField, "What was agreed", "", LongestText);
            return new ChatAnswer.ShowForm(new Form(action, id.ToString(), "Outcome: what was agreed", "Pin", [], [agreed], state));
        }
        if (action == CardActions.Assign) return new ChatAnswer.ShowForm(forms.Assign(conversation, agent));
        if (action == CardActions.Snooze) return new ChatAnswer.ShowForm(forms.Snooze(conversation));
        if (desk.Draft(conversation, agent, "", EntryId.New(time)) is not { } draft)
            return new ChatAnswer.Refused(AgentDesk.NobodyToReplyTo);
        var customer = await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false);
        FormField[] fields =
        [
            new FormField.Line(ToField, "To", AddressLine.Write(draft.To), LongestRecipients, IsRequired: true),
            new FormField.Line(CcField, "Cc", AddressLine.Write(draft.Cc), LongestRecipients),
            .. await replyTemplates.FieldsAsync(conversation, cancellation).ConfigureAwait(false),
            new FormField.TextArea(TextField, "Reply", "", LongestText) { Below = draft.Signature.Length > 0 ? $"-- \n{draft.Signature}" : "" },
            new FormField.Files(FilesField, "Files", rules.MostAttachmentBytes),
        ];
        var title = $"Reply to {customer?.Display ?? draft.To[0].Display}";
        return new ChatAnswer.ShowForm(new Form(action, id.ToString(), title, "Send", [new CardFact("From", draft.From.Full)], fields, state)
        {
            HasPreview = true,
            Warning = string.Join(' ', [.. new[] { Owned(conversation, agent), OwnMailbox(conversation, agent, draft) }.Where(w => w.Length > 0), .. writers.Told(id, but: agent.Id, directory)]),
        });
    }

    /// <summary>The form for a reply that is there already.</summary>
    private async Task<ChatAnswer> AgainAsync(ChatRequest.OnCard request, ConversationId id, string? entryText, CancellationToken cancellation)
    {
        var (answer, taken) = await replies.OpenAsync(request, id, entryText, cancellation).ConfigureAwait(false);
        if (taken is null) return answer ?? NoSuchThing();
        var asked = await FormAsync(CardActions.Reply, id, directory.Agent(request.Agent)!, cancellation).ConfigureAwait(false);
        return asked is ChatAnswer.ShowForm { Form: var form } ? new ChatAnswer.ShowForm(ReplyForms.Again(form, id, taken)) : asked;
    }

    /// <summary>A form with what was filled in and what follows from the choice.</summary>
    private async Task<ChatAnswer> RefreshAsync(ChatRequest.Refresh refresh, ConversationId id, string? entryText, CancellationToken cancellation)
    {
        var answer = refresh.Action == CardActions.Rewrite
            ? await AgainAsync(refresh, id, entryText, cancellation).ConfigureAwait(false)
            : await FormAsync(refresh.Action, id, directory.Agent(refresh.Agent)!, cancellation).ConfigureAwait(false);
        if (answer is not ChatAnswer.ShowForm { Form: var fresh }) return answer;
        var form = fresh.With(refresh.Values) with { State = refresh.State.Length > 0 ? refresh.State : fresh.State };
        return new ChatAnswer.ShowForm(refresh.Field == ReplyTemplates.Field
            ? await replyTemplates.FillAsync(form, id, directory.Agent(refresh.Agent)!, cancellation).ConfigureAwait(false)
            : form);
    }

    /// <summary>The mail that a form would become.</summary>
    private async Task<ChatAnswer> PreviewAsync(ChatRequest.Refresh looked, ConversationId id, CancellationToken cancellation)
    {
        if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) return NoSuchThing();
        var text = looked.Values.GetValueOrDefault(TextField, "").ReplaceLineEndings("\n");
        if (text.Length > LongestText) return TooLong(text);
        var (email, problem) = desk.Preview(
            conversation, directory.Agent(looked.Agent)!, text, Recipients(looked.Values, ToField), Recipients(looked.Values, CcField));
        return email is null ? new ChatAnswer.Refused(problem) : new ChatAnswer.ShowText(ReplyPreview.Of(email));
    }

    private string Owned(Conversation conversation, Agent agent)
        => conversation.State.Assignee is { } owner && owner != agent.Id ? $"{directory.NameOf(owner)} owns this conversation." : "";

    /// <summary>The customer wrote to one colleague, and another answers.</summary>
    private string OwnMailbox(Conversation conversation, Agent agent, OutgoingEmail draft)
        => directory.Inbox(conversation.State.Inbox)?.Owner is { } owner && owner != agent.Id
            ? $"The customer wrote to {directory.NameOf(owner)}: your answer goes out under your name from {draft.From.Address}." : "";

    private async Task<ChatAnswer> SubmitAsync(ChatRequest.Submission submission, ConversationId id, CancellationToken cancellation)
    {
        var text = submission.Values.GetValueOrDefault(TextField, "").ReplaceLineEndings("\n");
        if (text.Length > LongestText) return TooLong(text);
        var (snooze, problem) = submission.Action == CardActions.Snooze ? forms.ReadSnooze(submission, id) : (null, "");
        (var belongs, problem) = BelongForms.Has(submission.Action) ? await belonging.ReadAsync(submission, id, cancellation).ConfigureAwait(false) : (null, problem);
        if (problem.Length > 0) return new ChatAnswer.Refused(problem);
        AgentAction? action = submission.Action switch
        {
            CardActions.Reply or CardActions.Rewrite => new AgentAction.Reply
            {
                Agent = submission.Agent,
                Conversation = id,
                Receipt = submission.Receipt,
                Text = text,
                To = Recipients(submission, ToField),
                Cc = Recipients(submission, CcField),
                Files = submission.Files,
                LastSeen = EntryId.TryParse(ReplyFormState.Read(submission.State).Seen, out var seen) ? seen : null,
                Templates = await replyTemplates.UsedAsync(submission, text, cancellation).ConfigureAwait(false),
                Carries = ReplyForms.Carried(submission),
                Confirmed = submission.Confirmed,
            },
            CardActions.Recipients => ReplyForms.ReadRecipients(submission, id, Recipients(submission, ToField) ?? [], Recipients(submission, CcField) ?? []),
            CardActions.Note or CardActions.Outcome => new AgentAction.AddNote
            {
                Agent = submission.Agent, Conversation = id, Receipt = submission.Receipt, Text = text, IsOutcome = submission.Action == CardActions.Outcome,
            },
            CardActions.Snooze => snooze,
            CardActions.Assign => WorkForms.ReadAssign(submission, id),
            _ => MarkForms.Read(submission, id) ?? belongs,
        };
        return action is null ? NoSuchThing() : await ActAsync(action, cancellation).ConfigureAwait(false);
    }

    /// <summary>The people in a field of recipients; null where the form has no such field.</summary>
    internal static IReadOnlyList<EmailPerson>? Recipients(ChatRequest.Submission submission, string field) => Recipients(submission.Values, field);

    private static IReadOnlyList<EmailPerson>? Recipients(IReadOnlyDictionary<string, string> values, string field)
        => values.TryGetValue(field, out var line) ? AddressLine.Read(line[..Math.Min(line.Length, LongestRecipients)]) : null;

    private async Task<ChatAnswer> ActAsync(AgentAction action, CancellationToken cancellation)
        => Answer(await desk.ActAsync(action, cancellation).ConfigureAwait(false));

    private async Task<ChatAnswer> ReplayAsync(string target, CancellationToken cancellation)
    {
        if (!RawMailId.TryParse(target, out var mail) || !await raw.ReplayAsync(mail, cancellation).ConfigureAwait(false))
            return new ChatAnswer.Refused("This mail is not in quarantine any more.");
        arrived.Signal();
        return new ChatAnswer.Done();
    }

    internal static ChatAnswer.Refused NoSuchThing() => new("This button belongs to something that is not there any more. Reload and try again.");
}
