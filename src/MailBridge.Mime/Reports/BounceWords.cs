namespace MailBridge.Mime;

/// <summary>Reads the cause of a failure from the words of servers, which tell it better than their codes do.</summary>
internal static class BounceWords
{
    /// <summary>
    /// Phrases that mean one thing wherever they stand, the more telling first: they outweigh a status code, which templates often fill in.
    /// </summary>
    private static readonly (BounceReason Reason, string[] Phrases)[] Telling =
    [
        (BounceReason.Authentication,
        [
            "dmarc", "spf check", "spf fail", "(spf)", "spf validation", "failed spf", "no spf", "spf record", "dkim", "sender id (",
            "senderid", "unauthenticated", "not authenticated", "arc validation", "authentication checks",
        ]),
        (BounceReason.Refused,
        [
            "domain of sender address", "sender domain", "sender address rejected", "not a member", "not member",
            "only accepts messages from", "restricted to", "may not exist, or you may not",
        ]),
        (BounceReason.RelayDenied,
        [
            "relaying denied", "relay denied", "relay access denied", "relaying not allowed", "relay not permitted", "unable to relay",
            "not permitted to relay", "relaying is not", "relay is not", "relay not allowed", "cannot relay", "relaying prohibited",
            "no relaying", "rcpthosts", "relaying mail to", "we do not relay",
        ]),
        (BounceReason.MailboxFull,
        [
            "mailbox full", "mailbox is full", "mailfolder is full", "mail box full", "mailbox exceeded", "over quota", "quota exceeded",
            "quota exceed", "exceeded quota", "exceeding quota", "exceeded his quota", "exceeded its quota", "exceeds quota",
            "quota violation", "disk quota", "out of storage", "exceeded storage", "storage quota", "insufficient storage",
            "insufficient disk quota", "not enough space", "not enough storage", "mailbox exceeds", "exceeds allowed size",
            "exceeded the local limit", "mailbox has exceeded", "mailboxfull", "inbox is full", "account is full", "storage limit",
            "shutoffquota", "overquota", "too full", "postfach ist voll", "postfach des empfängers ist voll", "postfach voll", "est pleine",
            "está llen", "está chei", "è piena", "is vol", "przepełnion", "переполнен", "いっぱい", "满", "邮箱空间不足", "メールボックスの容量",
        ]),
        (BounceReason.TooLarge,
        [
            "message size exceeds", "message too large", "message too big", "message is too large", "message file too big", "size limit",
            "message length exceeds", "exceeds the maximum", "maximum message size", "max message size", "exceeds maximum",
            "exceeds fixed maximum", "message larger than", "message size is too", "too large", "too big", "zu groß", "trop volumineux",
            "demasiado grande", "troppo grande", "te groot", "za duż",
        ]),
        (BounceReason.TooMuch,
        [
            "too many connections", "too many messages", "too many emails", "too many mails", "too many recipients", "rate limit",
            "ratelimit", "rate that", "too fast", "throttl", "connection limit", "too frequently", "concurrent", "exceeded the max emails",
            "sending limit", "frequency limited", "too many sessions", "message rate", "try again later: too many", "exceeded its sending",
            "connections from your host", "too many invalid recipients",
        ]),
        (BounceReason.Virus,
        [
            "virus", "malware", "infected", "phish", "banned file", "forbidden attachment", "attachment type", "executable",
        ]),
        (BounceReason.DomainUnknown,
        [
            "host unknown", "unknown host", "host not found", "domain not found", "domain name not found", "host or domain name not found",
            "domain does not exist", "unknown domain", "unrouteable", "unroutable", "couldn't find any host", "no mx found", "no mx record",
            "no mx or a", "no valid hosts", "mx records point to non-existent", "host address lookups failed", "name or service not known",
            "name service error", "dns error", "nxdomain", "non-existent domain", "no such domain", "bad destination system",
            "bad destination host", "domain invalid", "nullmx", "null mx", "does not accept mail (", "no route to domain",
            "indicated no smtp service", "badrcptdomain", "domain no existe", "domäne wurde nicht gefunden", "domaine n'existe pas",
            "domein bestaat niet", "dns query for", "dns lookup", "domain has no", "could not be resolved", "isn't a valid domain",
            "mail server not found",
        ]),
        (BounceReason.UserUnknown,
        [
            "user unknown", "unknown user", "no such user", "no such mailbox", "no such recipient", "no such address", "no such person",
            "no such local user", "no mailbox here", "no mailbox by that name", "mailbox not found", "mailbox does not exist",
            "mailbox doesn't exist", "mailbox unknown", "unknown mailbox", "user does not exist", "user doesn't exist", "user not found",
            "user not known", "not a known user", "not a valid user", "not a valid mailbox", "not a valid recipient",
            "account does not exist", "account doesn't exist", "account that you tried to reach does not exist", "address does not exist",
            "address doesn't exist", "recipient does not exist", "recipient doesn't exist", "recipient unknown", "unknown recipient",
            "recipient not found", "recipnotfound", "recipientnotfound", "nosuchuser", "recipient address rejected: access denied",
            "not our user", "invalid recipient", "invalid mailbox", "invalid user", "invalid address", "invalid local address",
            "invalid destination", "bad destination mailbox", "invalid final delivery userid", "bad address", "unknown address",
            "address unknown", "unknown local", "unknown or illegal alias", "unknown alias", "unknown account", "unknown user account",
            "not listed in", "doesn't have a", "does not have an account", "addressee unknown", "isn't in my", "name is not recognized",
            "was not found in", "wasn't found at", "couldn't be found", "could not be found at", "no account", "no valid recipients",
            "not our customer", "adresse inconnue", "utilisateur inconnu", "adresse nicht gefunden", "adresse wurde nicht gefunden",
            "empfänger unbekannt", "e-mail-konto ist in der organisation", "est introuvable", "no se encontró", "usuario no existe",
            "el usuario no existe", "usuario desconocido", "não foi encontrad", "usuário desconhecido", "usuário não existe",
            "non è stato trovato", "utente sconosciuto", "utente inesistente", "indirizzo non valido", "niet gevonden",
            "gebruiker onbekend", "nie można odnaleźć", "nie istnieje", "не найден", "не существует", "пользователь не", "見つかりません",
            "存在しません", "宛先不明", "不存在", "找不到", "does not exist", "doesn't exist", "user name is unknown", "unknown to", "address not found",
            "mailbox unavailable: not",
        ]),
        (BounceReason.Moved,
        [
            "has moved", "user moved", "no longer on server", "has changed his", "address has changed", "new address", "please use my new",
            "mailbox moved", "user not local; please try", "replaced by",
        ]),
        (BounceReason.Suspended,
        [
            "mailbox disabled", "mailbox is disabled", "account disabled", "account is disabled", "account has been disabled",
            "account suspended", "been suspended", "is suspended", "user suspended", "mailbox inactive", "account inactive", "is inactive",
            "been deactivated", "is deactivated", "account closed", "account has been closed", "been blocked due to inactivity",
            "no longer accepts mail", "no longer valid", "no longer active", "no longer available", "no longer in use", "locked",
            "account expired", "account is frozen", "been discontinued", "disabled or discontinued", "currently not accepting",
            "not active", "account is disabled", "deaktiviert", "gesperrt", "désactivé", "desactivad", "disattivat", "zablokowan",
        ]),
        (BounceReason.Blocked,
        [
            "spamhaus", "spamcop", "blocked using", "blacklist", "black list", "blocklist", "block list", "poor reputation",
            "bad reputation", "low reputation", "reverse dns", "ptr record", "no ptr", "rdns",
        ]),
        (BounceReason.Spam,
        [
            "spam", "unsolicited", "junk mail", "bulk email", "bulk e-mail", "ube", "looks like spam", "content rejected",
            "message content", "considered as spam", "message looks like", "suspicious", "unsolicitedmessage", "surbl", "uribl",
            "content filter", "objectionable",
        ]),
        (BounceReason.Blocked,
        [
            "blocked by", "reputation", "sender rejected", "weren't sent", "unexpected volume", "reverse lookup",
            "cannot find your hostname", "cannot find your reverse", "your ip", "client host", "ip address is", "helo", "dynamic ip",
            "dynamic address", "sender base", "senderbase", "not accepting connections", "banned sending ip", "your server",
            "ip reputation", "host rejected",
        ]),
        (BounceReason.Expired,
        [
            "retry timeout exceeded", "retry time not reached", "queue too long", "in the queue too long", "envelope expired",
            "message expired", "delivery time expired", "expired", "has been in the queue", "failed to deliver after", "too long in queue",
            "could not be delivered for", "gave up after", "frozen", "multiple retries", "message will be deleted from queue",
        ]),
        (BounceReason.Network,
        [
            "timed out", "timeout", "connection refused", "connection reset", "connection was dropped", "connection dropped",
            "connection died", "connection lost", "lost connection", "no route to host", "network is unreachable", "network unreachable",
            "host unreachable", "host is down", "did not accept our requests", "unable to connect", "could not connect", "couldn't connect",
            "establish an smtp connection", "too many hops", "hop count", "loops back", "mail loop", "routing loop", "loop detected",
            "loopdetected", "failed to send to identified host", "not responding", "not reachable", "unreachable", "no answer from host",
            "refused to talk", "tls", "starttls",
        ]),
        (BounceReason.SystemError,
        [
            "unknown mailer error", "mailer error", "system error", "server error", "configuration error", "local error", "i/o error",
            "input/output error", "local delivery failed", "local configuration error", "no space left", "disk full", "exited with",
            "procmail", "pipe to", "child process", "command died", "temporary local problem", "internal error", "cannot open",
            "can't create", "out of memory", "system not accepting", "not accepting mail", "resources temporarily unavailable",
            "insufficient system", "unable to lock", "maildir delivery failed",
        ]),
    ];

