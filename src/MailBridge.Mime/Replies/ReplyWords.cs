using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// The words by which mail programs mark earlier mails, in the languages that they are sold in. Rows are languages, kept short: the
/// structure around a word (date, address, marked text below) decides, the word only confirms.
/// </summary>
internal static class ReplyWords
{
    /// <summary>"wrote" as it stands in attribution lines; a phrase counts when its letters stand between two non-letters.</summary>
    internal static readonly Phrases Wrote = new(
        "wrote", "writes", "said", "schrieb", "geschrieben", "schreibt", "a écrit", "écrit", "ecrit", "escribió", "escribio", "escribe",
        "va escriure", "escreveu",
        "ha scritto", "scritto", "scrive", "scriveva", "schreef", "schrijft", "geschreven", "skrev", "skriver", "kirjoitti", "napisał",
        "napisała", "napisał(a)", "napisana przez",
        "pisze", "napsal", "napsala", "napsal(a)", "píše", "napísal", "napísala", "napísal(a)", "írta", "ezt írta", "a scris", "scris",
        "yazdı", "yazmış", "έγραψε",
        "написал", "написала", "написал(а)", "пишет", "писал", "писал(а)", "пише", "написав", "написала", "написав(ла)",
        "написав(-ла)", "написа", "كتب/كتبت", "כתב",
        "כתבה", "כתב/ה", "كتب", "نوشت",
        "đã viết", "viết", "menulis", "menulis:", "napisao", "napisala", "je napisal", "pisao", "kirjutas", "rakstīja", "rašė", "parašė",
        "skrifaði", "idatzi du", "escribiu",
        "เขียน", "sa na napisal", "shkroi", "yazıb");

    /// <summary>The same in scripts that write no blanks between words.</summary>
    internal static readonly string[] WroteWithoutBlanks =
        ["写道", "寫道", "写入", "撰写", "のメッセージ", "さんは書きました", "が書きました", "さんからのメール", "書きました", "작성", "님이 쓴 글",
            "님의 말", "쓴 글", "씀:", "يكتب", "เขียนว่า", "来信", "編寫", "编写"];

    /// <summary>Words that an attribution line may begin with.</summary>
    internal static readonly FrozenSet<string> Openers = Set(
        "on in am um le il el em den dne dňa på pe pá kl op w we dnia у в от на στις στην στο în la vào lúc ngày 在 于 於 om les kedden ב " +
        "בתאריך في بتاريخ giorno dana u ing tarihinde pada");

    /// <summary>
    /// Words that follow the verb in a sentence and never in an attribution, in languages whose verb stands before its subject or ends
    /// no line: "schrieb mir", "wrote to".
    /// </summary>
    internal static readonly Phrases ProseAfterVerb = new(
        "to", "me", "us", "you", "that", "in", "about", "back", "ich", "wir", "mir", "uns", "ihnen", "ihm", "ihr", "er", "sie",
        "man", "dir",
        "ik", "wij", "we", "mij", "ons", "u", "hij", "zij", "jag", "vi", "mig", "oss", "hon", "han", "jeg", "meg", "os", "à", "que", "al",
        "alla", "che", "do", "że", "мне", "нам", "вам", "что", "мені", "що");

    /// <summary>Subjects of "I wrote": a sentence of the author's own.</summary>
    internal static readonly Phrases Own = new("i wrote", "we wrote", "i said", "you wrote", "ich schrieb", "wir schrieben",
        "j'ai écrit", "yo escribí", "eu escrevi", "ho scritto");

