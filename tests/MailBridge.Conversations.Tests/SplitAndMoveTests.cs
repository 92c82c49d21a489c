using static MailBridge.Conversations.Tests.MergeTests;

namespace MailBridge.Conversations.Tests;

/// <summary>Mails that get a conversation of their own or go to another one, and conversations that go on in another inbox.</summary>
public sealed class SplitAndMoveTests
{
    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task A_mail_gets_a_conversation_of_its_own_with_what_answers_it_and_later_mails_follow_until_it_is_taken_back()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        Done(await SplitAsync(desk, a, "m2", withAnswers: true));
        a = await desk.LoadAsync(a.Id);
        var c = await desk.LoadAsync(Pointer(a));
        Assert.Equal(["One", "Three"], Texts(a));
        Assert.Equal(["Two", "Two again"], Texts(c));
        Assert.Equal((a.State.Inbox, a.State.Customer, "Re: Boiler"), (c.State.Inbox, c.State.Customer, c.State.Subject));
        Assert.NotNull(c.State.WaitingSince);
        Assert.Equal(a.Id, Pointer(c).Move!.Other);
        Assert.Equal(c.Id, (await AnswerAsync(desk, "m2", "To two")).Conversation);
        Assert.Equal(a.Id, (await AnswerAsync(desk, "m1", "To one")).Conversation);
        Done(await UndoAsync(desk, await desk.LoadAsync(a.Id)));
        (a, c) = (await desk.LoadAsync(a.Id), await desk.LoadAsync(c.Id));
        Assert.Equal(["One", "Two", "Two again", "Three", "To two", "To one"], Texts(a));
        Assert.Equal((a.Id, a.Id, "Boiler"), (c.State.MergedInto, c.Merge!.Move!.Other, c.Merge.Move.OtherSubject));
        Assert.Equal(a.Id, (await AnswerAsync(desk, "m2", "To two again")).Conversation);
        Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(new AgentAction.Claim { Agent = DeskFixture.Anna, Conversation = c.Id }, Token));
    }

    [Fact]
    public async Task Only_the_mail_itself_goes_where_that_is_wanted()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        Done(await SplitAsync(desk, a, "m2", withAnswers: false));
        a = await desk.LoadAsync(a.Id);
        Assert.Equal(["One", "Two again", "Three"], Texts(a));
        Assert.Equal(["Two"], Texts(await desk.LoadAsync(Pointer(a))));
    }

    [Fact]
    public async Task A_split_conversation_is_posted_with_its_mails_and_both_threads_say_so()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        await desk.DrainAsync(DeliveryLeg.Chat);
        Done(await SplitAsync(desk, a, "m2", withAnswers: true));
        var works = await desk.DrainAsync(DeliveryLeg.Chat);
        a = await desk.LoadAsync(a.Id);
        var c = await desk.LoadAsync(Pointer(a));
        Assert.Equal(
            [new DeliveryWork.PostConversation(), new DeliveryWork.PostEntry(Pointer(c).Id), .. c.Entries.OfType<Entry.CustomerEmail>().Select(e => new DeliveryWork.PostEntry(e.Id))],
            works.Where(w => w is not DeliveryWork.UpdateConversation && w != new DeliveryWork.PostEntry(Pointer(a).Id)));
        Assert.Contains(new DeliveryWork.PostEntry(Pointer(a).Id), works);
    }

    [Fact]
    public async Task An_answer_to_a_reply_that_was_split_off_follows_although_it_bears_the_old_conversations_token()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "sales@acme.example", "Boiler", "One", id: "m1@customer.example", inbox: DeskFixture.Sales));
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        await desk.ReceiveAsync("Zoë <zoe@customer.example>", "sales@acme.example", "Re: Boiler", "Two", id: "m2@customer.example", answers: "m1@customer.example", inbox: DeskFixture.Sales);
        await ReplySentAsync(desk, await desk.LoadAsync(a.Id));
        var reply = (await desk.LoadAsync(a.Id)).Entries.OfType<Entry.AgentReply>().Single().Email;
        Done(await SplitAsync(desk, await desk.LoadAsync(a.Id), "m2", withAnswers: true));
        var c = await desk.LoadAsync(Pointer(await desk.LoadAsync(a.Id)));
        Assert.Single(c.Entries.OfType<Entry.AgentReply>());
        var to = reply.ReplyTo!.Address.Value;
        Assert.Equal(c.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", to, "Re: Boiler", "Good", answers: reply.MessageId.Value, inbox: DeskFixture.Sales)).Conversation);
        Assert.Equal(a.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", to, "Re: Boiler", "Hm", answers: "m1@customer.example", inbox: DeskFixture.Sales)).Conversation);
        Assert.Equal(a.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", to, "Re: Boiler", "Hm?", inbox: DeskFixture.Sales)).Conversation);
        Assert.Equal(ConversationStatus.Open, (await desk.LoadAsync(c.Id)).State.Status);
        // A relay wrapped the id that the provider gave it.
        var wrapped = $"relay.{reply.MessageId.Value.Replace('@', '.')}@relay.example";
        Assert.Equal(c.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "sales@acme.example", "Re: Boiler", "Ok", answers: wrapped, inbox: DeskFixture.Sales)).Conversation);
    }

    [Fact]
    public async Task A_late_mail_that_a_moved_one_answers_goes_to_where_that_one_is()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Boiler", "One", id: "m1@customer.example"));
        // It answers a mail that is not there yet, and has the subject of the conversation.
        await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "Two", id: "m2@customer.example", answers: "late@customer.example");
        Done(await SplitAsync(desk, await desk.LoadAsync(a.Id), "m2", withAnswers: false));
        var c = await desk.LoadAsync(Pointer(await desk.LoadAsync(a.Id)));
        Assert.Equal(c.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Boiler", "Late", id: "late@customer.example")).Conversation);
    }

    [Fact]
    public async Task The_only_mail_cannot_be_split_off_nor_moved_and_a_note_is_no_mail()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        Assert.Equal("Nothing would be left here. The conversation is about this mail already.", Reason(await SplitAsync(desk, a, "a1", withAnswers: true)));
        Assert.Equal("Nothing would be left here. Merge the whole conversation into the other one instead.", Reason(await MoveAsync(desk, a, "a1", b.Id)));
        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = a.Id, Text = "Hm" }, Token);
        var note = (await desk.LoadAsync(a.Id)).Entries.OfType<Entry.Note>().Single().Id;
        Assert.Equal("There is no such mail in this conversation.", Reason(await desk.Agents.ActAsync(new AgentAction.Split { Agent = DeskFixture.Anna, Conversation = a.Id, Mail = note }, Token)));
    }

    [Fact]
    public async Task A_mail_goes_to_another_conversation_and_back()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        var b = await desk.LoadAsync(await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Bill", "Wrong.", id: "b1@customer.example"));
        Done(await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = b.Id }, Token));
        Done(await MoveAsync(desk, a, "m3", b.Id));
        Assert.Equal(["One", "Two", "Two again"], Texts(await desk.LoadAsync(a.Id)));
        b = await desk.LoadAsync(b.Id);
        Assert.Equal(["Three", "Wrong."], Texts(b).Order(StringComparer.Ordinal));
        Assert.Equal(ConversationStatus.Open, b.State.Status);
        Assert.Equal(b.Id, (await AnswerAsync(desk, "m3", "To three")).Conversation);
        var gone = Assert.IsType<ActionOutcome.Refused>(await MoveAsync(desk, a, "m3", b.Id));
        Assert.Equal(("This was moved to “Bill”, so nothing was done here.", b.Id), (gone.Reason, gone.Instead));
        Done(await UndoAsync(desk, await desk.LoadAsync(b.Id)));
        Assert.Equal(["One", "Two", "Two again", "Three", "To three"], Texts(await desk.LoadAsync(a.Id)));
        Assert.Equal(["Wrong."], Texts(await desk.LoadAsync(b.Id)));
        Assert.Equal(ConversationStatus.Closed, (await desk.LoadAsync(b.Id)).State.Status);
        Assert.Equal(a.Id, (await AnswerAsync(desk, "m3", "To three again")).Conversation);
    }

    [Fact]
    public async Task A_mail_for_another_customers_conversation_is_asked_about()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        var b = await desk.LoadAsync(await desk.ReceiveAsync("Bo <bo@other.example>", "support@acme.example", "Sofa", "It squeaks."));
        Assert.Equal("Move anyway", Assert.IsType<ActionOutcome.Held>(await MoveAsync(desk, a, "m3", b.Id)).Confirm);
        Assert.Equal(["It squeaks."], Texts(await desk.LoadAsync(b.Id)));
    }

    [Fact]
    public async Task Who_was_only_in_a_mail_that_went_takes_part_no_more()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        await desk.ReceiveAsync("Mia <mia@customer.example>", "support@acme.example", "Re: Boiler", "Me too", id: "m9@customer.example", answers: "m1@customer.example");
        // She was let in by a colleague's copy.
        a = await desk.LoadAsync(a.Id);
        var of = a.Entries.OfType<Entry.CustomerEmail>().SingleOrDefault(e => e.Email.NewText == "Me too");
        if (of is null) await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example, mia@customer.example", "Re: Boiler", "With Mia", id: "m8@customer.example", answers: "m1@customer.example");
        a = await desk.LoadAsync(a.Id);
        Assert.True(a.IsParticipant(new("mia@customer.example")));
        Done(await SplitAsync(desk, a, of is null ? "m8" : "m9", withAnswers: false));
        a = await desk.LoadAsync(a.Id);
        Assert.False(a.IsParticipant(new("mia@customer.example")));
        Assert.True((await desk.LoadAsync(Pointer(a))).IsParticipant(new("mia@customer.example")));
    }

    [Fact]
    public async Task A_typed_note_that_is_merged_away_is_still_changed_by_its_message()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var (a, b) = await TwoAsync(desk);
        var message = new ChatPostRef(new("workspace", "", "support"), "77");
        Done(await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = a.Id, Text = "Valve?", PostedAt = message }, Token));
        await desk.DrainAsync(DeliveryLeg.Chat);
        Done(await desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = a.Id, Into = b.Id }, Token));
        var found = await desk.Store.FindEntryAsync(message, Token);
        Assert.Equal((b.Id, true), (found!.Conversation, found.IsTyped));
        Assert.Contains(new DeliveryWork.PostEntry(found.Entry), await desk.DrainAsync(DeliveryLeg.Chat));
        Done(await desk.Agents.ActAsync(new AgentAction.EditNote { Agent = DeskFixture.Anna, Conversation = found.Conversation, Entry = found.Entry, Text = "Valve!" }, Token));
        Assert.Contains(new DeliveryWork.UpdateEntry(found.Entry), await desk.DrainAsync(DeliveryLeg.Chat));
        Done(await UndoAsync(desk, await desk.LoadAsync(a.Id)));
        var note = Assert.Single((await desk.LoadAsync(a.Id)).Entries.OfType<Entry.Note>());
        Assert.Equal((true, "Valve!"), (note.IsTyped, note.Text));
        Assert.Equal(message, await desk.Store.FindPostAsync(a.Id, note.Id, Token));
        Assert.DoesNotContain(new DeliveryWork.PostEntry(found.Entry), await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task A_conversation_goes_on_in_another_inbox_whose_channel_gets_the_whole_of_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        var old = new ChatPostRef(new("workspace", "", "support"), "1");
        await desk.Queue.KeepThreadAsync(a.Id, old, Token);
        await desk.DrainAsync(DeliveryLeg.Chat);
        Done(await ToAsync(desk, a.Id, DeskFixture.Sales));
        var moved = await desk.LoadAsync(a.Id);
        Assert.Equal((DeskFixture.Sales, DeskFixture.Support, null), (moved.State.Inbox, moved.State.CameBy, moved.State.Thread));
        var told = moved.Entries.OfType<Entry.Activity>().Last();
        Assert.Equal((ActivityKind.InboxChanged, "Acme Sales", old), (told.Kind, told.Detail, told.Left));
        Assert.Equal(
            [
                new DeliveryWork.PostConversation(), new DeliveryWork.LeaveThread(told.Id), new DeliveryWork.PostEntry(told.Id),
                .. moved.Entries.OfType<Entry.CustomerEmail>().Select(e => new DeliveryWork.PostEntry(e.Id)), new DeliveryWork.UpdateConversation(),
            ],
            await desk.DrainAsync(DeliveryLeg.Chat));
        Assert.Equal(a.Id, await desk.Store.FindByThreadAsync(old, Token));
        Assert.Equal(a.Id, (await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", "Hello?")).Conversation);
        var draft = desk.Agents.Draft(await desk.LoadAsync(a.Id), desk.Directory_.Agents[0], "", EntryId.New(desk.Time))!;
        Assert.Equal("sales@acme.example", draft.From.Address.Value);
        Done(await ToAsync(desk, a.Id, DeskFixture.Sales));
        Assert.Equal("There is no such inbox (any more). Choose another one.", Reason(await ToAsync(desk, a.Id, new InboxId("gone"))));
        Done(await ToAsync(desk, a.Id, DeskFixture.Support));
        Assert.Equal(DeskFixture.Support, (await desk.LoadAsync(a.Id)).State.Inbox);
    }

    [Fact]
    public async Task A_third_party_who_kept_the_subject_alone_is_known_where_their_side_thread_is_now()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        const string parts = "Parts <parts@supplier.example>";
        var forward = new AgentAction.Forward
        {
            Agent = DeskFixture.Anna, Conversation = a.Id, Entry = Mail(a, "m2"), To = [new EmailPerson("Parts", new("parts@supplier.example"))],
        };
        Done(await desk.AtOnce.ActAsync(forward, Token));
        var leased = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.AcceptedAsync(leased, "250 ok", [], Token);
        Done(await SplitAsync(desk, a, "m2", withAnswers: true));
        var c = await desk.LoadAsync(Pointer(await desk.LoadAsync(a.Id)));
        // The one that they were in before is the livelier of the two.
        await AnswerAsync(desk, "m1", "To one");
        Assert.Equal(c.Id, (await desk.ReceiveAsync(parts, "support@acme.example", "Re: Boiler", "12 €.")).Conversation);
        Done(await ToAsync(desk, c.Id, DeskFixture.Sales));
        Assert.Equal(c.Id, (await desk.ReceiveAsync(parts, "support@acme.example", "Re: Boiler", "Or 13 €.")).Conversation);
    }

    [Fact]
    public async Task A_third_party_who_kept_the_subject_alone_finds_the_way_to_a_conversation_of_another_inbox()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await desk.OpenAsync();
        var b = await desk.LoadAsync(await desk.ReceiveAsync("zoe@customer.example", "sales@acme.example", "A bill", "It is wrong.", inbox: DeskFixture.Sales));
        var forward = new AgentAction.Forward
        {
            Agent = DeskFixture.Anna, Conversation = a.Id, Entry = a.Entries[0].Id, To = [new EmailPerson("Parts", new("parts@supplier.example"))],
        };
        Done(await desk.AtOnce.ActAsync(forward, Token));
        var leased = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.AcceptedAsync(leased, "250 ok", [], Token);
        Done(await desk.Agents.ActAsync(new AgentAction.Merge { Agent = DeskFixture.Anna, Conversation = a.Id, Into = b.Id, Confirmed = true }, Token));
        Assert.Equal(
            b.Id, (await desk.ReceiveAsync("parts@supplier.example", "support@acme.example", "Re: Broken boiler", "12 €.")).Conversation);
    }

    [Fact]
    public async Task Who_wants_to_mail_a_reply_to_others_that_was_moved_is_led_to_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var a = await ThreadAsync(desk);
        await desk.ReplyAsync(a, DeskFixture.Anna, "We come.");
        var leased = Assert.Single(await desk.Queue.LeaseAsync(DeliveryLeg.Mail, 1, TimeSpan.FromMinutes(1), Token));
        await desk.Progress.FailedAsync(leased, "550 no such user", Token);
        var failed = (await desk.LoadAsync(a.Id)).Entries.OfType<Entry.AgentReply>().Single();
        Done(await SplitAsync(desk, await desk.LoadAsync(a.Id), "m3", withAnswers: true));
        var change = new AgentAction.ChangeRecipients
        {
            Agent = DeskFixture.Anna, Conversation = a.Id, Entry = failed.Id, To = [new EmailPerson("", new("zoe@new.example"))],
        };
        var refused = Assert.IsType<ActionOutcome.Refused>(await desk.Agents.ActAsync(change, Token));
        Assert.Equal(Pointer(await desk.LoadAsync(a.Id)).Move!.Other, refused.Instead);
    }

    /// <summary>Three mails, the second of which is answered by a fourth.</summary>
    private static async Task<Conversation> ThreadAsync(DeskFixture desk)
    {
        var a = await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Boiler", "One", id: "m1@customer.example");
        foreach (var (text, id, answers) in new[] { ("Two", "m2", "m1"), ("Two again", "m4", "m2"), ("Three", "m3", "m1") })
        {
            desk.Time.Advance(TimeSpan.FromMinutes(1));
            await desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", text, id: $"{id}@customer.example", answers: $"{answers}@customer.example");
        }
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        return await desk.LoadAsync(a);
    }

    private static Task<IntakeResult> AnswerAsync(DeskFixture desk, string id, string text)
    {
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        return desk.ReceiveAsync("Zoë <zoe@customer.example>", "support@acme.example", "Re: Boiler", text, answers: $"{id}@customer.example");
    }

    private static EntryId Mail(Conversation conversation, string id)
        => conversation.Entries.OfType<Entry.CustomerEmail>().Single(e => e.Email.MessageId == new MsgId($"{id}@customer.example")).Id;

    private static Task<ActionOutcome> SplitAsync(DeskFixture desk, Conversation from, string id, bool withAnswers)
        => desk.Agents.ActAsync(new AgentAction.Split { Agent = DeskFixture.Anna, Conversation = from.Id, Mail = Mail(from, id), WithAnswers = withAnswers }, Token);

    private static Task<ActionOutcome> MoveAsync(DeskFixture desk, Conversation from, string id, ConversationId to)
        => desk.Agents.ActAsync(new AgentAction.MoveMail { Agent = DeskFixture.Anna, Conversation = from.Id, Mail = Mail(from, id), To = to, WithAnswers = true }, Token);

    private static Task<ActionOutcome> ToAsync(DeskFixture desk, ConversationId id, InboxId inbox)
        => desk.Agents.ActAsync(new AgentAction.ChangeInbox { Agent = DeskFixture.Anna, Conversation = id, Inbox = inbox }, Token);

    private static string Reason(ActionOutcome outcome) => Assert.IsType<ActionOutcome.Refused>(outcome).Reason;
}

file static class Loading
{
    public static async Task<Conversation> LoadAsync(this DeskFixture desk, Entry.Activity pointer) => await desk.LoadAsync(pointer.Move!.Other);
}
