using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary>The options of a command.</summary>
internal static class CommandSettings
{
    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="CommandFault">They cannot be used; all problems are told.</exception>
    public static BridgeSettings Settings(this Surroundings surroundings, string? file)
        => SettingsReader.Read(file, surroundings.WorkingDirectory, surroundings.Environment) switch
        {
            SettingsReading.Valid(var settings) => settings,
            SettingsReading.Faulty(var problems) => throw new CommandFault(
                problems.Count == 1
                    ? $"The configuration cannot be used. {problems[0]}"
                    : $"The configuration cannot be used:\n{string.Join("\n", problems.Select(p => $"  {p}"))}"),
            var other => throw new InvalidOperationException($"Unknown reading {other}."),
        };
}
