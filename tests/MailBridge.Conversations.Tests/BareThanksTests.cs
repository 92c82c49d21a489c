namespace MailBridge.Conversations.Tests;

public sealed class BareThanksTests
{
    private static readonly string[] People = ["Anna Kowalska", "Jonas Weber", "Acme Support"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Thanks!")]
    [InlineData("thank you")]
    [InlineData("Thank you so much 🙏")]
    [InlineData("Many thanks, Anna.")]
    [InlineData("Hi Jonas,\n\nThanks a lot for your quick reply!\n\nBest regards\nZoë Keller")]
    [InlineData("Ok, thanks :)")]
    [InlineData("Perfect, thank you very much for all your help. Have a nice weekend!")]
    [InlineData("Great — thanks again 👍🏻")]
    [InlineData("Thanks for getting back to me.")]
    [InlineData("Dear Acme Support team, many thanks. Kind regards, Zoë")]
    [InlineData("Much appreciated.")]
    [InlineData("Danke!")]
    [InlineData("Vielen Dank für die schnelle Antwort.")]
    [InlineData("Hallo Frau Kowalska,\nherzlichen Dank für Ihre Hilfe!\nViele Grüße\nZoë Keller")]
    [InlineData("Super, danke schön 😊")]
    [InlineData("Alles klar, vielen Dank und schönes Wochenende")]
    [InlineData("DANKE SEHR!!!")]
    [InlineData("Merci beaucoup !")]
    [InlineData("Bonjour, merci pour votre réponse rapide. Cordialement, Zoë Keller")]
    [InlineData("Parfait, je vous remercie. Bonne journée")]
    [InlineData("Un grand merci à toute l’équipe")]
    [InlineData("¡Muchas gracias!")]
    [InlineData("Perfecto, muchas gracias por su ayuda. Saludos")]
    [InlineData("Hola Anna, gracias por la respuesta rápida. Un saludo, Zoë")]
    [InlineData("Moltes gràcies")]
    [InlineData("Obrigado!")]
    [InlineData("Boa tarde, muito obrigada pela ajuda. Cumprimentos")]
    [InlineData("Ótimo, obrigada")]
    [InlineData("Grazie mille!")]
    [InlineData("Buongiorno, la ringrazio per la risposta. Cordiali saluti")]
    [InlineData("Perfetto, grazie")]
    [InlineData("Hartelijk dank voor de snelle reactie!")]
    [InlineData("Top, bedankt! Groetjes Zoë")]
    [InlineData("Tack så mycket för hjälpen!")]
    [InlineData("Hej! Stort tack. Mvh Zoë")]
    [InlineData("Mange tak for hjælpen")]
    [InlineData("Tusen takk for svaret! Hilsen Zoë")]
    [InlineData("Kiitos paljon nopeasta vastauksesta!")]
    [InlineData("Hei, kiitos. Terveisin Zoë")]
    [InlineData("Dziękuję bardzo za pomoc.")]
    [InlineData("Dzień dobry, dziękuję za szybką odpowiedź. Pozdrawiam, Zoë Keller")]
    [InlineData("Wielkie dzięki!")]
    [InlineData("Děkuji moc za rychlou odpověď")]
    [InlineData("Ďakujem pekne za pomoc, pekný deň")]
    [InlineData("Köszönöm szépen a gyors választ!")]
    [InlineData("Vă mulțumesc mult pentru ajutor. O zi bună")]
    [InlineData("Çok teşekkür ederim, iyi günler")]
    [InlineData("Yardımınız için teşekkürler.")]
    [InlineData("Σας ευχαριστώ πολύ!")]
    [InlineData("Καλησπέρα, ευχαριστώ για την άμεση απάντηση.")]
    [InlineData("Спасибо большое за помощь!")]
    [InlineData("Добрый день! Благодарю вас за оперативный ответ. С уважением, Zoë")]
    [InlineData("Щиро дякую за допомогу")]
    [InlineData("Много благодаря!")]
    [InlineData("Hvala lijepa, ugodan dan")]
    [InlineData("شكراً جزيلاً لكم")]
    [InlineData("שלום, תודה רבה על העזרה")]
    [InlineData("خیلی ممنون")]
    [InlineData("非常感谢！")]
    [InlineData("好的，谢谢您的帮助。")]
    [InlineData("謝謝你們")]
    [InlineData("ありがとうございました。")]
    [InlineData("Anna様\n迅速なご対応ありがとうございます。")]
    [InlineData("빠른 답변 감사합니다.")]
    [InlineData("ขอบคุณมากค่ะ")]
    [InlineData("Cảm ơn bạn rất nhiều ạ")]
    [InlineData("Terima kasih banyak atas bantuannya")]
    [InlineData("Labai ačiū už pagalbą")]
    [InlineData("Suur tänu kiire vastuse eest")]
    public void Thanks_alone_leave_a_closed_conversation_closed(string text) => Assert.True(BareThanks.Is(Email(text), People), text);

    [Theory]
    [InlineData("")]
    [InlineData("👍")]
    [InlineData("Ok")]
    [InlineData("Perfect!")]
    [InlineData("Yes, thanks")]
    [InlineData("No thanks")]
    [InlineData("No, thank you.")]
    [InlineData("Thanks?")]
    [InlineData("Thanks. Help!")]
    [InlineData("Thanks in advance")]
    [InlineData("Thanks for nothing")]
    [InlineData("Thanks, but it still drips.")]
    [InlineData("Thanks. When do you come?")]
    [InlineData("Thank you, Tuesday at 10 is fine")]
    [InlineData("Thanks, that works for me")]
    [InlineData("Thanks, please send it again")]
    [InlineData("Great, thanks, I have this again")]
    [InlineData("Thanks :-(")]
    [InlineData("Thanks 🙄")]
    [InlineData("Thanks, see https://shop.example")]
    [InlineData("Thanks, my number is 030 1234")]
    [InlineData("Thanks, refund received")]
    [InlineData("Thank you for cancelling my order")]
    [InlineData("Thanks Maria, forward this to the boss")]
    [InlineData("I thank you, yet I remain dissatisfied.")]
    [InlineData("Danke, gerne!")]
    [InlineData("Nein danke")]
    [InlineData("Danke für nichts")]
    [InlineData("Vielen Dank im Voraus")]
    [InlineData("Danke, passt so")]
    [InlineData("Danke, aber die Lampe flackert weiter")]
    [InlineData("Danke. Bitte noch die Rechnung.")]
    [InlineData("Danke, ich melde mich am Montag")]
    [InlineData("Vielen Dank für die Absage")]
    [InlineData("Merci de me rappeler")]
    [InlineData("Merci d’avance")]
    [InlineData("Non merci")]
    [InlineData("Merci, oui")]
    [InlineData("Merci mais rien n’est arrivé")]
    [InlineData("Merci de votre compréhension et du remboursement")]
    [InlineData("No, gracias")]
    [InlineData("Gracias de antemano")]
    [InlineData("Sí, gracias")]
    [InlineData("Gracias, pero no funciona")]
    [InlineData("Gracias ¿y la factura?")]
    [InlineData("Obrigado, mas ainda não chegou")]
    [InlineData("Obrigada desde já")]
    [InlineData("Grazie, ma non va")]
    [InlineData("No grazie")]
    [InlineData("Grazie in anticipo")]
    [InlineData("Bedankt, maar het lekt nog")]
    [InlineData("Alvast bedankt")]
    [InlineData("Nee, dank je")]
    [InlineData("Nej tack")]
    [InlineData("Tack på förhand")]
    [InlineData("Ja tak")]
    [InlineData("Nei takk")]
    [InlineData("Kiitos, mutta laatikko puuttuu")]
    [InlineData("Ei kiitos")]
    [InlineData("Dziękuję, ale nadal nie działa")]
    [InlineData("Z góry dziękuję")]
    [InlineData("Děkuji předem")]
    [InlineData("Nem köszönöm")]
    [InlineData("Mulțumesc anticipat")]
    [InlineData("Hayır, teşekkürler")]
    [InlineData("Şimdiden teşekkürler")]
    [InlineData("Ευχαριστώ; και το τιμολόγιο;")]
    [InlineData("Ευχαριστώ εκ των προτέρων")]
    [InlineData("Спасибо, но ничего не пришло")]
    [InlineData("Спасибо, не надо")]
    [InlineData("Заранее спасибо")]
    [InlineData("Ні, дякую")]
    [InlineData("شكرا، لكن المنتج لم يصل")]
    [InlineData("شكرا؟")]
    [InlineData("תודה, אבל זה לא עובד")]
    [InlineData("לא תודה")]
    [InlineData("谢谢，但是还没收到")]
    [InlineData("不用了，谢谢")]
    [InlineData("谢谢，什么时候发货？")]
    [InlineData("ありがとうございます。よろしくお願いいたします。")]
    [InlineData("ありがとうございます。まだ届きません。")]
    [InlineData("감사합니다. 그런데 아직 안 왔어요.")]
    [InlineData("ขอบคุณ แต่ยังไม่ได้รับ")]
    [InlineData("Cảm ơn nhưng vẫn chưa nhận được hàng")]
    public void Whatever_says_more_than_thanks_opens_it_again(string text) => Assert.False(BareThanks.Is(Email(text), People), text);

    [Fact]
    public void Thanks_with_a_file_an_afterthought_or_at_length_are_more_than_thanks()
    {
        var thanks = Email("Thanks!");
        var picture = new EmailAttachment(1, "crack.jpg", "image/jpeg", 90_000, "aa", IsInline: true, null);
        Assert.False(BareThanks.Is(thanks with { Attachments = [picture] }, People));
        Assert.True(BareThanks.Is(thanks with { Attachments = [picture with { IsLogo = true }] }, People));
        Assert.False(BareThanks.Is(thanks with { AttachedText = "It drips." }, People));
        Assert.False(BareThanks.Is(thanks with { Signature = "-- \nZoë\nP.S. The other lamp hums." }, People));
        Assert.False(BareThanks.Is(thanks with { Signature = "-- \nZoë\nAnd the invoice?" }, People));
        Assert.True(BareThanks.Is(thanks with { Signature = "-- \nZoë Keller\nPhone 030 1234" }, People));
        Assert.False(BareThanks.Is(thanks with { Kind = EmailKind.Automatic }, People));
        Assert.False(BareThanks.Is(Email(string.Concat(Enumerable.Repeat("Thanks! ", 40))), People));
    }

    [Fact]
    public async Task Thanks_to_a_closed_conversation_are_posted_with_a_mark_and_one_press_opens_it()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await ClosedAsync(desk);
        await AnswerAsync(desk, "Thanks a lot, Anna!");
        var conversation = (await desk.Store.LoadAsync(id, Token))!;
        Assert.Equal((ConversationStatus.Closed, null), (conversation.State.Status, conversation.State.WaitingSince));
        var entry = Assert.IsType<Entry.CustomerEmail>(conversation.Entries[^1]);
        Assert.Equal(EmailMarks.BareThanks, entry.Marks);
        Assert.Equal([new DeliveryWork.PostEntry(entry.Id), new DeliveryWork.UpdateConversation()], await desk.DrainAsync(DeliveryLeg.Chat));

        await desk.Agents.ActAsync(new AgentAction.Reopen { Agent = DeskFixture.Jonas, Conversation = id }, Token);
        conversation = (await desk.Store.LoadAsync(id, Token))!;
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        Assert.Contains(new DeliveryWork.UpdateEntry(entry.Id), await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task A_question_after_the_thanks_opens_it_and_takes_their_button_away()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await ClosedAsync(desk);
        await AnswerAsync(desk, "Thanks!");
        var thanks = (await desk.Store.LoadAsync(id, Token))!.Entries[^1].Id;
        await desk.DrainAsync(DeliveryLeg.Chat);
        await AnswerAsync(desk, "Thanks! And the invoice?");
        var conversation = (await desk.Store.LoadAsync(id, Token))!;
        Assert.Equal(ConversationStatus.Open, conversation.State.Status);
        Assert.Contains(new DeliveryWork.UpdateEntry(thanks), await desk.DrainAsync(DeliveryLeg.Chat));
    }

    [Fact]
    public async Task Thanks_of_a_stranger_and_thanks_in_an_open_conversation_are_mails_like_any_other()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var id = await ClosedAsync(desk);
        await AnswerAsync(desk, "Thanks!", from: "Bob <bob@customer.example>", token: true);
        Assert.Equal(ConversationStatus.Open, (await desk.Store.LoadAsync(id, Token))!.State.Status);
        await AnswerAsync(desk, "Thanks!");
        Assert.DoesNotContain((await desk.Store.LoadAsync(id, Token))!.Entries.OfType<Entry.CustomerEmail>(), e => e.Marks.HasFlag(EmailMarks.BareThanks));
    }

