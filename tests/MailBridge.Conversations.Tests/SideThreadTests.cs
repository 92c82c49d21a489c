namespace MailBridge.Conversations.Tests;

/// <summary>A third party is asked beside the customer. Neither ever hears of the other.</summary>
public sealed class SideThreadTests
{
    private const string Zoe = "Zoë <zoe@customer.example>", Parts = "Parts <parts@supplier.example>", Us = "support@acme.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_is_passed_on_with_its_header_block_and_a_token_of_its_own()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.IsType<ActionOutcome.Done>(await ForwardAsync(desk, id, Parts, "Do you have this valve?"));
        var conversation = await LoadAsync(desk, id);
        var aside = Assert.Single(conversation.Entries.OfType<Entry.AgentReply>());
        Assert.Equal(aside.Id, aside.SideThread);
        Assert.Equal("parts@supplier.example", Assert.Single(aside.Email.To).Address.Value);
        Assert.Equal(("Fwd: Broken boiler", "Do you have this valve?", "Anna Kowalska <support@acme.example>"), (aside.Email.Subject, aside.Email.Text, aside.Email.From.Full));
        Assert.Equal(("zoe@customer.example", "Broken boiler", "It drips."), (aside.Email.Forward!.From.Address.Value, aside.Email.Forward.Subject, aside.Email.Forward.Text));
        Assert.Empty(aside.Email.References);
        Assert.Null(aside.Email.InReplyTo);
        Assert.True(desk.Signer.TryVerify(aside.Email.MessageId, out var named, out var entry));
        Assert.Equal((id, aside.Id), (named, entry));
        Assert.Equal([new DeliveryWork.SubmitReply(aside.Id)], await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task Passing_a_mail_on_answers_nobody_and_their_answer_neither()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var before = (await LoadAsync(desk, id)).State;
        await ForwardAsync(desk, id, Parts);
        var state = (await LoadAsync(desk, id)).State;
        Assert.Equal((before.Status, before.WaitingSince, before.Assignee), (state.Status, state.WaitingSince, state.Assignee));
        Assert.DoesNotContain(new EmailAddress("parts@supplier.example"), state.Participants);
        await AnswerAsync(desk, id, Parts, "We have it for 12 €.");
        state = (await LoadAsync(desk, id)).State;
        Assert.Equal((before.Status, before.WaitingSince, before.Assignee), (state.Status, state.WaitingSince, state.Assignee));
        Assert.Equal(before.Participants, state.Participants);
        Assert.Equal("We have it for 12 €.", (await LoadAsync(desk, id)).UnseenAside!.Email.NewText);
        await desk.ReplyAsync(await LoadAsync(desk, id), DeskFixture.Anna, "We order it.");
        Assert.Null((await LoadAsync(desk, id)).UnseenAside);
    }