    internal static readonly Phrases Months = new(
        "jan", "january", "januar", "janvier", "janv", "enero", "ene", "janeiro", "gennaio", "gen", "januari", "tammikuuta", "stycznia",
        "sty", "ledna", "ocak", "января", "янв", "січня",
        "feb", "february", "februar", "février", "févr", "febrero", "fevereiro", "fev", "febbraio", "februari", "helmikuuta", "lutego",
        "lut", "února", "şubat", "февраля", "февр", "фев", "лютого",
        "mar", "march", "märz", "mrz", "mars", "marzo", "março", "maart", "mrt", "maaliskuuta", "marca", "března", "mart", "марта", "мар",
        "березня",
        "apr", "april", "avril", "avr", "abril", "abr", "aprile", "huhtikuuta", "kwietnia", "kwi", "dubna", "nisan", "апреля", "апр",
        "квітня",
        "may", "mai", "mayo", "maio", "maggio", "mag", "mei", "maj", "toukokuuta", "maja", "května", "mayıs", "мая", "травня",
        "jun", "june", "juni", "juin", "junio", "junho", "giugno", "giu", "kesäkuuta", "czerwca", "cze", "června", "haziran", "июня", "июн",
        "червня",
        "jul", "july", "juli", "juillet", "juil", "julio", "julho", "luglio", "lug", "heinäkuuta", "lipca", "lip", "července", "temmuz",
        "июля", "июл", "липня",
        "aug", "august", "août", "agosto", "ago", "augustus", "augusti", "elokuuta", "sierpnia", "sie", "srpna", "ağustos", "августа",
        "авг", "серпня", "серп",
        "sep", "sept", "september", "septembre", "septiembre", "setembro", "set", "settembre", "syyskuuta", "września", "wrz", "září",
        "eylül", "сентября", "сент", "сен", "вересня",
        "oct", "october", "oktober", "okt", "octobre", "octubre", "outubro", "out", "ottobre", "ott", "lokakuuta", "października", "paź",
        "října", "ekim", "октября", "окт", "жовтня",
        "nov", "november", "novembre", "noviembre", "novembro", "marraskuuta", "listopada", "lis", "listopadu", "kasım", "ноября", "нояб",
        "ноя", "листопада",
        "dec", "december", "dezember", "dez", "décembre", "déc", "diciembre", "dic", "dezembro", "dicembre", "desember", "des",
        "joulukuuta", "grudnia", "gru", "prosince", "aralık", "декабря", "дек", "грудня");

    /// <summary>Between two rows of dashes: what follows is the mail replied to.</summary>
    internal static readonly Phrases OriginalMessage = new(
        "original message", "original appointment", "reply message", "ursprüngliche nachricht", "originalnachricht", "urspr. nachricht",
        "ursprungliche nachricht",
        "message d'origine", "message original", "message initial", "mensaje original", "mensaje de origen", "mensagem original",
        "messaggio originale", "messaggio di origine",
        "oorspronkelijk bericht", "originele bericht", "oprindelig meddelelse", "original meddelelse", "opprinnelig melding",
        "ursprungligt meddelande", "originalmeddelande",
        "alkuperäinen viesti", "wiadomość oryginalna", "oryginalna wiadomość", "původní zpráva", "pôvodná správa", "eredeti üzenet",
        "mesaj original", "mesajul original",
        "orijinal mesaj", "özgün ileti", "αρχικό μήνυμα", "исходное сообщение", "оригинальное сообщение", "вихідне повідомлення",
        "оригінальне повідомлення", "הודעה מקורית",
        "الرسالة الأصلية", "thư gốc", "tin nhắn gốc", "原始邮件", "原始郵件", "原邮件", "原始信件", "元のメッセージ", "元のメール", "original mail", "원본 메시지", "원본 메일",
        "antwort an", "pesan asli",
        "mensaje citado", "previous message", "quoted message", "missatge original", "izvorna poruka", "изходно съобщение");

