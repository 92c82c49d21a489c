using System.Globalization;

namespace MailBridge.SlackApi.Text;

/// <summary>A message's <c>ts</c>, which is its name in its channel. Slack makes it of the seconds since 1970, six digits behind the point.</summary>
public static class SlackTimestamp
{
    /// <summary>When it was given; null for a name that is no moment.</summary>
    public static DateTimeOffset? Moment(string? ts)
        => decimal.TryParse(ts, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800m
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
}