    /// <summary>Phrases that tell something only where neither a telling one nor a specific status stands.</summary>
    private static readonly (BounceReason Reason, string[] Phrases)[] Vague =
    [
        (BounceReason.UserUnknown,
        [
            "mailbox unavailable", "not found", "undeliverable address", "recipient rejected", "user rejected",
            "recipient address rejected", "no mailbox", "unavailable mailbox",
        ]),
        (BounceReason.Suspended, ["disabled", "suspended", "inactive", "no longer"]),
        (BounceReason.Blocked, ["blocked", "refused", "bounced", "service unavailable"]),
        (BounceReason.Refused,
        [
            "policy", "denied", "rejected", "not allowed", "not permitted", "not authorized", "permission", "prohibited", "forbidden",
            "refuse",
        ]),
        (BounceReason.RelayDenied, ["relay"]),
    ];

    /// <summary>The reason that the words tell by themselves; null if they tell none.</summary>
    public static BounceReason? Tell(string words, bool vaguelyToo)
    {
        return Among(Telling) ?? (vaguelyToo ? Among(Vague) : null);

        BounceReason? Among((BounceReason Reason, string[] Phrases)[] groups)
        {
            foreach (var (reason, phrases) in groups)
            {
                foreach (var phrase in phrases)
                {
                    if (Says(words, phrase)) return reason;
                }
            }
            return null;
        }
    }

