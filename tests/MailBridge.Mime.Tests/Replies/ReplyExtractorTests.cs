namespace MailBridge.Mime.Tests.Replies;

public sealed class ReplyExtractorTests
{
    private const string Quote = "\n\n> Dear customer,\n>\n> when shall we come?\n";

    [Theory]
    [InlineData("On Tue, 5 Mar 2024 at 10:15, Ann Lee <ann@x.example> wrote:")]
    [InlineData("On 11-Mar-2024, at 6:54 PM, Ann Lee <ann@x.example> wrote:")]
    [InlineData("On 03/05/2024 07:10 AM, Ann Lee wrote:")]
    [InlineData("On Tue, Mar 5, 2024 at 10:15 AM Ann Lee <\nann@x.example> wrote:")]
    [InlineData("On Tue, Mar 5, 2024 at 10:15 AM Ann Lee via Some Very Long Company Name\n<ann@x.example>\nwrote:")]
    [InlineData("On Tue, Mar 5, 2024 at 10:15 AM, Ann Lee <ann@x.example>wrote:")]
    [InlineData("On Tuesday, March 5, 2024, Ann Lee wrote:")]
    [InlineData("Ann Lee <ann@x.example> wrote on 05.03.2024 10:15:")]
    [InlineData("---- On Tue, 05 Mar 2024 10:15:36 +0530 Ann Lee <ann@x.example> wrote ----")]
    [InlineData("---- Ann Lee wrote ----")]
    [InlineData("Am 05.03.2024 um 10:15 schrieb Ann Lee:")]
    [InlineData("Am Di., 5. März 2024 um 10:15 Uhr schrieb Ann Lee <ann@x.example>:")]
    [InlineData("Ann Lee <ann@x.example> schrieb am Di. 5. März 2024 um\n10:15:")]
    [InlineData("Am 05.03.2024 hat Ann Lee geschrieben:")]
    [InlineData("Le mar. 5 mars 2024 à 10:15, Ann Lee <ann@x.example> a écrit :")]
    [InlineData("Le 05/03/2024 à 10:15, Ann Lee a écrit :")]
    [InlineData("Le 5 mars 2024 à 10:15, Ann Lee <ann@x.example> a\u00A0écrit\u00A0:")]
    [InlineData("El mar, 5 mar 2024 a las 10:15, Ann Lee (<ann@x.example>) escribió:")]
    [InlineData("Em ter., 5 de mar. de 2024 às 10:15, Ann Lee <ann@x.example> escreveu:")]
    [InlineData("Em 05/03/2024 10:15, Ann Lee escreveu:")]
    [InlineData("Il giorno mar 5 mar 2024 alle ore 10:15 Ann Lee <ann@x.example> ha scritto:")]
    [InlineData("In data 5 marzo 2024 10:15:36 Ann Lee <ann@x.example> ha scritto:")]
    [InlineData("Op di 5 mrt 2024 om 10:15 schreef Ann Lee <ann@x.example>:")]
    [InlineData("Op 5 mrt. 2024, om 10:15 heeft Ann Lee <ann@x.example> het\nvolgende geschreven:")]
    [InlineData("Den tis 5 mars 2024 kl 10:15 skrev Ann Lee <ann@x.example>:")]
    [InlineData("tir. 5. mar. 2024 kl. 10.15 skrev Ann Lee <ann@x.example>:")]
    [InlineData("På 5. mars 2024 kl. 10:15:36, Ann Lee (ann@x.example) skrev:")]
    [InlineData("Ann Lee <ann@x.example> kirjoitti ti 5. maaliskuuta 2024 klo 10.15:")]
    [InlineData("wt., 5 mar 2024 o 10:15 Ann Lee <ann@x.example> napisał(a):")]
    [InlineData("W dniu 05.03.2024 o 10:15, Ann Lee pisze:")]
    [InlineData("út 5. 3. 2024 v 10:15 odesílatel Ann Lee <ann@x.example> napsal:")]
    [InlineData("Dne 5. 3. 2024 v 10:15 Ann Lee napsal(a):")]
    [InlineData("Ann Lee <ann@x.example> ezt írta (időpont: 2024. márc. 5., K, 10:15):")]
    [InlineData("În mar., 5 mar. 2024 la 10:15, Ann Lee <ann@x.example> a scris:")]
    [InlineData("Ann Lee <ann@x.example>, 5 Mar 2024 Sal, 10:15 tarihinde şunu yazdı:")]
    [InlineData("Στις Τρί 5 Μαρ 2024 στις 10:15 π.μ., ο/η Ann Lee <ann@x.example> έγραψε:")]
    [InlineData("вт, 5 мар. 2024 г. в 10:15, Ann Lee <ann@x.example>:")]
    [InlineData("5 марта 2024 г., в 10:15, Ann Lee <ann@x.example> написал(а):")]
    [InlineData("05.03.2024 10:15, Ann Lee пишет:")]
    [InlineData("вт, 5 бер. 2024 р. о 10:15 Ann Lee <ann@x.example> пише:")]
    [InlineData("‫בתאריך יום ג׳, 5 במרץ 2024 ב-10:15 מאת ‪Ann Lee‬‏ <‪ann@x.example‬‏>:‬")]
    [InlineData("Vào Th 3, 5 thg 3, 2024 vào lúc 10:15 Ann Lee <ann@x.example> đã viết:")]
    [InlineData("Ann Lee <ann@x.example> 于2024年3月5日周二 10:15写道：")]
    [InlineData("在 2024年3月5日，上午10:15，Ann Lee <ann@x.example> 写道：")]
    [InlineData("在2024-03-05 10:15:36，\"Ann Lee\" <ann@x.example> 写道：")]
    [InlineData("Ann Lee <ann@x.example> 於 2024年3月5日 週二 上午10:15寫道：")]
    [InlineData("2024年3月5日(火) 10:15 Ann Lee <ann@x.example>:")]
    [InlineData("2024/03/05 10:15、Ann Lee <ann@x.example>のメール:")]
    [InlineData("2024년 3월 5일 (화) 오전 10:15, Ann Lee <ann@x.example>님이 작성:")]
    [InlineData("2024-03-05 10:15 GMT+01:00 Ann Lee <ann@x.example>:")]
    [InlineData("2024-03-05 10:15 GMT+01:00 Ann Lee")]
    [InlineData("Quoting Ann Lee <ann@x.example>:")]
    [InlineData("Ann Lee:")]
    [InlineData("Sel 5 Mac 2024 pada 10:15 Ann Lee <ann@x.example> tulis:")]
    public void An_attribution_line_and_what_it_introduces_are_quoted(string attribution)
    {
        var extracted = ReplyExtractor.FromText("Tomorrow at nine, please." + "\n\n" + attribution + Quote);
        Assert.Equal("Tomorrow at nine, please.", extracted.Reply);
        Assert.StartsWith(attribution[..5], extracted.Quoted, StringComparison.Ordinal);
        Assert.Contains("when shall we come?", extracted.Quoted, StringComparison.Ordinal);
        Assert.False(extracted.ShowsEverything);
    }

