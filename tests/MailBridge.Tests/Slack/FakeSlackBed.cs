using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MailBridge.Testing;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

/// <summary>A fake Slack with a workspace, an agent, a channel and an installed bot, and the barest client there can be.</summary>
internal sealed class FakeSlackBed : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private FakeSlackBed(FakeSlack slack, ManualTimeProvider? clock)
    {
        Slack = slack;
        Clock = clock;
        Workspace = slack.AddWorkspace();
        App = slack.AddApp();
        Install = slack.Install(App, Workspace);
        Ann = slack.AddUser(Workspace, "ann", "ann@team.example", "Ann Example");
        Support = slack.AddChannel(Workspace, "support", Ann, Install.BotUser);
    }

    public FakeSlack Slack { get; }

    public ManualTimeProvider? Clock { get; }

    public SlackWorkspace Workspace { get; }

    public SlackApp App { get; }

    public SlackInstall Install { get; }

    public SlackUser Ann { get; }

    public SlackChannel Support { get; }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<FakeSlackBed> StartAsync(FakeSlackOptions? options = null, bool manual = false)
    {
        var clock = manual ? new ManualTimeProvider() : null;
        options ??= new FakeSlackOptions();
        return new FakeSlackBed(await FakeSlack.StartAsync(Ct, clock is null ? options : options with { Time = clock }), clock);
    }

    public static string Section(string text, string type = "mrkdwn") =>
        new JsonArray(new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = type, ["text"] = text } }).ToJsonString();

    public static string Button(string actionId, string value = "ticket:42") =>
        $$"""[{"type":"actions","block_id":"b1","elements":[{"type":"button","action_id":"{{actionId}}","text":{"type":"plain_text","text":"Claim"},"value":"{{value}}"}]}]""";

    public async Task<JsonObject> CallAsync(string method, params (string Name, string Value)[] fields) =>
        (await SendAsync(method, Install.BotToken, Form(fields))).Body;

    public async Task<(HttpStatusCode Status, JsonObject Body, HttpResponseHeaders Headers)> SendAsync(string method, string? token, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Slack.ApiBaseUrl, method)) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, Ct);
        var text = await response.Content.ReadAsStringAsync(Ct);
        return (response.StatusCode, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : new JsonObject { ["html"] = text }, response.Headers);
    }

    public async Task<string> PostAsync(string text, params (string Name, string Value)[] fields)
    {
        var answer = await CallAsync("chat.postMessage", [("channel", Support.Id), ("text", text), .. fields]);
        Assert.True((bool)answer["ok"]!, answer.ToJsonString());
        return (string)answer["ts"]!;
    }

    public async Task<(HttpStatusCode Status, string Body)> RespondAsync(string responseUrl, string json)
    {
        using var response = await _http.PostAsync(new Uri(responseUrl), new StringContent(json, Encoding.UTF8, "application/json"), Ct);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }

    public async Task<(HttpStatusCode Status, string? Type, string Body)> GetAsync(string url, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await _http.SendAsync(request, Ct);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(Ct));
    }

    public async Task<HttpStatusCode> UploadAsync(string url, byte[] content)
    {
        using var response = await _http.PostAsync(new Uri(url), new ByteArrayContent(content), Ct);
        return response.StatusCode;
    }

    public static FormUrlEncodedContent Form(params (string Name, string Value)[] fields) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Slack.DisposeAsync();
    }
}
