using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailBridge.Tests.Slack;

/// <summary>An app's one request URL that writes down what comes and answers as told.</summary>
internal sealed class SlackHttpPeer : IAsyncDisposable
{
    private readonly WebApplication _web;
    private readonly List<Received> _received = [];

    private SlackHttpPeer(Func<Received, Task<(int Status, string Body)>> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        _web = builder.Build();
        _web.MapPost("/slack/events", async context =>
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            var received = new Received(await reader.ReadToEndAsync(context.RequestAborted), context.Request.ContentType!, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            lock (_received) _received.Add(received);
            var (status, body) = await answer(received);
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body, context.RequestAborted);
        });
    }

    public IReadOnlyList<Received> All { get { lock (_received) return [.. _received]; } }

    public SlackDelivery.Http Delivery
    {
        get
        {
            var url = new Uri(_web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/slack/events");
            return new SlackDelivery.Http(url, url, url);
        }
    }

    public static async Task<SlackHttpPeer> StartAsync(Func<Received, Task<(int, string)>>? answer = null)
    {
        var peer = new SlackHttpPeer(answer ?? (_ => Task.FromResult((200, ""))));
        await peer._web.StartAsync(TestContext.Current.CancellationToken);
        return peer;
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    public sealed record Received(string Body, string ContentType, IReadOnlyDictionary<string, string> Headers)
    {
        public string Header(string name) => Headers.GetValueOrDefault(name, "");

        public string Field(string name) =>
            Uri.UnescapeDataString(Body.Split('&').First(f => f.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..].Replace('+', ' '));

        public JsonObject Json => JsonNode.Parse(ContentType.StartsWith("application/json", StringComparison.Ordinal) ? Body : Field("payload"))!.AsObject();
    }
}

/// <summary>The barest Socket Mode client.</summary>
internal sealed class SlackSocketPeer : IDisposable
{
    private readonly ClientWebSocket _web = new();

    public static async Task<SlackSocketPeer> ConnectAsync(FakeSlackBed bed)
    {
        var opened = (await bed.SendAsync("apps.connections.open", bed.App.AppToken, FakeSlackBed.Form())).Body;
        var peer = new SlackSocketPeer();
        await peer._web.ConnectAsync(new Uri((string)opened["url"]!), FakeSlackBed.Ct);
        Assert.Equal("hello", (string?)(await peer.ReadAsync())["type"]);
        return peer;
    }

    public async Task<JsonObject> ReadAsync()
    {
        var buffer = new byte[4096];
        var message = new MemoryStream();
        while (true)
        {
            var part = await _web.ReceiveAsync(buffer.AsMemory(), FakeSlackBed.Ct);
            if (part.MessageType == WebSocketMessageType.Close) throw new EndOfStreamException();
            Fragments++;
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage) return JsonNode.Parse(message.ToArray())!.AsObject();
        }
    }

    public int Fragments { get; private set; }

    public async Task<JsonObject> TakeAsync(JsonObject? answer = null)
    {
        var envelope = await ReadAsync();
        var ack = new JsonObject { ["envelope_id"] = envelope["envelope_id"]!.DeepClone() };
        if (answer is not null) ack["payload"] = answer;
        await _web.SendAsync(Encoding.UTF8.GetBytes(ack.ToJsonString()), WebSocketMessageType.Text, true, FakeSlackBed.Ct);
        return envelope;
    }

    public void Dispose() => _web.Dispose();
}
