using System.Globalization;

namespace MailBridge.Workspace.Parts;

/// <summary>How long ago something was, as briefly as people say it. The page script says the same (<c>time.js</c>).</summary>
internal static class Ago
{
    /// <summary>Says it; <paramref name="bare"/> leaves the "ago" away.</summary>
    public static string Say(DateTimeOffset now, DateTimeOffset at, bool bare)
    {
        var passed = now - at;
        var text = passed.TotalSeconds < 60 ? (bare ? "1 min" : "now")
            : passed.TotalMinutes < 60 ? Count(passed.TotalMinutes, "min")
            : passed.TotalHours < 24 ? Count(passed.TotalHours, "h")
            : passed.TotalDays < 7 || bare ? Count(passed.TotalDays, "d")
            : at.ToUniversalTime().ToString(now.Year == at.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);
        return text;
    }

    private static string Count(double units, string unit) => FormattableString.Invariant($"{(int)units} {unit}");
}