    [Theory]
    [InlineData("On Tue, 5 Mar 2024 at 10:15, Ann Lee <ann@x.example> wrote:")]
    [InlineData("Am 5. März 2024 10:15 schrieb Ann Lee <ann@x.example>:")]
    [InlineData("Le 5 mars 2024 à 10:15, Ann Lee <ann@x.example> a écrit :")]
    public void An_attribution_needs_no_marked_text_when_it_is_complete(string attribution) =>
        Assert.Equal("Yes.", ReplyExtractor.FromText($"Yes.\n\n{attribution}\n\nShall we come?\nAnn").Reply);

    [Theory]
    [InlineData("The book that she wrote:\nis on the table.")]
    [InlineData("On Monday at 10:00 the technician wrote:\nNo fault found, see 3.2.")]
    [InlineData("On this day I wrote something\nwhich was interesting.")]
    [InlineData("On 5 May 2023 I wrote:\nplease cancel. Nobody answered.")]
    [InlineData("from: 5\nto: 6\nis enough room")]
    [InlineData("From: Berlin\nTo: Paris\nDate: 5 May 2024\nfor two persons, please.")]
    [InlineData("What I need:\n- a pen\n- a book\n\n-- and soon\nthanks")]
    [InlineData("My regards to your team for the quick help. It works now.\n\nOne more question: what does it cost?")]
    [InlineData("Sent from my desk, it is much easier to read than from the phone.\nSo please print it.")]
    [InlineData("Please forward the message: it is important.\n\nThe original message was lost.")]
    [InlineData("The file is confidential. Please delete it when you are done.")]
    [InlineData("a > b\nand\nb > c")]
    [InlineData("Visit us\n>>> https://x.example <<<\nand see")]
    public void Text_that_only_looks_like_a_quote_or_signature_stays(string text)
    {
        var extracted = ReplyExtractor.FromText(text);
        Assert.Equal(text, extracted.Reply);
        Assert.Equal("", extracted.Quoted + extracted.Signature + extracted.Disclaimer);
    }

