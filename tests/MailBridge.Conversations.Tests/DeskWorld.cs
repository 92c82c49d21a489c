using System.Globalization;

namespace MailBridge.Conversations.Tests;

/// <summary>What can happen to a desk.</summary>
internal enum DeskStepKind
{
    CustomerWrites, CustomerAnswers, CustomerThanks, ColleagueMails, Claim, Release, Assign, TakeOver, Close, Reopen, Snooze, Note, Outcome, Type, Form,
    FormUnseen, Edit, Withdraw, SendNow, Retry, TwoAtOnce, PressTwice, Bounce, MailRuns, MailFails, ClockRuns, Merge, Split, Move, UndoMove, TwoMerges,
    ChangeInbox, Forward, SideAnswer, AnswerAside, Compose, Recipients, Spam, NotSpam,
}

/// <summary>One thing that happens; the numbers choose who and what, whatever there is by then.</summary>
internal sealed record DeskStep(DeskStepKind Kind, int Who, int What, int Which, int How);

/// <summary>A desk on its real store, with all that is around it played: customers, agents, the mail server, the clock. It remembers what it saw.</summary>
internal sealed class DeskWorld : IAsyncDisposable
{
    private const string Supplier = "parts@supplier.example";

    private static readonly AgentId[] _agents = [DeskFixture.Anna, DeskFixture.Jonas];
    private static readonly string[] _customers = ["Zoë <zoe@customer.example>", "Marco <marco@posta.example>", "Käthe <kaethe@brief.example>"];

    private readonly DeskFixture _desk;
    private readonly List<ConversationId> _conversations = [];
    private readonly List<(RawMailId Raw, MsgId Id)> _customerMails = [];
    private readonly List<(EntryId Reply, EntryId? SideThread, OutgoingEmail Email)> _sent = [];
    private readonly HashSet<EntryId> _entries = [];
    private readonly List<string> _secrets = [];
    private readonly Dictionary<ConversationId, AgentId?> _owners = [];
    private int _words, _presses;

    private DeskWorld(DeskFixture desk) => _desk = desk;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<DeskWorld> CreateAsync() => new(await DeskFixture.CreateAsync());

