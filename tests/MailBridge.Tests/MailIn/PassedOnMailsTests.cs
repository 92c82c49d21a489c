using MailBridge.Conversations;
using MailBridge.MailIn;

namespace MailBridge.Tests.MailIn;

/// <summary>A colleague passes a customer's mail on to the inbox, from the bytes to the conversation.</summary>
public sealed class PassedOnMailsTests
{
    [Theory]
    [InlineData("Fwd: Boiler", "---------- Forwarded message ---------\nFrom: Zoë <zoe@customer.example>\nDate: Sun, Nov 22, 2026 at 8:30 AM\nSubject: Boiler\nTo: <anna@acme.example>")]
    [InlineData("WG: Boiler", "-----Ursprüngliche Nachricht-----\nVon: Zoë [mailto:zoe@customer.example] \nGesendet: Sonntag, 22. November 2026 08:30\nAn: Anna Kowalska\nBetreff: Boiler")]
    [InlineData("TR: Boiler", "De : Zoë <zoe@customer.example>\nEnvoyé : dimanche 22 novembre 2026 08:30\nÀ : anna@acme.example\nObjet : Boiler")]
    public async Task A_forward_in_the_text_becomes_the_customers_conversation(string subject, string block)
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.ReceiveAsync($"""
            From: Anna <anna@acme.example>
            To: support@acme.example
            Subject: {subject}
            Message-ID: <f1@acme.example>
            Date: Sun, 22 Nov 2026 09:30:00 +0000
            MIME-Version: 1.0
            Content-Type: text/plain; charset=iso-8859-1
            Content-Transfer-Encoding: 8bit

            Can you help her?

            {block}

            It drips since Monday.
            """);
        var mail = Assert.IsType<Entry.CustomerEmail>(conversation.Entries[0]);
        Assert.Equal(("zoe@customer.example", "Zoë", "Boiler", "It drips since Monday."), (mail.Email.From.Address.Value, mail.Email.From.Name, mail.Email.Subject, mail.Email.NewText.Trim()));
        Assert.Equal("Can you help her?", Assert.IsType<Entry.Note>(conversation.Entries[1]).Text);
        Assert.Equal("Forwarded by Anna Kowalska; the sender is as the forward says", desk.Cards.Item(conversation, mail).Marks[0]);
        Assert.Equal("Zoë", (await desk.Store.LoadCustomerAsync(conversation.State.Customer, DeskFixture.Token))!.Name);
    }

    [Fact]
    public async Task Without_a_word_above_it_there_is_no_note()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var conversation = await desk.ReceiveAsync("""
            From: Anna <anna@acme.example>
            To: support@acme.example
            Subject: Fwd: Boiler
            Message-ID: <f1@acme.example>

            ---------- Forwarded message ---------
            From: Zoe <zoe@customer.example>
            Date: Sun, Nov 22, 2026 at 8:30 AM
            Subject: Boiler
            To: <anna@acme.example>

            It drips.
            """);
        Assert.Equal("It drips.", Assert.IsType<Entry.CustomerEmail>(Assert.Single(conversation.Entries)).Email.NewText.Trim());
    }

    [Fact]
    public async Task A_mail_that_comes_as_a_file_brings_its_own_files_and_its_date()
    {
        await using var desk = await DeskFixture.CreateAsync();
        const string mail = """
            From: Anna <anna@acme.example>
            To: support@acme.example
            Subject: Fwd: Boiler
            Message-ID: <f1@acme.example>
            Date: Sun, 22 Nov 2026 09:30:00 +0000
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: text/plain

            See there.
            --outer
            Content-Type: message/rfc822
            Content-Disposition: attachment; filename="Boiler.eml"

            From: Zoe <zoe@customer.example>
            To: anna@acme.example
            Subject: Boiler
            Message-ID: <zoe-1@customer.example>
            Date: Sat, 21 Nov 2026 08:30:00 +0000
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=inner

            --inner
            Content-Type: text/plain

            It drips.
            --inner
            Content-Type: text/csv
            Content-Disposition: attachment; filename="drops.csv"

            1,2,3
            --inner--
            --outer--
            """;
        var conversation = await desk.ReceiveAsync(mail);
        var entry = Assert.IsType<Entry.CustomerEmail>(conversation.Entries[0]);
        Assert.Equal(("zoe-1@customer.example", "It drips.", new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)), (entry.Email.MessageId.Value, entry.Email.NewText.Trim(), entry.At));
        var file = Assert.Single(entry.Email.Attachments);
        Assert.Equal("drops.csv", file.FileName);
        var original = await new Originals(desk.Raw).FileAsync(entry.Email.Raw, file.Index, DeskFixture.Token);
        Assert.Equal(("drops.csv", "1,2,3"), (original!.Name, System.Text.Encoding.ASCII.GetString(original.Bytes.Span).Trim()));
        Assert.Equal("See there.", Assert.IsType<Entry.Note>(conversation.Entries[1]).Text);
    }

    [Theory]
    [InlineData("Zoë <zoe@customer.example>", "Zoë", "zoe@customer.example")]
    [InlineData("\"Weber, Zoë\" <zoe@customer.example>", "Weber, Zoë", "zoe@customer.example")]
    [InlineData("Zoë [mailto:zoe@customer.example]", "Zoë", "zoe@customer.example")]
    [InlineData("zoe@customer.example <mailto:zoe@customer.example>", "", "zoe@customer.example")]
    [InlineData("zoe@customer.example (Zoë)", "Zoë", "zoe@customer.example")]
    [InlineData("zoe@customer.example", "", "zoe@customer.example")]
    public void People_are_read_as_mail_programs_copy_them(string line, string name, string address)
    {
        var person = Assert.Single(CopiedPeople.Read(line));
        Assert.Equal((name, address), (person.Name, person.Address.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Anna Kowalska")]
    [InlineData("@")]
    [InlineData("<@>, ;; \"")]
    public void Who_has_no_address_is_nobody(string line) => Assert.Empty(CopiedPeople.Read(line));
}
