using System.Collections.Frozen;

namespace MailBridge.Mime;

/// <summary>A header field as mail programs copy it into the text.</summary>
internal enum CopiedField
{
    None,
    From,
    To,
    Cc,
    Date,
    Subject,
    Other,
}

/// <summary>The labels of copied header fields in many languages.</summary>
internal static class CopiedFields
{
    private static readonly FrozenDictionary<string, CopiedField> Labels = Build();

    private static readonly FrozenSet<string> DateWords =
        ("date|datum|fecha|data|dato|päivämäärä|päiväys|pvm|dátum|dată|tarih|ημερομηνία|дата|תאריך|التاريخ|ngày|日期|时间|日付|日時|날짜|tanggal|" +
        "kuupäev").Split('|').Select(Folded.Of).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Splits <c>Label: value</c> (bold marks of plain text taken off); the field, or None.</summary>
    internal static CopiedField Read(string body, out string value)
    {
        value = "";
        var text = body.AsSpan().TrimStart("*_| \u2022").TrimStart();
        var colon = text[..Math.Min(text.Length, 40)].IndexOfAny(':', '：');
        if (colon <= 0) return CopiedField.None;
        var label = Folded.Of(text[..colon].Trim("* _").ToString());
        if (!Labels.TryGetValue(label, out var field)) return CopiedField.None;
        value = text[(colon + 1)..].Trim("* \t\u00A0").ToString();
        return field;
    }

    /// <summary>Whether a label of a date says "date"; Outlook, which forwards and replies alike, says "sent" instead.</summary>
    internal static bool SaysDate(string body)
    {
        var text = body.AsSpan().TrimStart("*_| >");
        var colon = text[..Math.Min(text.Length, 40)].IndexOfAny(':', '：');
        return colon > 0 && DateWords.Contains(Folded.Of(text[..colon].Trim("* _").ToString()));
    }

    private static FrozenDictionary<string, CopiedField> Build()
    {
        var labels = new Dictionary<string, CopiedField>(StringComparer.Ordinal);
        Add(CopiedField.From,
            "from|von|de|da|van|från|fra|lähettäjä|od|odesílatel|odosielateľ|от|от кого|відправник|від|kimden|gönderen|από|feladó|de la|" +
            "expeditor|מאת|من|từ|người gửi|发件人|寄件者|寄件人|發件人|差出人|送信者|보낸 사람|보낸사람|발신자|expéditeur|mittente|remitente|remetente|afzender|" +
            "absender|avsändare|avsender|afsender|dari|saatja|siuntėjas|desde");
        Add(CopiedField.To,
            "to|an|à|a|para|aan|till|til|do|vastaanottaja|komu|adresát|кому|до|kime|alıcı|προς|címzett|către|catre|pentru|אל|إلى|đến|" +
            "tới|người nhận|收件人|收件者|宛先|받는 사람|받는사람|수신자|destinataire|destinatario|destinatário|empfänger|mottagare|modtager|mottaker|" +
            "ontvanger|kepada|prima|za|pro|per|pour|för|for");
        Add(CopiedField.Cc,
            "cc|bcc|kopie|copie|copia|cópia|kopia|kopi|kopio|dw|копия|копія|másolatot kap|bilgi|κοιν.|κοινοποίηση|עותק|نسخة|抄送|副本|参照|참조|" +
            "in kopie|copie à|cópia para|c.c.|kopie (cc)|másolat");
        Add(CopiedField.Date,
            "date|sent|enviat el|enviat|datum|gesendet|gesendet am|envoyé|envoyé le|enviado|enviado el|enviado em|enviada em|enviada|" +
            "fecha|data|inviato|" +
            "inviato il|verzonden|verzonden op|skickat|skickades|sendt|sendt den|dato|lähetetty|päivämäärä|päiväys|pvm|" +
            "wysłano|wysłane|data wysłania|nadano|odesláno|" +
            "odoslané|dátum|elküldve|küldve|trimis|trimis la|expediat|dată|tarih|gönderildi|gönderilme tarihi|gönderme tarihi|" +
            "ημερομηνία|στάλθηκε|αποστολή|ημερομηνία αποστολής|εστάλη|дата|" +
            "отправлено|дата отправки|надіслано|дата надсилання|נשלח|תאריך|التاريخ|مرسل|أُرسل|أرسل|تاريخ الإرسال|تم الإرسال|" +
            "ngày|đã gửi|gửi|ngày gửi|gửi lúc|发送时间|发送日期|" +
            "日期|时间|傳送日期|寄件日期|寄送日期|傳送時間|日付|日時|送信日時|送信日|날짜|보낸 날짜|보낸날짜|발송일|sent on|sent at|time|tanggal|tanggal:|kuupäev|poslano|" +
            "datum odeslání|data wysłania|when");
        Add(CopiedField.Subject,
            "subject|assumpte|" +
            "betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|aihe|otsikko|temat|předmět|predmet|тема|konu|θέμα|tárgy|" +
            "subiect|נושא|הנדון|الموضوع|chủ đề|tiêu đề|主题|主題|主旨|标题|件名|제목|re|sujet|assumpte|perihal|subjek|teema|naslov|относно|" +
            "predmet správy|subject line|fwd");
        Add(CopiedField.Other,
            "reply-to|reply to|antwort an|répondre à|répondre a|responder a|responder para|rispondi a|risposta|beantwoorden|svar till|" +
            "svar til|vastausosoite|odpowiedz do|odpovědět komu|ответить|yanıtla|回复|答复|返信先|attachments|attachment|anlagen|anlage|anhang|" +
            "pièces jointes|pièce jointe|datos adjuntos|adjuntos|anexos|allegati|bijlagen|bilagor|vedlegg|vedhæftede filer|liitteet|" +
            "załączniki|přílohy|вложения|ekler|附件|添付ファイル|첨부 파일|importance|wichtigkeit|priorität|importancia|importância|importanza|" +
            "prioridade|priority|urgentie|重要性|sensitivity|organization|resent-from|message-id|mailing list|mailed-by|signed-by|" +
            "posted at|conversation|categories|flag|list-id");
        return labels.ToFrozenDictionary(StringComparer.Ordinal);

        void Add(CopiedField field, string words)
        {
            foreach (var word in words.Split('|')) labels.TryAdd(Folded.Of(word), field);
        }
    }
}
