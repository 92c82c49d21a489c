using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailBridge.MailProtocols;
using MailBridge.Testing.Mail;

namespace MailBridge.WayTests;

/// <summary>The bridge as users run it: a process of its own in a working directory of its own, with an <c>appsettings.json</c>.</summary>
internal sealed class BridgeProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private Process? _process;

    public BridgeProcess(JsonObject? settings = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("mailbridge-way-").FullName;
        Url = new Uri($"http://127.0.0.1:{LoopbackPorts.Free(1)[0]}");
        settings ??= [];
        // Tests of the hold name theirs; for the others it is time that nobody needs.
        if (settings["Sending"]?["Hold"] is null) Environment["MAILBRIDGE_Sending__Hold"] = "00:00:00";
        settings["Workspace"] = new JsonObject { [nameof(Url)] = Url.OriginalString };
        if (settings.Count > 1) File.WriteAllText(Path.Combine(Directory, "appsettings.json"), settings.ToJsonString());
        else Environment["MAILBRIDGE_Workspace__Url"] = Url.OriginalString;
    }

    public string Directory { get; }

    public Uri Url { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public string Output { get { lock (_output) return _output.ToString(); } }

    /// <summary>Settings for a real mailbox and a real mail server.</summary>
    public static JsonObject Settings(DovecotServer dovecot, PostfixServer postfix)
    {
        var inbox = Inbox(dovecot.Server(TransportSecurity.StartTls), dovecot.Credentials.UserName);
        inbox["Name"] = "Team Support";
        var settings = Settings(("support", inbox));
        settings.Remove("Pickup");
        settings["Smtp"] = Server(postfix.Server(TransportSecurity.StartTls), postfix.Credentials);
        return settings;
    }

    /// <summary>Settings for some inboxes, with replies written into the folder <c>outgoing</c>.</summary>
    public static JsonObject Settings(params IReadOnlyList<(string Key, JsonObject Inbox)> inboxes) => new()
    {
        ["OwnDomains"] = new JsonArray("team.example"),
        ["Inboxes"] = new JsonObject([.. inboxes.Select(i => KeyValuePair.Create(i.Key, (JsonNode?)i.Inbox))]),
        ["Pickup"] = new JsonObject { ["Folder"] = "outgoing" },
        ["Agents"] = new JsonObject
        {
            ["anna"] = new JsonObject { ["Name"] = "Anna Kowalska", ["Addresses"] = new JsonArray("anna@team.example") },
            ["jonas"] = new JsonObject { ["Name"] = "Jonas Weber", ["Addresses"] = new JsonArray("jonas@team.example") },
        },
    };

    /// <summary>An inbox for one of Dovecot's accounts, asked every five seconds beside IDLE.</summary>
    public static JsonObject Inbox(MailServer server, string user)
    {
        var imap = Server(server, new PasswordCredentials(user, DovecotServer.Password));
        imap["PollInterval"] = "00:00:05";
        return new JsonObject { ["Addresses"] = new JsonArray(user), ["Channel"] = "workspace:support", ["Imap"] = imap };
    }

    public static JsonObject Server(MailServer server, PasswordCredentials? credentials) => new()
    {
        ["Host"] = server.Host,
        ["Port"] = server.Port,
        ["Security"] = server.Security.ToString(),
        ["UserName"] = credentials?.UserName ?? "",
        ["Password"] = credentials?.Password ?? "",
        ["TrustedCertificateSha256"] = server.TrustedCertificateSha256,
    };

    /// <summary>Starts it and waits until every part says that it works.</summary>
    public async Task StartAsync(CancellationToken ct, bool untilReady = true)
    {
        _process = Launch([]);
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(5) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Url, "/readyz"), patience.Token);
                if (answer.StatusCode == HttpStatusCode.OK || !untilReady) return;
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }
            catch (TaskCanceledException) when (!patience.IsCancellationRequested)
            {
                // It has too much to do for an answer within the time-out of one request.
            }
            if (_process.HasExited || patience.IsCancellationRequested) throw new InvalidOperationException($"The bridge did not start:\n{Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, ct);
        }
    }

    /// <summary>Runs a command in the same directory to its end.</summary>
    public async Task<(int Exit, string Output)> RunAsync(CancellationToken ct, params string[] arguments)
    {
        using var process = Launch(arguments);
        var before = Output.Length;
        await process.WaitForExitAsync(ct);
        return (process.ExitCode, Output[before..]);
    }

    /// <summary>What a supervisor is told: whether all is well, and each part's complaint in a line.</summary>
    public async Task<(bool IsReady, string Complaints)> ReadinessAsync(CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(10) };
        using var answer = await http.GetAsync(new Uri(Url, "/readyz"), ct);
        var report = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!;
        var complaints = report["components"]!.AsArray().Where(c => c!["problem"] is not null).Select(c => $"{c!["name"]}: {c["problem"]}");
        return (answer.StatusCode == HttpStatusCode.OK, string.Join("\n", complaints));
    }

    /// <summary>How many deliveries wait, to chat and to the mail server.</summary>
    public async Task<int> WaitingAsync(CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { Timeout = TimeSpan.FromSeconds(10) };
        using var answer = await http.GetAsync(new Uri(Url, "/readyz"), ct);
        var queues = JsonNode.Parse(await answer.Content.ReadAsStringAsync(ct))!["queues"]!;
        return queues["chat"]!["scheduled"]!.GetValue<int>() + queues["mail"]!["scheduled"]!.GetValue<int>();
    }

    /// <summary>Waits until the bridge complains in these words, and gives all complaints.</summary>
    public async Task<string> ComplainsAsync(string words, CancellationToken ct)
        => (await TestMails.UntilAsync(
            () => ReadinessAsync(ct), r => !r.IsReady && r.Complaints.Contains(words, StringComparison.Ordinal), $"not ready: {words}", () => Tail, ct)).Complaints;

    /// <summary>Waits until nothing is wrong any more.</summary>
    public Task IsReadyAsync(CancellationToken ct, int seconds = 60)
        => TestMails.UntilAsync(() => ReadinessAsync(ct), r => r.IsReady, "ready", () => Tail, ct, seconds);

    /// <summary>The end of what it printed.</summary>
    public string Tail => Output is { Length: > 6000 } all ? all[^6000..] : Output;

    /// <summary>Ends it at once, as a power cut would: SIGKILL.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        _process!.Kill();
        await _process.WaitForExitAsync(ct);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Asks it to stop: SIGTERM. Gives the exit code.</summary>
    public async Task<int> StopAsync(CancellationToken ct)
    {
        using var kill = Process.Start("kill", ["-TERM", _process!.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await _process.WaitForExitAsync(ct);
        var code = _process.ExitCode;
        _process.Dispose();
        _process = null;
        return code;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process?.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private Process Launch(string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "mailbridge.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            WorkingDirectory = Directory, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
        };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        // Two cores, and several bridges at once: the small collector starts faster.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, e) => Keep(e.Data);
        process.ErrorDataReceived += (_, e) => Keep(e.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }
}
