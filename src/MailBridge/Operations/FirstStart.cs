using System.Globalization;

namespace MailBridge.Operations;

/// <summary>When an inbox that starts from now was first watched. Kept in the data folder: a new UIDVALIDITY years later must not post what was left out then.</summary>
internal static class FirstStart
{
    /// <summary>Mail servers' clocks differ from ours; a mail that arrives in the first minute must not be taken for an old one.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);

    /// <summary>The moment, kept at the first call for an inbox; mail received before it is history.</summary>
    public static DateTimeOffset Of(string dataFolder, string inbox, TimeProvider time)
    {
        var folder = Directory.CreateDirectory(Path.Combine(dataFolder, "first-start"));
        var file = Path.Combine(folder.FullName, Uri.EscapeDataString(inbox));
        if (File.Exists(file) && DateTimeOffset.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var kept)) return kept;
        var border = time.GetUtcNow() - ClockSkew;
        File.WriteAllText(file, border.ToString("O", CultureInfo.InvariantCulture));
        return border;
    }
}
