using System.ComponentModel.DataAnnotations;

namespace MailBridge.Operations;

/// <summary>When the team works. Spans of <see cref="TimerOptions"/> are measured in this time.</summary>
public sealed class WorkingHoursOptions
{
    /// <summary>
    /// Days of the week with hours, such as <c>Mon-Fri 09:00-17:00</c> or <c>Sat 10:00-13:00</c>; hours that end before they begin reach into the next day.
    /// Default Monday to Friday, nine to five.
    /// </summary>
    public List<string> Hours { get; set; } = ["Mon-Fri 09:00-17:00"];

    /// <summary>Days on which nobody works: dates such as <c>2026-12-24</c>, or <c>12-25</c> for every year.</summary>
    public List<string> Holidays { get; set; } = [];

    /// <summary>The time zone of the hours, by its IANA name. Empty: <see cref="BridgeOptions.TimeZone"/>.</summary>
    public string TimeZone { get; set; } = "";
}

/// <summary>What happens in an inbox because time passes. Spans are working time; zero switches a thing off.</summary>
public sealed class TimerOptions
{
    /// <summary>
    /// How long a claim stands while the customer waits and its owner does nothing in the conversation. Default 8 h, one working day: longer than an honest
    /// "I am at it" needs, and nobody who fell ill holds a customer for longer. 0 – 10 days.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "10.00:00:00")]
    public TimeSpan ClaimLapsesAfter { get; set; } = TimeSpan.FromHours(8);

    /// <summary>When a thread is reminded that nobody owns the conversation although the customer waits. Default 0 (never), up to 10 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10.00:00:00")]
    public TimeSpan RemindUnclaimedAfter { get; set; }

    /// <summary>When a thread is reminded that the customer waits, whoever owns the conversation. Default 0 (never), up to 10 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10.00:00:00")]
    public TimeSpan RemindUnansweredAfter { get; set; }

    /// <summary>When <see cref="EscalationChannel"/> is told that the customer waits. Default 0 (never), up to 10 days.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "10.00:00:00")]
    public TimeSpan EscalateAfter { get; set; }

    /// <summary>A channel of the inbox' own platform, written as <see cref="InboxOptions.Channel"/>. Empty: none.</summary>
    public string EscalationChannel { get; set; } = "";

    /// <summary>The time of day, such as <c>09:00</c> on the clocks of the working hours, at which the channel is told what is open. Empty: never.</summary>
    public string DailyLineAt { get; set; } = "";
}

/// <summary>What customers are told by itself when they open a conversation (RFC 3834). Off while both texts are empty.</summary>
public sealed class AcknowledgementOptions
{
    /// <summary>What is said, plain text.</summary>
    public string Text { get; set; } = "";

    /// <summary>What is said outside of working hours. Empty: <see cref="Text"/>.</summary>
    public string OutsideHours { get; set; } = "";

    /// <summary>More than so many in an hour are never sent for the inbox, whatever comes in; it is said in the health report. Default 60, 1 – 1000.</summary>
    [Range(1, 1000)]
    public int MostPerHour { get; set; } = 60;
}
