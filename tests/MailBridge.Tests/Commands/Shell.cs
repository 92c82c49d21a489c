using System.Text;
using System.Text.Json;
using MailBridge.Commands;
using MailBridge.Operations;
using MailBridge.Testing;

namespace MailBridge.Tests.Commands;

/// <summary>A working directory of its own and a command line in it, all within this process.</summary>
internal sealed class Shell : IDisposable
{
    public Shell() => Folder = Directory.CreateTempSubdirectory("mailbridge-test-").FullName;

    public string Folder { get; }

    public Dictionary<string, string?> Environment { get; } = [];

    public byte[] Input { get; set; } = [];

    /// <summary>Stands still; commands that speak to real servers need one that goes.</summary>
    public TimeProvider Time { get; set; } = new ManualTimeProvider(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    /// <summary>What serve was called with.</summary>
    public BridgeSettings? Served { get; private set; }

    /// <summary>Writes a file into the working directory. Lines end in LF.</summary>
    public string File(string name, string content)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, content, new UTF8Encoding(false));
        return path;
    }

    public Task<Run> RunAsync(params string[] arguments) => RunAsync(TestContext.Current.CancellationToken, arguments);

    public async Task<Run> RunAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await RunIntoAsync(output, error, cancellation, arguments);
        return new Run(code, output.ToString(), error.ToString());
    }

    public Task<int> RunIntoAsync(TextWriter output, TextWriter error, CancellationToken cancellation, params string[] arguments)
        => BridgeCommandLine.RunAsync(arguments, new Surroundings
        {
            Output = output,
            Error = error,
            Input = () => new MemoryStream(Input),
            WorkingDirectory = Folder,
            Environment = Environment,
            Time = Time,
            Serve = (settings, _) =>
            {
                Served = settings;
                return Task.FromResult(0);
            },
        }, cancellation);

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>How a command ended.</summary>
internal sealed record Run(int Code, string Output, string Error)
{
    /// <summary>The lines of the output as JSON objects.</summary>
    public IReadOnlyList<JsonElement> Json
        => [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