    /// <summary>What programs write above a mail that is passed on.</summary>
    internal static readonly Phrases ForwardedMessage = new(
        "forwarded message", "forwarded by", "begin forwarded message", "forward message", "forwarded mail", "start of forwarded message",
        "weitergeleitete nachricht",
        "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail", "weitergeleitete e-mail", "message transféré",
        "message transféré", "début du message transféré",
        "début du message réexpédié", "message réexpédié", "mensaje reenviado", "inicio del mensaje reenviado",
        "inicio del mensaje remitido", "mensagem reencaminhada", "mensagem encaminhada", "início da mensagem reencaminhada",
        "início da mensagem encaminhada", "messaggio inoltrato", "inizio messaggio inoltrato", "messaggio rediretto",
        "doorgestuurd bericht", "begin doorgestuurd bericht", "vidarebefordrat meddelande",
        "vidarebefordrat brev", "vidarebefordrat mejl", "vidarebefordrat mail", "videresendt meddelelse", "start på videresendt besked",
        "videresendt melding", "videresendt e-mail", "edelleenlähetetty viesti", "välitetty viesti", "välitetyn viestin alku",
        "przekazana wiadomość", "wiadomość przekazana", "początek przekazanej wiadomości", "treść przekazanej wiadomości",
        "přeposlaná zpráva", "začátek přeposílané zprávy", "preposlaná správa", "továbbított üzenet",
        "továbbított levél", "mesaj redirecționat", "mesaj redirectionat", "iletilen ileti", "yönlendirilmiş ileti", "iletilmiş mesaj",
        "iletilen mesaj", "προωθημένο μήνυμα", "пересланное сообщение", "пересылаемое сообщение",
        "начало переадресованного сообщения", "переадресованное сообщение", "переслане повідомлення", "препратено съобщение",
        "הודעה שהועברה", "הודעה מועברת", "الرسالة المعاد توجيهها", "رسالة معاد توجيهها", "thư đã chuyển tiếp",
        "tin nhắn được chuyển tiếp", "转发的邮件", "转发邮件", "轉寄郵件", "轉寄的郵件", "已转发邮件", "已轉寄郵件", "転送されたメッセージ", "転送メッセージ", "전달된 메시지", "전달된 메일",
        "pesan terusan", "missatge reenviat", "proslijeđena poruka", "edastatud kiri");

    /// <summary>Small words inside names and before a verb in three parts.</summary>
    internal static readonly FrozenSet<string> NameParticles = Set(
        "von van der den de del della di da do dos das du la le y e und van't ter ten zu zum af av al el bin ibn ben je heeft hat ha a");

    /// <summary>How "original" and "earlier" begin in the titles that stand between dashes, whatever their ending.</summary>
    internal static readonly Stems OriginalStems = new(
        "origin", "orige", "izvirn", "اصلی", "ursprün", "ursprun", "ursprung", "oorspronk", "oprindelig", "opprinnelig", "alkuper",
        "oryginal", "původn", "pôvodn",
        "eredeti", "orijinal", "özgün", "αρχικ", "исходн", "оригинал", "вихідн", "оригінал", "первоначал", "изходн", "originál", "izvorn",
        "מקורי", "أصلي", "gốc", "原始", "原邮", "原郵", "元の", "원본", "asli", "ต้นฉบับ", "pirmin", "algne", "sākotnēj", "reply message",
        "previous message", "quoted message", "antwort");

    /// <summary>How "passed on" begins in such titles.</summary>
    internal static readonly Stems ForwardedStems = new(
        "forward", "weitergeleit", "transfér", "transfer", "réexpéd", "reenvi", "remitid", "inoltra", "rispedit", "هدایت",
        "rediret", "reencaminh",
        "encaminh", "doorgest", "vidarebeford", "videresend", "videreform", "edelleenläh", "välitet", "przekaz", "przesłan", "přeposl",
        "preposl", "továbbít", "redirec", "transmis", "iletil", "yönlendiril", "προωθ", "пересыла", "переслан", "переадрес", "перенаправ",
        "препрат", "מועבר", "שהועבר", "إعادة توجيه", "معاد توجيه", "chuyển tiếp", "转发", "轉寄", "轉發", "転送", "전달", "terusan", "diteruskan",
        "proslijeđ", "posredovan", "prosleđ", "edasta", "pārsūt", "persiųst", "reenviat", "ส่งต่อ");

    /// <summary>What ticket systems ask for above the mail that they sent.</summary>
    internal static readonly Phrases ReplyAbove = new(
        "reply above this line", "reply above the line", "write above this line", "type your reply above", "respond above this line",
        "reply above this dotted line", "reply above this", "reply above", "above this line", "antworten sie oberhalb",
        "über dieser linie", "oberhalb dieser linie",
        "oberhalb dieser zeile", "au-dessus de cette ligne", "encima de esta línea", "acima desta linha", "sopra questa riga",
        "boven deze lijn", "boven deze regel",
        "ovanför denna rad", "over denne linje", "выше этой строки", "powyżej tej linii", "yukarısına yazın", "请在此行上方回复");

