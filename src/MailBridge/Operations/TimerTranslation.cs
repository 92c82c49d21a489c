using System.Globalization;
using MailBridge.Conversations;

namespace MailBridge.Operations;

/// <summary>Working hours and timers as they are written, in the terms of the desk; and what is wrong with them.</summary>
internal static class TimerTranslation
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <summary>What happens in an inbox because time passes. Call it for checked options only.</summary>
    public static InboxTimers ToTimers(BridgeOptions options, InboxOptions inbox)
    {
        var (timers, words) = (inbox.Timers, inbox.Acknowledgement);
        return new InboxTimers
        {
            Calendar = ToCalendar(options, inbox.WorkingHours ?? options.WorkingHours),
            ClaimLapsesAfter = timers.ClaimLapsesAfter,
            RemindUnclaimedAfter = timers.RemindUnclaimedAfter,
            RemindUnansweredAfter = timers.RemindUnansweredAfter,
            EscalateAfter = timers.EscalateAfter,
            EscalationChannel = timers.EscalationChannel.Length > 0 ? OptionsTranslation.ToChannel(timers.EscalationChannel) : null,
            DailyLineAt = ToTime(timers.DailyLineAt),
            Acknowledgement = words.Text.Length + words.OutsideHours.Length > 0
                ? new AcknowledgementTexts(words.Text, words.OutsideHours, words.MostPerHour)
                : null,
        };
    }

    /// <summary>Says what is wrong, a sentence each.</summary>
    public static void Check(BridgeOptions options, List<string> problems)
    {
        Check("WorkingHours", options.WorkingHours, problems);
        foreach (var (key, inbox) in options.Inboxes)
        {
            var path = $"Inboxes:{key}";
            if (inbox.WorkingHours is { } own) Check($"{path}:WorkingHours", own, problems);
            Check($"{path}:Timers", inbox, problems);
            if (inbox.Acknowledgement.MostPerHour is < 1 or > 1000)
            {
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture, $"{path}:Acknowledgement:MostPerHour is {inbox.Acknowledgement.MostPerHour}; it must lie between 1 and 1000."));
            }
        }
    }

    /// <summary>Reads <c>Mon-Fri 09:00-17:00</c>; null for anything else.</summary>
    internal static IReadOnlyList<WorkingHours>? ToHours(string text)
    {
        if (text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var days, var hours]) return null;
        if (hours.Split('-') is not [var from, var to] || ToTime(from) is not { } start) return null;
        TimeSpan? end = to == "24:00" ? TimeSpan.FromDays(1) : ToTime(to)?.ToTimeSpan();
        if (end is not { } until || until == start.ToTimeSpan()) return null;
        if (until < start.ToTimeSpan()) until += TimeSpan.FromDays(1);
        if (days.Split('-') is not ([_] or [_, _]) || days.Split('-').Select(ToDay).ToList() is not { Count: > 0 } named || named.Contains(-1)) return null;
        var count = (named[^1] - named[0] + 7) % 7 + 1;
        return [.. Enumerable.Range(named[0], count).Select(day => new WorkingHours((DayOfWeek)(day % 7), start.ToTimeSpan(), until))];
    }

    private static WorkingCalendar ToCalendar(BridgeOptions options, WorkingHoursOptions hours)
    {
        var zone = hours.TimeZone.Length > 0 ? TimeZoneInfo.FindSystemTimeZoneById(hours.TimeZone) : options.ToTimeZone();
        var once = hours.Holidays.Select(ToDate).OfType<DateOnly>();
        var yearly = hours.Holidays.Where(h => ToDate(h) is null).Select(ToYearly).Select(d => (d!.Value.Month, d.Value.Day));
        return new WorkingCalendar(zone, hours.Hours.SelectMany(h => ToHours(h)!), once, yearly);
    }

    private static void Check(string path, WorkingHoursOptions hours, List<string> problems)
    {
        if (hours.Hours.Count == 0) problems.Add($"{path}:Hours is empty; write when the team works, such as Mon-Fri 09:00-17:00, or Mon-Sun 00:00-24:00 for always.");
        foreach (var wrong in hours.Hours.Where(h => ToHours(h) is null))
            problems.Add($"{path}:Hours has \"{wrong}\"; write days and times such as Mon-Fri 09:00-17:00 or Sat 10:00-13:00.");
        foreach (var wrong in hours.Holidays.Where(h => ToDate(h) is null && ToYearly(h) is null))
            problems.Add($"{path}:Holidays has \"{wrong}\"; write a date such as 2026-12-24, or 12-25 for every year.");
        if (hours.TimeZone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(hours.TimeZone, out _))
            problems.Add($"{path}:TimeZone is \"{hours.TimeZone}\", which this machine does not know; write an IANA name such as Europe/Berlin, or leave it out.");
    }

    private static void Check(string path, InboxOptions inbox, List<string> problems)
    {
        var timers = inbox.Timers;
        if (timers.DailyLineAt.Length > 0 && ToTime(timers.DailyLineAt) is null)
            problems.Add($"{path}:DailyLineAt is \"{timers.DailyLineAt}\"; write a time of day such as 09:00, or leave it out.");
        if (timers.EscalationChannel.Length == 0)
        {
            if (timers.EscalateAfter > TimeSpan.Zero)
                problems.Add($"{path}:EscalateAfter is given but no EscalationChannel; name the channel that is told then.");
            return;
        }
        var own = OptionsTranslation.ToChannel(inbox.Channel)?.Platform ?? "workspace";
        if (OptionsTranslation.ToChannel(timers.EscalationChannel) is not { } channel || channel.Platform != own)
            problems.Add($"{path}:EscalationChannel is \"{timers.EscalationChannel}\"; write a channel of the inbox' own platform, such as {own}:{(own == "slack" ? "#leads" : "leads")}.");
    }

    private static int ToDay(string text) => Array.FindIndex(Days, d => d.Equals(text, StringComparison.OrdinalIgnoreCase));

    private static TimeOnly? ToTime(string text)
        => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static DateOnly? ToDate(string text)
        => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    /// <summary>A month and a day, in a year that has every day.</summary>
    private static DateOnly? ToYearly(string text) => ToDate($"2000-{text}");
}
