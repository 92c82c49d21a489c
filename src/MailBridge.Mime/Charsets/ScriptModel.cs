using System.Buffers;

namespace MailBridge.Mime;

/// <summary>
/// How much text looks like one kind of writing: 1 if every character above 127 is a common one in a likely place, below 0 if most are not.
/// The letters are in the order of their frequency, so far as that matters.
/// </summary>
internal abstract class ScriptModel
{
    public static ScriptModel Cyrillic { get; } = new AlphabetModel("оеаинтсрвл", "кмдпуяызьбі", "гчйхжшюцщэфъёїєґў");

    public static ScriptModel Greek { get; } = new AlphabetModel("αοιετνσηρκ", "πμλυςάίόέήώ", "δγωχθφύβξζψϊϋΐΰ");

    public static ScriptModel Hebrew { get; } = new AlphabetModel("יוהלאתשמרב", "נכדםחעפקצ", "גסטןךזףץ");

    public static ScriptModel Arabic { get; } = new AlphabetModel("اليمنورتبة", "عدسفهكقحجأ", "شطصخذضزثغءإآىئؤ،؟");

    public static ScriptModel Thai { get; } = new AlphabetModel("านรอกเงม่้ยลวั", "ดทสตะปบคหแจิีุู", "พชขใไโผถซภธณฟศษฝญฐฎำึื็์ๆฉฬฆฏฮ๊๋");

    public static ScriptModel WesternLatin { get; } = new LatinModel(
        "àèéêóòôùæåäöíì", "äöüß", "éèàêçôîûùœïëâ", "áéíóúñü", "ãõáéíóúâêôçà", "àèéìòù", "åäöé", "æøåé", "áéíóúýþæöð", "éëïóöüè", "àèéíïòóúüç", "äöüõšž");

    /// <summary>Without the rare ť, whose byte is the quotation mark » of Western text.</summary>
    public static ScriptModel CentralLatin { get; } = new LatinModel(
        "őó", "ąćęłńóśźż", "ěščřžýáíéůúďňó", "áäčďéíľĺňóôŕšúýž", "áéíóöőúüű", "ăâîşţ", "čćžšđ");

    public static ScriptModel TurkishLatin { get; } = new LatinModel("", "çğıİöşüâîû");

    public static ScriptModel Japanese { get; } = new JapaneseModel();

    public static ScriptModel SimplifiedChinese { get; } = new IdeographModel("gb2312", 0xB0..0xD7, 0xA1,
        "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动"
        + "面起看定天分还进好小部其些主样理心本前开但因只从想实您请谢问单货订票邮件产品信息公司电话号码查退款收寄");

    public static ScriptModel TraditionalChinese { get; } = new IdeographModel("big5", 0xA4..0xC6, 0x40,
        "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動"
        + "面起看定天分還進好小部其些主樣理心本前開但因只從想實您請謝問單貨訂票郵件產品資訊公司電話號碼查退款收寄");

    public static ScriptModel Korean { get; } = new HangulModel();

    /// <summary>Signs of any language, which tell nothing.</summary>
    protected static SearchValues<char> Neutral { get; } = SearchValues.Create("\u00A0“”„‘’‚–—…«»°§©®™€£•№¿¡·");

    /// <summary>Signs that stand between letters.</summary>
    private static SearchValues<char> WithinWords { get; } = SearchValues.Create("‘’–—…·");

    /// <summary>The average worth of the characters above 127.</summary>
    public virtual double Score(ReadOnlySpan<char> text) => Average(text, null);

    /// <summary>What a character is worth between its neighbours, for the model or one language of it.</summary>
    protected abstract double Worth(char c, char before, char after, SearchValues<char>? language);

