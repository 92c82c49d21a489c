using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Tests.Workspace;

/// <summary>Forty conversations of a lamp maker, believable enough to judge a page by: every kind of entry, every life of a reply.</summary>
internal static class DemoData
{
    private static readonly CardAgent Anna = new(new AgentId("anna"), "Anna Beck");
    private static readonly CardAgent Jonas = new(new AgentId("jonas"), "Jonas Roth");
    private static readonly CardAgent Mei = new(new AgentId("mei"), "Mei Tanaka");

    private static readonly (string Name, string Address, string Subject, string Preview, string Channel)[] People =
    [
        ("Tomás Herrera", "tomas@herrera-arquitectos.example", "Quote for 24 wall lamps, Valencia office", "Could you also quote the brass version?", "orders"),
        ("Ines Brandt", "ines.brandt@example.org", "Invoice 2026-1183 shows the wrong VAT id", "Our accountant sent it back to me today.", "orders"),
        ("佐藤 由美", "yumi.sato@example.jp", "ランプの保証について", "保証期間を教えていただけますか。", "support"),
        ("Owen Pritchard", "owen@pritchard-joinery.example", "Dimmer hums below 20 %", "It is fine above that, but the hum is loud in a quiet room.", "support"),
        ("Camille Fournier", "camille.fournier@example.fr", "Retour du colis LM-20931", "Le transporteur dit que l'adresse est incomplète.", "orders"),
        ("Editorial, Form & Raum", "redaktion@formundraum.example", "Pictures of the Halo series for our spring issue", "300 dpi, please, and a name for the credit line.", "press"),
        ("Dmitri Volkov", "d.volkov@example.com", "Spare glass for Orbit 30", "The old one broke when we moved.", "support"),
        ("Aisha Rahman", "aisha@studio-rahman.example", "Trade account", "We furnish three cafés a year and would like your terms.", "orders"),
        ("Lukas Meier", "lukas.meier@example.ch", "Lieferung nach Zürich?", "Liefern Sie auch in die Schweiz, und was kostet das?", "support"),
        ("Grace Okafor", "grace.okafor@example.com", "Re: Your order LM-20877 has shipped", "It came, it shines, thank you so much!", "orders"),
        ("ليلى حداد", "layla@haddad-interiors.example", "استفسار عن مصباح هالو", "هل يتوفر اللون الأسود؟", "support"),
        ("Peter Nowak", "peter.nowak@example.pl", "Wrong colour delivered", "I ordered sand and got graphite.", "support"),
        ("Hotel Seeblick, reception", "rezeption@hotel-seeblick.example", "Replacement LEDs for 40 bedside lamps", "We would need them before the season starts.", "orders"),
    ];

    public static async Task<ConversationId> FillAsync(WorkspaceHost host, DateTimeOffset now, CancellationToken cancellation)
    {
        var random = new Random(20261122);
        for (var n = 38; n >= 1; n--)
        {
            var person = People[n % People.Length];
            var at = now - TimeSpan.FromMinutes(12 + n * n * 7.5);
            await SimpleAsync(host, person, n, at, random, cancellation);
        }
        await host.Gateway.PostAsync(new ChatPost(new ChatChannel("workspace", "", "support"), null, "notice-1", new Card.Notice
        {
            Title = "A mail could not be read",
            Text = "It came to support@lumen.example from newsletter@… and breaks off in the middle of a header. It is kept as it came. Read it again after an update, or open it in the mailbox.",
            Tone = CardTone.Warning,
            At = now - TimeSpan.FromMinutes(95),
            Buttons = [new CardButton(CardActions.Replay, PretendedOriginals.Hostile.ToString(), "Read again")],
        }, null), cancellation);
        return await LongOneAsync(host, now, cancellation);
    }