    private static async Task<ConversationId> ClosedAsync(DeskFixture desk)
    {
        var first = await desk.ReceiveAsync("Zoë <zoe@customer.example>", "sales@acme.example", "Boiler", "It drips.", id: "a@customer.example", inbox: DeskFixture.Sales);
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = first.Conversation!.Value }, Token);
        await desk.DrainAsync(DeliveryLeg.Chat);
        return first.Conversation!.Value;
    }

    private static async Task AnswerAsync(DeskFixture desk, string text, string from = "Zoë <zoe@customer.example>", bool token = false)
    {
        var to = "sales@acme.example";
        if (token)
        {
            var id = (await desk.Store.FindEmailsAsync([new MsgId("a@customer.example")], Token)).Single().Single().Conversation;
            to = desk.Signer.Tag(new EmailAddress(to), id)!.Value.Value;
        }
        await desk.ReceiveAsync(from, to, "Re: Boiler", text, answers: "a@customer.example", inbox: DeskFixture.Sales);
    }

    private static IncomingEmail Email(string text) => new()
    {
        Raw = default,
        Inbox = DeskFixture.Support,
        MessageId = new MsgId("t@customer.example"),
        Fingerprint = "f",
        From = new EmailPerson("Zoë Keller", new EmailAddress("zoe.keller@customer.example")),
        Subject = "Re: Boiler",
        BaseSubject = "Boiler",
        ReceivedAt = new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero),
        NewText = text,
        FullText = text,
    };
}
