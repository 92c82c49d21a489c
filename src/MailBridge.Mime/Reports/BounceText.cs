using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reads bounces of systems that write no delivery-status part from their words: who sends it, how it begins, the addresses that stand by
/// themselves, the codes and phrases beside them. Stops where the returned message begins.
/// </summary>
internal static class BounceText
{
    private const int LongestNotice = 20_000; // characters; a notice is a page, what follows is the returned message
    private const int MostRecipients = 200;

    private static readonly string[] Daemons =
        ["mailer-daemon", "mailerdaemon", "mailer_daemon", "postmaster", "mail-daemon", "maildaemon", "mdaemon", "mailsystem", "mail_delivery", "mmdf", "post_master"];

    private static readonly string[] DaemonNames =
        ["mail delivery", "mailer-daemon", "mail administrator", "mail system", "delivery subsystem", "postmaster", "message router", "mail transport"];

    private static readonly string[] Subjects =
    [
        "undeliver", "returned mail", "return mail", "failure notice", "delivery status notification", "delivery failure",
        "delivery failed",
        "delivery error", "delivery report", "delivery notification", "mail delivery", "message delivery", "mail could not be delivered",
        "could not be delivered",
        "couldn't be delivered", "not deliver", "nondeliverable", "non-deliverable", "nicht zugestellt", "unzustellbar",
        "zustellung fehlgeschlagen",
        "mail failure", "mail error", "mail system error", "delivery delayed", "delayed mail", "warning: could not send",
        "warning: message",
        "échec de la remise", "non remis", "notificación de entrega", "entrega fallida", "mancata consegna", "недоставлен", "не доставлено",
        "配信エラー", "配信不能", "退信", "returned to sender", "message status", "undelivered", "delivery problem", "error sending",
        "unable to deliver",
        "cannot send", "rejected:", "delivery not", "message not delivered", "dsn:", "sent message", "mail not delivered",
        "unknown local user",
        "message from your mail server", "not delivered", "user unknown", "address not found", "bounced",
    ];

    private static readonly string[] Openings =
    [
        "hi. this is the", "this is the mail system at", "this message was created automatically by", "your message to",
        "delivery to the following",
        "the following address", "could not be delivered", "couldn't be delivered", "wasn't able to deliver", "was not able to deliver",
        "were unable to deliver", "unable to deliver", "undeliverable", "did not reach the following", "transcript of session",
        "failed permanently", "delivery has failed", "could not deliver", "couldn't deliver", "not delivered", "permanent error",
        "permanent fatal errors",
        "delivery failed", "cannot be delivered", "error that the other server returned", "user unknown", "rejected your message",
        "mail delivery",
        "wurde nicht zugestellt", "konnte nicht zugestellt", "delivery status notification", "temporary problem", "has been delayed",
        "was undeliverable",
        "message you sent", "returned to you", "was not delivered", "is the mailer-daemon",
        "attempting to deliver", "no such user", "invalid user address", "delivery attempts", "mail server rejected",
    ];

    /// <summary>Lines that begin the returned message.</summary>
    private static readonly string[] Originals =
    [
        "--- below this line is", "------ this is a copy", "----- original message", "---- original message", "--- original message",
        "----- unsent message",
        "---- unsent message", "---original message", "--- the header of the original", "----- message header", "--- enclosed is",
        "--- message header",
        "original message follows", "received: from ", "received: by ", "received: (", "return-path: <", "here is a copy of",
        "------ forwarded",
        "--- the following is", "message header follows", "-original mail info", "-original message", "below is a copy of the original",
        "your original message", "----- message text",
        "content-type: message/", "original message headers", "below is a copy", "original-message", "*** the original",
        "the header from the original",
    ];

