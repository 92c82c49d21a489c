namespace MailBridge.Mime;

/// <summary>
/// Recognises vacation replies of programs that set no field of RFC 3834. A subject alone is a weak hint, for people write about absences too:
/// it counts beside a field of Exchange, or beside words of absence at the beginning of the text.
/// </summary>
internal static class AbsenceNotice
{
    private const int HeadLength = 600; // characters; a notice says at once that nobody is there

    private static readonly string[] Subjects =
    [
        "automatic reply", "automatic response", "automated reply", "automated response", "out of office", "out of the office",
        "out-of-office", "autoreply", "auto-reply", "auto reply", "auto response", "auto:", "autoresponse", "away from", "i am away",
        "on vacation", "vacation reply", "automatische antwort", "automatische rückantwort", "abwesenheit", "abwesend", "nicht im büro",
        "nicht im haus", "im urlaub", "réponse automatique", "absence", "absent du bureau", "message d'absence", "respuesta automática",
        "respuesta automatica", "fuera de la oficina", "ausente de la oficina", "resposta automática", "ausência", "fora do escritório",
        "risposta automatica", "fuori sede", "assenza", "automatisch antwoord", "afwezig", "niet aanwezig", "autosvar", "frånvaro",
        "fravær", "ikke på kontoret", "automatiskt svar", "automatisk svar", "automaattinen vastaus", "poissa", "autoodpowiedź",
        "automatyczna odpowiedź", "odpowiedź automatyczna", "nieobecność", "poza biurem", "automatická odpověď", "mimo kancelář",
        "automatikus válasz", "răspuns automat", "автоответ", "автоматический ответ", "отсутствую", "автоматична відповідь", "自动回复", "自動回覆",
        "自動返信", "自動応答", "不在", "자동 회신", "부재중", "otomatik yanıt", "ofis dışında", "αυτόματη απάντηση", "תשובה אוטומטית", "رد تلقائي",
        "trả lời tự động",
    ];

    private static readonly string[] Words =
    [
        "out of office", "out of the office", "away from the office", "i am away", "i'm away", "i am currently away", "i am on vacation",
        "i'm on vacation", "on holiday", "on annual leave", "on leave", "parental leave", "maternity leave", "no access to e-mail",
        "limited access to email", "limited access to my email", "will be back", "i will return", "no longer work", "no longer with",
        "this is an automatic", "this is an automated", "automatically generated", "abwesend", "nicht im büro", "nicht im hause",
        "im urlaub", "außer haus", "wieder erreichbar", "ab dem", "automatisch generiert", "automatisch erzeugt", "nicht weitergeleitet",
        "in elternzeit", "absent", "en congé", "de retour le", "de retour à partir", "réponse automatique", "en vacances",
        "fuera de la oficina", "de vacaciones", "estaré ausente", "me encuentro ausente", "regreso", "fora do escritório", "de férias",
        "estarei ausente", "fuori ufficio", "in ferie", "sono assente", "sarò assente", "rientro", "afwezig", "met vakantie", "op vakantie",
        "niet aanwezig", "på semester", "tillbaka den", "på ferie", "ikke på kontoret", "tilbake", "tilbage", "lomalla", "poissa",
        "na urlopie", "nieobecn", "poza biurem", "dovolen", "nejsem v kanceláři", "nepřítom", "szabadság", "concediu", "в отпуске",
        "отсутствую", "отсутствовать", "у відпустці", "休假", "外出", "不在", "休暇", "出張", "휴가", "부재", "izinde", "izindeyim", "σε άδεια", "בחופשה",
        "إجازة", "nghỉ phép",
    ];

    /// <summary>The subject begins as that of an absence notice.</summary>
    public static bool HasSubject(string subject) => Subjects.Any(hint => subject.AsSpan().TrimStart("[ ").StartsWith(hint, StringComparison.OrdinalIgnoreCase));

    /// <summary>What tells that it is one; null if too little does.</summary>
    /// <param name="message">The message.</param>
    /// <param name="suppresses">It asks for no automatic answer, as Exchange's notices do.</param>
    public static string? Evidence(MimeMessage message, bool suppresses)
    {
        if (message.Headers.Text("X-Mailer") is { } mailer && (mailer.Contains("vacation", StringComparison.OrdinalIgnoreCase)
            || mailer.Contains("autorespond", StringComparison.OrdinalIgnoreCase))) return "X-Mailer of a responder";
        if (!HasSubject(message.Subject)) return null;
        if (suppresses) return "X-Auto-Response-Suppress and subject";
        var text = BounceText.Words(message);
        var head = text.AsSpan(0, Math.Min(text.Length, HeadLength));
        foreach (var word in Words)
        {
            if (head.Contains(word, StringComparison.OrdinalIgnoreCase)) return "subject and words of an absence";
        }
        return null;
    }
}
