using System.Text;

namespace MailBridge.Conversations.Tests;

/// <summary>
/// What Anna may do to a conversation, in a table: by how it stands and whose it is (nobody's, hers, Jonas'). <c>+</c> is done, <c>=</c> is done
/// already, <c>?</c> is asked first, <c>-</c> is refused.
/// </summary>
public sealed class ActionTableTests
{
    private static readonly Situation[] _situations =
    [
        .. from status in (ConversationStatus[])[ConversationStatus.New, ConversationStatus.Open, ConversationStatus.WaitingForCustomer, ConversationStatus.Snoozed, ConversationStatus.Closed]
           from owner in (AgentId?[])[null, DeskFixture.Anna, DeskFixture.Jonas]
           // Whoever claims or answers a new one has made it another.
           where status != ConversationStatus.New || owner is null
           select new Situation(status, owner),
    ];

    public static TheoryData<string, string> Rows => new()
    {
        //                      new open waiting snoozed closed
        { nameof(AgentAction.Claim), "+ +=- +=- +=- +=-" },
        { nameof(AgentAction.Release), "= =+- =+- =+- =+-" },
        { "Assign to herself", "+ +=? +=? +=? +=?" },
        { "Assign to Jonas", "+ ++= ++= ++= ++=" },
        { "Assign to a stranger", "- --- --- --- ---" },
        { nameof(AgentAction.Close), "+ +++ +++ +++ ===" },
        { nameof(AgentAction.Reopen), "= === === +++ +++" },
        { nameof(AgentAction.Snooze), "+ +++ +++ +++ ---" },
        { "Snooze to the past", "- --- --- --- ---" },
        { nameof(AgentAction.AddNote), "+ +++ +++ +++ +++" },
        { "AddNote of nothing", "- --- --- --- ---" },
        { nameof(AgentAction.Tag), "+ +++ +++ +++ +++" },
        { "Tag of 41 letters", "- --- --- --- ---" },
        { nameof(AgentAction.MarkSpam), "+ +++ +++ +++ +++" },
        { nameof(AgentAction.MarkNoSpam), "= === === === ===" },
        { nameof(AgentAction.Block), "+ +++ +++ +++ +++" },
        { nameof(AgentAction.Unblock), "= === === === ===" },
        { nameof(AgentAction.Reply), "+ ++? ++? ++? ++?" },
        { "Reply confirmed", "+ +++ +++ +++ +++" },
        { "Reply of nothing", "- --- --- --- ---" },
        { "Reply to nobody", "- --- --- --- ---" },
        { nameof(AgentAction.Forward), "+ +++ +++ +++ +++" },
        { "Forward to the customer", "? ??? ??? ??? ???" },
        { nameof(AgentAction.Merge), "+ +++ +++ +++ +++" },
        { "Merge into itself", "- --- --- --- ---" },
        { "Merge into another customer's", "? ??? ??? ??? ???" },
        { nameof(AgentAction.Split), "- --- +++ --- ---" },
        { nameof(AgentAction.MoveMail), "- --- +++ --- ---" },
        { nameof(AgentAction.ChangeInbox), "+ +++ +++ +++ +++" },
        { "ChangeInbox to its own", "= === === === ===" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_Anna_may_do_hangs_on_how_it_stands_and_whose_it_is(string what, string expected)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var row = new StringBuilder();
        var sentences = new List<string>();
        var stranger = await desk.LoadAsync(await desk.ReceiveAsync("Marco <marco@posta.example>", "support@acme.example", "Valve", "It leaks."));
        foreach (var (at, situation) in _situations.Index())
        {
            var other = what.EndsWith("another customer's", StringComparison.Ordinal) ? stranger : await desk.LoadAsync(
                await desk.ReceiveAsync($"Zoë <zoe{at}@customer.example>", "support@acme.example", $"Tap {at}", "It drips as well."));
            var conversation = await MakeAsync(desk, situation, at);
            var (cell, words) = await TryAsync(desk, Action(what, desk, conversation, other));
            if (at > 0 && situation.Owner is null) row.Append(' ');
            row.Append(cell);
            sentences.Add($"{what}, {situation.Status}, {situation.Owner?.Value ?? "nobody's"}: {cell} {words}");
        }
        Assert.True(expected == row.ToString(), $"{expected}{Environment.NewLine}{row}{Environment.NewLine}{string.Join(Environment.NewLine, sentences)}");
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Who_is_no_agent_and_what_is_no_conversation_is_told_so(string what, string expected)
    {
        Assert.NotEmpty(expected);
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var action = Action(what, desk, conversation, conversation);
        var stranger = Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(action with { Agent = new AgentId("mallory") }, DeskFixture.Token));
        Assert.Equal("Nobody here is called “mallory”. Ask whoever runs MailBridge to add you under Agents.", stranger.Reason);
        var nowhere = Assert.IsType<ActionOutcome.Refused>(
            await desk.Agents.ActAsync(action with { Conversation = ConversationId.New(desk.Time) }, DeskFixture.Token));
        Assert.Equal("This conversation does not exist any more.", nowhere.Reason);
        Assert.Equal(conversation.Version, (await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!.Version);
    }

    //                       held stopped withdrawn queued accepted partial failed uncertain bounced; "!" tells when it was sent
    [Theory]
    [InlineData(nameof(AgentAction.EditReply), true, "++--!!--!")]
    [InlineData(nameof(AgentAction.EditReply), false, "---------")]
    [InlineData(nameof(AgentAction.WithdrawReply), true, "++=-!!--!")]
    [InlineData(nameof(AgentAction.WithdrawReply), false, "++=-!!--!")]
    [InlineData(nameof(AgentAction.SendReply), true, "++--!!--!")]
    [InlineData(nameof(AgentAction.SendReply), false, "++--!!--!")]
    [InlineData(nameof(AgentAction.ChangeRecipients), true, "------+-+")]
    [InlineData(nameof(AgentAction.ChangeRecipients), false, "------+-+")]
    [InlineData(nameof(AgentAction.Retry), true, "------+-+")]
    [InlineData(nameof(AgentAction.Retry), false, "------+-+")]
    public async Task What_Anna_may_do_to_a_reply_hangs_on_how_far_it_is_and_who_wrote_it(string what, bool isHers, string expected)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var now = desk.Time.GetUtcNow();
        ReplyLife[] lives =
        [
            new ReplyLife.Held(now.AddSeconds(15)), new ReplyLife.Stopped(now, "Zoë has written meanwhile."), new ReplyLife.Withdrawn(now, DeskFixture.Jonas), new ReplyLife.Queued(),
            new ReplyLife.Accepted(now, "250 ok", []), new ReplyLife.Partial(now, "250 ok", [], []), new ReplyLife.Failed(now, "550 no"), new ReplyLife.Uncertain(now),
            new ReplyLife.Bounced(now, "550 no"),
        ];
        var row = new StringBuilder();
        foreach (var (at, life) in lives.Index())
        {
            var conversation = await MakeAsync(desk, new Situation(ConversationStatus.Open, null), at);
            var author = isHers ? DeskFixture.Anna : DeskFixture.Jonas;
            var entry = EntryId.New(desk.Time);
            var reply = new Entry.AgentReply
            {
                Id = entry, At = now, Agent = author, Life = life,
                Email = desk.Agents.Draft(conversation, desk.Directory_.Agent(author)!, "We come.", entry)!,
            };
            conversation.Reply(reply);
            Assert.Equal(CommitResult.Committed, await desk.Store.CommitAsync(new DeskCommit { Conversation = conversation }, DeskFixture.Token));
            var (cell, _) = await TryAsync(desk, ReplyAction(what, conversation.Id, entry));
            row.Append(cell);
        }
        Assert.Equal(expected, row.ToString());
    }

    //                      hers, Jonas', deleted, none at all
    [Theory]
    [InlineData(nameof(AgentAction.EditNote), "+---")]
    [InlineData(nameof(AgentAction.DeleteNote), "+-=-")]
    [InlineData(nameof(AgentAction.SetOutcome), "++--")]
    public async Task What_Anna_may_do_to_a_note_hangs_on_who_wrote_it_and_whether_it_stands(string what, string expected)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        async Task<EntryId> NoteAsync(AgentId author)
        {
            await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = author, Conversation = conversation.Id, Text = "He will call." }, DeskFixture.Token);
            return (await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!.Entries[^1].Id;
        }
        EntryId[] notes = [await NoteAsync(DeskFixture.Anna), await NoteAsync(DeskFixture.Jonas), await NoteAsync(DeskFixture.Anna), EntryId.New(desk.Time)];
        await desk.Agents.ActAsync(new AgentAction.DeleteNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = notes[2] }, DeskFixture.Token);