    private static async Task SimpleAsync(
        WorkspaceHost host, (string Name, string Address, string Subject, string Preview, string Channel) person, int n, DateTimeOffset at, Random random,
        CancellationToken cancellation)
    {
        var id = new ConversationId(Guid.CreateVersion7(at));
        var status = n % 7 == 0 ? ConversationStatus.Closed : n % 3 == 0 ? ConversationStatus.WaitingForCustomer : n % 4 == 1 ? ConversationStatus.New : ConversationStatus.Open;
        var owner = status == ConversationStatus.New ? null : new[] { Anna, Jonas, Mei, null }[random.Next(4)];
        var subject = n < People.Length ? person.Subject : $"{person.Subject.Split(' ')[0]} … order LM-{20500 + n}";
        await host.Desk.OpenAsync(person.Channel, new Card.Root
        {
            Conversation = id,
            Customer = person.Name,
            CustomerAddress = person.Address,
            Subject = subject,
            Status = status,
            Assignee = owner,
            WaitingSince = status is ConversationStatus.New or ConversationStatus.Open ? at : null,
            LastActivityAt = at,
            Preview = person.Preview,
            Mails = 1 + n % 5,
            HasAttachments = n % 4 == 0,
            Facts = n % 6 == 0 ? [new CardFact("Customer", "Trade")] : [],
        }, [
            host.Desk.Item(id, CardItemKind.CustomerEmail, person.Name, $"Hello,\n\n{person.Preview}\n\nKind regards\n{person.Name}") with
            {
                At = at, AuthorAddress = person.Address, To = [$"{person.Channel}@lumen.example"], Original = PretendedOriginals.Hostile,
            },
        ], cancellation);
    }

    private static async Task<ConversationId> LongOneAsync(WorkspaceHost host, DateTimeOffset now, CancellationToken cancellation)
    {
        var id = new ConversationId(Guid.CreateVersion7(now));
        DateTimeOffset Ago(double hours) => now - TimeSpan.FromHours(hours);
        Card.Item Of(double hours, CardItemKind kind, string author, string text) => host.Desk.Item(id, kind, author, text) with { At = Ago(hours) };
        Card.Item Mail(double hours, string text) => Of(hours, CardItemKind.CustomerEmail, "Maria Keller", text) with
        {
            AuthorAddress = "maria@kellermoebel.example", To = ["support@lumen.example"], Original = PretendedOriginals.Hostile,
        };
        Card.Item Reply(double hours, string author, string text, CardLife life, params CardButton[] buttons) => Of(hours, CardItemKind.AgentReply, author, text) with
        {
            To = ["Maria Keller"], Cc = ["buero@kellermoebel.example"], Life = life, Original = PretendedOriginals.Hostile, Buttons = buttons,
        };
        await host.Desk.OpenAsync("support", new Card.Root
        {
            Conversation = id,
            Customer = "Maria Keller",
            CustomerAddress = "maria@kellermoebel.example",
            Subject = "Halo pendant flickers after a week, order LM-20412",
            Status = ConversationStatus.Open,
            Assignee = Anna,
            WaitingSince = Ago(5.2),
            LastActivityAt = Ago(0.05),
            Preview = "The electrician was here: the driver gets hot.",
            Mails = 6,
            HasAttachments = true,
            Facts = [new CardFact("Customer", "Trade"), new CardFact("Orders", "14 since 2023")],
        }, [
            Mail(53, "Hello,\n\nwe hung three Halo pendants in our showroom last week. One of them flickers, about twice a minute, mostly in the evening. Is there anything we can try before we take it down?\n\nThe order is https://shop.lumen.example/orders/LM-20412.") with
            {
                Signature = "Maria Keller\nKeller Möbel, Lindenstraße 4, Kassel\nTel. 0561 555 0142",
                Files = [new CardFile(PretendedOriginals.Hostile, 0, "flicker-still.png", "image/png", 412_332, false), new CardFile(PretendedOriginals.Hostile, 3, "Bestellung LM-20412.pdf", "application/pdf", 88_211, false)],
            },
            Of(52.6, CardItemKind.Activity, "Anna Beck", "Anna Beck claimed this"),
            Of(52.4, CardItemKind.Note, "Anna Beck", "Third Halo from batch 26-41 this month. @Mei, do we know more about the drivers?"),
            Of(51.9, CardItemKind.Note, "Mei Tanaka", "Yes: 26-41 has a driver that dislikes old dimmers. Ask which dimmer they use. If it is a Relco, we send the new driver, free of charge."),
            Reply(51.5, "Anna Beck", "Dear Ms Keller,\n\nthank you for the clear description. Which dimmer is on that line? With some older ones this lamp's driver gets out of step, and then it flickers just as you say.\n\nIf you send me its name, I know today what to do.", new CardLife("Accepted", CardTone.Good, "250 2.0.0 Ok: queued as 4Vh2kS1q7Zz3x")),
            Mail(29, "It is a Relco RTS34. Does that help?") with
            {
                Quoted = "On 20 November 2026, Anna Beck wrote:\n> Which dimmer is on that line? With some older ones this lamp's\n> driver gets out of step, and then it flickers just as you say.",
                Marks = ["Answers are wanted at another domain: office@kellermoebel-gmbh.example"],
            },
            Of(28, CardItemKind.AgentEmail, "Jonas Roth", "I was on the phone with her about it, the new driver leaves our house tomorrow.") with { AuthorAddress = "jonas@lumen.example", To = ["Maria Keller"] },
            Reply(27, "Anna Beck", "That is the one. A new driver is on its way to you, your electrician needs ten minutes for it.", new CardLife("Bounced", CardTone.Bad, "550 5.1.1 <buero@kellermoebel.example>: Recipient address rejected: User unknown")),
            Mail(5.2, "The electrician was here: the driver gets hot, he measured 84 °C after ten minutes. He does not want to leave it connected. What now?") with
            {
                Quoted = "> That is the one. A new driver is on its way to you, your\n> electrician needs ten minutes for it.",
                Signature = "Maria Keller\nKeller Möbel",
            },
            Reply(4, "Anna Beck", "Please leave it off. I have asked our workshop and call you today.", new CardLife("Not sent", CardTone.Bad, "554 5.7.1 the server takes no more mail from us today"), new CardButton(CardActions.Retry, $"{id} retry", "Send again")),
            Reply(3, "Anna Beck", "A second try, from the other server.", new CardLife("Uncertain", CardTone.Warning, "The connection broke after the last byte; the server is being asked")),
            Reply(0.05, "Anna Beck", "Our workshop will exchange the whole lamp; the new one ships this afternoon and the carrier takes the old one along.", new CardLife("Queued", CardTone.Neutral, "Goes to the mail server")),
        ], cancellation);
        FillHistory(host, id, now);
        return id;
    }

