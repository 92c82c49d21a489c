using System.Net;
using System.Text;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;
using MailBridge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.Tests.Slack;

/// <summary>How the channel that stands in the configuration becomes the one that Slack knows, and what the installation is called.</summary>
public sealed class ChannelNameTests
{
    private const string Listed = """{"ok":true,"channels":[{"id":"C_support","name":"support"}]}""";
    private const string NoSuchMethod = """{"ok":false,"error":"unknown_method"}""";
    private const string NoSuchChannel = """{"ok":false,"error":"channel_not_found"}""";
    private const string Known = """{"ok":true,"channel":{"id":"C_support"}}""";

    [Theory]
    [InlineData("#support", Listed, NoSuchMethod, "C_support")]
    [InlineData("support", Listed, NoSuchMethod, "C_support")]
    // What has not the shape of Slack's ids may be one.
    [InlineData("C_support", Listed, NoSuchMethod, "C_support")]
    [InlineData("C_support", Listed, Known, "C_support")]
    [InlineData("C_support", NoSuchMethod, Known, "C_support")]
    [InlineData("sales", Listed, NoSuchChannel, null)]
    // Of Slack's shape: nobody has to be asked.
    [InlineData("C0123ABCD", NoSuchMethod, NoSuchMethod, "C0123ABCD")]
    public async Task A_channel_is_found_by_name_and_by_id(string configured, string list, string info, string? id)
    {
        using var slack = new Answers(list, info);
        using var http = new HttpClient(slack);
        using var app = App(http);
        Assert.Equal(id, await app.FindChannelAsync(configured, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_refused_list_is_told_of_where_the_name_is_no_id_either()
    {
        using var slack = new Answers("""{"ok":false,"error":"missing_scope","needed":"channels:read"}""", NoSuchChannel);
        using var http = new HttpClient(slack);
        using var app = App(http);
        var refused = await Assert.ThrowsAsync<SlackRefusedException>(() => app.FindChannelAsync("#support", TestContext.Current.CancellationToken));
        Assert.Equal(("conversations.list", "channels:read"), (refused.Method, refused.Needed));
    }

    [Fact]
    public async Task Workspace_and_bot_go_by_their_ids_where_Slack_does_not_name_them()
    {
        using var slack = new Answers("", """{"ok":true,"team_id":"T1","user_id":"U0BOT"}""");
        using var http = new HttpClient(slack);
        using var app = App(http);
        var installed = await app.WhoAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("T1", "U0BOT", null), (installed.Team, installed.Bot, installed.Address));
    }

    private static MailBridge.Slack.SlackApp App(HttpClient http)
    {
        var time = new ManualTimeProvider();
        return new(
            new SlackClient(http, new SlackToken("xoxb-1"), new SlackOptions { BaseUrl = new Uri("http://slack.example/api/") }, time, NullLogger.Instance), time);
    }

    private sealed class Answers(string list, string info) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StringContent(request.RequestUri!.AbsolutePath.EndsWith(".list", StringComparison.Ordinal) ? list : info, Encoding.UTF8, "application/json"),
            });
    }
}
