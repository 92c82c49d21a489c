using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace MailBridge.Testing.Mail;

/// <summary>
/// A server in a directory of its own, which lives as long as the standard input of the shell that watches it: when the test host ends, in
/// whatever way, the input closes, the server is told to end and the directory is removed. Nothing else is ever ended.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Watcher =
        """
        directory=$1; shift
        exec 3<&0
        "$@" </dev/null >"$directory/output" 2>&1 3<&- &
        server=$!
        {
            cat <&3 >/dev/null
            kill -TERM $server 2>/dev/null
            while kill -0 $server 2>/dev/null; do sleep 0.02; done
            rm -rf "$directory"
        } &
        exec 3<&-
        wait $server 2>/dev/null
        : >"$directory/ended" 2>/dev/null
        wait
        """;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    private readonly Process _watcher;
    private readonly string _directory;

    private ServerProcess(Process watcher, string directory) => (_watcher, _directory) = (watcher, directory);

    /// <summary>A new directory that every account of the machine may enter.</summary>
    public static string NewDirectory(string name)
    {
        var directory = Directory.CreateTempSubdirectory($"mailbridge-{name}-").FullName;
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        return directory;
    }

    /// <param name="port">The server is up when something listens there.</param>
    /// <param name="logFile">Told when the server does not come up.</param>
    public static async Task<ServerProcess> StartAsync(
        string directory, IEnumerable<string> command, int port, string logFile, CancellationToken ct)
    {
        // In a session of its own: who ends the test host by its process group must not end the watcher with it.
        var start = new ProcessStartInfo("/usr/bin/setsid", ["/bin/sh", "-c", Watcher, "sh", directory, .. command])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        var server = new ServerProcess(Process.Start(start) ?? throw new InvalidOperationException("setsid did not start"), directory);
        try
        {
            await server.WaitForPortAsync(port, logFile, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, CancellationToken ct)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        }) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.StandardInput.BaseStream.WriteAsync(input, ct);
        process.StandardInput.Close();
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }

    public async ValueTask DisposeAsync()
    {
        _watcher.StandardInput.Close();
        await _watcher.WaitForExitAsync();
        _watcher.Dispose();
    }

    private async Task WaitForPortAsync(int port, string logFile, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(IPAddress.Loopback, port, ct);
                return;
            }
            catch (SocketException)
            {
                var hasEnded = File.Exists(Path.Combine(_directory, "ended"));
                if (hasEnded || TimeProvider.System.GetElapsedTime(began) > LongestStart)
                    throw new InvalidOperationException($"The server did not come up: {Read("output")}\n{Read(logFile)}");
                await Task.Delay(Step, TimeProvider.System, ct);
            }
        }
    }

    private string Read(string file)
    {
        var path = Path.Combine(_directory, file);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }
}
