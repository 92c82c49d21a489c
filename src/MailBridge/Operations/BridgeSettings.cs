using MailBridge.Conversations;
using Microsoft.Extensions.Configuration;

namespace MailBridge.Operations;

/// <summary>The options that are in force, checked, and where they came from.</summary>
public sealed record BridgeSettings
{
    /// <summary>The options. In the try-out they hold what the environment sets and defaults for the rest.</summary>
    public required BridgeOptions Options { get; init; }

    /// <summary>The file they came from; null when there is none.</summary>
    public string? File { get; init; }

    /// <summary>
    /// There is no file, and the environment names no mailbox, colleague or way out either: the bridge shows itself with a sample mailbox.
    /// </summary>
    public bool IsTryOut { get; init; }

    /// <summary>All keys as they were given, for the <c>Serilog</c> section.</summary>
    public required IConfiguration Configuration { get; init; }

    /// <summary>What relative paths start from.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The full path of <see cref="BridgeOptions.DataFolder"/>.</summary>
    public string DataFolder => FullPath(Options.DataFolder);

    /// <summary>Where the desk's database lies.</summary>
    public string DataFile => Path.Combine(DataFolder, "mailbridge.db");

    /// <summary>Who we are, in the desk's terms.</summary>
    public DeskDirectory Directory => Options.ToDirectory();

    /// <summary>A path of the options, seen from the working directory.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);
}

/// <summary>What became of reading the options.</summary>
public abstract record SettingsReading
{
    private SettingsReading() { }

    /// <summary>They can be used.</summary>
    public sealed record Valid(BridgeSettings Settings) : SettingsReading;

    /// <summary>They cannot; each problem is a sentence that names the key and the fix.</summary>
    public sealed record Faulty(IReadOnlyList<string> Problems) : SettingsReading;
}