    /// <summary>The report, or null if the message is no bounce.</summary>
    public static DeliveryReport? Read(MimeMessage message)
    {
        var failed = message.Headers.Has("X-Failed-Recipients");
        var daemon = IsDaemon(message);
        var nullPath = MailClassifier.HasNullPath(message.Headers);
        if (!failed && !daemon && !nullPath) return null;
        var subject = Contains(message.Subject, Subjects);
        if (!failed && !(daemon && subject) && message.Root.ContentType.Parameters["report-type"] != "delivery-status")
        {
            // Vacation replies have no return path either: then the words themselves must be a mail system's.
            if (!subject && !daemon) return null;
            var head = Head(message);
            if (!Contains(head, Openings) && !(subject && StatusCodes.Reply(head) is not null)) return null;
            if (!daemon && MailClassifier.SaysAutoReply(message)) return null;
        }
        var text = message.TextBody ?? Plain(message.HtmlBody) ?? string.Empty;
        if (StatusWithin(text, message.Limits) is { } status) return DeliveryReportReader.WithOriginal(status, message);
        var end = NoticeEnd(text);
        var notice = text[..end];
        var recipients = new BounceNotice(notice, message).Recipients(MostRecipients);
        var report = new DeliveryReport { Recipients = recipients, IsStandard = false, OriginalMessageId = IdIn(text.AsSpan(end), message.Limits) };
        return DeliveryReportReader.WithOriginal(report, message);
    }

    /// <summary>QUIRK: relays that lose the Content-Type leave the parts of the report standing in the text.</summary>
    private static DeliveryReport? StatusWithin(string text, MimeLimits limits)
    {
        var fields = text.IndexOf("\nFinal-Recipient:", StringComparison.OrdinalIgnoreCase);
        if (fields < 0) return null;
        var end = text.IndexOf("\n--", fields, StringComparison.Ordinal);
        var report = DeliveryReportReader.ReadStatus(Encoding.UTF8.GetBytes(text[fields..(end < 0 ? text.Length : end)]), limits);
        return report is null ? null : report with { IsStandard = false, OriginalMessageId = IdIn(text.AsSpan(fields), limits) };
    }

    private static bool IsDaemon(MimeMessage message) => message.From.Any(from =>
    {
        var at = from.Address.LastIndexOf('@');
        var local = at < 0 ? from.Address : from.Address[..at];
        return Daemons.Any(name => local.StartsWith(name, StringComparison.OrdinalIgnoreCase)) || Contains(from.Name, DaemonNames);
    });

    private static bool Contains(string text, string[] phrases) =>
        phrases.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));

    private static string Head(MimeMessage message)
    {
        const int Enough = 1_500;
        var text = message.TextBody ?? Plain(message.HtmlBody) ?? string.Empty;
        return text.Length <= Enough ? text : text[..Enough];
    }

    /// <summary>Where the returned message begins.</summary>
    private static int NoticeEnd(string text)
    {
        var at = 0;
        var limit = Math.Min(text.Length, LongestNotice);
        while (at < limit)
        {
            var end = text.IndexOf('\n', at);
            if (end < 0) end = text.Length;
            var line = text.AsSpan(at, end - at).TrimStart();
            if (at > 0)
            {
                foreach (var mark in Originals)
                {
                    if (line.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) return at;
                }
            }
            at = end + 1;
        }
        return limit;
    }

    private static string? IdIn(ReadOnlySpan<char> returned, MimeLimits limits)
    {
        const string Field = "\nMessage-ID:";
        if (returned.Length > limits.HeaderSectionBytes) returned = returned[..limits.HeaderSectionBytes];
        var at = returned.IndexOf(Field, StringComparison.OrdinalIgnoreCase);
        if (at < 0) return null;
        var rest = returned[(at + Field.Length)..];
        var close = rest.IndexOf('>');
        return close is < 0 or > 1_000 ? null : MessageIds.Parse(rest[..(close + 1)].ToString()) is [var id, ..] ? id : null;
    }

    /// <summary>HTML without its tags, enough to find addresses and codes.</summary>
    private static string? Plain(string? html)
    {
        if (html is null) return null;
        var text = new StringBuilder(html.Length);
        var inTag = false;
        foreach (var c in html)
        {
            if (c == '<') inTag = true;
            else if (c == '>' && inTag)
            {
                inTag = false;
                text.Append('\n');
            }
            else if (!inTag) text.Append(c);
        }
        return text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&nbsp;", " ").Replace("&amp;", "&").ToString();
    }
}
