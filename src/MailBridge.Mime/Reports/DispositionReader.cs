namespace MailBridge.Mime;

/// <summary>Reads read receipts. We read them and never send any, nor ask for one.</summary>
internal static class DispositionReader
{
    private const int HeadLength = 2_000; // characters; a receipt is a few lines

    /// <summary>Subjects of Outlook and Exchange in the languages they speak.</summary>
    private static readonly string[] ReadSubjects =
    [
        "read:", "gelesen:", "lu :", "lu:", "leído:", "leido:", "lida:", "lido:", "letto:", "gelezen:", "läst:", "læst:", "lest:",
        "luettu:", "przeczytane:", "odczytano:", "přečteno:", "elolvasva:", "okundu:", "прочтено:", "прочитано:", "開封済み:", "開封済み :", "已读:",
        "已讀取:", "읽음:", "return receipt (displayed)", "lesebestätigung", "read receipt:", "accusé de réception (affiché)",
        "confirmación de lectura", "conferma di lettura", "leesbevestiging", "confirmação de leitura", "potwierdzenie przeczytania",
    ];

    private static readonly string[] DeletedSubjects =
    [
        "not read:", "nicht gelesen:", "ungelesen:", "non lu :", "non lu:", "no leído:", "não lida:", "não lido:", "non letto:",
        "ongelezen:", "niet gelezen:", "nie przeczytano:", "не прочтено:", "не прочитано:", "未開封:", "未读:", "未讀取:",
    ];

    /// <summary>Sentences of such a receipt: a customer may well write "Read: the manual".</summary>
    private static readonly string[] ReadWords =
    [
        "was read on", "was displayed on", "has been displayed", "has been read by", "this is a receipt for the mail",
        "this is a return receipt", "wurde gelesen", "gelesen am", "wurde am", "angezeigt", "a été lu le", "a été affiché", "fue leído",
        "se leyó", "foi lida", "foi lido", "è stato letto", "is gelezen", "werd gelezen", "lästes", "blev læst", "ble lest", "luettiin",
        "odczytan", "przeczytan", "было прочитано", "прочитано", "に開封されました", "已于", "已读", "已讀", "okundu",
    ];

    private static readonly string[] DeletedWords =
    [
        "was deleted without being read", "gelöscht, ohne", "ungelesen gelöscht", "supprimé sans avoir été lu", "eliminado sin leerse",
        "se ha eliminado sin", "excluída sem ser lida", "eliminato senza essere", "verwijderd zonder", "usunięta bez",
        "удалено непрочитанным", "удалено без", "開封されずに削除", "未读即已删除", "未经阅读即被删除",
    ];

    /// <summary>The receipt, or null if the message is none.</summary>
    public static DispositionNotification? Read(MimeMessage message)
    {
        if (!message.Root.ContentType.IsMultipart) return IsOutlookReceipt(message) ? FromWords(message) : null;
        var part = MultipartReport.Find(message.Root, IsDisposition);
        // A customer who forwards a receipt sends its part on in a message of another type.
        if (part is not null && MultipartReport.IsReport(message))
            return FromFields(HeaderFields.Read(part.Content, message.Limits), message);
        return IsOutlookReceipt(message) ? FromWords(message) : null;
    }

    private static bool IsDisposition(MimePart part) =>
        part.ContentType.Type == "message" && part.ContentType.Subtype is "disposition-notification" or "global-disposition-notification";

    private static DispositionNotification FromFields(HeaderFields fields, MimeMessage message)
    {
        var disposition = fields.Text("Disposition") ?? string.Empty;
        var semicolon = disposition.IndexOf(';', StringComparison.Ordinal);
        var modes = semicolon < 0 ? string.Empty : disposition[..semicolon];
        var words = disposition[(semicolon + 1)..].Split('/', 2);
        return new DispositionNotification
        {
            Type = TypeOf(words[0]),
            IsManualAction = Says(modes, "manual-action"),
            IsManuallySent = Says(modes, "MDN-sent-manually"),
            Modifiers = words.Length < 2 ? [] : Words(words[1]),
            FinalRecipient = Address(fields, "Final-Recipient") ?? Author(message),
            OriginalRecipient = Address(fields, "Original-Recipient"),
            OriginalMessageId = fields.TryRaw("Original-Message-ID", out var id) && MessageIds.First(id.Span) is { } named ? named : Returned(message),
            ReportingUserAgent = fields.Text("Reporting-UA"),
            IsStandard = true,
        };
    }

    private static string[] Words(string modifiers) =>
        [.. modifiers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(word => word.ToLowerInvariant())];

    private static DispositionType TypeOf(string word) => word.Trim().ToUpperInvariant() switch
    {
        "DISPLAYED" or "READ" => DispositionType.Displayed, // QUIRK: "read" of old Exchange gateways
        "DELETED" => DispositionType.Deleted,
        "DISPATCHED" => DispositionType.Dispatched,
        "PROCESSED" => DispositionType.Processed,
        _ => DispositionType.Other,
    };

    private static DispositionNotification FromWords(MimeMessage message) => new()
    {
        Type = SaysDeleted(message) ? DispositionType.Deleted : DispositionType.Displayed,
        FinalRecipient = Author(message),
        OriginalMessageId = Returned(message),
    };

    /// <summary>
    /// The class of the message where a gateway tells it (MS-OXOMSG: REPORT.IPM.Note.IPNRN and IPNNRN), or else subject and words together.
    /// </summary>
    private static bool IsOutlookReceipt(MimeMessage message)
    {
        if (MessageClass(message) is { } type) return type.StartsWith("report.ipm.note.ipn", StringComparison.OrdinalIgnoreCase);
        var subject = message.Subject;
        if (!Starts(subject, ReadSubjects) && !Starts(subject, DeletedSubjects)) return false;
        return Says(Head(message), ReadWords) || Says(Head(message), DeletedWords);
    }

    private static bool SaysDeleted(MimeMessage message) =>
        Starts(message.Subject, DeletedSubjects) || Says(Head(message), DeletedWords)
        || MessageClass(message) is { } type && type.EndsWith("IPNNRN", StringComparison.OrdinalIgnoreCase);

    private static string? MessageClass(MimeMessage message) =>
        message.Headers.Text("X-MS-Exchange-MessageClass") ?? message.Headers.Text("X-Message-Class");

    private static string Head(MimeMessage message)
    {
        var text = BounceText.Words(message);
        return text.Length <= HeadLength ? text : text[..HeadLength];
    }

    private static string? Address(HeaderFields fields, string name) =>
        fields.Text(name) is { } value && MultipartReport.AfterType(value) is { Length: > 0 } address ? address : null;

    private static string Author(MimeMessage message) => message.From is [var first, ..] ? first.Address : string.Empty;

    private static string? Returned(MimeMessage message) =>
        MultipartReport.ReturnedIds(message).Id is { } named ? named
        : message.InReplyTo is [var parent, ..] ? parent
        : message.References is [.., var last] ? last
        : null;

    private static bool Starts(string text, string[] beginnings) =>
        beginnings.Any(beginning => text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase));

    private static bool Says(string text, params ReadOnlySpan<string> phrases)
    {
        foreach (var phrase in phrases)
        {
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
