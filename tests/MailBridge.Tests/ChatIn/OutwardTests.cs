using System.Text;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.MailOut;
using MailBridge.Mime;

namespace MailBridge.Tests.ChatIn;

/// <summary>Mail that answers no customer, from the form to the bytes.</summary>
public sealed class OutwardTests
{
    private const string WithFile = """
        From: Zoë <zoe@customer.example>
        To: support@acme.example
        Subject: Boiler
        Message-ID: <zoe-1@customer.example>
        Date: Sun, 22 Nov 2026 08:30:00 +0000
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain

        It drips <here> & there.
        --b
        Content-Type: application/pdf
        Content-Disposition: attachment; filename="plan.pdf"

        %PDF
        --b--
        """;

    private int _presses;

    private static CancellationToken Token => DeskFixture.Token;

    [Fact]
    public async Task A_forward_carries_the_mail_and_its_files_and_reads_back_as_a_forward()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.ReceiveAsync(WithFile);
        var form = await FormAsync(desk, CardActions.Forward, $"{conversation.Id}/{conversation.Entries[0].Id}");
        Assert.Equal("The mail with plan.pdf", form.Fields.OfType<FormField.Choice>().Single().Options[0].Label);
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(form, ("to", "Parts <parts@supplier.example>"), ("text", "Do you have it?")), Token));
        var message = await MailedAsync(desk, conversation.Id);
        Assert.Equal(["parts@supplier.example"], message.To.Concat(message.Cc).Select(m => m.Address));
        Assert.Equal("Fwd: Boiler", message.Subject);
        Assert.Empty(message.InReplyTo.Concat(message.References));
        Assert.Equal(("plan.pdf", "%PDF"), (message.Attachments[0].FileName, Encoding.ASCII.GetString(message.Attachments[0].Content.Span).TrimEnd()));
        var text = EmailText.Of(message);
        Assert.Equal(("Do you have it?", "Zoë <zoe@customer.example>", "Boiler"), (text.Own, text.Forwarded!.From, text.Forwarded.Subject));
        Assert.Equal("It drips <here> & there.", text.Forwarded.Text.Trim());
        Assert.Contains("It drips &lt;here&gt; &amp; there.", message.HtmlBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_go_without_the_files_and_without_a_word()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.ReceiveAsync(WithFile);
        var form = await FormAsync(desk, CardActions.Forward, $"{conversation.Id}/{conversation.Entries[0].Id}");
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(
            Submission(form, ("to", "parts@supplier.example"), ("text", ""), (OutwardForms.FilesChoice, "none")), Token));
        var message = await MailedAsync(desk, conversation.Id);
        Assert.Empty(message.Attachments);
        Assert.StartsWith("---------- Forwarded message ---------\nFrom: Zoë <zoe@customer.example>\nDate: Sun, 22 Nov 2026 08:30:00 +0000\nSubject: Boiler\nTo: support@acme.example\n\n", message.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_is_shown_as_aside_with_an_answer_of_its_own_and_nothing_of_it_is_in_the_reply_form()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await AsideAsync(desk);
        var answer = conversation.Entries.OfType<Entry.SideEmail>().Single();
        var card = desk.Cards.Item(conversation, answer);
        Assert.Equal((CardItemKind.SideEmail, "Side thread with parts@supplier.example: not the customer"), (card.Kind, card.Aside));
        Assert.Equal([(CardActions.ReplyAside, "Reply to Parts…"), (CardActions.Forward, "Forward…")], card.Buttons.Select(b => (b.Action, b.Label)));
        Assert.Equal("Anna Kowalska", Assert.Single(card.Mentions).Name);
        var sent = desk.Cards.Item(conversation, conversation.Entries.OfType<Entry.AgentReply>().Single());
        Assert.Equal("Side thread with parts@supplier.example: not the customer", sent.Aside);
        Assert.Contains("It drips.", sent.Quoted, StringComparison.Ordinal);
        var customer = (await desk.Store.LoadCustomerAsync(conversation.State.Customer, Token))!;
        var root = desk.Cards.Root(conversation, customer, await desk.Store.HistoryOfAsync(customer.Id, conversation.Id, Token));
        Assert.Contains(new CardFact("Side thread", "Parts has answered"), root.Facts);
        Assert.Equal(("zoe@customer.example", "Parts, aside: Twelve."), (root.CustomerAddress, root.Preview));

        var aside = await FormAsync(desk, CardActions.ReplyAside, $"{conversation.Id}/{answer.Id}");
        Assert.Equal(("To", "Parts <parts@supplier.example>"), aside.Fields.OfType<FormField.Line>().Select(l => (l.Label, l.Initial)).First());
        Assert.Contains("not the customer", aside.Warning, StringComparison.Ordinal);
        var reply = await FormAsync(desk, CardActions.Reply, conversation.Id.ToString());
        Assert.Equal(["Zoë <zoe@customer.example>", ""], reply.Fields.OfType<FormField.Line>().Select(l => l.Initial));
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(aside, ("text", "Two of them.")), Token));
        var message = await MailedAsync(desk, conversation.Id);
        Assert.Equal(("Re: Boiler 1", "parts@supplier.example"), (message.Subject, Assert.Single(message.To).Address));
        Assert.DoesNotContain("zoe", Encoding.UTF8.GetString(message.Bytes.Span), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_reply_to_the_customer_holds_nothing_of_a_side_thread_down_to_its_bytes()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await AsideAsync(desk);
        await desk.ReceiveAsync($"""
            From: Zoë <zoe@customer.example>
            To: support@acme.example, parts@supplier.example
            Cc: jim@supplier.example
            Subject: Re: Boiler 1
            Message-ID: <zoe-9@customer.example>
            References: <mail-1@customer.example> <{conversation.Entries.OfType<Entry.AgentReply>().Single().Email.MessageId}> <parts-1@supplier.example>
            In-Reply-To: <parts-1@supplier.example>
            Date: Sun, 22 Nov 2026 09:30:00 +0000

            Who is that?
            """);
        var form = await FormAsync(desk, CardActions.Reply, conversation.Id.ToString());
        Assert.IsType<ChatAnswer.Done>(await desk.Actions().HandleAsync(Submission(form, ("text", "Somebody."), ("cc", "")), Token));
        var bytes = Encoding.UTF8.GetString((await MailedAsync(desk, conversation.Id)).Bytes.Span);
        Assert.DoesNotContain("parts@", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain("Twelve", bytes, StringComparison.Ordinal);
        Assert.DoesNotContain(conversation.Entries.OfType<Entry.AgentReply>().Single().Email.MessageId.Value, bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_mail_is_written_in_a_form_that_offers_every_inbox_and_knows_the_customer()
    {
        await using var desk = await DeskFixture.CreateAsync();
        await desk.OpenAsync();
        var form = await FormAsync(desk, CardActions.Compose, "sales/zoe@customer.example");
        var from = form.Fields.OfType<FormField.Choice>().Single();
        Assert.Equal(["support support@acme.example", "sales sales@acme.example"], from.Options.Select(o => o.Value));
        Assert.Equal("sales sales@acme.example", from.Initial);
        Assert.Equal("Zoë <zoe@customer.example>", form.Fields.OfType<FormField.Line>().First().Initial);
        var empty = Submission(form, ("text", "It is here."), ("subject", " "));
        Assert.Equal("The mail has no subject.", Assert.IsType<ChatAnswer.Held>(await desk.Actions().HandleAsync(empty, Token)).Reason);
        Assert.IsType<ChatAnswer.Told>(await desk.Actions().HandleAsync(Submission(form, ("text", "It is here."), ("subject", "Your\npart")), Token));
        var mine = Assert.Single((await desk.List.ListAsync(new ConversationFilter.OwnedBy(DeskFixture.Anna), 0, 10, Token)).Conversations);
        Assert.Equal(("Zoë", "Your part", ConversationStatus.WaitingForCustomer), (mine.CustomerName, mine.Subject, mine.Status));
        var message = await MailedAsync(desk, mine.Id);
        Assert.Equal(("Your part", "sales@acme.example"), (message.Subject, Assert.Single(message.From).Address));
    }

    [Fact]
    public async Task What_belongs_to_nothing_opens_no_form()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.OpenAsync();
        foreach (var target in (string[])["", "x/y", conversation.Id.ToString(), $"{conversation.Id}/{EntryId.New(desk.Time)}"])
            Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(Click(CardActions.Forward, target), Token));
        Assert.IsType<ChatAnswer.Refused>(await desk.Actions().HandleAsync(Click(CardActions.ReplyAside, $"{conversation.Id}/{conversation.Entries[0].Id}"), Token));
    }

    private async Task<Conversation> AsideAsync(DeskFixture desk)
    {
        var conversation = await desk.OpenAsync();
        var form = await FormAsync(desk, CardActions.Forward, $"{conversation.Id}/{conversation.Entries[0].Id}");
        await desk.Actions().HandleAsync(Submission(form, ("to", "parts@supplier.example")), Token);
        await MailedAsync(desk, conversation.Id);
        var ours = (await desk.LoadAsync(conversation.Id)).Entries.OfType<Entry.AgentReply>().Single().Email.MessageId;
        return await desk.ReceiveAsync($"""
            From: Parts <parts@supplier.example>
            To: support@acme.example
            Cc: jim@supplier.example
            Subject: Re: Fwd: Boiler 1
            Message-ID: <parts-1@supplier.example>
            In-Reply-To: <{ours}>
            Date: Sun, 22 Nov 2026 09:00:00 +0000

            Twelve.
            """);
    }

    private static async Task<MimeMessage> MailedAsync(DeskFixture desk, ConversationId id)
    {
        var reply = (await desk.LoadAsync(id)).Entries.OfType<Entry.AgentReply>().Last();
        var files = new List<ReadOnlyMemory<byte>>();
        foreach (var file in reply.Email.Files) files.Add((await desk.Files.ReadAsync(file.Sha256, Token))!.Value);
        return MimeMessage.Read(ReplyWriter.Write(reply, "acme1", files));
    }

    private async Task<Form> FormAsync(DeskFixture desk, string action, string target)
        => Assert.IsType<ChatAnswer.ShowForm>(await desk.Actions().HandleAsync(Click(action, target), Token)).Form;

    private ChatRequest.Click Click(string action, string target)
        => new() { Agent = DeskFixture.Anna, Receipt = new InboundReceipt("test", $"{++_presses}"), Action = action, Target = target };

    private ChatRequest.Submission Submission(Form form, params (string Field, string Value)[] filled) => new()
    {
        Agent = DeskFixture.Anna,
        Receipt = new InboundReceipt("test", $"{++_presses}"),
        Action = form.Action,
        Target = form.Target,
        State = form.State,
        Values = form.Fields.Select(f => (f.Name, Value: f switch
        {
            FormField.Line line => line.Initial,
            FormField.TextArea area => area.Initial,
            FormField.Choice choice => choice.Initial,
            _ => "",
        })).Concat(filled).GroupBy(v => v.Item1).ToDictionary(g => g.Key, g => g.Last().Item2),
    };
}