    private double Average(ReadOnlySpan<char> text, SearchValues<char>? language)
    {
        var (sum, count) = (0.0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c < 0x80) continue;
            if (IsUnreadable(c)) return double.MinValue;
            var (before, after) = (i > 0 ? text[i - 1] : ' ', i + 1 < text.Length ? text[i + 1] : ' ');
            var isSign = Neutral.Contains(c);
            if (isSign && !(char.IsLetter(before) && char.IsLetter(after) && !WithinWords.Contains(c))) continue;
            sum += isSign ? -1 : Worth(c, before, after, language);
            count++;
        }
        return count == 0 ? 0 : sum / count;
    }

    /// <summary>The charset has no such character; what remains is a sign that the bytes are in another one.</summary>
    private static bool IsUnreadable(char c) => c is < '\u00A0' and not '\u0085' or '\uFFFD' or (>= '\uE000' and <= '\uF8FF');

    /// <summary>A capital within a word that began in small letters.</summary>
    protected static bool IsMisplacedCapital(char c, char before) => char.IsUpper(c) && char.IsLower(before);

    /// <summary>An alphabet whose words are all of it.</summary>
    private sealed class AlphabetModel(string common, string usual, string rare) : ScriptModel
    {
        private readonly SearchValues<char> _common = Of(common);
        private readonly SearchValues<char> _usual = Of(usual);
        private readonly SearchValues<char> _rare = Of(rare);

        protected override double Worth(char c, char before, char after, SearchValues<char>? language)
        {
            if (char.IsAsciiLetter(before) || char.IsAsciiLetter(after) || IsMisplacedCapital(c, before)) return -1;
            if (!char.IsLetter(before) && !char.IsLetter(after)) return 0; // any alphabet has such words
            var worth = _common.Contains(c) ? 1 : _usual.Contains(c) ? 0.6 : _rare.Contains(c) ? 0.3 : -1;
            return char.IsUpper(c) && char.IsUpper(before) ? worth - 0.3 : worth; // few write in capitals
        }
    }

    /// <summary>
    /// Languages in Latin letters of which some have marks; the one that fits best counts. <paramref name="words"/> are the marked letters that
    /// are words by themselves.
    /// </summary>
    private sealed class LatinModel(string words, params string[] languages) : ScriptModel
    {
        private readonly SearchValues<char> _words = Of(words);
        private readonly SearchValues<char>[] _languages = [.. languages.Select(Of)];

        public override double Score(ReadOnlySpan<char> text)
        {
            var best = double.MinValue;
            foreach (var language in _languages) best = Math.Max(best, Average(text, language));
            return best;
        }

        protected override double Worth(char c, char before, char after, SearchValues<char>? language)
        {
            if (!char.IsLetter(c) || IsMisplacedCapital(c, before)) return -1;
            var isAlone = !char.IsLetter(before) && !char.IsLetter(after);
            if (isAlone) return before == ' ' && after == ' ' && _words.Contains(c) ? 0.6 : -1;
            // Three marked letters in a row are rare, and no words are made of them alone.
            if (!char.IsAsciiLetter(before) && !char.IsAsciiLetter(after)) return -0.3;
            // Portuguese has these in ão, ãe and õe; elsewhere the bytes are a Romanian ă and a Hungarian ő.
            if (c is 'ã' or 'õ' && language!.Contains('ã') && after is not ('o' or 'e' or 's') && char.IsLetter(after)) return 0.3;
            // Frequent in Turkish, as ş and ı, and rare in Icelandic.
            if (c is 'þ' or 'ý' && language!.Contains('þ')) return 0.6;
            return language!.Contains(c) ? 1 : 0.3;
        }
    }

    /// <summary>Kana are half of any Japanese text and in no other.</summary>
    private sealed class JapaneseModel : ScriptModel
    {
        protected override double Worth(char c, char before, char after, SearchValues<char>? language) => c switch
        {
            >= '\u3041' and <= '\u30FE' => 1,
            >= '\u3000' and <= '\u303F' or >= '\uFF01' and <= '\uFF5E' => 0.6,
            >= '\u4E00' and <= '\u9FFF' => 0.45,
            _ => 0,
        };
    }

    /// <summary>Han characters: the first level of the charset, which holds those in use, and the commonest of it.</summary>
    private sealed class IdeographModel(string label, Range firstLevelLeads, byte firstTrail, string common) : ScriptModel
    {
        private readonly SearchValues<char> _common = SearchValues.Create(common);

        private HashSet<char> FirstLevel => field ??= ReadFirstLevel();

        protected override double Worth(char c, char before, char after, SearchValues<char>? language)
        {
            if (_common.Contains(c)) return 1;
            if (FirstLevel.Contains(c)) return 0.55;
            return c is >= '\u3000' and <= '\u303F' or >= '\uFF01' and <= '\uFF5E' ? 0.6 : 0.05;
        }

        private HashSet<char> ReadFirstLevel()
        {
            var charset = Charset.Find(label)!;
            var level = new HashSet<char>();
            Span<char> chars = stackalloc char[16];
            for (var lead = firstLevelLeads.Start.Value; lead <= firstLevelLeads.End.Value; lead++)
            {
                for (int trail = firstTrail; trail <= 0xFE; trail++)
                {
                    if (charset.Decode([(byte)lead, (byte)trail], chars) == 1 && chars[0] is >= '\u4E00' and <= '\u9FFF') level.Add(chars[0]);
                }
            }
            return level;
        }
    }

    private sealed class HangulModel : ScriptModel
    {
        private static readonly SearchValues<char> Common = SearchValues.Create(
            "이다는을를의에가하고로지한은니사시기서도리어해나안자대인그으정아일스수있습전요보게부제라주상들원장면동만여우구관문경성데까연용신감확송합녕직새");

        protected override double Worth(char c, char before, char after, SearchValues<char>? language) => c switch
        {
            >= '\uAC00' and <= '\uD7A3' => Common.Contains(c) ? 1 : 0.5,
            >= '\u3000' and <= '\u303F' => 0.4,
            _ => 0.1,
        };
    }

    /// <summary>The letters and their capitals.</summary>
    private static SearchValues<char> Of(string letters) =>
        SearchValues.Create(letters + letters.ToUpperInvariant());
}
