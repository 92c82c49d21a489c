namespace MailBridge.Mime;

/// <summary>What somebody reports about a message of ours (RFC 5965 §7.3, RFC 6591, RFC 6430).</summary>
public enum FeedbackType
{
    /// <summary>The recipient pressed "spam".</summary>
    Abuse,
    /// <summary>It is taken for fraud or phishing.</summary>
    Fraud,
    /// <summary>It is taken to hold a virus.</summary>
    Virus,
    /// <summary>It was taken for spam and is none (RFC 6430).</summary>
    NotSpam,
    /// <summary>The recipient wants no more of it.</summary>
    OptOut,
    /// <summary>SPF, DKIM or DMARC did not hold (RFC 6591).</summary>
    AuthFailure,
    /// <summary>Anything else, also types that no RFC knows.</summary>
    Other,
}

/// <summary>A feedback report of a mail provider (ARF, RFC 5965) about a message of ours.</summary>
public sealed record FeedbackReport
{
    /// <summary>What it is about.</summary>
    public required FeedbackType Type { get; init; }

    /// <summary>The program that reports, or null.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The envelope sender of the reported message, or null.</summary>
    public string? OriginalMailFrom { get; init; }

    /// <summary>The envelope recipients of the reported message; providers often leave them out or blank them.</summary>
    public IReadOnlyList<string> OriginalRcptTo { get; init; } = [];

    /// <summary>The address of the server that handed the reported message over, or null.</summary>
    public string? SourceIp { get; init; }

    /// <summary>When the reported message arrived there, or null.</summary>
    public DateTimeOffset? ArrivalDate { get; init; }

    /// <summary>The system that reports, or null.</summary>
    public string? ReportingMta { get; init; }

    /// <summary>How many like it the report stands for; 1 unless it says more (RFC 5965 §3.2).</summary>
    public int Incidents { get; init; } = 1;

    /// <summary>The Message-ID of the reported message, or null.</summary>
    public string? OriginalMessageId { get; init; }

    /// <summary>Further ids of the reported message (In-Reply-To, References).</summary>
    public IReadOnlyList<string> OriginalReferences { get; init; } = [];
}

/// <summary>Reads message/feedback-report parts.</summary>
internal static class FeedbackReader
{
    private const int MostRecipients = 200;

    /// <summary>The report, or null if the message is none.</summary>
    public static FeedbackReport? Read(MimeMessage message)
    {
        if (!message.Root.ContentType.IsMultipart) return null;
        var part = DeliveryReportReader.Find(message.Root, one => one.ContentType.Is("message", "feedback-report"));
        // A person who forwards a complaint sends its parts on in a message of another type.
        if (part is null || !DeliveryReportReader.IsReport(message) && !BounceEvidence.IsByMachine(message)) return null;
        var fields = HeaderFields.Read(part.Content, message.Limits);
        var (id, references) = DeliveryReportReader.ReturnedIds(message);
        return new FeedbackReport
        {
            Type = TypeOf(fields.Text("Feedback-Type")),
            UserAgent = fields.Text("User-Agent"),
            OriginalMailFrom = Address(fields.Text("Original-Mail-From")),
            OriginalRcptTo = [.. fields.All("Original-Rcpt-To").Take(MostRecipients).Select(field => Address(field.Text)).OfType<string>()],
            SourceIp = fields.Text("Source-IP")?.Trim(),
            ArrivalDate = Date(fields, "Arrival-Date") ?? Date(fields, "Received-Date"), // RFC 5965 §3.2: an older name
            ReportingMta = fields.Text("Reporting-MTA") is { } mta ? DeliveryReportReader.AfterType(mta) : null,
            Incidents = int.TryParse(fields.Text("Incidents"), out var incidents) && incidents > 0 ? incidents : 1,
            OriginalMessageId = id,
            OriginalReferences = references,
        };
    }

    private static FeedbackType TypeOf(string? word) => word?.Trim().ToUpperInvariant() switch
    {
        "ABUSE" or "COMPLAINT" => FeedbackType.Abuse,
        "FRAUD" or "PHISHING" => FeedbackType.Fraud,
        "VIRUS" => FeedbackType.Virus,
        "NOT-SPAM" => FeedbackType.NotSpam,
        "OPT-OUT" or "OPT-OUT-LIST" or "UNSUBSCRIBE" => FeedbackType.OptOut,
        "AUTH-FAILURE" => FeedbackType.AuthFailure,
        _ => FeedbackType.Other,
    };

    private static string? Address(string? value) => value?.Trim().Trim('<', '>').Trim() is { Length: > 0 } address ? address : null;

    private static DateTimeOffset? Date(HeaderFields fields, string name) => fields.TryRaw(name, out var raw) ? MailDate.Read(raw.Span) : null;
}
