namespace MailBridge.Conversations.Tests;

/// <summary>Tags, spam, blocked senders, and the record of who did what.</summary>
public sealed class MarkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Tags_are_trimmed_and_letter_case_makes_no_other_and_search_finds_by_them()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await TagAsync(desk, id, ["  Late   parcel ", "#Refund", "refund"], []);
        await TagAsync(desk, id, ["REFUND"], []);
        Assert.Equal(["Late parcel", "Refund"], (await LoadAsync(desk, id)).State.Tags);
        Assert.Equal(id, Assert.Single(await desk.Search.SearchAsync("tag:refund", 9, Token)).Conversation);
        Assert.Single(await desk.Search.SearchAsync("tag:\"late parcel\" drips", 9, Token));
        Assert.Empty(await desk.Search.SearchAsync("tag:refund tag:vip", 9, Token));
        Assert.Empty(await desk.Search.SearchAsync("tag:\"x' OR 1=1 --\"", 9, Token));

        await TagAsync(desk, id, [], ["late PARCEL"]);

        Assert.Equal(["Refund"], (await LoadAsync(desk, id)).State.Tags);
        Assert.Equal(
            [(ActivityKind.Tagged, "Late parcel, Refund"), (ActivityKind.Untagged, "Late parcel")],
            (await LoadAsync(desk, id)).Entries.OfType<Entry.Activity>().Select(a => (a.Kind, a.Detail)));
    }

    [Fact]
    public async Task A_twenty_first_tag_and_a_sentence_as_tag_are_refused()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await TagAsync(desk, id, [.. Enumerable.Range(0, Tags.Most).Select(i => $"tag {i}")], []);
        Assert.Contains("at most 20", Assert.IsType<ActionOutcome.Refused>(await TagAsync(desk, id, ["one more"], [])).Reason, StringComparison.Ordinal);
        Assert.Contains("at most 40", Assert.IsType<ActionOutcome.Refused>(await TagAsync(desk, id, [new string('x', 41)], ["tag 1"])).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spam_stays_closed_whatever_is_written_and_comes_back_when_it_is_none()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        await desk.Agents.ActAsync(new AgentAction.MarkSpam { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "Buy now!", answers: "mail-1@customer.example");

        var spam = await LoadAsync(desk, conversation.Id);
        Assert.Equal((ConversationStatus.Closed, true, null), (spam.State.Status, spam.State.IsSpam, spam.State.WaitingSince));
        Assert.Equal(2, spam.Entries.OfType<Entry.CustomerEmail>().Count());
        Assert.Contains("Not spam", Assert.IsType<ActionOutcome.Refused>(await desk.ReplyAsync(spam, DeskFixture.Anna, "Hello")).Reason, StringComparison.Ordinal);

        await desk.Agents.ActAsync(new AgentAction.MarkNoSpam { Agent = DeskFixture.Jonas, Conversation = conversation.Id }, Token);

        var state = (await LoadAsync(desk, conversation.Id)).State;
        Assert.Equal((ConversationStatus.Open, false), (state.Status, state.IsSpam));
        Assert.NotNull(state.WaitingSince);
    }

    [Fact]
    public async Task What_is_no_spam_after_all_waits_since_the_first_mail_without_an_answer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        desk.Time.Advance(TimeSpan.FromHours(2));
        await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", "Re: Broken boiler", "It still drips.", answers: "mail-1@customer.example");
        await desk.Agents.ActAsync(new AgentAction.MarkSpam { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);
        await desk.Agents.ActAsync(new AgentAction.MarkNoSpam { Agent = DeskFixture.Anna, Conversation = conversation.Id }, Token);
        Assert.Equal(conversation.State.WaitingSince, (await LoadAsync(desk, conversation.Id)).State.WaitingSince);
    }

    [Theory]
    [InlineData(false, "zoe@customer.example")]
    [InlineData(true, "@customer.example")]
    public async Task A_blocked_senders_mail_is_kept_aside_and_posted_after_all_when_that_is_wanted(bool wholeDomain, string pattern)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.Block { Agent = DeskFixture.Anna, Conversation = id, WholeDomain = wholeDomain }, Token);
        await desk.DrainAsync(DeliveryLeg.Chat);

        var mail = await desk.MailAsync("ZOE@Customer.example", "support@acme.example", "Another thing", "Buy now!");
        var kept = await desk.Intake.ReceiveAsync(mail, history: false, Token);

        Assert.Equal((RawMailDisposition.Blocked, null), (kept.Disposition, kept.Conversation));
        Assert.Empty(await desk.DrainAsync(DeliveryLeg.Chat));
        Assert.NotNull(await desk.Store.FindBlockAsync([pattern.ToUpperInvariant()], Token));
        Assert.Equal(RawMailDisposition.Opened, (await desk.ReceiveAsync("max@other.example", "support@acme.example", "Tap", "Drips.")).Disposition);

        await desk.Agents.ActAsync(new AgentAction.Unblock { Agent = DeskFixture.Jonas, Conversation = id, Pattern = pattern }, Token);
        Assert.Equal(1, await desk.Raw.ReplayBlockedAsync(pattern, Token));
        Assert.Equal(0, await desk.Raw.ReplayBlockedAsync(pattern, Token));
        Assert.Contains(mail.Raw, (await desk.Raw.WaitingAsync(9, Token)).Select(m => m.Id));
        Assert.NotNull((await desk.Intake.ReceiveAsync(mail, history: false, Token)).Conversation);
        Assert.Equal(
            [(ActivityKind.Blocked, pattern), (ActivityKind.Unblocked, pattern)],
            (await LoadAsync(desk, id)).Entries.OfType<Entry.Activity>().Where(a => a.Kind is ActivityKind.Blocked or ActivityKind.Unblocked).Select(a => (a.Kind, a.Detail)));
    }

    [Fact]
    public void Our_own_addresses_and_the_domains_of_big_providers_cannot_be_blocked()
    {
        var directory = new DeskDirectory([], [new Agent(DeskFixture.Anna, "Anna", [new("anna@acme.example")])], ["acme.example"], d => d == "gmail.com");
        Assert.Contains("our own", AgentDesk.WhyNotBlocked(new("sales@acme.example"), wholeDomain: false, directory), StringComparison.Ordinal);
        Assert.Contains("zoe@gmail.com alone", AgentDesk.WhyNotBlocked(new("zoe@gmail.com"), wholeDomain: true, directory), StringComparison.Ordinal);
        Assert.Null(AgentDesk.WhyNotBlocked(new("zoe@gmail.com"), wholeDomain: false, directory));
    }

    [Fact]
    public async Task A_note_that_is_changed_and_taken_back_leaves_a_record_of_both_that_is_posted_nowhere()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = (await desk.OpenAsync()).Id;
        await desk.Agents.ActAsync(new AgentAction.AddNote { Agent = DeskFixture.Anna, Conversation = id, Text = "He never pays." }, Token);
        var note = (await LoadAsync(desk, id)).Entries[^1].Id;
        await desk.DrainAsync(DeliveryLeg.Chat);
        await desk.Agents.ActAsync(new AgentAction.EditNote { Agent = DeskFixture.Anna, Conversation = id, Entry = note, Text = "He pays late." }, Token);
        await desk.Agents.ActAsync(new AgentAction.DeleteNote { Agent = DeskFixture.Anna, Conversation = id, Entry = note }, Token);
        Assert.Equal(
            [ActivityKind.NoteEdited, ActivityKind.NoteDeleted], (await LoadAsync(desk, id)).Entries.OfType<Entry.Activity>().Where(a => a.About == note).Select(a => a.Kind));
        Assert.DoesNotContain(await desk.DrainAsync(DeliveryLeg.Chat), w => w is DeliveryWork.PostEntry);
    }

    private static Task<ActionOutcome> TagAsync(DeskFixture desk, ConversationId id, IReadOnlyList<string> add, IReadOnlyList<string> remove)
        => desk.Agents.ActAsync(new AgentAction.Tag { Agent = DeskFixture.Anna, Conversation = id, Add = add, Remove = remove }, Token);

    private static async Task<Conversation> LoadAsync(DeskFixture desk, ConversationId id) => (await desk.Store.LoadAsync(id, Token))!;
}