    public async Task DoAsync(DeskStep step)
    {
        var agent = Pick(_agents, step.Who);
        switch (step.Kind)
        {
            case DeskStepKind.CustomerWrites:
                await ReceiveAsync(Pick(_customers, step.Who), $"Subject {step.What}", Words("question"), answers: null);
                break;
            case DeskStepKind.CustomerAnswers or DeskStepKind.CustomerThanks when await ConversationAsync(step) is { } open && AnyId(open, step.What) is { } answered:
                var customer = open.LatestCustomerEmail?.Email.From.Full ?? _customers[0];
                await ReceiveAsync(customer, $"Re: {open.State.BaseSubject}", step.Kind == DeskStepKind.CustomerThanks ? "Thanks!" : Words("answer"), answered.Value);
                break;
            case DeskStepKind.ColleagueMails when await ConversationAsync(step) is { LatestCustomerEmail.Email: var mail }:
                await _desk.ReceiveAsync(
                    $"{agent.Value}@acme.example", $"{mail.From.Address},support@acme.example", $"Re: {mail.BaseSubject}", Words("own"), answers: mail.MessageId.Value);
                break;
            case DeskStepKind.TwoAtOnce when await ConversationAsync(step) is { } conversation:
                var outcomes = await Task.WhenAll(_agents.Select(a => _desk.Agents.ActAsync(
                    new AgentAction.Reply { Agent = a, Conversation = conversation.Id, Text = Words("both"), LastSeen = conversation.Entries[^1].Id }, Token)));
                Assert.True(outcomes.Count(o => o is ActionOutcome.Done) <= 1, "two colleagues have answered at once");
                break;
            case DeskStepKind.PressTwice when await ConversationAsync(step) is { } conversation && Action(step with { Kind = Pick([DeskStepKind.Claim, DeskStepKind.Form, DeskStepKind.Note, DeskStepKind.Close], step.How) }, agent, conversation) is { } action:
                action = action with { Receipt = new InboundReceipt("test", $"press-{++_presses}") };
                await _desk.Agents.ActAsync(action, Token);
                var entries = (await LoadAsync(conversation.Id)).Entries.Count;
                await _desk.Agents.ActAsync(action with { Conversation = conversation.Id }, Token);
                Assert.Equal(entries, (await LoadAsync(conversation.Id)).Entries.Count);
                break;
            case DeskStepKind.TwoMerges when _conversations.Count > 1:
                var (one, two) = (Pick(_conversations, step.Which), Pick(_conversations, step.What));
                await Task.WhenAll(
                    _desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = one, Into = two, Confirmed = true }, Token),
                    _desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Jonas, Conversation = two, Into = one, Confirmed = true }, Token));
                break;
            case DeskStepKind.SideAnswer when _sent.Find(s => s.SideThread is not null) is { Email: { } asked }:
                await _desk.ReceiveAsync($"Parts <{Supplier}>", "support@acme.example", $"Re: {asked.Subject}", Words("aside"), answers: asked.MessageId.Value);
                break;
            case DeskStepKind.Compose:
                var compose = new AgentAction.Compose
                {
                    Agent = agent, Conversation = ConversationId.New(_desk.Time), Inbox = DeskFixture.Support, Subject = Words("offer"), BaseSubject = "offer", Text = Words("composed"),
                    To = [new EmailPerson("", new("marco@posta.example"))],
                };
                if (await _desk.Agents.ActAsync(compose, Token) is ActionOutcome.Done) _conversations.Add(compose.Conversation);
                break;
            case DeskStepKind.Bounce when _sent.Count > 0:
                var (bounced, _, email) = Pick(_sent, step.What);
                await BounceAsync(bounced, email);
                break;
            case DeskStepKind.MailRuns or DeskStepKind.MailFails:
                await MailAsync(fails: step.Kind == DeskStepKind.MailFails);
                break;
            case DeskStepKind.ClockRuns:
                _desk.Time.Advance(TimeSpan.FromSeconds(Pick([1, 10, 30, 3600, 90_000], step.How)));
                await WakeAsync();
                break;
            default:
                if (await ConversationAsync(step) is { } at && Action(step, agent, at) is { } wanted) await _desk.Agents.ActAsync(wanted, Token);
                break;
        }
    }

    /// <summary>Everything that is put off comes to its end.</summary>
    public async Task SettleAsync()
    {
        for (var round = 0; round < 3; round++)
        {
            _desk.Time.Advance(TimeSpan.FromDays(400));
            await WakeAsync();
            await MailAsync(fails: false);
        }
        foreach (var id in _conversations)
        {
            var conversation = await LoadAsync(id);
            Assert.False(conversation.State is { Status: ConversationStatus.Snoozed, SnoozedUntil: not null }, "a snooze has no end");
            Assert.DoesNotContain(conversation.Entries.OfType<Entry.AgentReply>(), r => r.Life is ReplyLife.Held or ReplyLife.Queued);
        }
    }

    /// <summary>What holds at every moment.</summary>
    public async Task CheckAsync()
    {
        var conversations = new List<Conversation>();
        for (var i = 0; i < _conversations.Count; i++)
        {
            var conversation = await LoadAsync(_conversations[i]);
            conversations.Add(conversation);
            foreach (var activity in conversation.Entries.OfType<Entry.Activity>())
            {
                if (activity.Move is { Other: var other } && !_conversations.Contains(other)) _conversations.Add(other);
            }
        }

        var entries = conversations.SelectMany(c => c.Entries).Select(e => e.Id).ToList();
        Assert.Equal(entries.Count, entries.Distinct().Count());
        Assert.Superset(_entries, entries.ToHashSet());
        var places = conversations.SelectMany(c => c.Entries.OfType<Entry.CustomerEmail>()).ToLookup(e => e.Email.Raw);
        Assert.All(_customerMails, mail => Assert.Single(places[mail.Raw]));

        foreach (var conversation in conversations)
        {
            var state = conversation.State;
            Assert.True(state.WaitingSince is null || state.Status is not (ConversationStatus.Closed or ConversationStatus.WaitingForCustomer), $"{state.Status} and waiting");
            Assert.True(state.SnoozedUntil is null || state.Status == ConversationStatus.Snoozed, $"{state.Status} and snoozed until a time");
            // A merged one remembers it, for the day on which the merge is taken back.
            Assert.True(state.MergedInto is not null || state.Outcome is not { } pinned || conversation.Entry(pinned) is Entry.Note { DeletedAt: null }, "the outcome is no note that stands");
            Assert.True(
                Explains(_owners.GetValueOrDefault(conversation.Id), state.Assignee, conversation, conversation.Entries.Where(e => !_entries.Contains(e.Id))),
                $"{_owners.GetValueOrDefault(conversation.Id)} owned it and {state.Assignee} does, unexplained");
            Assert.True(state.MergedInto is null || conversation.Entries.All(e => !MailTrees.IsSaid(e)), "something is said in a merged conversation");
            _owners[conversation.Id] = state.Assignee;
        }
        _entries.UnionWith(entries);
        foreach (var (_, thread, email) in _sent)
        {
            var (people, words) = (email.To.Concat(email.Cc).Select(p => p.Address.Value).ToList(), $"{email.Text} {email.Quote?.Text}");
            Assert.All(_secrets, secret => Assert.DoesNotContain(secret, words, StringComparison.Ordinal));
            if (thread is not null) Assert.Equal([Supplier], people);
            else Assert.DoesNotContain(Supplier, people);
            if (thread is null) Assert.DoesNotContain("aside number", words, StringComparison.Ordinal);
        }
    }

    public ValueTask DisposeAsync() => _desk.DisposeAsync();

    /// <summary>True when what happened since explains why it is somebody else's: nobody loses a conversation unseen.</summary>
    private static bool Explains(AgentId? before, AgentId? now, Conversation conversation, IEnumerable<Entry> since)
    {
        var done = since.OfType<Entry.Activity>().ToList();
        if (done.Exists(a => a.Move is not null)) return true;
        return (before, now) switch
        {
            (null, { } owner) => done.Exists(a => (a.Owner ?? a.Agent) == owner && a.Kind is ActivityKind.Claimed or ActivityKind.Assigned)
                || conversation.Entries.Any(e => e is Entry.AgentReply { Agent: var author } && author == owner)
                || conversation.Entries.Any(e => e is Entry.AgentEmail { Agent: { } author } && author == owner),
            ({ } owner, null) => done.Exists(a => a.Kind == ActivityKind.Released && a.Agent == owner),
            ({ } former, { } owner) => former == owner
                || done.Exists(a => a.Kind is ActivityKind.Assigned or ActivityKind.TakenOver && a.FormerOwner == former && a.Owner == owner),
            _ => true,
        };
    }

    private AgentAction? Action(DeskStep step, AgentId agent, Conversation conversation)
    {
        var id = conversation.Id;
        var replies = conversation.Entries.OfType<Entry.AgentReply>().ToList();
        var reply = replies.Count > 0 ? Pick(replies, step.What).Id : (EntryId?)null;
        var other = Pick(_agents, step.Who + 1);
        return step.Kind switch
        {
            DeskStepKind.Claim => new AgentAction.Claim { Agent = agent, Conversation = id },
            DeskStepKind.Release => new AgentAction.Release { Agent = agent, Conversation = id },
            DeskStepKind.Assign => new AgentAction.Assign { Agent = agent, Conversation = id, To = other, Seen = conversation.State.Assignee, Confirmed = step.How % 2 == 0 },
            DeskStepKind.TakeOver => new AgentAction.Assign { Agent = agent, Conversation = id, To = agent, Seen = conversation.State.Assignee, Confirmed = step.How % 2 == 0 },
            DeskStepKind.Close => new AgentAction.Close { Agent = agent, Conversation = id },
            DeskStepKind.Reopen => new AgentAction.Reopen { Agent = agent, Conversation = id },
            DeskStepKind.Snooze => new AgentAction.Snooze { Agent = agent, Conversation = id, Until = step.How == 0 ? null : _desk.Time.GetUtcNow().AddHours(step.How - 2) },
            DeskStepKind.Note => new AgentAction.AddNote { Agent = agent, Conversation = id, Text = Secret() },
            DeskStepKind.Outcome => new AgentAction.AddNote { Agent = agent, Conversation = id, Text = Secret(), IsOutcome = true },
            DeskStepKind.Type => new AgentAction.Reply
            {
                Agent = agent, Conversation = id, Text = Words("typed"), LastSeen = conversation.Entries[^1].Id,
                TypedIn = new ChatPostRef(new ChatChannel("workspace", "", "support"), $"typed-{++_presses}"),
            },
            DeskStepKind.Form => new AgentAction.Reply
            {
                Agent = agent, Conversation = id, Text = Words("form"), LastSeen = conversation.Entries[^1].Id, Confirmed = step.How % 2 == 0,
            },
            DeskStepKind.FormUnseen => new AgentAction.Reply { Agent = agent, Conversation = id, Text = Words("late"), LastSeen = conversation.Entries[0].Id },
            DeskStepKind.Merge => new AgentAction.Merge { Agent = agent, Conversation = id, Into = Pick(_conversations, step.What), Confirmed = true },
            DeskStepKind.Split => new AgentAction.Split { Agent = agent, Conversation = id, Mail = Pick(conversation.Entries, step.What).Id, WithAnswers = step.How % 2 == 0 },
            DeskStepKind.Move => new AgentAction.MoveMail
            {
                Agent = agent, Conversation = id, Mail = Pick(conversation.Entries, step.What).Id, To = Pick(_conversations, step.How), WithAnswers = step.Who % 2 == 0, Confirmed = true,
            },
            DeskStepKind.UndoMove when conversation.Entries.LastOrDefault(e => e is Entry.Activity { Move: not null }) is { } move
                => new AgentAction.UndoMove { Agent = agent, Conversation = id, Activity = move.Id },
            DeskStepKind.ChangeInbox => new AgentAction.ChangeInbox { Agent = agent, Conversation = id, Inbox = step.How % 2 == 0 ? DeskFixture.Sales : DeskFixture.Support },
            DeskStepKind.Forward => new AgentAction.Forward
            {
                Agent = agent, Conversation = id, Entry = Pick(conversation.Entries, step.What).Id, Text = Words("question"), To = [new EmailPerson("", new(Supplier))],
            },
            DeskStepKind.AnswerAside when conversation.Entries.OfType<Entry.SideEmail>().FirstOrDefault() is { } side
                => new AgentAction.ReplyAside { Agent = agent, Conversation = id, Entry = side.Id, Text = Words("thanks"), LastSeen = conversation.Entries[^1].Id },
            DeskStepKind.Recipients when reply is { } e
                => new AgentAction.ChangeRecipients { Agent = agent, Conversation = id, Entry = e, To = [new EmailPerson("", new("home@customer.example"))], Confirmed = true },
            DeskStepKind.Spam => new AgentAction.MarkSpam { Agent = agent, Conversation = id },
            DeskStepKind.NotSpam => new AgentAction.MarkNoSpam { Agent = agent, Conversation = id },
            DeskStepKind.Edit when reply is { } e => new AgentAction.EditReply { Agent = agent, Conversation = id, Entry = e, Text = Words("edited") },
            DeskStepKind.Withdraw when reply is { } e => new AgentAction.WithdrawReply { Agent = agent, Conversation = id, Entry = e },
            DeskStepKind.SendNow when reply is { } e => new AgentAction.SendReply { Agent = agent, Conversation = id, Entry = e },
            DeskStepKind.Retry when reply is { } e => new AgentAction.Retry { Agent = agent, Conversation = id, Entry = e },
            _ => null,
        };
    }

    private async Task ReceiveAsync(string from, string subject, string text, string? answers)
    {
        var mail = await _desk.MailAsync(from, "support@acme.example", subject, text, answers: answers);
        var result = await _desk.Intake.ReceiveAsync(mail, history: false, Token);
        // The same words to the same place a second time are a second copy, not a second mail.
        if (result.Disposition == RawMailDisposition.Duplicate) return;
        _customerMails.Add((mail.Raw, mail.MessageId));
        if (!_conversations.Contains(result.Conversation!.Value)) _conversations.Add(result.Conversation.Value);
    }

    /// <summary>The mail leg: what is due is mailed, as its worker does it.</summary>
    private async Task MailAsync(bool fails)
    {
        while (await _desk.Queue.LeaseAsync(DeliveryLeg.Mail, 100, TimeSpan.FromMinutes(1), Token) is { Count: > 0 } leased)
        {
            foreach (var delivery in leased)
            {
                var id = ((DeliveryWork.SubmitReply)delivery.Work).Entry;
                var conversation = await LoadAsync(delivery.Conversation!.Value);
                if (((Entry.AgentReply)conversation.Entry(id)!).Life is not (ReplyLife.Queued or ReplyLife.Partial))
                {
                    if (await _desk.Progress.EndHoldAsync(delivery, id, Token) is not { } released) continue;
                    conversation = released;
                }
                var reply = (Entry.AgentReply)conversation.Entry(id)!;
                Assert.True(reply.Life is ReplyLife.Queued or ReplyLife.Partial, $"a reply that is {reply.Life} is mailed");
                if (fails)
                {
                    await _desk.Progress.FailedAsync(delivery, "550 no such user", Token);
                    continue;
                }
                Assert.True(reply.Life is ReplyLife.Partial || _sent.TrueForAll(s => s.Reply != id), "a reply is mailed twice");
                _sent.Add((id, reply.SideThread, reply.Email));
                await _desk.Progress.AcceptedAsync(delivery, "250 ok", [], Token);
            }
        }
    }

    private async Task WakeAsync()
    {
        var wakeUps = new WakeUps(_desk.Store, _desk.Time);
        while (await _desk.Queue.LeaseAsync(DeliveryLeg.Desk, 100, TimeSpan.FromMinutes(1), Token) is { Count: > 0 } leased)
        {
            foreach (var delivery in leased) await wakeUps.WakeAsync(delivery, Token);
        }
    }

    private async Task BounceAsync(EntryId reply, OutgoingEmail email)
    {
        var mail = await _desk.MailAsync("mailer-daemon@mx.example", "support@acme.example", "Undelivered", Words("bounce"));
        await _desk.Intake.ReceiveAsync(
            mail with
            {
                Kind = EmailKind.Bounce,
                Bounce = new BounceReport(email.MessageId, IsDelayOnly: false, [new BouncedRecipient(email.To[0].Address, "5.1.1", "550 no such user")]),
            },
            history: false, Token);
        _sent.RemoveAll(s => s.Reply == reply);
    }

    private async Task<Conversation?> ConversationAsync(DeskStep step) => _conversations.Count == 0 ? null : await LoadAsync(Pick(_conversations, step.Which));

    private async Task<Conversation> LoadAsync(ConversationId id) => (await _desk.Store.LoadAsync(id, Token))!;

    private MsgId? AnyId(Conversation conversation, int which)
    {
        var ids = conversation.Entries.Select(e => e switch
        {
            Entry.CustomerEmail c => c.Email.MessageId,
            Entry.AgentReply { SideThread: null } r when _sent.Exists(s => s.Reply == r.Id) => r.Email.MessageId,
            _ => (MsgId?)null,
        }).OfType<MsgId>().ToList();
        return ids.Count > 0 ? Pick(ids, which) : null;
    }

    private static T Pick<T>(IReadOnlyList<T> of, int which) => of[which % of.Count];

    private string Words(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind} number {++_words}");

    private string Secret()
    {
        var secret = string.Create(CultureInfo.InvariantCulture, $"between us {++_words}");
        _secrets.Add(secret);
        return secret;
    }
}
