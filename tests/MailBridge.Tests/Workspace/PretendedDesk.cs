using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace;

namespace MailBridge.Tests.Workspace;

/// <summary>Does what the desk would, without mail: keeps one root card for each conversation and posts through the gateway.</summary>
internal sealed class PretendedDesk(WorkspaceGateway gateway, DeskDirectory directory, TemplateForms templates, TimeProvider time) : IChatActions, ITryOut, IDisposable
{
    private readonly Dictionary<string, (ChatPostRef Post, Card.Root Card)> _open = [];
    private readonly HashSet<InboundReceipt> _seen = [];
    private readonly SemaphoreSlim _one = new(1, 1);

    public List<ChatRequest> Acted { get; } = [];

    /// <summary>What the next submission is held with; null for nothing.</summary>
    public string? HoldNext { get; set; }

    public string? RefuseNext { get; set; }

    public bool IsOn { get; set; } = true;

    public void Dispose() => _one.Dispose();

    public static IReadOnlyList<CardButton> Buttons(ConversationId id, ConversationStatus status, CardAgent? owner) =>
    [
        new CardButton(CardActions.Reply, id.ToString(), "Reply", OpensForm: true, Primary: true),
        owner is null ? new CardButton(CardActions.Claim, id.ToString(), "Claim") : new CardButton(CardActions.Release, id.ToString(), "Release"),
        new CardButton(CardActions.Note, id.ToString(), "Note", OpensForm: true),
        new CardButton(CardActions.Assign, id.ToString(), "Assign", OpensForm: true) { InMore = true },
        status == ConversationStatus.Closed ? new CardButton(CardActions.Reopen, id.ToString(), "Reopen") : new CardButton(CardActions.Close, id.ToString(), "Close"),
    ];

    public async Task<ConversationId> OpenAsync(string channel, Card.Root card, IEnumerable<Card.Item> items, CancellationToken cancellation)
    {
        card = card with { Buttons = Buttons(card.Conversation, card.Status, card.Assignee) };
        var post = await gateway.PostAsync(new ChatPost(new ChatChannel("workspace", "", channel), null, $"root {card.Conversation}", card, null), cancellation);
        _open[card.Conversation.ToString()] = (post, card);
        foreach (var item in items) await AddAsync(item, cancellation);
        return card.Conversation;
    }

    public async Task<ChatPostRef> AddAsync(Card.Item item, CancellationToken cancellation)
    {
        var (root, _) = _open[item.Conversation.ToString()];
        return await gateway.PostAsync(new ChatPost(root.Channel, root, $"item {item.Entry}", item, null), cancellation);
    }