    [Theory]
    [InlineData("-----Original Message-----")]
    [InlineData("-----Ursprüngliche Nachricht-----")]
    [InlineData("-------- Message d'origine --------")]
    [InlineData("--- Messaggio originale ---")]
    [InlineData("------------------ 原始邮件 ------------------")]
    [InlineData("-----Шинэ мэдээлэл-----")]
    [InlineData("________________________________")]
    [InlineData("")]
    public void A_header_block_starts_a_quote_to_the_end(string separator)
    {
        var extracted = ReplyExtractor.FromText(
            $"Agreed.\n\n{separator}\nFrom: Ann Lee <ann@x.example>\nSent: Tuesday, March 5, 2024 10:15 AM\nTo: Bob\nSubject: " +
            $"Visit\n\nShall we come?");
        Assert.Equal("Agreed.", extracted.Reply);
        Assert.EndsWith("Shall we come?", extracted.Quoted, StringComparison.Ordinal);
        Assert.Null(extracted.Forwarded);
    }

    [Theory]
    [InlineData("*Von:* Ann Lee <ann@x.example>\n*Gesendet:* Dienstag, 5. März 2024 10:15\n*An:* Bob\n*Betreff:* Besuch")]
    [InlineData("De : Ann Lee <ann@x.example>\nEnvoyé : mardi 5 mars 2024 10:15\nÀ : Bob\nObjet : Visite")]
    [InlineData("De: Ann Lee\nEnviado el: martes, 5 de marzo de 2024 10:15\nPara: Bob\nAsunto: Visita")]
    [InlineData("Da: Ann Lee\nInviato: martedì 5 marzo 2024 10:15\nA: Bob\nOggetto: Visita")]
    [InlineData("Van: Ann Lee\nVerzonden: dinsdag 5 maart 2024 10:15\nAan: Bob\nOnderwerp: Bezoek")]
    [InlineData("Från: Ann Lee\nSkickat: den 5 mars 2024 10:15\nTill: Bob\nÄmne: Besök")]
    [InlineData("Od: Ann Lee\nWysłano: wtorek, 5 marca 2024 10:15\nDo: Bob\nTemat: Wizyta")]
    [InlineData("От: Ann Lee\nОтправлено: 5 марта 2024 г. 10:15\nКому: Bob\nТема: Визит")]
    [InlineData("发件人: Ann Lee\n发送时间: 2024年3月5日 10:15\n收件人: Bob\n主题: 访问")]
    [InlineData("差出人: Ann Lee\n送信日時: 2024年3月5日 10:15\n宛先: Bob\n件名: 訪問")]
    [InlineData("From: Ann Lee <ann@x.example>\n\nSent: Tuesday, March 5, 2024 10:15 AM\n\nTo: Bob\n\nSubject: Visit")]
    [InlineData("From: Ann Lee <ann@x.example>\nSent: Tuesday, March 5, 2024 10:15 AM\nTo: Bob <bob@x.example>; Carol " +
        "<carol@x.example>;\n Dave <dave@x.example>\nSubject: Visit")]
    [InlineData("Date: Wed, 6 Mar 2024 00:15:02 -0600\nTo: bob@x.example")]
    [InlineData("*From:* Ann Lee [mailto:ann@x.example] *Sent:* Tuesday, March 5, 2024 10:15 AM *To:* Bob *Subject:* Visit")]
    public void Header_blocks_of_many_languages_are_known(string block) =>
        Assert.Equal("Agreed.", ReplyExtractor.FromText($"Agreed.\n\n{block}\n\nShall we come?").Reply);

    [Fact]
    public void A_reply_below_the_quote_stands_alone()
    {
        var extracted = ReplyExtractor.FromText("On 5 Mar 2024, at 10:15, Ann wrote:\n> Shall we come?\n\nYes, on Friday.\n\n-- \nBob");
        Assert.Equal("Yes, on Friday.", extracted.Reply);
        Assert.Equal("-- \nBob".Replace("-- ", "--", StringComparison.Ordinal), extracted.Signature);
    }

    [Fact]
    public void Answers_between_quoted_lines_keep_them_and_lose_the_rest_below()
    {
        const string answered = "On 5 Mar 2024, at 10:15, Ann wrote:\n> One?\n\nYes.\n\n> Two?\n\nNo.";
        var extracted = ReplyExtractor.FromText(answered + "\n\n> Regards\n> Ann\n");
        Assert.Equal(answered, extracted.Reply);
        Assert.Equal("> Regards\n> Ann", extracted.Quoted);
    }

