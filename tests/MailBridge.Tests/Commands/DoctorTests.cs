using System.Net;
using System.Net.Sockets;

namespace MailBridge.Tests.Commands;

public sealed class DoctorTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Everything_in_order_is_told_line_by_line()
    {
        Maildir("box");
        Configure(FreePort());
        var run = await _shell.RunAsync("doctor");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Equal(
            ["Configuration", "Data folder", "Database", "Inbox support", "Pickup folder", "Workspace"],
            run.Output.Split('\n').Where(l => l.StartsWith("ok ", StringComparison.Ordinal)).Select(l => l[8..l.IndexOf(':', StringComparison.Ordinal)]));
        Assert.EndsWith("Everything works.", run.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_leaves_no_trace()
    {
        Maildir("box");
        Configure(FreePort());
        await _shell.RunAsync("doctor");
        Assert.Equal(["appsettings.json", "box"], Directory.EnumerateFileSystemEntries(_shell.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_problem_of_the_configuration_is_a_failed_check()
    {
        _shell.File("appsettings.json", "{}");
        var run = await _shell.RunAsync("doctor");
        Assert.Equal(1, run.Code);
        Assert.Contains("FAILED  Configuration: Inboxes is empty;", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("3 checks failed.", run.Output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mailbox_that_vanished_is_told_with_the_key_to_change()
    {
        Configure(FreePort());
        var run = await _shell.RunAsync("doctor");
        Assert.Equal(1, run.Code);
        Assert.Contains($"FAILED  Inbox support: {Path.Combine(_shell.Folder, "box")} does not exist; name the Maildir in Inboxes:support:Maildir:Path.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_by_another_program_is_told()
    {
        Maildir("box");
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var refusing = RefuseAsync(other, stop.Token);
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        Configure(port);
        var run = await _shell.RunAsync("doctor");
        Assert.Contains($"FAILED  Workspace: port {port} is in use by another program; stop it, or name another port in Workspace:Url.", run.Output, StringComparison.Ordinal);
        await stop.CancelAsync();
        await refusing;
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_without_the_password()
    {
        var (imap, smtp) = (FreePort(), FreePort());
        _shell.File("appsettings.json", $$"""
            {
              "Inboxes": { "support": { "Addresses": [ "support@acme.example" ],
                "Imap": { "Host": "127.0.0.1", "Port": {{imap}}, "Security": "None", "UserName": "u", "Password": "hush-hush" } } },
              "Agents": { "jonas": { "Name": "Jonas" } },
              "Smtp": { "Host": "127.0.0.1", "Port": {{smtp}}, "Security": "None", "UserName": "u", "Password": "hush-hush" },
              "Workspace": { "Url": "http://127.0.0.1:{{FreePort()}}" }
            }
            """);
        var run = await _shell.RunAsync("doctor");
        Assert.Equal(1, run.Code);
        Assert.Contains("FAILED  Inbox support: ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{imap}", run.Output, StringComparison.Ordinal);
        Assert.Contains("FAILED  Outgoing mail: ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush-hush", run.Output + run.Error, StringComparison.Ordinal);
    }

    private static async Task RefuseAsync(TcpListener listener, CancellationToken cancellation)
    {
        try
        {
            while (true) (await listener.AcceptTcpClientAsync(cancellation)).Dispose();
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private void Maildir(string name)
    {
        foreach (var part in (string[])["new", "cur", "tmp"]) Directory.CreateDirectory(Path.Combine(_shell.Folder, name, part));
    }

    private void Configure(int port) => _shell.File("appsettings.json", $$"""
        {
          "Inboxes": { "support": { "Addresses": [ "support@acme.example" ], "Maildir": { "Path": "box" } } },
          "Agents": { "jonas": { "Name": "Jonas" } },
          "Pickup": { "Folder": "out" },
          "Workspace": { "Url": "http://127.0.0.1:{{port}}" }
        }
        """);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
