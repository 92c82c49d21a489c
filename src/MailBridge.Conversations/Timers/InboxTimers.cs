namespace MailBridge.Conversations;

/// <summary>What happens in an inbox because time passes. All spans are working time of <see cref="Calendar"/>; zero switches a thing off.</summary>
public sealed record InboxTimers
{
    /// <summary>Nothing happens by itself.</summary>
    public static InboxTimers None { get; } = new() { Calendar = WorkingCalendar.NineToFive(TimeZoneInfo.Utc) };

    /// <summary>When the team works.</summary>
    public required WorkingCalendar Calendar { get; init; }

    /// <summary>How long a claim stands while the customer waits and its owner says and does nothing.</summary>
    public TimeSpan ClaimLapsesAfter { get; init; }

    /// <summary>When the thread is reminded that nobody owns a conversation in which the customer waits.</summary>
    public TimeSpan RemindUnclaimedAfter { get; init; }

    /// <summary>When the thread is reminded that the customer waits, whoever owns the conversation.</summary>
    public TimeSpan RemindUnansweredAfter { get; init; }

    /// <summary>When <see cref="EscalationChannel"/> is told that the customer waits.</summary>
    public TimeSpan EscalateAfter { get; init; }

    /// <summary>Who is told then; null for nobody.</summary>
    public ChatChannel? EscalationChannel { get; init; }

    /// <summary>The time of day, on the clocks of <see cref="Calendar"/>, at which the channel is told what is open; null for never.</summary>
    public TimeOnly? DailyLineAt { get; init; }

    /// <summary>What customers are told by itself when they open a conversation; null for nothing.</summary>
    public AcknowledgementTexts? Acknowledgement { get; init; }

    internal TimeSpan Span(ActivityKind nudge) => nudge switch
    {
        ActivityKind.RemindedUnclaimed => RemindUnclaimedAfter,
        ActivityKind.RemindedUnanswered => RemindUnansweredAfter,
        ActivityKind.Escalated when EscalationChannel is not null => EscalateAfter,
        _ => TimeSpan.Zero,
    };
}

/// <summary>What customers are told by itself.</summary>
/// <param name="Text">Within working hours; empty for nothing.</param>
/// <param name="OutsideHours">Outside of them; empty for <paramref name="Text"/>.</param>
/// <param name="MostPerHour">More than so many in an hour are never sent, whatever comes in.</param>
public sealed record AcknowledgementTexts(string Text, string OutsideHours, int MostPerHour);