    /// <summary>The reason by words and status together.</summary>
    /// <param name="words">What stands beside the recipient, the nearest and most telling first; empty ones are passed over.</param>
    /// <param name="status">The enhanced status code.</param>
    public static BounceReason Reason(string status, params ReadOnlySpan<string?> words)
    {
        foreach (var word in words)
        {
            if (word is not { Length: > 0 }) continue;
            if (Tell(word, vaguelyToo: false) is { } told) return told;
            if (ByStatus(status) is { } coded) return coded;
            if (Tell(word, vaguelyToo: true) is { } perhaps) return perhaps;
        }
        if (ByStatus(status) is { } code) return code;
        if (status.EndsWith(".3.0", StringComparison.Ordinal)) return BounceReason.SystemError;
        return BounceReason.Other;
    }

    /// <summary>The code of a permanent failure for that reason, where the notice gives none (RFC 3463 §3).</summary>
    public static string Status(BounceReason reason) => reason switch
    {
        BounceReason.UserUnknown => "5.1.1",
        BounceReason.Moved => "5.1.6",
        BounceReason.DomainUnknown => "5.1.2",
        BounceReason.MailboxFull => "5.2.2",
        BounceReason.Suspended => "5.2.1",
        BounceReason.TooLarge => "5.3.4",
        BounceReason.Expired => "5.4.7",
        BounceReason.Network => "5.4.1",
        BounceReason.TooMuch => "5.7.0",
        BounceReason.SystemError => "5.3.0",
        BounceReason.Spam or BounceReason.Virus or BounceReason.Blocked or BounceReason.Authentication or BounceReason.RelayDenied or BounceReason.Refused => "5.7.1",
        _ => "5.0.0",
    };

    /// <summary>RFC 3463 §3 and the IANA registry; the codes that systems use for everything tell nothing.</summary>
    private static BounceReason? ByStatus(string status) => status.Length < 3 ? null : status[2..] switch
    {
        "1.1" or "1.3" => BounceReason.UserUnknown,
        "1.10" when status[0] == '5' => BounceReason.UserUnknown, // QUIRK: Exchange Online means the user; RFC 7505 §4.2 a null MX, which says so
        "1.2" or "4.4" => BounceReason.DomainUnknown,
        "1.6" => BounceReason.Moved,
        "1.7" or "1.8" => BounceReason.Refused,
        "2.1" => BounceReason.Suspended,
        "2.2" => BounceReason.MailboxFull,
        "2.3" or "3.4" => BounceReason.TooLarge,
        "3.1" or "3.2" or "3.3" or "3.5" => BounceReason.SystemError,
        "4.7" => BounceReason.Expired,
        "4.1" or "4.2" or "4.6" => BounceReason.Network,
        "4.5" or "5.3" or "7.28" => BounceReason.TooMuch,
        "7.20" or "7.21" or "7.22" or "7.23" or "7.24" or "7.26" or "7.29" => BounceReason.Authentication,
        "7.25" or "7.27" => BounceReason.Blocked,
        _ => null,
    };

    /// <summary>The phrase stands in the words, not within a longer word at its beginning.</summary>
    private static bool Says(string words, string phrase)
    {
        for (var at = 0; (at = words.IndexOf(phrase, at, StringComparison.OrdinalIgnoreCase)) >= 0; at++)
        {
            if (at == 0 || !char.IsAsciiLetter(phrase[0]) || !char.IsAsciiLetterOrDigit(words[at - 1])) return true;
        }
        return false;
    }
}
