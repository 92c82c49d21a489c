namespace MailBridge.Mime;

/// <summary>Reads message/feedback-report parts.</summary>
internal static class FeedbackReader
{
    private const int MostRecipients = 200;

    /// <summary>The report, or null if the message is none.</summary>
    public static FeedbackReport? Read(MimeMessage message)
    {
        if (!message.Root.ContentType.IsMultipart) return null;
        var part = MultipartReport.Find(message.Root, one => one.ContentType.Is("message", "feedback-report"));
        // A person who forwards a complaint sends its parts on in a message of another type.
        if (part is null || !MultipartReport.IsReport(message) && !BounceEvidence.IsByMachine(message)) return null;
        var fields = HeaderFields.Read(part.Content, message.Limits);
        var (id, references) = MultipartReport.ReturnedIds(message);
        return new FeedbackReport
        {
            Type = TypeOf(fields.Text("Feedback-Type")),
            UserAgent = fields.Text("User-Agent"),
            OriginalMailFrom = Address(fields.Text("Original-Mail-From")),
            OriginalRcptTo = [.. fields.All("Original-Rcpt-To").Take(MostRecipients).Select(field => Address(field.Text)).OfType<string>()],
            SourceIp = fields.Text("Source-IP")?.Trim(),
            ArrivalDate = Date(fields, "Arrival-Date") ?? Date(fields, "Received-Date"), // RFC 5965 §3.2: an older name
            ReportingMta = fields.Text("Reporting-MTA") is { } mta ? MultipartReport.AfterType(mta) : null,
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
