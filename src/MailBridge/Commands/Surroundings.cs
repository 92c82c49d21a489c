using System.Collections;
using System.Text;
using MailBridge.Operations;
using Microsoft.Win32.SafeHandles;

namespace MailBridge.Commands;

/// <summary>What a command sees of the world around it; tests give their own.</summary>
internal sealed record Surroundings
{
    /// <summary>Where results go.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Where complaints, remarks and progress go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is piped in.</summary>
    public required Func<Stream> Input { get; init; }

    /// <summary>What relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The variables of the environment.</summary>
    public required IReadOnlyDictionary<string, string?> Environment { get; init; }

    /// <summary>A person watches <see cref="Error"/>, so progress may be drawn there.</summary>
    public bool IsWatched { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Runs the bridge until it is told to stop.</summary>
    public required Func<BridgeSettings, CancellationToken, Task<int>> Serve { get; init; }

    /// <summary>Those of this process.</summary>
    public static Surroundings OfProcess(Func<BridgeSettings, CancellationToken, Task<int>> serve) => new()
    {
        Output = Writer(OpenOutput()),
        Error = Writer(Console.OpenStandardError()),
        Input = Console.OpenStandardInput,
        WorkingDirectory = Directory.GetCurrentDirectory(),
        Environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(e => (string)e.Key, e => (string?)e.Value),
        IsWatched = !Console.IsErrorRedirected,
        Serve = serve,
    };

    /// <summary>
    /// A pipe is written to directly: Console's own stream hides that the reader has gone, and a command would work on for nobody. A file
    /// is left to
    /// Console, whose writes share the position with other programs that write to it.
    /// </summary>
    private static Stream OpenOutput()
    {
        if (!Console.IsOutputRedirected || OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    private static StreamWriter Writer(Stream stream)
        => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
