using System.Runtime.CompilerServices;
using System.Text.Json;
using MailBridge.Slack;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Commands;

public sealed class DoctorSlackTests : IAsyncLifetime
{
    private readonly Shell _shell = new() { Time = TimeProvider.System };
    private FakeSlack _slack = null!;
    private SlackInstall _bot = null!;
    private SlackChannel _support = null!;

    public async ValueTask InitializeAsync()
    {
        _slack = await FakeSlack.StartAsync(TestContext.Current.CancellationToken);
        var team = _slack.AddWorkspace("acme", "Acme Ltd");
        _bot = _slack.Install(_slack.AddApp(), team);
        _support = _slack.AddChannel(team, "support", _bot.BotUser);
        _slack.AddChannel(team, "ops");
        Directory.CreateDirectory(Path.Combine(_shell.Folder, "box", "new"));
        Directory.CreateDirectory(Path.Combine(_shell.Folder, "box", "cur"));
    }

    public async ValueTask DisposeAsync()
    {
        await _slack.DisposeAsync();
        _shell.Dispose();
    }

    [Fact]
    public async Task All_that_is_in_order_is_told()
    {
        var output = await RunAsync("#support");
        Assert.Contains("ok      Slack app: installed in Acme Ltd as @", output, StringComparison.Ordinal);
        Assert.Contains($"ok      Slack scopes: all {SlackScopes.All.Count} are granted", output, StringComparison.Ordinal);
        Assert.Contains($"ok      Slack channel of support: #support ({_support.Id}), MailBridge is in it", output, StringComparison.Ordinal);
        Assert.Contains("ok      Slack operations channel: #ops", output, StringComparison.Ordinal);
        Assert.Contains("MailBridge will come into it with the first post", output, StringComparison.Ordinal);
        Assert.Contains("ok      Slack Socket Mode: opens, at 127.0.0.1", output, StringComparison.Ordinal);
        Assert.Empty(_slack.CallsOf("chat.postMessage"));
        Assert.Empty(_slack.CallsOf("conversations.join"));
    }

    [Fact]
    public async Task A_missing_scope_is_told_with_what_it_is_for()
    {
        _bot.Scopes.Remove("files:write");
        var output = await RunAsync("#support");
        Assert.Contains("FAILED  Slack scopes: missing are files:write (files of mails are not put into threads).", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_token_is_told_and_nothing_else_asked_with_it()
    {
        _slack.KillToken(_bot, "token_revoked");
        var output = await RunAsync("#support");
        Assert.Contains("FAILED  Slack app: Slack no longer takes MailBridge's token (token_revoked).", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Slack scopes", output, StringComparison.Ordinal);
        Assert.DoesNotContain(_bot.BotToken, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_is_not_there_is_told()
        => Assert.Contains("FAILED  Slack channel of support: Slack has no channel #nowhere", await RunAsync("#nowhere"), StringComparison.Ordinal);

    [Fact]
    public async Task Socket_Mode_that_does_not_open_is_told_with_what_to_do()
    {
        _bot.App.AppTokenScopes.Clear();
        Assert.Contains("FAILED  Slack Socket Mode:", await RunAsync("#support"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("slack-app.yaml")]
    [InlineData("slack-app.json")]
    public void The_scopes_are_those_of_the_manifest(string manifest)
    {
        var text = File.ReadAllText(Path.Combine(Root(), "bot-manifests", manifest));
        Assert.Equal(SlackScopes.All.Select(s => s.Name).Order(StringComparer.Ordinal), Scopes(text).Order(StringComparer.Ordinal));
    }

    private async Task<string> RunAsync(string channel)
    {
        _shell.File("appsettings.json", JsonSerializer.Serialize(new
        {
            Inboxes = new { support = new { Name = "Support", Addresses = new[] { "support@acme.example" }, Channel = $"slack:{channel}", Maildir = new { Path = "box" } } },
            Agents = new { anna = new { Name = "Anna", Addresses = new[] { "anna@acme.example" } } },
            Pickup = new { Folder = "out" },
            Slack = new { _bot.BotToken, _bot.App.AppToken, OperationsChannel = "#ops", ApiBaseUrl = _slack.ApiBaseUrl.AbsoluteUri },
        }));
        return (await _shell.RunAsync("doctor")).Output;
    }

    private static IEnumerable<string> Scopes(string manifest)
    {
        if (manifest.TrimStart().StartsWith('{'))
        {
            return JsonDocument.Parse(manifest).RootElement.GetProperty("oauth_config").GetProperty("scopes").GetProperty("bot")
                .EnumerateArray().Select(s => s.GetString()!);
        }
        return manifest.Split('\n').SkipWhile(l => l.Trim() != "bot:").Skip(1).TakeWhile(l => l.TrimStart().StartsWith("- ", StringComparison.Ordinal))
            .Select(l => l.Trim()[2..].Split('#')[0].Trim());
    }

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath("../../..", Path.GetDirectoryName(here)!);
}
