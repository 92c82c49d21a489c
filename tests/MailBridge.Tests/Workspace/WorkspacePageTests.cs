using System.Net;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace;
using MailBridge.Workspace.Parts;

namespace MailBridge.Tests.Workspace;

/// <summary>Everything a person can do, done without script.</summary>
public sealed class WorkspacePageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_has_not_said_who_they_are_is_asked_and_led_back()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation, agent: null);
        var gate = await browser.GetAsync($"/c/{id}", Cancellation);
        Assert.Equal("Who are you?", gate.Text("h1"));
        var page = await browser.SendAsync(gate.Form("/workspace/agent").With("agent", "jonas"), Cancellation);
        Assert.Equal($"/c/{id}", page.Path);
        Assert.Equal("Jonas Roth", page.Text(".me-name"));
    }

    [Fact]
    public async Task An_agent_who_is_not_in_the_configuration_is_refused()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation, agent: null);
        var gate = await browser.GetAsync("/workspace/agent", Cancellation);
        var page = await browser.SendAsync(gate.Form("/workspace/agent").With("agent", "mallory"), Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("Choose another", page.Text("#page"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cookie_of_somebody_elses_making_names_nobody()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation, agent: null);
        browser.Cookies.SetCookies(new Uri("http://localhost"), "mailbridge-agent=anna");
        Assert.Equal("Who are you?", (await browser.GetAsync("/", Cancellation)).Text("h1"));
    }

    [Fact]
    public async Task A_press_without_an_agent_does_nothing_and_says_what_to_do()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var claim = (await browser.GetAsync($"/c/{id}", Cancellation)).Button("Claim");
        foreach (Cookie cookie in browser.Cookies.GetAllCookies()) cookie.Expired = cookie.Name == "mailbridge-agent";
        var page = await browser.SendAsync(claim, Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, page.Status);
        Assert.Contains("which colleague you are", page.Text("#page"), StringComparison.Ordinal);
        Assert.Empty(host.Desk.Acted);
    }

    [Fact]
    public async Task A_form_of_another_site_does_nothing()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var claim = (await browser.GetAsync($"/c/{id}", Cancellation)).Button("Claim").With("token", "made up");
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(claim, Cancellation)).Status);
        Assert.Empty(host.Desk.Acted);
    }

    [Fact]
    public async Task A_form_that_was_opened_as_someone_else_is_refused()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var note = (await browser.GetAsync($"/c/{id}", Cancellation)).Form("/workspace/submit").With("f.text", "mine");
        await browser.SendAsync((await browser.GetAsync("/workspace/agent", Cancellation)).Form("/workspace/agent").With("agent", "mei"), Cancellation);
        var page = await browser.SendAsync(note, Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Contains("You are Mei Tanaka by now", page.Text("#page"), StringComparison.Ordinal);
        Assert.Empty(host.Desk.Acted);
    }

    [Fact]
    public async Task A_note_is_the_default_and_reaches_the_desk_with_plain_line_breaks()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/c/{id}", Cancellation);
        Assert.Contains("Internal note", page.Text(".composer h2"), StringComparison.Ordinal);
        page = await browser.SendAsync(page.Button("Add note").With("f.text", "one\r\ntwo"), Cancellation);
        Assert.Equal($"/c/{id}", page.Path);
        var note = Assert.IsType<ChatRequest.Submission>(Assert.Single(host.Desk.Acted));
        Assert.Equal(("note", "one\ntwo", "anna"), (note.Action, note.Values["text"], note.Agent.Value));
        Assert.Contains("Internal note", page.Text(".post.note .kind"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_shows_its_envelope_before_and_its_life_after()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/c/{id}", Cancellation);
        page = await browser.SendAsync(page.Button("Reply"), Cancellation);
        Assert.Equal($"/c/{id}?compose=reply", page.Path);
        Assert.Contains("Reply to Maria Keller", page.Text(".composer h2"), StringComparison.Ordinal);
        Assert.Contains("<support@lumen.example>", page.Text(".envelope"), StringComparison.Ordinal);
        page = await browser.SendAsync(page.Button("Send").With("f.text", "We are on it.").With("f.cc", "office@example.org"), Cancellation);
        var reply = Assert.IsType<ChatRequest.Submission>(Assert.Single(host.Desk.Acted));
        Assert.Equal(("Maria Keller <maria@example.org>", "office@example.org"), (reply.Values["to"], reply.Values["cc"]));
        Assert.Equal(("reply", "seen-1", false), (reply.Action, reply.State, reply.Confirmed));
        Assert.StartsWith("Accepted", page.Text(".post.agent .life"), StringComparison.Ordinal);
        Assert.Contains("250 2.0.0", page.Text(".post.agent .life .detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_travels_with_a_reply_and_has_to_be_chosen_again_after_a_refusal()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/c/{id}?compose=reply", Cancellation);
        Assert.Equal("multipart/form-data", page.Document.QuerySelector("#composer form.composer-form")!.GetAttribute("enctype"));
        host.Desk.RefuseNext = "No.";
        page = await browser.SendAsync(page.Button("Send").With("f.text", "Here.").With("f.to", "max@example.org"), "f.files", "a.txt", "hi"u8.ToArray(), Cancellation);
        Assert.Contains("Choose the files again", page.Text(".composer .mark"), StringComparison.Ordinal);
        Assert.Equal("max@example.org", page.Document.QuerySelector("#field-to")!.GetAttribute("value"));

        await browser.SendAsync(page.Button("Send"), "f.files", "a.txt", "hi"u8.ToArray(), Cancellation);

        var reply = Assert.IsType<ChatRequest.Submission>(Assert.Single(host.Desk.Acted));
        var file = Assert.Single(reply.Files);
        Assert.Equal(("a.txt", "text/plain", "hi"), (file.Name, file.MediaType, System.Text.Encoding.UTF8.GetString(file.Bytes.Span)));
        Assert.Equal(("Here.", "max@example.org"), (reply.Values["text"], reply.Values["to"]));
    }

    [Fact]
    public async Task A_form_with_more_than_a_mail_can_carry_is_refused_with_both_sizes()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/c/{id}?compose=reply", Cancellation);
        page = await browser.SendAsync(page.Button("Send").With("f.text", "Here."), "f.files", "a.bin", new byte[26 << 20], Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.RequestEntityTooLarge, page.Status);
        Assert.Contains("a reply may carry 20 MB", page.Html, StringComparison.Ordinal);
        Assert.Empty(host.Desk.Acted);
    }

    [Fact]
    public async Task A_held_reply_keeps_its_text_and_can_be_sent_anyway()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        host.Desk.HoldNext = "Jonas Roth answered a minute ago.";
        var page = await browser.GetAsync($"/c/{id}?compose=reply", Cancellation);
        page = await browser.SendAsync(page.Button("Send").With("f.text", "My long answer"), Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Equal("My long answer", page.Document.QuerySelector("textarea")!.TextContent);
        Assert.Contains("Jonas Roth answered a minute ago.", page.Text(".composer .outcome"), StringComparison.Ordinal);
        Assert.Empty(host.Desk.Acted);
        page = await browser.SendAsync(page.Button("Send anyway").With("confirmed", "1"), Cancellation);
        Assert.True(Assert.IsType<ChatRequest.Submission>(Assert.Single(host.Desk.Acted)).Confirmed);
        Assert.Contains("My long answer", page.Text(".post.agent"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_mail_is_written_on_a_page_of_its_own_that_keeps_what_was_typed()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync("/compose?to=max%40other.example", Cancellation);
        Assert.Equal("max@other.example", page.Document.QuerySelector("#field-to")!.GetAttribute("value"));
        host.Desk.HoldNext = "The mail has no subject.";
        page = await browser.SendAsync(page.Button("Send").With("f.text", "Your part is here."), Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, page.Status);
        Assert.Equal("Your part is here.", page.Document.QuerySelector("textarea")!.TextContent);
        Assert.Contains("The mail has no subject.", page.Text(".outcome"), StringComparison.Ordinal);
        page = await browser.SendAsync(page.Button("Send anyway").With("confirmed", "1"), Cancellation);
        Assert.Equal("/", page.Path);
        var sent = Assert.IsType<ChatRequest.Submission>(Assert.Single(host.Desk.Acted));
        Assert.Equal(("compose", "max@other.example", true), (sent.Action, sent.Values["to"], sent.Confirmed));
    }

    [Fact]
    public async Task A_choice_is_a_list_to_choose_from_and_what_was_chosen_stays_chosen()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.SendAsync((await browser.GetAsync($"/c/{id}", Cancellation)).Button("Assign"), Cancellation);
        Assert.Equal("Assign the conversation", page.Text(".composer.work h2"));
        Assert.Equal(["Anna Beck", "Jonas Roth", "Mei Tanaka"], page.Document.QuerySelectorAll(".composer select option").Select(o => o.TextContent));
        host.Desk.HoldNext = "Jonas Roth owns this conversation.";
        page = await browser.SendAsync(page.Form("/workspace/submit").With("f.owner", "mei"), Cancellation);
        Assert.Equal("mei", page.Document.QuerySelector(".composer option[selected]")!.GetAttribute("value"));
        page = await browser.SendAsync(page.Button("Send anyway").With("confirmed", "1"), Cancellation);
        Assert.Contains("Mei Tanaka", page.Text(".owner-line"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_press_says_why_beside_its_button()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        host.Desk.RefuseNext = "Mei Tanaka owns it.";
        var page = await browser.GetAsync($"/c/{id}", Cancellation);
        page = await browser.SendAsync(page.Button("Claim"), Cancellation);
        Assert.Contains("Mei Tanaka owns it.", page.Text(".act:has(input[value=claim]) .outcome"), StringComparison.Ordinal);
        Assert.DoesNotContain("Mei Tanaka owns it.", page.Text(".act:has(input[value=close]) .outcome"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_double_press_acts_once()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var note = (await browser.GetAsync($"/c/{id}", Cancellation)).Form("/workspace/submit").With("f.text", "once");
        await browser.SendAsync(note, Cancellation);
        var page = await browser.SendAsync(note, Cancellation);
        Assert.Single(host.Desk.Acted);
        Assert.Single(page.Document.QuerySelectorAll(".post.note"));
        Assert.NotEqual(note.Values["nonce"], page.Form("/workspace/submit").Values["nonce"]);
    }

    [Fact]
    public async Task Claim_release_close_and_reopen_are_the_cards_own_buttons()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync($"/c/{id}", Cancellation);
        foreach (var (press, then) in new[] { ("Claim", "Release"), ("Release", "Claim"), ("Close", "Reopen"), ("Reopen", "Close") })
        {
            page = await browser.SendAsync(page.Button(press), Cancellation);
            Assert.True(page.HasButton(then), $"{then} after {press}");
        }
        Assert.Equal(["claim", "release", "close", "reopen"], host.Desk.Acted.Select(a => ((ChatRequest.OnCard)a).Action));
    }

    [Fact]
    public async Task The_page_script_is_told_the_same_as_json()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var claim = (await browser.GetAsync($"/c/{id}", Cancellation)).Button("Claim");
        browser.Headers["Accept"] = "application/json";
        host.Desk.RefuseNext = "Not now.";
        Assert.Contains("\"is\":\"refused\",\"reason\":\"Not now.\"", (await browser.SendAsync(claim, Cancellation)).Html, StringComparison.Ordinal);
        Assert.Contains("\"is\":\"done\"", (await browser.SendAsync(claim, Cancellation)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fragment_holds_only_the_regions_that_were_asked_for()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        browser.Headers["X-Fragment"] = "nav list";
        var page = await browser.GetAsync("/", Cancellation);
        Assert.NotNull(page.Document.QuerySelector("#nav"));
        Assert.NotNull(page.Document.QuerySelector("#list"));
        Assert.Null(page.Document.QuerySelector("#main"));
        Assert.Null(page.Document.QuerySelector("link, script"));
    }

    [Fact]
    public async Task Views_and_channels_hold_what_their_names_say()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        async Task<int> Count(string path) => (await browser.GetAsync(path, Cancellation)).Document.QuerySelectorAll("#cards > li").Length;
        Assert.Equal((1, 0, 0), (await Count("/?view=unanswered"), await Count("/?view=mine"), await Count("/?view=closed")));
        Assert.Equal((1, 0), (await Count("/channels/support"), await Count("/channels/orders")));
        var page = await browser.GetAsync($"/c/{id}", Cancellation);
        page = await browser.SendAsync(page.Button("Claim"), Cancellation);
        Assert.Equal(1, await Count("/channels/support?view=mine"));
        await browser.SendAsync(page.Button("Close"), Cancellation);
        Assert.Equal((1, 0, 0, 1), (await Count("/"), await Count("/?view=unanswered"), await Count("/?view=mine"), await Count("/?view=closed")));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/channels/nowhere", Cancellation)).Status);
    }

    [Fact]
    public async Task The_outcome_stands_above_the_thread_with_a_link_to_its_note()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        Assert.Null((await browser.GetAsync($"/c/{id}", Cancellation)).Document.QuerySelector("#agreed"));
        var note = host.Desk.Item(id, CardItemKind.Note, "Anna Beck", "Half back.") with { IsOutcome = true };
        await host.Desk.AddAsync(note, Cancellation);
        await host.Desk.ChangeAsync(
            id, c => c with { Outcome = new CardOutcome(note.Entry, "Anna Beck", note.At, note.Text), Facts = [new CardFact("Outcome", "Half back.")] }, Cancellation);
        var page = await browser.GetAsync($"/c/{id}", Cancellation);
        Assert.Equal("Half back.", page.Text("#agreed .prose"));
        Assert.Equal($"#e-{note.Entry}", page.Document.QuerySelector("#agreed a")!.GetAttribute("href"));
        Assert.DoesNotContain("Half back.", page.Text(".fact"), StringComparison.Ordinal);
        Assert.Equal("Outcome", page.Text(".post.note .kind"));
    }

    [Fact]
    public async Task A_note_shows_whom_it_is_for()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        var note = host.Desk.Item(id, CardItemKind.Note, "Anna Beck", "@mei please look");
        await host.Desk.AddAsync(note with { Mentions = [new CardAgent(new AgentId("mei"), "Mei Tanaka")] }, Cancellation);
        Assert.Equal("for Mei Tanaka", (await browser.GetAsync($"/c/{id}", Cancellation)).Text(".post.note .mentions"));
    }

    [Fact]
    public async Task What_is_snoozed_stands_in_a_view_of_its_own_and_counts_as_waiting_for_nobody()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        using var browser = await host.BrowseAsync(Cancellation);
        await host.Desk.ChangeAsync(id, c => c with { Status = ConversationStatus.Snoozed, Facts = [new CardFact("Snoozed until", "Mon 30 Nov 2026, 09:00 (UTC)")] }, Cancellation);
        Assert.Empty((await browser.GetAsync("/?view=unanswered", Cancellation)).Document.QuerySelectorAll("#cards > li"));
        var page = await browser.GetAsync("/?view=snoozed", Cancellation);
        Assert.Equal("snoozed", Assert.Single(page.Document.QuerySelectorAll("#cards > li")).GetAttribute("data-status"));
        Assert.Empty(page.Document.QuerySelectorAll("#cards .waits"));
        page = await browser.GetAsync($"/c/{id}", Cancellation);
        Assert.Contains("Mon 30 Nov 2026, 09:00 (UTC)", page.Text(".fact"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_written_as_a_customer_opens_a_conversation_and_can_be_answered_in_it()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync("/try-out", Cancellation);
        page = await browser.SendAsync(page.Form("/workspace/try-out").With("subject", "Parcel").With("text", "Where is it?"), Cancellation);
        Assert.Contains("Robin Sommer", page.Text("#cards"), StringComparison.Ordinal);
        page = await browser.GetAsync(page.Document.QuerySelector("#cards a")!.GetAttribute("href")!, Cancellation);
        page = await browser.GetAsync(page.Document.QuerySelector(".try-answer")!.GetAttribute("href")!, Cancellation);
        page = await browser.SendAsync(page.Form("/workspace/try-out").With("text", "Still nothing."), Cancellation);
        Assert.Equal(2, page.Document.QuerySelectorAll(".post.customer").Length);
    }

    [Theory]
    [InlineData("address", "nobody", "Give an address")]
    [InlineData("address", "anna@lumen.example", "one of ours")]
    [InlineData("text", "  ", "Write something")]
    public async Task A_mail_that_cannot_be_written_as_a_customer_says_why(string field, string value, string reason)
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        using var browser = await host.BrowseAsync(Cancellation);
        var form = (await browser.GetAsync("/try-out", Cancellation)).Form("/workspace/try-out").With("text", "Hello").With(field, value);
        Assert.Contains(reason, (await browser.SendAsync(form, Cancellation)).Text("#page"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outside_the_try_out_nobody_can_play_the_customer()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        host.Desk.IsOn = false;
        using var browser = await host.BrowseAsync(Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/try-out", Cancellation)).Status);
        Assert.DoesNotContain("as a customer", (await browser.GetAsync("/", Cancellation)).Html.Split("<dialog")[0], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Search_shows_what_it_found_and_what_it_looked_for()
    {
        await using var host = await WorkspaceHost.StartAsync(Cancellation);
        var id = await OneConversationAsync(host);
        host.History.Hits.Add(new HistoryHit(id, new EntryId(Guid.NewGuid()), DateTimeOffset.UnixEpoch, "Customer mail", "Maria", "Lamp", "the driver <b>drives</b>"));
        using var browser = await host.BrowseAsync(Cancellation);
        var page = await browser.GetAsync("/search?q=driv", Cancellation);
        Assert.Equal(2, page.Document.QuerySelectorAll(".snippet mark").Length);
        Assert.Contains("the driver <b>drives</b>", page.Text(".snippet"), StringComparison.Ordinal);
        Assert.Contains("“zzz”", (await browser.GetAsync("/search?q=zzz", Cancellation)).Text(".none"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, "now")]
    [InlineData(125, "2 min")]
    [InlineData(7_300, "2 h")]
    [InlineData(3 * 86_400, "3 d")]
    [InlineData(40 * 86_400, "13 Oct")]
    public void A_time_is_said_as_people_say_it(int seconds, string said)
    {
        var now = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        Assert.Equal(said, Ago.Say(now, now.AddSeconds(-seconds), bare: false));
    }

    [Theory]
    [InlineData("Maria Keller", "MK")]
    [InlineData("maria@example.org", "MO")]
    [InlineData("ليلى حداد", "لح")]
    [InlineData("", "?")]
    public void Initials_are_letters_of_a_name(string name, string initials) => Assert.Equal(initials, Shown.Initials(name));

    internal static async Task<ConversationId> OneConversationAsync(WorkspaceHost host, Func<Card.Root, Card.Root>? root = null, Func<Card.Item, Card.Item>? item = null)
    {
        var id = new ConversationId(Guid.NewGuid());
        var now = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
        var card = new Card.Root
        {
            Conversation = id, Customer = "Maria Keller", CustomerAddress = "maria@example.org", Subject = "Lamp flickers", Status = ConversationStatus.New,
            WaitingSince = now, LastActivityAt = now, Preview = "Hello, the lamp flickers.", Mails = 1,
        };
        var mail = host.Desk.Item(id, CardItemKind.CustomerEmail, "Maria Keller", "Hello, the lamp flickers.") with { Original = PretendedOriginals.Hostile };
        return await host.Desk.OpenAsync("support", root?.Invoke(card) ?? card, [item?.Invoke(mail) ?? mail], Cancellation);
    }
}