    [Theory]
    [InlineData("references")]
    [InlineData("a wrapped id")]
    [InlineData("their own mail before")]
    [InlineData("the subject alone")]
    public async Task Their_answer_is_known_as_aside_whatever_their_program_keeps(string kept)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        var ours = (await LoadAsync(desk, id)).Entries.OfType<Entry.AgentReply>().Single().Email.MessageId.Value;
        await desk.ReceiveAsync(Parts, Us, "AW: Broken boiler", "12 €.", id: "p1@supplier.example", answers: ours);
        var answers = kept switch { "references" => ours, "a wrapped id" => $"wrap.{ours}.relay@x.example", "their own mail before" => "p1@supplier.example", _ => null };
        var result = await desk.ReceiveAsync(Parts, Us, "Re: Broken boiler", "Shall we send it?", answers: answers);
        Assert.Equal(id, result.Conversation);
        Assert.Null(result.Customer);
        Assert.Equal(2, (await LoadAsync(desk, id)).Entries.OfType<Entry.SideEmail>().Count());
    }

    [Fact]
    public async Task Their_answer_to_the_side_threads_own_address_is_known_without_any_reference()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync(Zoe, "sales@acme.example", "Boiler", "How much?", inbox: DeskFixture.Sales);
        await ForwardAsync(desk, first.Conversation!.Value, Parts);
        var tag = Assert.Single((await desk.LoadAsync(first)).Entries.OfType<Entry.AgentReply>()).Email.ReplyTo!.Address;
        Assert.False(desk.Signer.TryVerify(tag, out _));
        var answer = await desk.ReceiveAsync("Jim <jim@other.example>", tag.Value, "Quotation 17", "12 €.", inbox: DeskFixture.Sales);
        Assert.Equal(first.Conversation, answer.Conversation);
        var entry = Assert.IsType<Entry.SideEmail>((await desk.LoadAsync(first)).Entries[^1]);
        Assert.True(entry.Marks.HasFlag(EmailMarks.NewParticipant));
        // A token of another side thread, or one that somebody made up, lets nobody in.
        var forged = tag.Value.Replace(tag.Value[^22], tag.Value[^22] == 'a' ? 'b' : 'a');
        Assert.NotEqual(first.Conversation, (await desk.ReceiveAsync("Eve <eve@evil.example>", forged, "Hello", "Me too", inbox: DeskFixture.Sales)).Conversation);
    }

    [Fact]
    public async Task Their_people_never_become_recipients_of_a_reply_to_the_customer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        await AnswerAsync(desk, id, Parts, "12 €, Jim will call you.", cc: "jim@supplier.example");
        // The third party brings the customer in, who answers everybody.
        await desk.ReceiveAsync(Zoe, $"{Us}, parts@supplier.example, jim@supplier.example", "Re: Broken boiler", "Who are these?", answers: Latest(await LoadAsync(desk, id)));
        var conversation = await LoadAsync(desk, id);
        Assert.IsType<Entry.CustomerEmail>(conversation.Entries[^1]);
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "Colleagues.");
        var reply = (await LoadAsync(desk, id)).Entries.OfType<Entry.AgentReply>().Single(r => r.SideThread is null).Email;
        Assert.Equal("zoe@customer.example", Assert.Single(reply.To.Concat(reply.Cc)).Address.Value);
        Assert.Equal("Who are these?", reply.Quote!.Text);
        Assert.DoesNotContain(reply.References, r => desk.Signer.TryVerify(r, out _, out var e) && conversation.Entry(e)?.Aside is not null);
    }

    [Fact]
    public async Task Their_words_are_never_quoted_to_the_customer_and_never_what_the_customer_said_last()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        await AnswerAsync(desk, id, Parts, "Twelve.");
        var conversation = await LoadAsync(desk, id);
        Assert.Equal("It drips.", conversation.LatestCustomerEmail!.Email.NewText);
        var draft = desk.Agents.Draft(conversation, desk.Directory_.Agent(DeskFixture.Anna)!, "Hello", EntryId.New(desk.Time))!;
        Assert.Equal(("It drips.", "zoe@customer.example"), (draft.Quote!.Text, Assert.Single(draft.To).Address.Value));
        Assert.Equal("mail-1@customer.example", Assert.Single(draft.References).Value);
    }

    [Theory]
    [InlineData("They want 12 € for the valve and the washer.", "It repeats what Parts wrote in a side thread.")]
    [InlineData("Ask parts@supplier.example.", "It contains parts@supplier.example, which takes part in a side thread.")]
    public async Task Their_words_and_addresses_in_a_reply_to_the_customer_are_asked_about(string text, string reason)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        await AnswerAsync(desk, id, Parts, "Hi Anna,\n\nthey want 12 € for the valve  and the washer.\n\nJim");
        var conversation = await LoadAsync(desk, id);
        Assert.Equal(reason, Assert.IsType<ActionOutcome.Held>(await desk.ReplyAsync(conversation, DeskFixture.Anna, text)).Reason);
        Assert.IsType<ActionOutcome.Done>(await desk.ReplyAsync(conversation, DeskFixture.Anna, "It costs 12 € and Jim comes.", press: "b"));
    }

    [Fact]
    public async Task A_third_party_as_recipient_of_a_reply_to_the_customer_is_asked_about()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        var reply = new AgentAction.Reply
        {
            Agent = DeskFixture.Anna, Conversation = id, Text = "Meet each other.", To = [Person(Zoe)], Cc = [Person(Parts)],
        };
        Assert.Contains("parts@supplier.example takes part in a side thread", Assert.IsType<ActionOutcome.Held>(await desk.Agents.ActAsync(reply, Token)).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(reply with { Confirmed = true }, Token));
        // From here on they know of each other.
        Assert.Null((await LoadAsync(desk, id)).SideThreadOf(new("parts@supplier.example")));
    }

    [Fact]
    public async Task A_file_that_came_aside_is_asked_about_before_the_customer_gets_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        var list = new ReplyFile("prices.pdf", "application/pdf", "what we pay"u8.ToArray());
        var mail = await desk.MailAsync(Parts, Us, "Re: Broken boiler", "Our prices.", answers: Ours(await LoadAsync(desk, id)));
        await desk.Intake.ReceiveAsync(mail with { Attachments = [new EmailAttachment(0, "prices.pdf", "application/pdf", 11, list.Named().Sha256, false, null)] }, false, Token);
        var reply = new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "See there.", Files = [list] };
        Assert.Equal("The file prices.pdf was only ever in a side thread.", Assert.IsType<ActionOutcome.Held>(await desk.Agents.ActAsync(reply, Token)).Reason);
        // The third party may have its own file back.
        var aside = (await LoadAsync(desk, id)).Entries.OfType<Entry.SideEmail>().Single().Id;
        Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(
            new AgentAction.ReplyAside { Agent = DeskFixture.Anna, Conversation = id, Entry = aside, Text = "This one?", Files = [list] }, Token));
    }

    [Fact]
    public async Task An_answer_aside_goes_to_the_third_party_alone()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        await AnswerAsync(desk, id, Parts, "Twelve.", cc: "jim@supplier.example, zoe@customer.example, sales@acme.example");
        var answered = (await LoadAsync(desk, id)).Entries.OfType<Entry.SideEmail>().Single();
        var answer = new AgentAction.ReplyAside { Agent = DeskFixture.Jonas, Conversation = id, Entry = answered.Id, Text = "We take two." };
        Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(answer, Token));
        var conversation = await LoadAsync(desk, id);
        var reply = conversation.Entries.OfType<Entry.AgentReply>().Last();
        Assert.Equal(answered.SideThread, reply.SideThread);
        Assert.Equal("parts@supplier.example", Assert.Single(reply.Email.To).Address.Value);
        Assert.Equal("jim@supplier.example", Assert.Single(reply.Email.Cc).Address.Value);
        Assert.Equal(("Re: Broken boiler", "Twelve.", answered.Email.MessageId), (reply.Email.Subject, reply.Email.Quote!.Text, reply.Email.InReplyTo!.Value));
        Assert.Equal(ConversationStatus.New, conversation.State.Status);
    }

    [Fact]
    public async Task The_customer_is_written_to_aside_only_when_an_agent_names_them_and_says_so_twice()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        var held = Assert.IsType<ActionOutcome.Held>(await ForwardAsync(desk, id, $"{Parts}, {Zoe}"));
        Assert.Contains("zoe@customer.example is on the customer's side", held.Reason, StringComparison.Ordinal);
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Mail));
        Assert.IsType<ActionOutcome.Done>(await ForwardAsync(desk, id, $"{Parts}, {Zoe}", confirmed: true));
        var conversation = await LoadAsync(desk, id);
        Assert.Contains(conversation.Entries, e => e is Entry.Activity { Kind: ActivityKind.Overridden });
        // The customer stays the customer: what they answer to it is their own mail, and a reply goes to them alone.
        await desk.ReceiveAsync(Zoe, $"{Us}, parts@supplier.example", "Re: Broken boiler", "Oh.", answers: Ours(conversation));
        conversation = await LoadAsync(desk, id);
        Assert.IsType<Entry.CustomerEmail>(conversation.Entries[^1]);
        await desk.ReplyAsync(conversation, DeskFixture.Anna, "Never mind.");
        var reply = (await LoadAsync(desk, id)).Entries.OfType<Entry.AgentReply>().Last().Email;
        Assert.Equal("zoe@customer.example", Assert.Single(reply.To.Concat(reply.Cc)).Address.Value);
    }

    [Fact]
    public async Task The_conversations_own_address_is_not_passed_on()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync(Zoe, "sales@acme.example", "Boiler", "How much?", inbox: DeskFixture.Sales);
        var id = first.Conversation!.Value;
        await desk.ReplyAsync(await LoadAsync(desk, id), DeskFixture.Anna, "A lot.");
        var sent = (await LoadAsync(desk, id)).Entries.OfType<Entry.AgentReply>().Single().Email;
        var tag = sent.ReplyTo!.Address.Value;
        var text = $"Too much.\n> From: {tag}\n> Message-ID: <{sent.MessageId}>";
        var mail = await desk.MailAsync(Zoe, $"Acme <{tag}>", "Re: Boiler", text, answers: sent.MessageId.Value, inbox: DeskFixture.Sales);
        await desk.Intake.ReceiveAsync(mail, history: false, Token);
        await ForwardAsync(desk, id, Parts);
        var forward = (await LoadAsync(desk, id)).Entries.OfType<Entry.AgentReply>().Last().Email.Forward!;
        Assert.Equal("sales@acme.example", Assert.Single(forward.To).Address.Value);
        Assert.Equal("Too much.\n> From: sales@acme.example\n> Message-ID: <@acme.example>", forward.Text);
    }

    [Fact]
    public async Task A_colleague_may_be_asked_and_their_answer_comes_back_aside()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.IsType<ActionOutcome.Done>(await ForwardAsync(desk, id, "Jonas <jonas@acme.example>", "@jonas, internal only: is she right?"));
        var result = await desk.ReceiveAsync("Jonas <jonas@acme.example>", Us, "RE: Broken boiler", "She is.", answers: Ours(await LoadAsync(desk, id)));
        Assert.Equal((id, RawMailDisposition.Appended), (result.Conversation, result.Disposition));
        var conversation = await LoadAsync(desk, id);
        Assert.Equal("She is.", Assert.IsType<Entry.SideEmail>(conversation.Entries[^1]).Email.NewText);
        Assert.Equal(ConversationStatus.New, conversation.State.Status);
        Assert.Equal("zoe@customer.example", Assert.Single(desk.Agents.Draft(conversation, desk.Directory_.Agent(DeskFixture.Anna)!, "", EntryId.New(desk.Time))!.To).Address.Value);
        // Whatever else colleagues write to each other stays out.
        Assert.Equal(RawMailDisposition.Internal, (await desk.ReceiveAsync("jonas@acme.example", Us, "Lunch", "Pizza?")).Disposition);
    }

    [Fact]
    public async Task What_a_colleague_writes_to_the_third_party_from_their_own_program_is_aside_too()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        await AnswerAsync(desk, id, Parts, "Twelve.", mailId: "p1@supplier.example");
        await desk.ReceiveAsync("Anna <anna@acme.example>", $"parts@supplier.example, {Us}", "Re: Broken boiler", "Send two.", answers: "p1@supplier.example");
        var conversation = await LoadAsync(desk, id);
        Assert.Equal(DeskFixture.Anna, Assert.IsType<Entry.SideEmail>(conversation.Entries[^1]).Agent);
        Assert.Equal(ConversationStatus.New, conversation.State.Status);
        Assert.NotNull(conversation.State.WaitingSince);
        Assert.False(conversation.IsParticipant(new("parts@supplier.example")));
    }

    [Theory]
    [InlineData(ConversationStatus.Closed, ConversationStatus.Closed)]
    [InlineData(ConversationStatus.Snoozed, ConversationStatus.Open)]
    [InlineData(ConversationStatus.WaitingForCustomer, ConversationStatus.WaitingForCustomer)]
    public async Task Their_answer_opens_nothing_that_is_closed_and_wakes_what_is_snoozed(ConversationStatus before, ConversationStatus after)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        AgentAction? action = before switch
        {
            ConversationStatus.Closed => new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = id },
            ConversationStatus.Snoozed => new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = id },
            _ => new AgentAction.Reply { Agent = DeskFixture.Anna, Conversation = id, Text = "We ask." },
        };
        Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(action, Token));
        await AnswerAsync(desk, id, Parts, "Twelve.");
        Assert.Equal(after, (await LoadAsync(desk, id)).State.Status);
    }

    [Fact]
    public async Task What_their_machine_answers_asks_for_no_attention()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        await desk.Agents.ActAsync(new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = id }, Token);
        var mail = await desk.MailAsync(Parts, Us, "Away", "I am away.", answers: Ours(await LoadAsync(desk, id)));
        await desk.Intake.ReceiveAsync(mail with { Kind = EmailKind.Automatic }, false, Token);
        var conversation = await LoadAsync(desk, id);
        Assert.Equal(ConversationStatus.Snoozed, conversation.State.Status);
        Assert.IsType<Entry.SideEmail>(conversation.Entries[^1]);
        Assert.Null(conversation.UnseenAside);
    }

    [Fact]
    public async Task Neither_a_failed_nor_a_bounced_nor_a_retried_mail_aside_changes_how_the_conversation_stands()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.ReplyAsync(await LoadAsync(desk, id), DeskFixture.Anna, "We ask.");
        await ForwardAsync(desk, id, Parts);
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = id }, Token);
        var conversation = await LoadAsync(desk, id);
        var aside = conversation.Entries.OfType<Entry.AgentReply>().Last().Id;
        conversation.MoveReply(aside, new ReplyLife.Failed(desk.Time.GetUtcNow(), "No such host"), desk.Time.GetUtcNow());
        conversation.RetryReply(aside, desk.Time.GetUtcNow());
        conversation.ReceiveReport(aside, EntryId.New(desk.Time), desk.Time.GetUtcNow(), isDelayOnly: false, "550 no such user");
        Assert.Equal((ConversationStatus.Closed, null), (conversation.State.Status, conversation.State.WaitingSince));
        Assert.IsType<ReplyLife.Bounced>(((Entry.AgentReply)conversation.Entry(aside)!).Life);
    }

    [Fact]
    public async Task Word_aside_holds_an_answer_aside_and_not_one_to_the_customer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await ForwardAsync(desk, id, Parts);
        await AnswerAsync(desk, id, Parts, "Twelve.");
        var seen = (await LoadAsync(desk, id)).Entries[^1].Id;
        await AnswerAsync(desk, id, Parts, "Sorry, thirteen.");
        Assert.IsType<ActionOutcome.Done>(await desk.ReplyAsync(await LoadAsync(desk, id), DeskFixture.Anna, "We ask.", lastSeen: seen));
        var answer = new AgentAction.ReplyAside { Agent = DeskFixture.Jonas, Conversation = id, Entry = seen, Text = "Fine.", LastSeen = seen };
        Assert.Contains("thirteen", Assert.IsType<ActionOutcome.Held>(await desk.AtOnce.ActAsync(answer, Token)).Reason, StringComparison.Ordinal);
        Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(answer with { Confirmed = true }, Token));
    }

    [Theory]
    [InlineData("", "There is nobody under To. Name at least one recipient.")]
    [InlineData("nobody", "“nobody” is no mail address. Write it as name@example.com.")]
    [InlineData("help@acme.example", "help@acme.example is one of our inboxes, which has this mail already. Name a colleague's own address or somebody outside.")]
    public async Task A_forward_to_nobody_is_refused_with_a_sentence(string to, string reason)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        Assert.Equal(reason, Assert.IsType<ActionOutcome.Refused>(await ForwardAsync(desk, id, to)).Reason);
    }

    [Fact]
    public async Task Only_mail_that_came_in_can_be_passed_on_and_only_a_third_partys_answered_aside()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "She is nice." }, Token);
        var note = (await LoadAsync(desk, conversation.Id)).Entries[^1].Id;
        var forward = new AgentAction.Forward { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = note, To = [Person(Parts)] };
        Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(forward, Token));
        var answer = new AgentAction.ReplyAside { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = conversation.Entries[0].Id, Text = "Hello" };
        Assert.IsType<ActionOutcome.Refused>(await desk.AtOnce.ActAsync(answer, Token));
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task The_same_press_twice_passes_it_on_once()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var forward = new AgentAction.Forward
        {
            Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = conversation.Entries[0].Id, To = [Person(Parts)], Receipt = new InboundReceipt("test", "1"),
        };
        Assert.False(Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(forward, Token)).IsRepeat);
        Assert.True(Assert.IsType<ActionOutcome.Done>(await desk.AtOnce.ActAsync(forward, Token)).IsRepeat);
        Assert.Single(await desk.DrainAsync(DeliveryLeg.Mail));
    }

    [Fact]
    public async Task A_forward_and_an_answer_aside_are_held_and_who_was_spared_one_is_a_stranger_as_before()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        var forward = new AgentAction.Forward { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = conversation.Entries[0].Id, To = [Person(Parts)] };
        Assert.IsType<ReplyLife.Held>(Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(forward, Token)).Life);
        Assert.Empty(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        var held = (await LoadAsync(desk, conversation.Id)).Entries[^1].Id;
        await desk.Agents.ActAsync(new AgentAction.WithdrawReply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = held }, Token);
        Assert.Equal(ConversationStatus.New, (await LoadAsync(desk, conversation.Id)).State.Status);
        Assert.NotEqual(conversation.Id, (await desk.ReceiveAsync(Parts, Us, "Re: Broken boiler", "We sell some.")).Conversation);

        const string other = "Jim <jim@other.example>";
        await desk.Agents.ActAsync(forward with { To = [Person(other)] }, Token);
        var sent = (await LoadAsync(desk, conversation.Id)).Entries[^1].Id;
        await desk.Agents.ActAsync(new AgentAction.SendReply { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = sent }, Token);
        // Nothing is left of the thread but the subject and who was asked.
        Assert.Equal(conversation.Id, (await desk.ReceiveAsync(other, Us, "Re: Broken boiler", "12 €.")).Conversation);
        var answered = (await LoadAsync(desk, conversation.Id)).Entries.OfType<Entry.SideEmail>().Single().Id;
        var answer = new AgentAction.ReplyAside { Agent = DeskFixture.Anna, Conversation = conversation.Id, Entry = answered, Text = "Two, please." };
        Assert.IsType<ReplyLife.Held>(Assert.IsType<ActionOutcome.Done>(await desk.Agents.ActAsync(answer, Token)).Life);
    }

    private static async Task<ActionOutcome> ForwardAsync(DeskFixture desk, ConversationId id, string to, string text = "", bool confirmed = false)
    {
        var mail = (await LoadAsync(desk, id)).Entries.OfType<Entry.CustomerEmail>().Last().Id;
        return await desk.AtOnce.ActAsync(
            new AgentAction.Forward { Agent = DeskFixture.Anna, Conversation = id, Entry = mail, To = People(to), Text = text, Confirmed = confirmed }, Token);
    }

    private static async Task AnswerAsync(DeskFixture desk, ConversationId id, string from, string text, string? cc = null, string? mailId = null)
    {
        var result = await desk.Intake.ReceiveAsync(
            (await desk.MailAsync(from, Us, "Re: Broken boiler", text, id: mailId, answers: Ours(await LoadAsync(desk, id)))) with { Cc = People(cc ?? "") },
            history: false, Token);
        Assert.Equal(id, result.Conversation);
        Assert.IsType<Entry.SideEmail>((await LoadAsync(desk, id)).Entries.Last(e => e is not Entry.Activity));
    }

    private static string Ours(Conversation conversation) => conversation.Entries.OfType<Entry.AgentReply>().First(r => r.SideThread is not null).Email.MessageId.Value;

    private static string Latest(Conversation conversation) => conversation.Entries.OfType<Entry.SideEmail>().Last().Email.MessageId.Value;

    private static async Task<Conversation> LoadAsync(DeskFixture desk, ConversationId id) => (await desk.Store.LoadAsync(id, Token))!;

    private static IReadOnlyList<EmailPerson> People(string line) => [.. line.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Person)];

    private static EmailPerson Person(string text)
        => text.Split(" <") is [var name, var address] ? new EmailPerson(name, new EmailAddress(address.TrimEnd('>'))) : new EmailPerson("", new EmailAddress(text));
}
