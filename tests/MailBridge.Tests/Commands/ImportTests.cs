using System.Security.Cryptography;
using System.Text.Json;
using MailBridge.Commands;
using MailBridge.Conversations;

namespace MailBridge.Tests.Commands;

public sealed class ImportTests : IDisposable
{
    private const string Configuration = """
        {
          "Inboxes": {
            "support": { "Addresses": [ "support@acme.example" ], "Maildir": { "Path": "box" } },
            "sales": { "Addresses": [ "sales@acme.example" ], "Maildir": { "Path": "box2" } }
          },
          "Agents": { "jonas": { "Name": "Jonas Weber", "Addresses": [ "jonas@acme.example" ] } },
          "Pickup": { "Folder": "out" }
        }
        """;

    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task An_exchange_becomes_one_conversation_told_in_the_order_of_the_files()
    {
        _shell.File("mails/1.eml", Mails.Thanks);
        _shell.File("mails/2.eml", Mails.Question);
        _shell.File("mails/3.eml", Mails.Answer);
        _shell.File("mails/4.eml", Mails.Internal);
        var run = await _shell.RunAsync("import", "--dry-run", "--json", "--our-domain", "acme.example", "mails");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(["mails/1.eml", "mails/2.eml", "mails/3.eml", "mails/4.eml"], Texts(run, "file"));
        Assert.Equal(["inbound", "inbound", "outbound", "internal"], Texts(run, "direction"));
        Assert.Equal(["ana@shop.example", "ana@shop.example", "ana@shop.example", null], Texts(run, "customer"));
        var conversations = Texts(run, "conversation");
        Assert.Single(conversations.Take(3).Distinct());
        Assert.NotNull(conversations[0]);
        Assert.Null(conversations[3]);
        Assert.Equal(
            ["file", "messageId", "kind", "direction", "conversation", "customer", "duplicateOf", "offset", "duplicateOffset", "wasThere", "problem"],
            run.Json[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task An_exchange_is_one_conversation_though_a_clock_goes_wrong_and_mails_are_missing()
    {
        // The question claims to be from after its answers; two further mails name only a mail that nobody has.
        _shell.File("mails/1.eml", Mails.Question.Replace("2 Mar", "9 Mar", StringComparison.Ordinal));
        _shell.File("mails/2.eml", Mails.Answer);
        _shell.File("mails/3.eml", Mails.Thanks);
        _shell.File("mails/4.eml", Mails.Thanks.Replace("q2@", "q3@", StringComparison.Ordinal).Replace("a1@", "lost@", StringComparison.Ordinal).Replace("q1@", "gone@", StringComparison.Ordinal)
            .Replace("1042", "77", StringComparison.Ordinal));
        _shell.File("mails/5.eml", Mails.Thanks.Replace("q2@", "q4@", StringComparison.Ordinal).Replace("a1@", "gone@", StringComparison.Ordinal)
            .Replace("<q1@shop.example> ", "", StringComparison.Ordinal).Replace("Re: Parcel 1042", "Other words", StringComparison.Ordinal).Replace("@acme.example>", "@shop.example>", StringComparison.Ordinal));
        var run = await _shell.RunAsync("import", "--dry-run", "--json", "--our-domain", "acme.example", "mails");
        Assert.Equal((0, ""), (run.Code, run.Error));
        var conversations = Texts(run, "conversation");
        Assert.Single(conversations[..3].Distinct());
        Assert.Single(conversations[3..].Distinct());
        Assert.NotEqual(conversations[0], conversations[3]);
    }

    [Fact]
    public async Task Second_copies_name_the_file_of_the_first()
    {
        _shell.File("mails/1.eml", Mails.Question);
        _shell.File("mails/2.eml", Mails.DeliveredTo(Mails.Question, "sales@acme.example"));
        _shell.File("mails/3.eml", Mails.Question);
        var run = await _shell.RunAsync("import", "--dry-run", "--json", "--our-domain", "acme.example", "mails");
        Assert.Equal([null, "mails/1.eml", "mails/1.eml"], Texts(run, "duplicateOf"));
        Assert.Single(Texts(run, "conversation").Distinct());
        Assert.Equal(["inbound", "inbound", "inbound"], Texts(run, "direction"));
    }

    [Fact]
    public async Task Without_a_configuration_our_domain_is_guessed_and_said()
    {
        _shell.File("mails/1.eml", Mails.Question);
        _shell.File("mails/2.eml", Mails.Answer);
        _shell.File("mails/3.eml", Mails.Internal);
        var run = await _shell.RunAsync("import", "--dry-run", "--json", "mails");
        Assert.Equal("Our domain is taken to be acme.example, which takes part in 3 of 3 mails; --our-domain DOMAIN says otherwise.", run.Error.Trim());
        Assert.Equal(["inbound", "outbound", "internal"], Texts(run, "direction"));
    }

    [Fact]
    public async Task A_mailbox_at_a_public_provider_is_guessed_by_its_address()
    {
        _shell.File("mails/1.eml", Mails.Question.Replace("support@acme.example", "acme.shop@gmail.com", StringComparison.Ordinal));
        _shell.File("mails/2.eml", "From: pat@gmail.com\nTo: acme.shop@gmail.com\nSubject: Size\nMessage-ID: <p@x>\n\nWhich size?\n");
        var run = await _shell.RunAsync("import", "--dry-run", "--json", "mails");
        Assert.StartsWith("Our address is taken to be acme.shop@gmail.com, which takes part in 2 of 2 mails", run.Error, StringComparison.Ordinal);
        Assert.Equal(["inbound", "inbound"], Texts(run, "direction"));
        Assert.Equal(["ana@shop.example", "pat@gmail.com"], Texts(run, "customer"));
    }

    [Fact]
    public async Task A_dry_run_leaves_nothing_behind()
    {
        _shell.File("mails/1.eml", Mails.Question);
        var run = await _shell.RunAsync("import", "--dry-run", "--our-domain", "acme.example", "mails");
        Assert.Equal(0, run.Code);
        Assert.EndsWith("This was a dry run: nothing was kept.", run.Output.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(["mails"], Directory.EnumerateFileSystemEntries(_shell.Folder).Select(Path.GetFileName));
    }

    [Fact]
    public async Task An_import_is_kept_and_doing_it_again_changes_nothing()
    {
        _shell.File("appsettings.json", Configuration);
        _shell.File("mails/1.eml", Mails.Question);
        _shell.File("mails/2.eml", Mails.Answer);
        _shell.File("mails/3.eml", Mails.Internal);
        var first = await _shell.RunAsync("import", "--json", "mails");
        var second = await _shell.RunAsync("import", "--json", "mails");
        Assert.Equal((0, 0), (first.Code, second.Code));
        Assert.Equal(["False", "False", "False"], Texts(first, "wasThere"));
        Assert.Equal(["True", "True", "True"], Texts(second, "wasThere"));
        foreach (var field in (string[])["direction", "conversation", "customer", "duplicateOf"]) Assert.Equal(Texts(first, field), Texts(second, field));
        var customer = Assert.Single((await _shell.RunAsync("customer", "--json", "ana@shop.example")).Json);
        var conversation = Assert.Single(customer.GetProperty("conversations").EnumerateArray());
        Assert.Equal((1, 1), (conversation.GetProperty("customerEmails").GetInt32(), conversation.GetProperty("answers").GetInt32()));
    }

    [Fact]
    public async Task A_dry_run_works_on_a_copy_of_what_is_there()
    {
        _shell.File("appsettings.json", Configuration);
        _shell.File("old/1.eml", Mails.Question);
        _shell.File("new/2.eml", Mails.Answer);
        var before = await _shell.RunAsync("import", "--json", "old");
        var dry = await _shell.RunAsync("import", "--dry-run", "--json", "new");
        Assert.Equal(Texts(before, "conversation"), Texts(dry, "conversation"));
        var conversation = Assert.Single((await _shell.RunAsync("customer", "--json", "ana@shop.example")).Json).GetProperty("conversations")[0];
        Assert.Equal(0, conversation.GetProperty("answers").GetInt32());
    }

    [Fact]
    public async Task Mail_goes_to_the_inbox_it_was_addressed_to_unless_one_is_named()
    {
        _shell.File("appsettings.json", Configuration);
        _shell.File("mails/1.eml", Mails.Question.Replace("support@acme", "sales@acme", StringComparison.Ordinal));
        await _shell.RunAsync("import", "mails");
        Assert.Equal("sales", Assert.Single((await _shell.RunAsync("customer", "--json", "ana@shop.example")).Json).GetProperty("conversations")[0].GetProperty("inbox").GetString());
        var run = await _shell.RunAsync("import", "--inbox", "marketing", "mails");
        Assert.Equal(1, run.Code);
        Assert.Equal("There is no inbox marketing; the configuration has sales, support.", run.Error.Trim());
    }

    [Fact]
    public async Task A_running_bridge_must_be_stopped_first()
    {
        _shell.File("appsettings.json", Configuration);
        _shell.File("mails/1.eml", Mails.Question);
        using var running = MailBridge.Operations.DataFolder.Claim(Path.Combine(_shell.Folder, "data"));
        var run = await _shell.RunAsync("import", "mails");
        Assert.Equal(1, run.Code);
        Assert.Contains("Another MailBridge works on", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await _shell.RunAsync("import", "--dry-run", "mails")).Code);
    }

    [Fact]
    public async Task An_import_that_was_ended_in_the_middle_is_gone_on_with()
    {
        _shell.File("appsettings.json", Configuration);
        var bytes = await File.ReadAllBytesAsync(_shell.File("mails/1.eml", Mails.Question), TestContext.Current.CancellationToken);
        await using (var store = await OpenedStore.OpenAsync(Path.Combine(_shell.Folder, "data", "mailbridge.db"), _shell.Time, TestContext.Current.CancellationToken))
        {
            var kept = new FoundMail(new InboxId("support"), $"import:{Convert.ToHexStringLower(SHA256.HashData(bytes))}", _shell.Time.GetUtcNow(), bytes);
            Assert.NotNull(await store.RawMails.KeepAsync(kept, null, TestContext.Current.CancellationToken));
        }
        var run = await _shell.RunAsync("import", "--json", "mails");
        Assert.Equal(["True"], Texts(run, "wasThere"));
        Assert.NotNull(Assert.Single(Texts(run, "conversation")));
        Assert.Equal(["ana@shop.example"], Texts(run, "customer"));
    }

    [Fact]
    public async Task A_mail_that_nobody_sent_is_left_out_and_said()
    {
        _shell.File("mails/1.eml", Mails.Question);
        _shell.File("mails/2.eml", "Subject: from nowhere\n\nboo\n");
        var run = await _shell.RunAsync("import", "--dry-run", "--json", "--our-domain", "acme.example", "mails");
        Assert.Equal(1, run.Code);
        Assert.StartsWith("mails/2.eml was left out: it names no sender", run.Error, StringComparison.Ordinal);
        Assert.Equal(["inbound", null], Texts(run, "direction"));
    }

    [Fact]
    public async Task A_domain_that_is_none_is_refused()
    {
        _shell.File("mails/1.eml", Mails.Question);
        var run = await _shell.RunAsync("import", "--dry-run", "--our-domain", "https://acme", "mails");
        Assert.Equal((1, "https://acme is no domain; write --our-domain example.com."), (run.Code, run.Error.Trim()));
    }

    [Fact]
    public async Task The_summary_counts_what_became_of_the_mails()
    {
        _shell.File("mails/1.eml", Mails.Question);
        _shell.File("mails/2.eml", Mails.Answer);
        _shell.File("mails/3.eml", Mails.Question);
        var run = await _shell.RunAsync("import", "--dry-run", "--our-domain", "acme.example", "mails");
        Assert.Equal(
            """
            3 mails read.
              Conversations               1
              Customers                   1
              From customers              2
              To customers                1
              Second copies               1
            This was a dry run: nothing was kept.
            """,
            run.Output.TrimEnd());
    }

    private static List<string?> Texts(Run run, string field)
        => [.. run.Json.Select(m => m.GetProperty(field) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : null)];
}