    public async Task<ChatAnswer> HandleAsync(ChatRequest request, CancellationToken cancellation)
    {
        if (request is ChatRequest.OnCard { Action: var action } onCard && CardActions.IsAboutTemplate(action)) return await templates.HandleAsync(onCard, cancellation);
        if (request is ChatRequest.Refresh { Field: ReplyTemplates.Field } refresh)
        {
            var above = refresh.Action == CardActions.Rewrite ? refresh.Values.GetValueOrDefault("text", "We come.\n\n") : "";
            return new ChatAnswer.ShowForm(FormOf(refresh).With(new Dictionary<string, string> { ["text"] = $"{above}Template {refresh.Values["template"]}" }) with { State = $"{refresh.State}+" });
        }
        if (request is ChatRequest.Click { Action: CardActions.Reply or CardActions.Rewrite or CardActions.Note or CardActions.Assign or CardActions.Compose } click) return new ChatAnswer.ShowForm(FormOf(click));
        if (RefuseNext is { } reason) { RefuseNext = null; return new ChatAnswer.Refused(reason); }
        if (request is ChatRequest.Submission { Confirmed: false } && HoldNext is { } hold) { HoldNext = null; return new ChatAnswer.Held(hold, "Send anyway"); }
        var words = (request as ChatRequest.Submission)?.Values.GetValueOrDefault("text") ?? "";
        if (words.StartsWith("refuse me", StringComparison.Ordinal)) return new ChatAnswer.Refused("The mail server takes nothing larger than 25 MB.");
        if (request is ChatRequest.Submission { Confirmed: false } && words.StartsWith("hold me", StringComparison.Ordinal))
            return new ChatAnswer.Held("Maria Keller has written again since you began. Read it first, or send all the same.", "Send anyway");
        if (request is ChatRequest.Submission { Action: CardActions.Compose })
        {
            Acted.Add(request);
            return new ChatAnswer.Told("The mail is on its way.");
        }
        await _one.WaitAsync(cancellation);
        try
        {
            if (!_seen.Add(request.Receipt)) return new ChatAnswer.Done();
            Acted.Add(request);
            await ActAsync((ChatRequest.OnCard)request, cancellation);
            return new ChatAnswer.Done();
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task WriteAsCustomerAsync(
        string name, EmailAddress address, string subject, string text, ConversationId? answers, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var id = answers ?? ConversationId.New(time);
        var item = Item(id, CardItemKind.CustomerEmail, name, text) with { AuthorAddress = address.Value, To = ["support@lumen.example"] };
        if (answers is null)
        {
            await OpenAsync("support", new Card.Root
            {
                Conversation = id, Customer = name, CustomerAddress = address.Value, Subject = subject, Status = ConversationStatus.New,
                WaitingSince = now, LastActivityAt = now, Preview = text.Split('\n')[0], Mails = 1,
            }, [item], cancellation);
            return;
        }
        await AddAsync(item, cancellation);
        await ChangeAsync(id, c => c with { Status = ConversationStatus.Open, WaitingSince = now, LastActivityAt = now, Preview = text.Split('\n')[0], Mails = c.Mails + 1 }, cancellation);
    }

    public async Task ChangeAsync(ConversationId id, Func<Card.Root, Card.Root> change, CancellationToken cancellation)
    {
        var (post, card) = _open[id.ToString()];
        card = change(card);
        card = card with { Buttons = Buttons(id, card.Status, card.Assignee) };
        _open[id.ToString()] = (post, card);
        await gateway.UpdateAsync(post, card, cancellation);
    }

    public Card.Item Item(ConversationId id, CardItemKind kind, string author, string text) => new()
    {
        Conversation = id, Entry = EntryId.New(time), Kind = kind, Author = author, At = time.GetUtcNow(), Text = text,
    };

    private async Task ActAsync(ChatRequest.OnCard request, CancellationToken cancellation)
    {
        if (!ConversationId.TryParse(request.Target.Split(' ')[0], out var id)) return;
        var me = directory.Agent(request.Agent)!;
        var text = (request as ChatRequest.Submission)?.Values.GetValueOrDefault("text") ?? "";
        switch (request.Action)
        {
            case CardActions.Reply:
                var reply = Item(id, CardItemKind.AgentReply, me.Name, text) with
                {
                    To = [_open[id.ToString()].Card.Customer],
                    Life = new CardLife("Queued", CardTone.Neutral, "goes to the mail server"),
                };
                var post = await AddAsync(reply, cancellation);
                await ChangeAsync(id, c => c with { Status = ConversationStatus.WaitingForCustomer, WaitingSince = null, Assignee = c.Assignee ?? new CardAgent(me.Id, me.Name) }, cancellation);
                await gateway.UpdateAsync(post, reply with { Life = new CardLife("Accepted", CardTone.Good, "250 2.0.0 Ok: queued as 4Vh2kS1") }, cancellation);
                break;
            case CardActions.Assign when directory.Agent(new AgentId(((ChatRequest.Submission)request).Values["owner"])) is { } owner:
                await AddAsync(Item(id, CardItemKind.Activity, me.Name, $"{me.Name} assigned the conversation to {owner.Name}"), cancellation);
                await ChangeAsync(id, c => c with { Assignee = new CardAgent(owner.Id, owner.Name) }, cancellation);
                break;
            case CardActions.Note:
                await AddAsync(Item(id, CardItemKind.Note, me.Name, text), cancellation);
                break;
            default:
                await AddAsync(Item(id, CardItemKind.Activity, me.Name, $"{me.Name} {request.Action}ed this"), cancellation);
                await ChangeAsync(id, c => request.Action switch
                {
                    CardActions.Claim => c with { Assignee = new CardAgent(me.Id, me.Name), Status = c.Status == ConversationStatus.New ? ConversationStatus.Open : c.Status },
                    CardActions.Release => c with { Assignee = null },
                    CardActions.Close => c with { Status = ConversationStatus.Closed, WaitingSince = null },
                    CardActions.Reopen => c with { Status = ConversationStatus.Open },
                    _ => c,
                }, cancellation);
                break;
        }
    }

    private Form FormOf(ChatRequest.OnCard request)
    {
        if (request.Action == CardActions.Assign)
        {
            var options = directory.Agents.Select(a => new FormOption(a.Id.Value, a.Name)).ToList();
            return new Form(
                request.Action, request.Target, "Assign the conversation", "Assign", [new CardFact("Owner", "nobody")],
                [new FormField.Choice("owner", "New owner", options, options[0].Value)], "");
        }
        if (request.Action == CardActions.Compose)
        {
            return new Form(
                request.Action, request.Target, "New mail", "Send", [],
                [
                    new FormField.Line("to", "To", request.Target.Split('/')[^1], 10_000, IsRequired: true), new FormField.Line("subject", "Subject", "", 500),
                    new FormField.TextArea("text", "Mail", "", 20_000),
                ], "");
        }
        var card = _open.GetValueOrDefault(request.Target).Card;
        var isReply = request.Action is CardActions.Reply or CardActions.Rewrite;
        var area = new FormField.TextArea("text", isReply ? "Your answer" : "Your note", "", 20_000)
        {
            Below = isReply ? "-- \nAnna <Beck>" : "",
        };
        return isReply
            ? new Form(request.Action, request.Target, "Reply", "Send",
                [
                    new CardFact("From", $"{directory.Agent(request.Agent)?.Name} (Lumen) <support@lumen.example>"),
                ],
                [
                    new FormField.Line("to", "To", $"{card?.Customer} <{card?.CustomerAddress}>", 10_000, IsRequired: true),
                    new FormField.Line("cc", "Cc", "buero@kellermoebel.example", 10_000),
                    new FormField.Choice("template", "Template", [new("a.1", "Parcel <late>") { Group = "Suggested" }, new("b.2", "Refund") { Group = "All others" }], "")
                    {
                        Refreshes = true, Placeholder = "Choose a ready answer",
                    },
                    area,
                    new FormField.Files("files", "Files", 20 << 20),
                ],
                "seen-1")
            : new Form(request.Action, request.Target, "Note", "Add note", [], [area], "");
    }
}
