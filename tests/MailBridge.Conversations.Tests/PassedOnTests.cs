namespace MailBridge.Conversations.Tests;

/// <summary>A colleague passes a customer's mail on to the inbox.</summary>
public sealed class PassedOnTests
{
    private const string Anna = "Anna <anna@acme.example>", Us = "support@acme.example";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_becomes_the_conversation_of_the_customer_with_the_colleagues_words_as_a_note()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var result = await TakeAsync(desk, await ForwardAsync(desk));
        Assert.Equal((RawMailDisposition.Opened, EmailDirection.Inbound, "zoe@customer.example"), (result.Disposition, result.Direction, result.Customer!.Addresses[0].Value));
        var conversation = await desk.LoadAsync(result);
        var mail = Assert.IsType<Entry.CustomerEmail>(conversation.Entries[0]);
        Assert.Equal((DeskFixture.Anna, "It drips.", "Boiler"), (mail.ForwardedBy!.Value, mail.Email.NewText, mail.Email.Subject));
        Assert.Null(mail.Email.PassedOn);
        var note = Assert.IsType<Entry.Note>(conversation.Entries[1]);
        Assert.Equal((DeskFixture.Anna, "Please help her, @jonas", DeskFixture.Jonas), (note.Agent, note.Text, Assert.Single(note.Mentions)));
        Assert.Equal((ConversationStatus.New, true), (conversation.State.Status, conversation.State.WaitingSince is not null));
    }

    [Fact]
    public async Task A_reply_goes_to_the_customer_and_names_no_mail_that_only_we_know()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var result = await TakeAsync(desk, await ForwardAsync(desk));
        await desk.ReplyAsync(await desk.LoadAsync(result), DeskFixture.Jonas, "We come.");
        var reply = (await desk.LoadAsync(result)).Entries.OfType<Entry.AgentReply>().Single().Email;
        Assert.Equal("zoe@customer.example", Assert.Single(reply.To.Concat(reply.Cc)).Address.Value);
        Assert.Equal(("support@acme.example", "It drips."), (reply.From.Address.Value, reply.Quote!.Text));
        Assert.Null(reply.InReplyTo);
        Assert.Empty(reply.References);
    }

    [Fact]
    public async Task The_mail_that_the_forward_answers_is_the_customers()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var result = await TakeAsync(desk, await ForwardAsync(desk, answers: "zoe-1@customer.example"));
        await desk.ReplyAsync(await desk.LoadAsync(result), DeskFixture.Jonas, "We come.");
        Assert.Equal("zoe-1@customer.example", (await desk.LoadAsync(result)).Entries.OfType<Entry.AgentReply>().Single().Email.InReplyTo!.Value.Value);
        var next = await desk.ReceiveAsync("Zoë <zoe@customer.example>", Us, "Re: Boiler", "When?", answers: "zoe-1@customer.example");
        Assert.Equal(result.Conversation, next.Conversation);
    }

    [Fact]
    public async Task It_joins_the_conversation_that_the_customers_mail_belongs_to()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync("Zoë <zoe@customer.example>", Us, "Boiler", "It drips.", id: "zoe-1@customer.example");
        var forward = await ForwardAsync(desk, answers: "zoe-1@customer.example");
        var result = await TakeAsync(desk, forward with { PassedOn = forward.PassedOn! with { Subject = "Re: Boiler", SubjectIsReply = true, NewText = "Now it floods." } });
        Assert.Equal((first.Conversation, RawMailDisposition.Appended), (result.Conversation, result.Disposition));
        Assert.Equal(2, (await desk.LoadAsync(first)).Entries.OfType<Entry.CustomerEmail>().Count());
    }

    [Theory]
    [InlineData("zoe-1@customer.example", "It drips.")]
    [InlineData(null, "It\ndrips.")]
    public async Task A_mail_that_we_have_already_comes_to_the_words_above_it(string? answers, string text)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var first = await desk.ReceiveAsync("Zoë <zoe@customer.example>", Us, "Re: Boiler", "It drips.", id: "zoe-1@customer.example");
        var forward = await ForwardAsync(desk, answers);
        forward = forward with { PassedOn = forward.PassedOn! with { NewText = text, SubjectIsReply = true } };
        var result = await TakeAsync(desk, forward);
        Assert.Equal((first.Conversation, RawMailDisposition.Duplicate), (result.Conversation, result.Disposition));
        await TakeAsync(desk, forward);
        var conversation = await desk.LoadAsync(first);
        Assert.Single(conversation.Entries.OfType<Entry.CustomerEmail>());
        Assert.Equal("Please help her, @jonas", Assert.Single(conversation.Entries.OfType<Entry.Note>()).Text);
    }

    [Fact]
    public async Task The_same_forward_in_two_copies_is_one()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var forward = await ForwardAsync(desk);
        var first = await TakeAsync(desk, forward);
        Assert.Equal(RawMailDisposition.Duplicate, (await TakeAsync(desk, forward)).Disposition);
        Assert.Equal(2, (await desk.LoadAsync(first)).Entries.Count);
    }

    [Fact]
    public async Task A_mail_that_comes_as_a_file_keeps_its_identity_so_the_original_is_a_second_copy()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var original = await desk.MailAsync("Zoë <zoe@customer.example>", Us, "Boiler", "It drips.", id: "zoe-1@customer.example");
        var forward = await ForwardAsync(desk);
        var identity = new AttachedIdentity(original.MessageId, original.Fingerprint, [], [], original.SentAt);
        var result = await TakeAsync(desk, forward with { PassedOn = forward.PassedOn! with { Identity = identity } });
        await desk.ReplyAsync(await desk.LoadAsync(result), DeskFixture.Jonas, "We come.");
        Assert.Equal(original.MessageId, (await desk.LoadAsync(result)).Entries.OfType<Entry.AgentReply>().Single().Email.InReplyTo);
        var copy = await TakeAsync(desk, original);
        Assert.Equal((result.Conversation, RawMailDisposition.Duplicate), (copy.Conversation, copy.Disposition));
    }

    [Theory]
    [InlineData(SenderCheck.Failing)]
    [InlineData(SenderCheck.Absent)]
    public async Task Who_only_claims_to_be_a_colleague_opens_nobody_elses_conversation(SenderCheck sender)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var result = await TakeAsync(desk, await ForwardAsync(desk) with { Sender = sender });
        Assert.NotEqual("zoe@customer.example", result.Customer?.Addresses[0].Value);
    }

    [Theory]
    [InlineData("office@acme.example", Us, "zoe@customer.example")] // One of us, and no agent.
    [InlineData("anna@acme.example", "jonas@acme.example", "zoe@customer.example")] // To another mailbox than the one it is found in.
    [InlineData("anna@acme.example", Us, "sales@acme.example")] // Nobody outside wrote it.
    [InlineData("anna@acme.example", Us, "")] // The forward names no address.
    public async Task Other_mail_between_colleagues_stays_out(string from, string to, string writer)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var forward = await ForwardAsync(desk);
        var result = await TakeAsync(desk, forward with
        {
            From = new EmailPerson("", new(from)), To = [new EmailPerson("", new(to))],
            PassedOn = forward.PassedOn! with { From = new EmailPerson("Zoë", new(writer)) },
        });
        Assert.Equal((RawMailDisposition.Internal, null), (result.Disposition, result.Conversation));
    }

    [Fact]
    public async Task What_a_customer_passes_on_to_us_is_the_customers_own()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var result = await TakeAsync(desk, await ForwardAsync(desk) with { From = new EmailPerson("Max", new("max@other.example")) });
        var mail = Assert.IsType<Entry.CustomerEmail>(Assert.Single((await desk.LoadAsync(result)).Entries));
        Assert.Equal(("max@other.example", null), (mail.Email.From.Address.Value, mail.ForwardedBy));
        Assert.Null(mail.Email.PassedOn);
    }

    [Fact]
    public async Task A_forward_to_somebody_outside_with_a_copy_to_us_is_what_it_was()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var forward = await ForwardAsync(desk);
        var result = await TakeAsync(desk, forward with { To = [.. forward.To, new EmailPerson("", new("max@other.example"))] });
        Assert.Equal((EmailDirection.Outbound, "max@other.example"), (result.Direction, result.Customer!.Addresses[0].Value));
    }

    private static Task<IntakeResult> TakeAsync(DeskFixture desk, IncomingEmail email) => desk.Intake.ReceiveAsync(email, history: false, Token);

    private static async Task<IncomingEmail> ForwardAsync(DeskFixture desk, string? answers = null)
        => await desk.MailAsync(Anna, Us, "Fwd: Boiler", "Please help her, @jonas\n\nFrom: Zoë\n\nIt drips.", answers: answers) with
        {
            PassedOn = new PassedOnEmail
            {
                From = new EmailPerson("Zoë", new("zoe@customer.example")),
                To = [new EmailPerson("Anna", new("anna@acme.example"))],
                Subject = "Boiler",
                BaseSubject = "Boiler",
                NewText = "It drips.",
                FullText = "It drips.",
                Above = "Please help her, @jonas",
            },
        };
}
