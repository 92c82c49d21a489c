using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;

namespace MailBridge.ChatIn;

/// <summary>What people do in chat with mail that answers no customer: begin one, pass one on, answer a third party.</summary>
internal sealed class OutwardActions(AgentDesk desk, IConversationStore store, IRawMailStore raw, DeskDirectory directory, SendingRules rules, TimeProvider time)
{
    private readonly OutwardForms _forms = new(directory, rules);

    /// <summary>True for an action that is done here.</summary>
    public static bool Does(string action) => action is CardActions.Compose or CardActions.Forward or CardActions.ReplyAside;

    /// <summary>Opens the form or does what was filled in. The caller has checked that an agent asks.</summary>
    public Task<ChatAnswer> HandleAsync(ChatRequest.OnCard request, CancellationToken cancellation) => request switch
    {
        ChatRequest.Submission { Values: var values } when values.GetValueOrDefault(ChatActions.TextField, "").Length > ChatActions.LongestText
            => Task.FromResult<ChatAnswer>(ChatActions.TooLong(values[ChatActions.TextField])),
        ChatRequest.Submission { Action: CardActions.Compose } submission => ComposeAsync(submission, cancellation),
        ChatRequest.Click { Action: CardActions.Compose } => OpenComposeAsync(request, cancellation),
        _ => OnMailAsync(request, cancellation),
    };

    private async Task<ChatAnswer> OpenComposeAsync(ChatRequest.OnCard request, CancellationToken cancellation)
    {
        var (_, address) = OutwardForms.ReadTarget(request.Target);
        var known = address.Length == 0 ? null : await store.FindCustomerAsync(new EmailAddress(address), cancellation).ConfigureAwait(false);
        return _forms.Compose(request.Target, directory.Agent(request.Agent)!, known) is { } form
            ? new ChatAnswer.ShowForm(form)
            : new ChatAnswer.Refused("There is no inbox with an address to write from. Give one an address in the configuration.");
    }

    private async Task<ChatAnswer> ComposeAsync(ChatRequest.Submission submission, CancellationToken cancellation)
    {
        var id = ConversationId.New(time);
        var outcome = await desk.ActAsync(OutwardForms.ReadCompose(submission, id), cancellation).ConfigureAwait(false);
        if (outcome is not ActionOutcome.Done { IsRepeat: var isRepeat, Life: var life }) return ChatActions.Answer(outcome);
        var words = life is ReplyLife.Held
            ? "The mail goes out in a moment. Its conversation is yours; there you can take it back until then."
            : "The mail is on its way. Its conversation is yours.";
        return new ChatAnswer.Told(words) { Began = isRepeat ? null : id };
    }

    private async Task<ChatAnswer> OnMailAsync(ChatRequest.OnCard request, CancellationToken cancellation)
    {
        if (request.Target.Split('/', 2) is not [var conversationText, var entryText]
            || !ConversationId.TryParse(conversationText, out var id) || !EntryId.TryParse(entryText, out var entry)
            || await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation)
            return ChatActions.NoSuchThing();
        if (request is not ChatRequest.Submission submission) return Open(request, conversation, entry);
        AgentAction action = OutwardForms.ReadAside(submission, id, entry);
        if (request.Action == CardActions.Forward)
        {
            var forward = OutwardForms.ReadForward(submission, id, entry);
            if (OutwardForms.WantsFiles(submission) && conversation.Entry(entry)?.Incoming is { } email)
            {
                if (await FilesAsync(email, cancellation).ConfigureAwait(false) is not { } files)
                    return new ChatAnswer.Refused("The files of this mail cannot be read any more, so nothing was sent. Pass it on without them.");
                forward = forward with { Files = [.. files, .. forward.Files] };
            }
            action = forward;
        }
        return ChatActions.Answer(await desk.ActAsync(action, cancellation).ConfigureAwait(false));
    }

    private ChatAnswer Open(ChatRequest.OnCard request, Conversation conversation, EntryId entry)
    {
        var agent = directory.Agent(request.Agent)!;
        if (request.Action == CardActions.ReplyAside)
        {
            return desk.DraftAside(conversation, agent, "", entry, EntryId.New(time)) is { } answer
                ? new ChatAnswer.ShowForm(_forms.ReplyAside(conversation, entry, answer)) : ChatActions.NoSuchThing();
        }
        return desk.DraftForward(conversation, agent, "", entry, EntryId.New(time)) is { } draft
            ? new ChatAnswer.ShowForm(_forms.Forward(conversation, entry, draft, OutwardForms.FilesOf(conversation.Entry(entry)!.Incoming!)))
            : ChatActions.NoSuchThing();
    }

    /// <summary>The mail's files with their bytes; null where the mail is no longer kept as it was read.</summary>
    private async Task<IReadOnlyList<ReplyFile>?> FilesAsync(IncomingEmail email, CancellationToken cancellation)
    {
        var wanted = OutwardForms.FilesOf(email);
        if (wanted.Count == 0) return [];
        if (await raw.ReadAsync(email.Raw, cancellation).ConfigureAwait(false) is not { } bytes) return null;
        var files = MailFiles.Of(MimeMessage.Read(bytes));
        return wanted.All(w => w.Index < files.Count)
            ? [.. wanted.Select(w => new ReplyFile(w.FileName, w.MediaType, files[w.Index].Content))]
            : null;
    }
}