        var row = new StringBuilder();
        foreach (var note in notes)
        {
            AgentAction action = what switch
            {
                nameof(AgentAction.EditNote) => new AgentAction.EditNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = note, Text = "She will call." },
                nameof(AgentAction.DeleteNote) => new AgentAction.DeleteNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = note },
                _ => new AgentAction.SetOutcome { Agent = DeskFixture.Anna, Conversation = conversation.Id, Note = note },
            };
            row.Append((await TryAsync(desk, action)).Cell);
        }
        Assert.Equal(expected, row.ToString());
    }

    //                      an undo from the giver, once more from the taker, of what is no move
    [Theory]
    [InlineData(nameof(AgentAction.Merge), "+=-")]
    [InlineData(nameof(AgentAction.Split), "+=-")]
    [InlineData(nameof(AgentAction.MoveMail), "+=-")]
    public async Task What_was_moved_is_brought_back_once_from_either_side(string what, string expected)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await MakeAsync(desk, new Situation(ConversationStatus.WaitingForCustomer, null), 0);
        var other = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe0@customer.example>", "support@acme.example", "Tap", "It drips as well."));
        Assert.Equal('+', (await TryAsync(desk, Action(what, desk, conversation, other))).Cell);
        var away = Assert.Single((await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!.Entries.OfType<Entry.Activity>(), a => a.Move is { IsAway: true });
        var taker = (await desk.Store.LoadAsync(away.Move!.Other, DeskFixture.Token))!;
        var here = taker.Entries.OfType<Entry.Activity>().Single(a => a.Move is { IsAway: false });
        (ConversationId, EntryId)[] undone = [(conversation.Id, away.Id), (taker.Id, here.Id), (taker.Id, taker.Entries[0].Id)];
        var row = new StringBuilder();
        foreach (var (id, activity) in undone)
            row.Append((await TryAsync(desk, new AgentAction.UndoMove { Agent = DeskFixture.Anna, Conversation = id, Activity = activity })).Cell);
        Assert.Equal(expected, row.ToString());
        Assert.Equal(
            conversation.Entries.Select(e => e.Id),
            (await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!.Entries.Where(e => e is not Entry.Activity { Move: not null }).Select(e => e.Id));
    }

    [Theory]
    [InlineData("new@customer.example", "Your offer", "Here it is.", "support", '+')]
    [InlineData("new@customer.example", "", "Here it is.", "support", '?')]
    [InlineData("new@customer.example", "Your offer", " ", "support", '-')]
    [InlineData("", "Your offer", "Here it is.", "support", '-')]
    [InlineData("jonas@acme.example", "Your offer", "Here it is.", "support", '-')]
    [InlineData("no address", "Your offer", "Here it is.", "support", '-')]
    [InlineData("new@customer.example", "Your offer", "Here it is.", "nowhere", '-')]
    public async Task A_mail_of_ones_own_needs_somebody_to_go_to_words_and_an_inbox(string to, string subject, string text, string inbox, char expected)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var compose = new AgentAction.Compose
        {
            Agent = DeskFixture.Anna, Conversation = ConversationId.New(desk.Time), Inbox = new InboxId(inbox), Subject = subject, BaseSubject = subject, Text = text,
            To = to.Length > 0 ? [new EmailPerson("", new(to))] : [],
        };
        var outcome = await desk.Agents.ActAsync(compose, DeskFixture.Token);
        Assert.Equal(expected, outcome switch { ActionOutcome.Done => '+', ActionOutcome.Held held => Asked(held), ActionOutcome.Refused refused => Said(refused), _ => '!' });
        Assert.Equal(expected == '+', await desk.Store.LoadAsync(compose.Conversation, DeskFixture.Token) is not null);

        static char Asked(ActionOutcome.Held held) => Sentence(held.Reason).Length > 0 ? '?' : ' ';
        static char Said(ActionOutcome.Refused refused) => Sentence(refused.Reason).Length > 0 ? '-' : ' ';
    }

    [Fact]
    public async Task Only_a_third_party_is_answered_aside()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.AtOnce.ActAsync(Action(nameof(AgentAction.Forward), desk, conversation, conversation), DeskFixture.Token);
        var asked = (Entry.AgentReply)(await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!.Entries[^1];
        await desk.ReceiveAsync("Parts <parts@supplier.example>", "support@acme.example", "Re: Broken boiler", "Yes, two.", answers: asked.Email.MessageId.Value);
        var after = (await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!;
        var side = Assert.Single(after.Entries.OfType<Entry.SideEmail>());
        var row = new StringBuilder();
        foreach (var entry in (EntryId[])[side.Id, after.Entries[0].Id, EntryId.New(desk.Time)])
        {
            var aside = new AgentAction.ReplyAside { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = entry, Text = "One will do." };
            row.Append((await TryAsync(desk, aside)).Cell);
        }
        Assert.Equal("+--", row.ToString());
        Assert.Equal(
            ["parts@supplier.example"],
            ((Entry.AgentReply)(await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!.Entries[^1]).Email.To.Select(p => p.Address.Value));
    }

    [Fact]
    public void Every_action_has_its_place_in_a_table()
    {
        var tested = Rows.Select(r => r.Data.Item1.Split(' ')[0]).Concat(
            [nameof(AgentAction.EditReply), nameof(AgentAction.WithdrawReply), nameof(AgentAction.SendReply), nameof(AgentAction.Retry), nameof(AgentAction.ChangeRecipients),
             nameof(AgentAction.EditNote), nameof(AgentAction.DeleteNote), nameof(AgentAction.SetOutcome),
             nameof(AgentAction.UndoMove), nameof(AgentAction.Compose), nameof(AgentAction.ReplyAside)]);
        var actions = typeof(AgentAction).GetNestedTypes().Where(t => t.IsAssignableTo(typeof(AgentAction)) && !t.IsAbstract).Select(t => t.Name);
        Assert.Empty(actions.Except(tested));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Whatever_is_wanted_of_a_merged_conversation_is_sent_on_to_where_it_goes_on(string what, string expected)
    {
        Assert.NotEmpty(expected);
        await using var desk = await DeskFixture.CreateAsync();
        var gone = await desk.OpenAsync();
        var into = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Tap", "It drips as well."));
        var merge = new AgentAction.Merge { Agent = DeskFixture.Jonas, Conversation = gone.Id, Into = into.Id };
        Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(merge, DeskFixture.Token));
        var refused = Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(Action(what, desk, gone, into), DeskFixture.Token));
        Assert.Equal(into.Id, refused.Instead);
        Assert.Contains("“Tap”", refused.Reason, StringComparison.Ordinal);
    }

    private static AgentAction Action(string what, DeskFixture desk, Conversation conversation, Conversation other)
    {
        var (agent, id) = (DeskFixture.Anna, conversation.Id);
        var seen = conversation.Entries[^1].Id;
        return what switch
        {
            nameof(AgentAction.Claim) => new AgentAction.Claim { Agent = agent, Conversation = id },
            nameof(AgentAction.Release) => new AgentAction.Release { Agent = agent, Conversation = id },
            "Assign to herself" => new AgentAction.Assign { Agent = agent, Conversation = id, To = agent, Seen = conversation.State.Assignee },
            "Assign to Jonas" => new AgentAction.Assign { Agent = agent, Conversation = id, To = DeskFixture.Jonas, Seen = conversation.State.Assignee },
            "Assign to a stranger" => new AgentAction.Assign { Agent = agent, Conversation = id, To = new AgentId("nobody"), Seen = DeskFixture.Jonas },
            nameof(AgentAction.Close) => new AgentAction.Close { Agent = agent, Conversation = id },
            nameof(AgentAction.Reopen) => new AgentAction.Reopen { Agent = agent, Conversation = id },
            nameof(AgentAction.Snooze) => new AgentAction.Snooze { Agent = agent, Conversation = id, Until = desk.Time.GetUtcNow().AddHours(2) },
            "Snooze to the past" => new AgentAction.Snooze { Agent = agent, Conversation = id, Until = desk.Time.GetUtcNow() },
            nameof(AgentAction.AddNote) => new AgentAction.AddNote { Agent = agent, Conversation = id, Text = "He will call." },
            "AddNote of nothing" => new AgentAction.AddNote { Agent = agent, Conversation = id, Text = " \n" },
            nameof(AgentAction.Tag) => new AgentAction.Tag { Agent = agent, Conversation = id, Add = ["refund"] },
            "Tag of 41 letters" => new AgentAction.Tag { Agent = agent, Conversation = id, Add = [new string('x', 41)] },
            nameof(AgentAction.MarkSpam) => new AgentAction.MarkSpam { Agent = agent, Conversation = id },
            nameof(AgentAction.MarkNoSpam) => new AgentAction.MarkNoSpam { Agent = agent, Conversation = id },
            nameof(AgentAction.Block) => new AgentAction.Block { Agent = agent, Conversation = id },
            nameof(AgentAction.Unblock) => new AgentAction.Unblock { Agent = agent, Conversation = id, Pattern = "nobody@customer.example" },
            nameof(AgentAction.Reply) => new AgentAction.Reply { Agent = agent, Conversation = id, Text = "We come.", LastSeen = seen },
            "Reply confirmed" => new AgentAction.Reply { Agent = agent, Conversation = id, Text = "We come.", LastSeen = seen, Confirmed = true },
            "Reply of nothing" => new AgentAction.Reply { Agent = agent, Conversation = id, Text = " \n", LastSeen = seen, Confirmed = true },
            "Reply to nobody" => new AgentAction.Reply { Agent = agent, Conversation = id, Text = "We come.", To = [], Confirmed = true },
            nameof(AgentAction.Forward) => Forward("parts@supplier.example"),
            "Forward to the customer" => Forward(conversation.LatestCustomerEmail!.Email.From.Address.Value),
            nameof(AgentAction.Merge) or "Merge into another customer's" => new AgentAction.Merge { Agent = agent, Conversation = id, Into = other.Id },
            "Merge into itself" => new AgentAction.Merge { Agent = agent, Conversation = id, Into = id },
            nameof(AgentAction.Split) => new AgentAction.Split { Agent = agent, Conversation = id, Mail = conversation.Entries[0].Id },
            nameof(AgentAction.MoveMail) => new AgentAction.MoveMail { Agent = agent, Conversation = id, Mail = conversation.Entries[0].Id, To = other.Id },
            nameof(AgentAction.ChangeInbox) => new AgentAction.ChangeInbox { Agent = agent, Conversation = id, Inbox = DeskFixture.Sales },
            "ChangeInbox to its own" => new AgentAction.ChangeInbox { Agent = agent, Conversation = id, Inbox = DeskFixture.Support },
            _ => throw new ArgumentOutOfRangeException(nameof(what), what, "A row without an action."),
        };

        AgentAction.Forward Forward(string to) => new()
        {
            Agent = agent, Conversation = id, Entry = conversation.Entries[0].Id, Text = "Do you have this part?", To = [new EmailPerson("", new(to))],
        };
    }

    private static AgentAction ReplyAction(string what, ConversationId id, EntryId entry) => what switch
    {
        nameof(AgentAction.EditReply) => new AgentAction.EditReply { Agent = DeskFixture.Anna, Conversation = id, Entry = entry, Text = "We come on Monday." },
        nameof(AgentAction.WithdrawReply) => new AgentAction.WithdrawReply { Agent = DeskFixture.Anna, Conversation = id, Entry = entry },
        nameof(AgentAction.SendReply) => new AgentAction.SendReply { Agent = DeskFixture.Anna, Conversation = id, Entry = entry },
        nameof(AgentAction.ChangeRecipients) => new AgentAction.ChangeRecipients
        {
            Agent = DeskFixture.Anna, Conversation = id, Entry = entry, To = [new EmailPerson("", new EmailAddress("max@customer.example"))],
        },
        nameof(AgentAction.Retry) => new AgentAction.Retry { Agent = DeskFixture.Anna, Conversation = id, Entry = entry },
        _ => throw new ArgumentOutOfRangeException(nameof(what), what, "A row without an action."),
    };

    private static async Task<(char Cell, string Words)> TryAsync(DeskFixture desk, AgentAction action)
    {
        var before = (await desk.Store.LoadAsync(action.Conversation, DeskFixture.Token))!.Version;
        var outcome = await desk.Agents.ActAsync(action, DeskFixture.Token);
        var isChanged = (await desk.Store.LoadAsync(action.Conversation, DeskFixture.Token))!.Version != before;
        Assert.True(outcome is ActionOutcome.Done || !isChanged, $"{action.GetType().Name} was not done and changed something: {outcome}");
        return outcome switch
        {
            ActionOutcome.Done => (isChanged ? '+' : '=', ""),
            ActionOutcome.Held held => ('?', Sentence(held.Reason)),
            ActionOutcome.Refused refused => ('-', Sentence(refused.Reason)),
            _ => ('!', ""),
        };
    }

    private static string Sentence(string words)
    {
        Assert.Matches(@"^(\p{Lu}|“|\S+@).{10,}[.”]$", words);
        return words;
    }

    private static async Task<Conversation> MakeAsync(DeskFixture desk, Situation situation, int at)
    {
        var conversation = await desk.LoadAsync(await desk.ReceiveAsync($"Zoë <zoe{at}@customer.example>", "support@acme.example", $"Boiler {at}", "It drips."));
        var now = desk.Time.GetUtcNow();
        if (situation.Status == ConversationStatus.New) return conversation;
        conversation.Claim(EntryId.New(desk.Time), situation.Owner ?? DeskFixture.Anna, now);
        if (situation.Status == ConversationStatus.WaitingForCustomer)
        {
            var mail = await desk.MailAsync("Jonas <jonas@acme.example>", $"zoe{at}@customer.example", $"Re: Boiler {at}", "We come.");
            conversation.Receive(new Entry.AgentEmail { Id = EntryId.New(desk.Time), At = now, Email = mail, Agent = DeskFixture.Jonas });
        }
        if (situation.Owner is null) conversation.Release(EntryId.New(desk.Time), DeskFixture.Anna, now);
        if (situation.Status == ConversationStatus.Snoozed) conversation.Snooze(EntryId.New(desk.Time), DeskFixture.Anna, now.AddDays(1), now);
        if (situation.Status == ConversationStatus.Closed) conversation.Close(EntryId.New(desk.Time), DeskFixture.Anna, now);
        Assert.Equal(CommitResult.Committed, await desk.Store.CommitAsync(new DeskCommit { Conversation = conversation }, DeskFixture.Token));
        Assert.Equal((situation.Status, situation.Owner), (conversation.State.Status, conversation.State.Assignee));
        return (await desk.Store.LoadAsync(conversation.Id, DeskFixture.Token))!;
    }

    private static EmailPerson Parts => new("Parts", new("parts@supplier.example"));

    private sealed record Situation(ConversationStatus Status, AgentId? Owner);
}
