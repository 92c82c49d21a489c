namespace MailBridge.Mime;

/// <summary>Reads message/delivery-status parts (RFC 3464, RFC 6533), as standard and as loosely as systems write them.</summary>
internal static class DeliveryReportReader
{
    /// <summary>The report in a message, or null if no part of it is a delivery-status.</summary>
    /// <remarks>A person who forwards a bounce sends its parts on; outside multipart/report it counts from a machine alone.</remarks>
    public static DeliveryReport? Read(MimeMessage message) =>
        message.Root.ContentType.IsMultipart && MultipartReport.Find(message.Root, IsDeliveryStatus) is { } status
            && (MultipartReport.IsReport(message) || BounceEvidence.IsByMachine(message))
            && ReadStatus(status.Content, message.Limits) is { } report
            ? Explained(WithOriginal(report, message), message) : null;

    /// <summary>Adds the reasons, and what the text for people tells where the fields say nothing.</summary>
    public static DeliveryReport Explained(DeliveryReport report, MimeMessage message)
    {
        string? notice = null;
        BounceNotice? words = null;
        return report with { Recipients = [.. report.Recipients.Select(Explain)] };

        DeliveryReportRecipient Explain(DeliveryReportRecipient recipient)
        {
            if (recipient.Action is not (DeliveryAction.Failed or DeliveryAction.Delayed)) return recipient;
            words ??= new BounceNotice(notice = BounceText.Notice(BounceText.Words(message)), message);
            var beside = words.Beside(recipient.Address);
            var told = recipient.DiagnosticCode is { Length: > 0 } diagnostic && BounceWords.Tell(diagnostic, vaguelyToo: true) is not null;
            return recipient with
            {
                Reason = BounceWords.Reason(recipient.Status, recipient.DiagnosticCode, beside, told ? null : notice),
                DiagnosticCode = recipient.DiagnosticCode is { Length: > 0 } ? recipient.DiagnosticCode : beside,
            };
        }
    }

    /// <summary>The report in the content of a delivery-status part, or null if it speaks of no recipient.</summary>
    public static DeliveryReport? ReadStatus(ReadOnlyMemory<byte> content, MimeLimits limits)
    {
        var recipients = new List<DeliveryReportRecipient>();
        string? envelopeId = null, reportingMta = null;
        var record = new Recipient();
        foreach (var group in ReadGroups(content, limits))
        {
            record.AtGroup = true;
            foreach (var field in group)
            {
                switch (field.Name.ToUpperInvariant())
                {
                    case "ORIGINAL-ENVELOPE-ID":
                        envelopeId ??= field.Text;
                        break;
                    case "REPORTING-MTA":
                        reportingMta ??= MultipartReport.AfterType(field.Text);
                        break;
                    default:
                        if (record.StartsAnew(field.Name)) record = record.Finish(recipients);
                        record.Add(field);
                        break;
                }
            }
        }
        record.Finish(recipients);
        return recipients.Count == 0 ? null
            : new DeliveryReport { Recipients = recipients, OriginalEnvelopeId = envelopeId, ReportingMta = reportingMta, IsStandard = true };
    }

    /// <summary>Adds what the returned message says of itself.</summary>
    public static DeliveryReport WithOriginal(DeliveryReport report, MimeMessage message)
    {
        var (id, references) = MultipartReport.ReturnedIds(message);
        return report with { OriginalMessageId = report.OriginalMessageId ?? id, OriginalReferences = references };
    }

    private static bool IsDeliveryStatus(MimePart part) =>
        part.ContentType.Type == "message" && part.ContentType.Subtype is "delivery-status" or "global-delivery-status";

    /// <summary>RFC 3464 §2.1: groups of fields divided by blank lines, of which there may be too many or too few.</summary>
    private static List<HeaderFields> ReadGroups(ReadOnlyMemory<byte> content, MimeLimits limits)
    {
        var groups = new List<HeaderFields>();
        List<MimeDefect>? ignored = null;
        while (content.Length > 0 && groups.Count < limits.AddressesPerField)
        {
            var spans = HeaderScanner.Scan(content.Span, isMessage: false, 0, limits, out var rest, ref ignored);
            if (spans.Length > 0) groups.Add(new HeaderFields(content, spans));
            // A line that is no field ends the scan where it stands.
            if (rest == 0) rest = Lines.Next(content.Span, 0, out _);
            content = content[rest..];
        }
        return groups;
    }

    /// <summary>One recipient under construction.</summary>
    private sealed class Recipient
    {
        private string? _final;
        private string? _original;
        private string? _action;
        private string? _status;
        private string? _diagnostic;
        private string? _remote;

        public bool AtGroup { get; set; }

        /// <summary>The field belongs to the next recipient: it is there already, or a new group begins with an address.</summary>
        public bool StartsAnew(string name)
        {
            var begins = AtGroup && _action is not null && name.EndsWith("-Recipient", StringComparison.OrdinalIgnoreCase);
            AtGroup = false;
            return begins || name.ToUpperInvariant() switch
            {
                "FINAL-RECIPIENT" => _final is not null,
                "ORIGINAL-RECIPIENT" => _original is not null,
                "ACTION" => _action is not null,
                "STATUS" => _status is not null,
                _ => false,
            };
        }

        public void Add(HeaderField field)
        {
            switch (field.Name.ToUpperInvariant())
            {
                case "FINAL-RECIPIENT":
                    _final = MultipartReport.AfterType(field.Text);
                    break;
                case "ORIGINAL-RECIPIENT":
                    _original = MultipartReport.AfterType(field.Text);
                    break;
                case "X-ACTUAL-RECIPIENT":
                    _final ??= MultipartReport.AfterType(field.Text);
                    break;
                case "ACTION":
                    _action = field.Text;
                    break;
                case "STATUS":
                    _status = field.Text;
                    break;
                case "DIAGNOSTIC-CODE":
                    _diagnostic ??= field.Text;
                    break;
                case "REMOTE-MTA":
                    _remote ??= MultipartReport.AfterType(field.Text);
                    break;
            }
        }

        public Recipient Finish(List<DeliveryReportRecipient> recipients)
        {
            if (_final is null && _original is null && _action is null && _status is null) return this;
            var diagnostic = _diagnostic is null ? null : _diagnostic[(_diagnostic.IndexOf(';', StringComparison.Ordinal) + 1)..];
            if (diagnostic is not null) diagnostic = string.Join(' ', diagnostic.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var status = StatusCodes.Best(_status, diagnostic);
            var action = ReadAction(_action, status);
            // The address we sent to is the one we know, whatever it was forwarded to.
            var address = string.IsNullOrEmpty(_original) || !_original.Contains('@') ? _final ?? _original ?? string.Empty : _original;
            recipients.Add(new DeliveryReportRecipient(address, action, status ?? StatusCodes.Unspecified(action), diagnostic, _remote));
            return new Recipient();
        }

        private static DeliveryAction ReadAction(string? action, string? status)
        {
            var word = action is null ? string.Empty : action.Split([' ', '(', ';'], 2)[0].Trim();
            return word.ToUpperInvariant() switch
            {
                "FAILED" or "FAILURE" or "FAIL" => DeliveryAction.Failed,
                "DELAYED" or "DELAY" => DeliveryAction.Delayed,
                "DELIVERED" => DeliveryAction.Delivered,
                "RELAYED" => DeliveryAction.Relayed,
                "EXPANDED" => DeliveryAction.Expanded,
                _ => status?[0] switch { '2' => DeliveryAction.Delivered, '4' => DeliveryAction.Delayed, _ => DeliveryAction.Failed },
            };
        }
    }
}
