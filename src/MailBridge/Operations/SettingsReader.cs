using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace MailBridge.Operations;

/// <summary>
/// Reads the options: defaults, over them <c>appsettings.json</c>, over it the environment (<c>MAILBRIDGE_Smtp__Host</c>). Finds all
/// problems at once.
/// </summary>
public static class SettingsReader
{
    /// <summary>The file that is read when none is named.</summary>
    public const string DefaultFile = "appsettings.json";

    /// <summary>What variables of the environment begin with; <c>__</c> stands for <c>:</c>.</summary>
    public const string EnvironmentPrefix = "MAILBRIDGE_";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads and checks the options.</summary>
    /// <param name="file">The file, or null for <see cref="DefaultFile"/> in the working directory, which may be missing.</param>
    /// <param name="workingDirectory">What relative paths start from.</param>
    /// <param name="environment">The variables of the environment; others than those of the bridge are passed over.</param>
    public static SettingsReading Read(string? file, string workingDirectory, IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var path = Path.GetFullPath(file ?? DefaultFile, workingDirectory);
        var layers = new ConfigurationBuilder();
        var isThere = File.Exists(path);
        if (!isThere && file is not null)
        {
            return new SettingsReading.Faulty(
                [$"{file} does not exist; name a file that does, or leave --config out to read {DefaultFile} in the working directory."]);
        }
        if (isThere)
        {
            if (TryReadJson(path, out var json) is { } problem) return new SettingsReading.Faulty([problem]);
            layers.AddJsonStream(json);
        }
        layers.AddInMemoryCollection(OfEnvironment(environment));

        IConfigurationRoot configuration;
        try
        {
            configuration = layers.Build();
        }
        catch (FormatException fault)
        {
            return new SettingsReading.Faulty([$"{path}: {fault.Message} Give each key once, whatever its letter case."]);
        }
        return Check(configuration, isThere ? path : null, workingDirectory);
    }

    private static SettingsReading Check(IConfigurationRoot configuration, string? path, string workingDirectory)
    {
        var problems = new List<string>();
        var options = OptionsBinder.Bind(configuration, problems);
        var isTryOut = path is null && options is { Inboxes.Count: 0, Agents.Count: 0, Smtp: null, Pickup: null };
        OptionsValidator.Check(options, isTryOut, problems);
        if (problems.Count > 0) return new SettingsReading.Faulty(problems);
        return new SettingsReading.Valid(new BridgeSettings
        {
            Options = options,
            File = path,
            IsTryOut = isTryOut,
            Configuration = configuration,
            WorkingDirectory = workingDirectory,
        });
    }

    /// <summary>Null and the file's bytes as a stream, or what is wrong with the file.</summary>
    private static string? TryReadJson(string path, out Stream json)
    {
        json = Stream.Null;
        try
        {
            var text = File.ReadAllText(path);
            using var document = JsonDocument.Parse(text, Lenient);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return $"{path} must hold one JSON object: put {{ before its keys and }} behind them.";
            json = new MemoryStream(Encoding.UTF8.GetBytes(text));
            return null;
        }
        catch (JsonException fault)
        {
            var end = fault.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
            var words = end < 0 ? fault.Message : fault.Message[..end];
            return $"{path}, line {(fault.LineNumber ?? 0) + 1}: this is not valid JSON. {words}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{path} cannot be read: {fault.Message}";
        }
    }

    private static Dictionary<string, string?> OfEnvironment(IEnumerable<KeyValuePair<string, string?>> environment)
    {
        var ours = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in environment)
        {
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            ours[name[EnvironmentPrefix.Length..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)] = value;
        }
        return ours;
    }
}