    private static FrozenSet<string> Set(string words) => words.Split(' ').Distinct().ToFrozenSet(StringComparer.Ordinal);
}

/// <summary>Beginnings of words, looked for in a folded line all at once; languages that inflect bend the rest.</summary>
internal sealed class Stems(params string[] stems)
{
    private readonly SearchValues<string> any = SearchValues.Create([.. stems.Select(Folded.Of)], StringComparison.Ordinal);

    internal bool In(ReadOnlySpan<char> folded) => folded.IndexOfAny(any) >= 0;
}

/// <summary>A set of phrases that are looked for in a folded line, all at once, as whole words.</summary>
internal sealed class Phrases
{
    private readonly SearchValues<string> any;
    private readonly FrozenSet<string> all;
    private readonly int longest;

    internal Phrases(params string[] phrases)
    {
        all = phrases.Select(Folded.Of).Where(static p => p.Length > 0).ToFrozenSet(StringComparer.Ordinal);
        any = SearchValues.Create([.. all], StringComparison.Ordinal);
        longest = all.Max(static p => p.Length);
    }

    /// <summary>Whether a phrase stands in the folded text with no letter touching it (scripts without blanks need none to part).</summary>
    internal bool In(ReadOnlySpan<char> folded) => Find(folded) >= 0;

    /// <summary>Where the first phrase begins, or -1.</summary>
    internal int Find(ReadOnlySpan<char> folded)
    {
        for (var from = 0; from < folded.Length;)
        {
            var next = folded[from..].IndexOfAny(any);
            if (next < 0) return -1;
            var at = from + next;
            if (at == 0 || !IsWordLetter(folded[at - 1]) || !IsWordLetter(folded[at]))
            {
                for (var n = Math.Min(longest, folded.Length - at); n > 0; n--)
                {
                    if ((at + n == folded.Length || !IsWordLetter(folded[at + n]) || !IsWordLetter(folded[at + n - 1]))
                        && Contains(folded.Slice(at, n)))
                        return at;
                }
            }
            from = at + 1;
        }
        return -1;
    }

    /// <summary>Whether the folded text is one of the phrases.</summary>
    internal bool Contains(ReadOnlySpan<char> folded) => all.GetAlternateLookup<ReadOnlySpan<char>>().Contains(folded);

    /// <summary>Length of the phrase that the folded text begins with as a whole word, or 0.</summary>
    internal int StartOf(ReadOnlySpan<char> folded)
    {
        for (var n = Math.Min(longest, folded.Length); n > 0; n--)
        {
            if ((n == folded.Length || !IsWordLetter(folded[n]) || !IsWordLetter(folded[n - 1])) && Contains(folded[..n])) return n;
        }
        return 0;
    }

    /// <summary>Letters of scripts that part words by blanks; Han, kana and Hangul touch each other.</summary>
    private static bool IsWordLetter(char c) => char.IsLetter(c)
        && c is not ((>= '\u0E00' and <= '\u0EFF') or (>= '\u3040' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7AF'));
}

/// <summary>Lower case, one kind of blank, apostrophe and dash, no marks of direction: what lines are compared in.</summary>
internal static class Folded
{
    internal static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var f = c switch
            {
                '\u2019' or '\u2018' or '\u02BC' or '`' or '´' => '\'',
                '\u00A0' or '\u202F' or '\u2007' or '\t' or '\u3000' => ' ',
                '：' => ':',
                'İ' or 'ı' => 'i',
                >= '\u2010' and <= '\u2015' or '\u2212' or '\uFF0D' => '-',
                '،' or '，' => ',',
                > '\u007F' when char.IsDigit(c) => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
                _ => char.ToLowerInvariant(c),
            };
            if (f == ' ' && (folded.Length == 0 || folded[^1] == ' ')) continue;
            if (char.GetUnicodeCategory(f) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.Control) continue;
            folded.Append(f);
        }
        while (folded.Length > 0 && folded[^1] == ' ') folded.Length--;
        return folded.ToString();
    }
}
