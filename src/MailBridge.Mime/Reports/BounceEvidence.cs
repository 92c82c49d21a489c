namespace MailBridge.Mime;

/// <summary>
/// Weighs whether a message without a delivery-status part is a mail system's word about an earlier message. No single hint is enough: people
/// write about bounces, shops about parcels, and vacation replies have no return path either.
/// </summary>
internal static class BounceEvidence
{
    private const int Enough = 4;

    private const int HeadLength = 1_500; // characters of the text in which a notice says what it is

    private static readonly string[] Daemons =
    [
        "mailer-daemon", "mailerdaemon", "mailer_daemon", "postmaster", "mail-daemon", "maildaemon", "mdaemon", "mailsystem",
        "mail_delivery", "mmdf", "post_master", "microsoftexchange", "mailer.daemon", "mail-delivery", "mta-daemon", "smtp-daemon",
    ];

    private static readonly string[] DaemonNames =
        [
            "mail delivery", "mailer-daemon", "mailer daemon", "mail administrator", "mail system", "delivery subsystem", "postmaster",
            "message router", "mail transport", "mail deliver",
        ];

    /// <summary>Subjects that only mail systems write of themselves.</summary>
    private static readonly string[] MailSubjects =
    [
        "undeliverable", "undelivered mail", "undelivered message", "undeliverable mail", "returned mail", "return mail", "failure notice",
        "delivery status notification", "mail delivery", "message delivery", "mail could not be delivered", "couldn't be delivered",
        "returning message to sender", "nondeliverable", "non-deliverable", "mail failure", "mail error", "mail system error",
        "warning: could not send", "warning: message", "delayed mail", "message status", "unknown local user", "user unknown",
        "message from your mail server", "message not delivered", "mail not delivered", "error sending your mail", "error sending mail",
        "blocked by our bulk", "unsolicited bulk email", "delivery status", "nachricht konnte nicht zugestellt",
        "e-mail konnte nicht zugestellt", "unzustellbar", "zustellung fehlgeschlagen", "échec de la remise", "non remis",
        "message non distribué", "no se puede entregar", "correo devuelto", "no entregado", "não é possível entregar", "não entregue",
        "devolvid", "non recapitabile", "mancata consegna", "onbestelbaar", "niet bezorgd", "niedostarczon", "nie można dostarczyć",
        "zwrot wiadomości", "не удается доставить", "недоставлен", "не доставлено", "配信エラー", "配信不能", "配信できません", "送信エラー", "退信", "未送达",
        "无法送达", "無法傳遞", "olevererbart", "kunde inte levereras", "går inte att leverera", "kan ikke leveres", "ei voi toimittaa",
        "doručení se nezdařilo", "nedoručiteln", "teslim edilemedi", "are not member", "message frozen", "you sent blocked",
        "considered unsolicited",
    ];

    /// <summary>Subjects that mail systems share with carriers of parcels.</summary>
    private static readonly string[] Subjects =
    [
        "undeliver", "delivery failure", "delivery failed", "delivery error", "delivery report", "delivery notification",
        "could not be delivered", "not deliver", "delivery delayed", "entrega", "returned to sender", "delivery problem",
        "unable to deliver", "cannot send", "rejected", "delivery not", "dsn:", "sent message", "not delivered", "address not found",
        "bounced", "nicht zugestellt", "virus", "blocked", "delivery has failed", "mail failure", "fail to deliver", "failed delivery",
        "delayed",
    ];

    /// <summary>Sentences that only mail systems write.</summary>
    private static readonly string[] MailOpenings =
    [
        "hi. this is the", "this is the mail system at", "this is the mail server", "this message was created automatically by",
        "delivery to the following recipient", "did not reach the following", "transcript of session", "fatal delivery errors",
        "permanent fatal errors", "error that the other server returned", "is the mailer-daemon", "mail server rejected", "no such user",
        "rcpt to:", "delivery status notification", "this is the postfix program", "message that you sent could not",
        "message you sent could not", "following address(es) failed", "following addresses failed", "following address failed",
        "to one or more recipients", "to one or more of its", "addresses had delivery", "the following recipient(s)",
        "could not be delivered to mobile", "message cannot be delivered", "unable to deliver message to", "this is a permanent error",
        "not listed in", "remote host said", "remote server returned", "did not receive this message", "smtp error",
        "not a member of this mailing list", "delivery of the email was stopped", "tried to contact (", "postfach", "destinataires",
        "destinatarios", "destinatari", "geadresseerden", "adresatów", "получател", "受信者", "宛先", "收件人", "undelivered message",
        "original message follows", "mail could not",
    ];

