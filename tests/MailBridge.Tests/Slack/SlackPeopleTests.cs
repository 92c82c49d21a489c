using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.Slack;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;
using MailBridge.Testing.Slack;
using Microsoft.Extensions.Logging.Abstractions;
using SlackApp = MailBridge.Slack.SlackApp;

namespace MailBridge.Tests.Slack;

/// <summary>Who is who in Slack.</summary>
public sealed class SlackPeopleTests
{
    [Fact]
    public async Task A_colleague_named_in_the_configuration_is_known_even_where_Slack_may_not_tell_who_that_is()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var slack = await FakeSlack.StartAsync(ct);
        var team = slack.AddWorkspace();
        var bot = slack.Install(slack.AddApp(), team);
        var (anna, jonas) = (slack.AddUser(team, "anna", "someone@else.example"), slack.AddUser(team, "jonas", "jonas@acme.example"));
        bot.Scopes.Remove("users:read");
        var options = new BridgeOptions();
        options.Agents["anna"] = new AgentOptions { Name = "Anna Kowalska", SlackUser = anna.Id };
        options.Agents["jonas"] = new AgentOptions { Name = "Jonas Weber", Addresses = ["jonas@acme.example"] };
        using var http = new HttpClient(SlackClient.CreateHandler());
        var api = new SlackClient(http, new SlackToken(bot.BotToken), new SlackOptions { BaseUrl = slack.ApiBaseUrl }, TimeProvider.System, NullLogger.Instance);
        using var app = new SlackApp(api, TimeProvider.System);
        var people = new SlackPeople(api, app, options.ToDirectory(), options, TimeProvider.System);
        Assert.Equal(new AgentId("anna"), (await people.WhoAsync(anna.Id, ct)).Agent!.Id);
        await Assert.ThrowsAsync<SlackRefusedException>(() => people.WhoAsync(jonas.Id, ct));
        bot.Scopes.Add("users:read");
        Assert.Equal(new AgentId("jonas"), (await people.WhoAsync(jonas.Id, ct)).Agent!.Id);
    }
}
