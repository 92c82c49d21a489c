using System.Text;

namespace MailBridge.Tests.Commands;

public sealed class InspectTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_mail_is_told_as_one_JSON_object_with_the_documented_fields()
    {
        _shell.File("mail.eml", Mails.Answer);
        var run = await _shell.RunAsync("inspect", "--json", "mail.eml");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var mail = Assert.Single(run.Json);
        Assert.Equal(
            ["file", "messageId", "inReplyTo", "references", "date", "from", "to", "cc", "replyTo", "subject", "kind", "text", "reply", "quoted", "signature",
                "attachments", "defects", "offset", "forwarded", "bounce", "receipt", "complaint", "sender"],
            mail.EnumerateObject().Select(p => p.Name));
        Assert.Equal("mail.eml", mail.GetProperty("file").GetString());
        Assert.Equal("a1@acme.example", mail.GetProperty("messageId").GetString());
        Assert.Equal("2026-03-02T08:30:00+01:00", mail.GetProperty("date").GetString());
        Assert.Equal("""[{"name":"Jonas Weber","address":"jonas@acme.example"}]""", mail.GetProperty("from").GetRawText());
        Assert.Equal("""["q1@shop.example"]""", mail.GetProperty("references").GetRawText());
        Assert.Equal("customer", mail.GetProperty("kind").GetString());
        Assert.Equal("It is on its way.", mail.GetProperty("text").GetString()!.Trim());
    }

    [Fact]
    public async Task What_a_mail_does_not_say_is_null_or_empty()
    {
        _shell.File("mail.eml", "X-Nothing: at all\n\n");
        var mail = Assert.Single((await _shell.RunAsync("inspect", "--json", "mail.eml")).Json);
        Assert.Equal("null", mail.GetProperty("messageId").GetRawText());
        Assert.Equal("null", mail.GetProperty("date").GetRawText());
        Assert.Equal("[]", mail.GetProperty("from").GetRawText());
        Assert.Equal("", mail.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_bounce_is_told_with_its_recipients_and_why()
    {
        _shell.File("bounce.eml", """
            From: MAILER-DAEMON@mx.example
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; ana@shop.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 no such user here

            --b
            Content-Type: text/rfc822-headers

            Message-ID: <r1@acme.example>

            --b--
            """);
        var bounce = Assert.Single((await _shell.RunAsync("inspect", "--json", "bounce.eml")).Json).GetProperty("bounce");
        Assert.Equal("r1@acme.example", bounce.GetProperty("originalMessageId").GetString());
        var recipient = Assert.Single(bounce.GetProperty("recipients").EnumerateArray());
        Assert.Equal(("ana@shop.example", "failed", "5.1.1"),
            (recipient.GetProperty("address").GetString(), recipient.GetProperty("action").GetString(), recipient.GetProperty("status").GetString()));
        Assert.Contains("Bounce      ana@shop.example: failed 5.1.1", (await _shell.RunAsync("inspect", "bounce.eml")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forwarded_mail_is_told_apart_and_a_trusted_server_vouches_for_the_sender()
    {
        _shell.File("mail.eml", """
            Authentication-Results: mx.acme.example; dmarc=pass header.from=shop.example
            From: Ana <ana@shop.example>
            Subject: Fwd: Order

            Please look.

            ---------- Forwarded message ---------
            From: Bo <bo@other.example>
            Subject: Order

            Where is it?
            """);
        var mail = Assert.Single((await _shell.RunAsync("inspect", "--json", "--trust", "mx.acme.example", "mail.eml")).Json);
        Assert.Equal("Bo <bo@other.example>", mail.GetProperty("forwarded").GetProperty("from").GetString());
        Assert.Equal("Where is it?", mail.GetProperty("forwarded").GetProperty("text").GetString());
        Assert.StartsWith("verified by ", mail.GetProperty("sender").GetString(), StringComparison.Ordinal);
        Assert.Equal("null", Assert.Single((await _shell.RunAsync("inspect", "--json", "mail.eml")).Json).GetProperty("sender").GetRawText());
    }

    [Fact]
    public async Task A_page_shows_a_mail_to_a_person()
    {
        _shell.File("mail.eml", Mails.Question);
        var run = await _shell.RunAsync("inspect", "mail.eml");
        Assert.Contains("Subject     Parcel 1042", run.Output, StringComparison.Ordinal);
        Assert.Contains("From        Ana Novák <ana@shop.example>", run.Output, StringComparison.Ordinal);
        Assert.Contains("Where is my parcel? 😡", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_cannot_drive_the_terminal()
    {
        _shell.File("mail.eml", Mails.Question.Replace("Where is", "\u001b]0;owned\u0007 \u202Ereversed", StringComparison.Ordinal));
        var run = await _shell.RunAsync("inspect", "mail.eml");
        Assert.DoesNotContain('\u001b', run.Output);
        Assert.DoesNotContain('\u202E', run.Output);
    }

    [Fact]
    public async Task A_mail_comes_from_standard_input()
    {
        _shell.Input = Encoding.UTF8.GetBytes(Mails.Question);
        var mail = Assert.Single((await _shell.RunAsync("inspect", "--json", "-")).Json);
        Assert.Equal("-", mail.GetProperty("file").GetString());
        Assert.Equal("q1@shop.example", mail.GetProperty("messageId").GetString());
    }

    [Fact]
    public async Task A_folder_gives_its_mails_in_a_stable_order_and_passes_over_other_files()
    {
        _shell.File("mails/b.eml", Mails.Question);
        _shell.File("mails/a.eml", Mails.Question);
        _shell.File("mails/deep/c.eml", Mails.Question);
        _shell.File("mails/no-suffix", Mails.Question);
        _shell.File("mails/a.json", "{}");
        _shell.File("mails/notes.txt", "These are notes: about mails.");
        _shell.File("mails/.hidden", Mails.Question);
        var run = await _shell.RunAsync("inspect", "--json", "mails");
        Assert.Equal(["mails/a.eml", "mails/b.eml", "mails/no-suffix", "mails/deep/c.eml"], run.Json.Select(m => m.GetProperty("file").GetString()));
    }

    [Fact]
    public async Task A_Maildir_tree_gives_the_mails_of_all_its_folders()
    {
        foreach (var folder in (string[])["cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"]) Directory.CreateDirectory(Path.Combine(_shell.Folder, "box", folder));
        _shell.File("box/cur/1.a.host:2,S", Mails.Question);
        _shell.File("box/new/2.b.host", Mails.Thanks);
        _shell.File("box/.Sent/cur/3.c.host:2,S", Mails.Answer);
        _shell.File("box/tmp/4.d.host", "half a ma");
        var run = await _shell.RunAsync("inspect", "--json", "box");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            ["box/.Sent/cur/3.c.host:2,S", "box/cur/1.a.host:2,S", "box/new/2.b.host"],
            run.Json.Select(m => m.GetProperty("file").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_mbox_file_gives_each_of_its_mails_with_its_place()
    {
        _shell.File("archive", $"From ana@shop.example Mon Mar  2 08:00:00 2026\n{Mails.Question}\n\nFrom jonas@acme.example Mon Mar  2 08:30:00 2026\n{Mails.Answer}\n\n");
        var run = await _shell.RunAsync("inspect", "--json", "archive");
        Assert.Equal(["q1@shop.example", "a1@acme.example"], run.Json.Select(m => m.GetProperty("messageId").GetString()));
        Assert.All(run.Json, m => Assert.Equal("archive", m.GetProperty("file").GetString()));
        Assert.Equal(0, run.Json[0].GetProperty("offset").GetInt64());
        Assert.True(run.Json[1].GetProperty("offset").GetInt64() > 0);
    }

    [Fact]
    public async Task A_file_named_eml_is_one_mail_even_with_a_From_line()
    {
        _shell.File("saved.eml", $"From ana@shop.example Mon Mar  2 08:00:00 2026\n{Mails.Question}\n\nFrom here it is far.\n");
        Assert.Single((await _shell.RunAsync("inspect", "--json", "saved.eml")).Json);
    }

    [Fact]
    public async Task A_place_that_does_not_exist_is_said_and_the_others_go_on()
    {
        _shell.File("mail.eml", Mails.Question);
        var run = await _shell.RunAsync("inspect", "--json", "gone.eml", "mail.eml");
        Assert.Equal(1, run.Code);
        Assert.StartsWith("gone.eml does not exist; name a mail", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Json);
    }

    [Fact]
    public async Task Lone_surrogates_and_line_separators_keep_one_object_on_one_line()
    {
        _shell.Input = [.. "Subject: =?utf-16?B?2D0AYQ==?=\nFrom: a@b.example\nContent-Type: text/plain; charset=utf-16be\n\n"u8, 0xD8, 0x3D, 0x00, 0x61, 0x20, 0x28];
        var run = await _shell.RunAsync("inspect", "--json", "-");
        Assert.Equal(0, run.Code);
        Assert.Single(run.Json);
        Assert.Single(run.Output.TrimEnd('\n').Split('\n', '\u2028', '\u2029', '\u0085', '\r'));
    }

    [Fact]
    public async Task No_bytes_make_it_fail()
    {
        var random = new Random(7);
        var seeds = new[] { Mails.Question, Mails.Answer, "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x\n--b--\n" }.Select(Encoding.UTF8.GetBytes).ToArray();
        for (var i = 0; i < 150; i++)
        {
            var bytes = seeds[i % seeds.Length].ToArray();
            for (var hits = random.Next(1, 20); hits > 0; hits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            _shell.Input = bytes;
            var run = await _shell.RunAsync(i % 2 == 0 ? ["inspect", "--json", "-"] : ["inspect", "-"]);
            Assert.Equal((0, ""), (run.Code, run.Error));
        }
    }
}