    private static void FillHistory(WorkspaceHost host, ConversationId id, DateTimeOffset now)
    {
        var customer = new Customer(new CustomerId(Guid.CreateVersion7(now)), "Maria Keller",
            [new EmailAddress("maria@kellermoebel.example"), new EmailAddress("m.keller@example.org")], now.AddDays(-410));
        Conversation Of(ConversationId of, string subject, ConversationStatus status, int days) => new(new ConversationState
        {
            Id = of, Inbox = new InboxId("support"), Customer = customer.Id, Subject = subject, BaseSubject = subject, Status = status,
            Assignee = new AgentId("anna"), OpenedAt = now.AddDays(-days), LastActivityAt = now.AddDays(-days),
        }, [], 1);
        host.History.Customers.Add((customer,
        [
            Of(id, "Halo pendant flickers after a week, order LM-20412", ConversationStatus.Open, 0),
            Of(new ConversationId(Guid.CreateVersion7(now)), "Three pendants for the showroom", ConversationStatus.Closed, 21),
            Of(new ConversationId(Guid.CreateVersion7(now)), "Price list 2026", ConversationStatus.WaitingForCustomer, 180),
        ]));
        host.History.Hits.Add(new HistoryHit(id, new EntryId(Guid.CreateVersion7(now)), now.AddHours(-5), "Customer mail", "Maria Keller",
            "Halo pendant flickers after a week, order LM-20412", "… the driver gets hot, he measured 84 °C after ten minutes. He does not want to leave the driver connected …"));
        host.History.Hits.Add(new HistoryHit(id, new EntryId(Guid.CreateVersion7(now)), now.AddDays(-12), "Internal note", "Maria Keller",
            "Halo pendant flickers after a week, order LM-20412", "26-41 has a driver that dislikes old dimmers. <b>Ask</b> which dimmer they use."));
    }
}