    [Fact]
    public void A_quote_that_the_author_chose_stays_above_his_words() =>
        Assert.Equal("> the red one\n\nThat one, please.", ReplyExtractor.FromText("> the red one\n\nThat one, please.").Reply);

    [Fact]
    public void Initials_mark_quotes_too() =>
        Assert.Equal("Fine.", ReplyExtractor.FromText("Fine.\n\nAL> Shall we come\nAL> on Friday?\n").Reply);

    [Fact]
    public void A_signature_below_the_quote_makes_no_inline_answer()
    {
        var extracted = ReplyExtractor.FromText("Yes.\n\nOn 5 Mar 2024, at 10:15, Ann wrote:\n> Come?\n\n-- \nBob\n+49 30 1234");
        Assert.Equal("Yes.", extracted.Reply);
        Assert.Contains("+49 30 1234", extracted.Signature, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-- \nBob Miller\nACME")]
    [InlineData("--\nBob Miller")]
    [InlineData("—\nBob Miller")]
    [InlineData("__________\nBob Miller\nACME")]
    [InlineData("Best regards,\nBob Miller\nHead of Things\n+49 30 1234\nwww.x.example")]
    [InlineData("Mit freundlichen Grüßen\n\nBob Miller\nACME GmbH")]
    [InlineData("Mit freundlichen Grüßen aus Bonn\nBob")]
    [InlineData("Cordialement,\nBob Miller")]
    [InlineData("Un saludo,\nBob")]
    [InlineData("С уважением,\nБоб")]
    [InlineData("よろしくお願いいたします。\nボブ")]
    [InlineData("Best regards, Bob")]
    [InlineData("-Bob Miller")]
    [InlineData("Sent from my iPhone")]
    [InlineData("Sent from my Galaxy S21 5G, please excuse typos")]
    [InlineData("Sent via the Samsung Galaxy S21 5G, an AT&T 5G smartphone")]
    [InlineData("Sent from my Verizon, Samsung Galaxy smartphone")]
    [InlineData("Sent from Yahoo Mail on Android")]
    [InlineData("Get Outlook for iOS<https://aka.ms/o0ukef>")]
    [InlineData("Von meinem iPhone gesendet")]
    [InlineData("Gesendet von Mail für Windows")]
    [InlineData("Envoyé de mon iPhone")]
    [InlineData("Enviado desde mi iPhone")]
    [InlineData("Enviado do meu iPhone")]
    [InlineData("Inviato da iPhone")]
    [InlineData("Verstuurd vanaf mijn iPhone")]
    [InlineData("Skickat från min iPhone")]
    [InlineData("Sendt fra min iPhone")]
    [InlineData("Lähetetty iPhonesta")]
    [InlineData("Wysłane z iPhone'a")]
    [InlineData("Odesláno z iPhonu")]
    [InlineData("Отправлено с iPhone")]
    [InlineData("iPhone'umdan gönderildi")]
    [InlineData("发自我的 iPhone")]
    [InlineData("從我的 iPhone 傳送")]
    [InlineData("iPhoneから送信")]
    [InlineData("나의 iPhone에서 보냄")]
    public void A_signature_is_set_apart(string signature)
    {
        var extracted = ReplyExtractor.FromText("Please call me back.\n\n" + signature + "\n");
        Assert.Equal("Please call me back.", extracted.Reply);
        Assert.NotEqual("", extracted.Signature);
    }

    [Fact]
    public void A_legal_notice_is_marked_and_not_lost()
    {
        const string notice =
            "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received it in error, " +
            "please " +
            "notify the sender and delete it.";
        var extracted = ReplyExtractor.FromText($"See you.\n\n-- \nBob\n\n{notice}\n");
        Assert.Equal("See you.", extracted.Reply);
        Assert.Equal(notice, extracted.Disclaimer);
    }

    [Theory]
    [InlineData("CAUTION: This email originated from outside of the organization. Do not click links or open attachments unless you " +
        "recognize the sender.")]
    [InlineData("[EXTERNAL]")]
    [InlineData("You don't often get email from bob@x.example. Learn why this is important")]
    [InlineData("ACHTUNG: Diese E-Mail stammt von einem externen Absender. Klicken Sie nicht auf Links.")]
    public void A_warning_of_a_gateway_goes_from_the_top(string banner)
    {
        var extracted = ReplyExtractor.FromText($"{banner}\n\nMy printer is broken.");
        Assert.Equal("My printer is broken.", extracted.Reply);
        Assert.Equal(banner, extracted.Disclaimer);
    }

    [Theory]
    [InlineData("---------- Forwarded message ---------")]
    [InlineData("Begin forwarded message:")]
    [InlineData("-------- Weitergeleitete Nachricht --------")]
    [InlineData("Début du message réexpédié :")]
    [InlineData("---------- Mensaje reenviado ---------")]
    [InlineData("-------- Пересылаемое сообщение --------")]
    [InlineData("----- 转发的邮件 -----")]
    public void A_forwarded_mail_is_content_with_its_own_header(string marker)
    {
        var extracted = ReplyExtractor.FromText(
            $"Please help her.\n\n{marker}\nFrom: Ann Lee <ann@x.example>\nDate: Tue, 5 Mar 2024 10:15\nSubject: Broken\nTo: " +
            $"bob@x.example\nCc: c@x.example\n\nIt smokes.");
        Assert.Equal("Please help her.", extracted.Reply);
        Assert.Equal("", extracted.Quoted);
        var forwarded = Assert.IsType<ForwardedMessage>(extracted.Forwarded);
        Assert.Equal(
            ("Ann Lee <ann@x.example>", "Tue, 5 Mar 2024 10:15", "Broken", "bob@x.example", "c@x.example", "It smokes."),
            (forwarded.From, forwarded.Date, forwarded.Subject, forwarded.To, forwarded.Cc, forwarded.Text));
    }

    [Fact]
    public void A_forward_marked_like_a_quote_loses_one_mark_and_text_below_it_is_own()
    {
        var extracted = ReplyExtractor.FromText(
            "Look:\n\nBegin forwarded message:\n\n> From: Ann <a@x.example>\n> Subject: Broken\n> Date: 5 March 2024\n>\n> It\n> > " +
            "smokes.\n\nCan you help?");
        Assert.Equal("Look:\n\nCan you help?", extracted.Reply.Replace("\n\n\n", "\n\n", StringComparison.Ordinal));
        Assert.Equal("It\n> smokes.", extracted.Forwarded!.Text);
        Assert.Equal("Ann <a@x.example>", extracted.Forwarded.From);
    }

    [Fact]
    public void Vs_is_a_forward_in_danish_and_a_reply_in_finnish()
    {
        const string danish = "Fra: Bo <bo@x.example>\nSendt: 5. marts 2024 10:00\nTil: Ann <ann@x.example>\nEmne: Ordre\n\nBroken.";
        const string finnish =
            "Lähettäjä: Bo <bo@x.example>\nLähetetty: 5. maaliskuuta 2024 10:00\nVastaanottaja: Ann <ann@x.example>\nAihe: Ordre\n\nBroken.";
        Assert.NotNull(ReplyExtractor.FromText("To jer.\n\n" + danish, "VS: Ordre").Forwarded);
        Assert.Null(ReplyExtractor.FromText("To jer.\n\n" + danish, "SV: Ordre").Forwarded);
        Assert.Null(ReplyExtractor.FromText("Kiitos.\n\n" + finnish, "VS: Ordre").Forwarded);
    }

    [Fact]
    public void A_header_block_is_a_forward_when_the_subject_says_so_or_nothing_stands_above()
    {
        const string block = "From: Ann <a@x.example>\nSent: Tuesday, March 5, 2024 10:15 AM\nTo: Bob\nSubject: Broken\n\nIt smokes.";
        Assert.NotNull(ReplyExtractor.FromText("For you.\n\n" + block, "WG: Broken").Forwarded);
        Assert.Null(ReplyExtractor.FromText("For you.\n\n" + block, "RE: Broken").Forwarded);
        var bare = ReplyExtractor.FromText(block);
        Assert.Equal("It smokes.", bare.Forwarded!.Text);
        Assert.True(bare.ShowsEverything);
        Assert.Equal(block, bare.Reply);
    }

    [Theory]
    [InlineData("> only a quote")]
    [InlineData("On 5 Mar 2024, at 10:15, Ann <a@x.example> wrote:\n> only a quote")]
    [InlineData("-- \nBob")]
    [InlineData("Sent from my iPhone")]
    public void When_nothing_would_be_left_everything_is_shown(string text)
    {
        var extracted = ReplyExtractor.FromText(text);
        Assert.True(extracted.ShowsEverything);
        Assert.Equal(text.Replace("-- ", "--", StringComparison.Ordinal), extracted.Reply);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    public void An_empty_mail_gives_an_empty_reply(string text)
    {
        var extracted = ReplyExtractor.Extract(text, null);
        Assert.Equal("", extracted.Reply);
        Assert.False(extracted.ShowsEverything);
        Assert.Equal("", ReplyExtractor.Extract(null, null).Reply);
    }
}
