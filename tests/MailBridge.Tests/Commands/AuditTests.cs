using System.Globalization;
using MailBridge.Conversations;
using MailBridge.Storage;
using MailBridge.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace MailBridge.Tests.Commands;

/// <summary><c>audit</c>, on a desk where two colleagues have worked.</summary>
public sealed class AuditTests : IAsyncLifetime
{
    private static readonly AgentId Anna = new("anna"), Jonas = new("jonas");

    private readonly Shell _shell = new();
    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
    private ServiceProvider _services = null!;
    private ConversationId _first, _second;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DataFile => Path.Combine(_shell.Folder, "data", "mailbridge.db");

    /// <summary>Anna writes to two customers and tags one; a day later Jonas merges the two conversations.</summary>
    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DataFile)!);
        _services = new ServiceCollection().AddSingleton<TimeProvider>(_time).AddMailBridgeStorage(new BridgeStorageOptions { DataFile = DataFile }).BuildServiceProvider();
        await _services.GetRequiredService<BridgeDatabase>().MigrateAsync(Token);
        var directory = new DeskDirectory(
            [new Inbox(new("support"), "Support", [new("support@acme.example")], new ChatChannel("workspace", "", "support"))],
            [new Agent(Anna, "Anna", [new("anna@acme.example")]), new Agent(Jonas, "Jonas", [new("jonas@acme.example")])], ["acme.example"]);
        var desk = new AgentDesk(
            _services.GetRequiredService<IConversationStore>(), _services.GetRequiredService<IReplyFiles>(), directory, new MessageIdSigner(new byte[32]), _time,
            SendingRules.Default with { Hold = TimeSpan.Zero });
        _first = await ComposeAsync(desk, "max@shop.example");
        _second = await ComposeAsync(desk, "eva@shop.example");
        await ActAsync(desk, new AgentAction.Tag { Agent = Anna, Conversation = _second, Add = ["=HYPERLINK(\"x\")", "VIP"] });
        await ActAsync(desk, new AgentAction.AddNote { Agent = Anna, Conversation = _second, Text = "They are rich." });
        _time.Advance(TimeSpan.FromDays(1));
        var queue = _services.GetRequiredService<IDeliveryQueue>();
        var progress = new ReplyProgress(_services.GetRequiredService<IConversationStore>(), directory, _time);
        foreach (var sent in await queue.LeaseAsync(DeliveryLeg.Mail, 10, TimeSpan.FromMinutes(1), Token)) await progress.AcceptedAsync(sent, "250 ok", [], Token);
        await ActAsync(desk, new AgentAction.Merge { Agent = Jonas, Conversation = _first, Into = _second, Confirmed = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _shell.Dispose();
    }

    [Fact]
    public async Task Everything_is_listed_in_its_order_with_who_did_it_and_without_anybodys_words()
    {
        var run = await _shell.RunAsync("audit", "--json");
        Assert.Equal(["at", "kind", "agent", "conversation", "entry", "link", "detail"], run.Json[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["send anna", "send anna", "tagged anna", "note anna", "merged jonas", "merged jonas"],
            run.Json.Select(r => $"{r.GetProperty("kind").GetString()} {r.GetProperty("agent").GetString()}"));
        Assert.Equal("max@shop.example", run.Json[0].GetProperty("detail").GetString());
        Assert.DoesNotContain("rich", run.Output, StringComparison.Ordinal);
        var page = await _shell.RunAsync("audit");
        Assert.StartsWith("2026-03-02 09:00 +00:00  send  anna  max@shop.example\n    conversation ", page.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_merge_is_listed_in_either_conversation_with_the_other_one()
    {
        var merges = (await _shell.RunAsync("audit", "--json", "--kind", "MERGED")).Json
            .Select(r => (r.GetProperty("conversation").GetString(), r.GetProperty("detail").GetString())).ToHashSet();
        Assert.Equal([($"{_first}", $"to conversation {_second}"), ($"{_second}", $"from conversation {_first}")], merges);
    }

    [Theory]
    [InlineData("--agent jonas", 2)]
    [InlineData("--kind send", 2)]
    [InlineData("--kind send --agent jonas", 0)]
    [InlineData("--since 2026-03-03", 2)]
    [InlineData("--since 2026-03-03T10:00:00+01:00", 2)]
    [InlineData("--since 2026-03-03T09:00:01Z", 0)]
    [InlineData("--until 2026-03-03T09:00:00Z", 4)]
    public async Task It_is_narrowed_by_who_what_and_when(string options, int expected)
        => Assert.Equal(expected, (await _shell.RunAsync(["audit", "--json", .. options.Split(' ')])).Json.Count);

    [Fact]
    public async Task It_is_narrowed_to_a_conversation()
        => Assert.Equal(["merged"], (await _shell.RunAsync("audit", "--json", "--conversation", _first.ToString())).Json.Select(r => r.GetProperty("kind").GetString()));

    [Fact]
    public async Task A_spreadsheet_gets_a_table_in_which_nothing_is_reckoned()
    {
        var run = await _shell.RunAsync("audit", "--csv", "--conversation", _second.ToString());
        var lines = run.Output.Split("\r\n");
        Assert.Equal("at,kind,agent,conversation,entry,link,detail", lines[0]);
        Assert.StartsWith($"2026-03-02T09:00:00Z,tagged,anna,{_second},", lines.Single(l => l.Contains(",tagged,", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.EndsWith(",\"'=HYPERLINK( x ), VIP\"", lines.Single(l => l.Contains(",tagged,", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("", lines[^1]);
    }

    [Theory]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("+49 30", "\"'+49 30\"")]
    [InlineData("-1", "\"'-1\"")]
    [InlineData("@SUM(A1)", "\"'@SUM(A1)\"")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\uFF1D1", "\"'\uFF1D1\"")]
    [InlineData("a, \"b\"", "\"a, \"\"b\"\"\"")]
    [InlineData("plain", "plain")]
    public void A_cell_is_text_whatever_it_begins_with(string text, string cell) => Assert.Equal(cell, MailBridge.Commands.AuditCommand.Cell(text));

    [Theory]
    [InlineData("--kind", "sent", "“sent” is no kind. There are send, hold, withdraw, fail, note, claimed,")]
    [InlineData("--since", "yesterday", "“yesterday” is no time. Write it as 2026-11-01 or 2026-11-01T14:30:00Z.")]
    [InlineData("--until", "2026-13-01", "“2026-13-01” is no time.")]
    [InlineData("--conversation", "one", "“one” is no conversation's id.")]
    public async Task What_cannot_be_is_said_in_a_sentence(string option, string value, string words)
    {
        var run = await _shell.RunAsync("audit", option, value);
        Assert.Equal("", run.Output);
        Assert.NotEqual(0, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_never_did_anything_is_said_and_is_no_failure()
    {
        var run = await _shell.RunAsync("audit", "--agent", "mallory");
        Assert.Equal((0, "", "Nothing found, and nobody has the key mallory under Agents."), (run.Code, run.Output, run.Error.Trim()));
        // Whoever is no longer configured has done what they did.
        Assert.Equal(2, (await _shell.RunAsync("audit", "--json", "--agent", "JONAS")).Json.Count);
    }

    [Fact]
    public async Task It_writes_nothing_into_the_database()
    {
        await using var watch = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = DataFile, Pooling = false }.ToString());
        await watch.OpenAsync(Token);
        var before = Version(watch);
        Assert.NotEmpty((await _shell.RunAsync("audit")).Output);
        Assert.Equal(before, Version(watch));

        // SQLite counts the commits of all other connections (https://www.sqlite.org/pragma.html#pragma_data_version).
        static long Version(SqliteConnection connection)
        {
            using var ask = connection.CreateCommand();
            ask.CommandText = "PRAGMA data_version";
            return Convert.ToInt64(ask.ExecuteScalar(), CultureInfo.InvariantCulture);
        }
    }

    private async Task<ConversationId> ComposeAsync(AgentDesk desk, string to)
    {
        var id = ConversationId.New(_time);
        await ActAsync(desk, new AgentAction.Compose
        {
            Agent = Anna, Conversation = id, Inbox = new("support"), To = [new EmailPerson("", new(to))], Subject = "Your order", BaseSubject = "Your order", Text = "It is here.",
        });
        return id;
    }

    private static async Task ActAsync(AgentDesk desk, AgentAction action) => Assert.IsType<ActionOutcome.Done>(await desk.ActAsync(action, Token));
}
