using System.Globalization;

namespace MailBridge.ChatOut;

/// <summary>Times in words, for people of one time zone.</summary>
internal static class ZoneTimes
{
    /// <summary>What the zone's clocks show at an instant, with the zone.</summary>
    public static string Tell(DateTimeOffset at, TimeZoneInfo zone)
        => $"{TimeZoneInfo.ConvertTime(at, zone).ToString("ddd d MMM yyyy, HH:mm", CultureInfo.InvariantCulture)} ({zone.Id})";

    /// <summary>The day of an instant on the zone's calendar.</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone)
        => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