    private static readonly string[] Openings =
    [
        "your message to", "the following address", "could not be delivered", "couldn't be delivered", "wasn't able to deliver",
        "was not able to deliver", "were unable to deliver", "unable to deliver", "undeliverable", "failed permanently",
        "delivery has failed", "could not deliver", "couldn't deliver", "not delivered", "permanent error", "delivery failed",
        "cannot be delivered", "user unknown", "unknown user", "rejected your message", "mail delivery", "nicht zugestellt",
        "temporary problem", "has been delayed", "was undeliverable", "message you sent", "returned to you", "was not delivered",
        "invalid user address", "attempting to deliver", "delivery attempts", "not been delivered", "wasn't delivered", "failed to deliver",
        "could not be sent", "deliver your message", "trouble delivering", "did not reach", "zugestellt", "été remis",
        "no se pudo entregar", "entregado", "foi entregue", "falha na entrega", "non è stato consegnato", "recapito non riuscito",
        "kan niet worden bezorgd", "dostarczon", "доставлен", "доставки", "配信", "届け", "退回", "传递邮件失败", "mailbox exceeds", "delivery attempt",
        "delivery problem", "message could not",
    ];

    private static readonly string[] PersonsSubjects = ["re:", "aw:", "fwd:", "fw:", "wg:", "tr:", "rv:", "sv:", "antw:"];

    /// <summary>The words and the sender together make it a bounce.</summary>
    public static bool Suffices(MimeMessage message)
    {
        if (message.Headers.Has("X-Failed-Recipients")) return true;
        var daemon = IsDaemon(message);
        var nullPath = MailClassifier.HasNullPath(message.Headers);
        var claims = message.Root.ContentType.Parameters["report-type"] == "delivery-status";
        var listManager = message.Headers.Has("X-MLServer");
        if (!daemon && !nullPath && !claims && !listManager) return false;
        if (!daemon && MailClassifier.SaysAutoReply(message)) return false;
        var text = BounceText.Words(message);
        var head = text.Length <= HeadLength ? text : text[..HeadLength];
        var weight = (daemon ? 2 : 0) + (nullPath ? 1 : 0) + (claims ? 2 : 0) + (listManager ? 1 : 0);
        weight += OfSubject(message.Subject) + OfOpening(head) + (HasServersWords(head) ? 1 : 0);
        if (ReturnsAMessage(message)) weight++;
        // QUIRK: Apache James answers under "Re: subject", but begins with who it is.
        var beginsAsOne = daemon && Contains(head.Length <= 400 ? head : head[..400], MailOpenings);
        if (!beginsAsOne && IsAPersonsAnswer(message, nullPath)) weight -= 3;
        return weight >= Enough;
    }

    /// <summary>A mail system wrote it, whatever it says: by its address, its name, or because no answer can reach it.</summary>
    public static bool IsByMachine(MimeMessage message) =>
        IsDaemon(message) || MailClassifier.HasNullPath(message.Headers) || message.Headers.Has("X-Failed-Recipients") || message.From.Count == 0
        || message.Headers.Text("Auto-Submitted") is { } submitted && submitted.StartsWith("auto-", StringComparison.OrdinalIgnoreCase)
        || OfSubject(message.Subject) == 2 && !IsAPersonsAnswer(message, nullPath: false);

    private static bool IsDaemon(MimeMessage message) => message.From.Any(from =>
    {
        var local = AddrSpec.LocalPart(from.Address);
        return Daemons.Any(name => local.StartsWith(name, StringComparison.OrdinalIgnoreCase))
            || (Contains(from.Name, DaemonNames) && !SaysReturnPath(message, from.Address));
    });

    /// <summary>Who gives the very same address for bounces is a person, or a shop, who calls himself so.</summary>
    private static bool SaysReturnPath(MimeMessage message, string address) =>
        message.Headers.Text("Return-Path") is { } path && path.Trim().Trim('<', '>').Equals(address, StringComparison.OrdinalIgnoreCase);

    private static int OfSubject(string subject) => Contains(subject, MailSubjects) ? 2 : Contains(subject, Subjects) ? 1 : 0;

    private static int OfOpening(string head) => Contains(head, MailOpenings) ? 2 : Contains(head, Openings) ? 1 : 0;

    /// <summary>A code with an address beside it, as servers answer.</summary>
    private static bool HasServersWords(string head) =>
        head.Contains('@', StringComparison.Ordinal) && (StatusCodes.Enhanced(head) is { } code && code[0] != '2' || StatusCodes.Reply(head) is not null);

    private static bool ReturnsAMessage(MimeMessage message) =>
        message.Root.ContentType.IsMultipart && MultipartReport.ReturnedHeaders(message) is { } returned && returned.Has("Message-ID");

    private static bool IsAPersonsAnswer(MimeMessage message, bool nullPath) =>
        !nullPath && PersonsSubjects.Any(prefix => message.Subject.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private static bool Contains(string text, string[] phrases) =>
        phrases.Any(phrase => text.Contains(phrase, StringComparison.OrdinalIgnoreCase));
}
