using System.Text;

namespace MailBridge.Mime.Tests;

public sealed class CharsetTests
{
    static CharsetTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private static string Body(string label, byte[] bytes, string type = "text/plain")
    {
        var header = Encoding.ASCII.GetBytes($"Content-Type: {type}{(label.Length > 0 ? $"; charset={label}" : "")}\r\n\r\n");
        return MimeMessage.Read(new ReadOnlyMemory<byte>([.. header, .. bytes])).Root.Text;
    }

    [Theory]
    [InlineData("iso-8859-1", 1252, "€ “quoted” é")]
    [InlineData("latin1", 1252, "€")]
    [InlineData("CP1251", 1251, "Привет")]
    [InlineData("win-1251", 1251, "Привет")]
    [InlineData("x-cp1250", 1250, "Zażółć")]
    [InlineData("koi8-r", 20866, "Привет")]
    [InlineData("gb2312", 54936, "你好 镕 €")]
    [InlineData("gbk", 54936, "你好")]
    [InlineData("euc-kr", 949, "안녕 똠")]
    [InlineData("ks_c_5601-1987", 949, "안녕")]
    [InlineData("shift_jis", 932, "日本語 ①")]
    [InlineData("cp932", 932, "日本語")]
    [InlineData("iso-2022-jp", 50220, "日本語")]
    [InlineData("iso-2022-jp-2", 50220, "日本語")]
    [InlineData("euc-jp", 51932, "日本語")]
    [InlineData("big5", 950, "你好")]
    [InlineData("iso-8859-2", 28592, "Zażółć")]
    [InlineData("iso_8859-15", 28605, "€")]
    [InlineData("iso-8859-9", 1254, "ığş€")]
    [InlineData("tis-620", 874, "สวัสดี")]
    [InlineData("iso-8859-8-i", 28598, "שלום")]
    [InlineData("macintosh", 10000, "é”")]
    [InlineData("x-MacRoman", 10000, "é”")]
    [InlineData("windows-949", 949, "안녕")]
    [InlineData("\"utf8\"", 65001, "héllo")]
    [InlineData("utf-16le", 1200, "héllo")]
    [InlineData("utf-16", 1201, "héllo")]
    public void Labels_are_read_as_mail_means_them(string label, int codePage, string text) =>
        Assert.Equal(text, Body(label, Encoding.GetEncoding(codePage).GetBytes(text)));

    [Theory]
    [InlineData("866", 866, "Привет")]
    [InlineData("iso8859-5", 28595, "Привет")]
    [InlineData("iso88592", 28592, "Zażółć")]
    [InlineData("8859_2", 28592, "Zażółć")]
    [InlineData("utf-32", 12000, "héllo 日本")]
    [InlineData("utf-32", 12001, "héllo 日本")]
    [InlineData("utf-32be", 12001, "héllo 日本")]
    public void Labels_are_read_however_they_are_cut(string label, int codePage, string text) =>
        Assert.Equal(text, Body(label, Encoding.GetEncoding(codePage).GetBytes(text)));

    [Fact]
    public void Every_charset_that_dotnet_knows_is_read()
    {
        const string Sample = "Order 4711 ÄÖü é ñ Привет мир Ελλάδα שלום سلام สวัสดี 日本語テスト 您好訂單 주문 łódź ışık";
        var unread = new List<string>();
        foreach (var info in Encoding.GetEncodings().Where(info => info.CodePage is not 65000))
        {
            var encoding = Encoding.GetEncoding(info.Name);
            var bytes = encoding.GetBytes(string.Concat(Sample.Where(c => encoding.GetString(encoding.GetBytes([c])) == c.ToString())));
            var read = Body(info.Name, bytes);
            if (read != encoding.GetString(bytes)) unread.Add($"{info.Name}: {read} instead of {encoding.GetString(bytes)}");
        }
        Assert.Equal([], unread);
    }

    [Theory]
    [InlineData("iso-2022-jp", "\u001B$BCmJ8\u001B(IC=D\u001B(B ok", "注文ﾃｽﾄ ok")]
    [InlineData("iso-2022-jp", "\u001B$B-!-j\u001B(B", "①㈱")]
    [InlineData("iso-2022-jp-1", "\u001B$(Dm!\u001B(B", "黸")]
    [InlineData("iso-2022-jp-2", "\u001B$BF|\u001B$(CGQ19\u001B$A:C\u001B.A\u001BNi\u001B(B.", "日한국好é.")]
    [InlineData("iso-2022-kr", "\u001B$)C\u000EGQ19\u000F ok", "한국 ok")]
    [InlineData("iso-2022-cn", "\u001B$)A\u000E:C\u000F ok", "好 ok")]
    [InlineData("iso-2022-jp", "\u001B(J\\\u001B(B\\", "¥\\")]
    [InlineData("iso-2022-jp", "\u001B[1m \u001B$B", "\u001B[1m ")]
    [InlineData("utf-8", "\u001B$BF|K\\8l\u001B(B", "日本語")]
    public void Escape_sequences_name_the_set_that_follows(string label, string bytes, string text) =>
        Assert.Equal(text, Body(label, Encoding.Latin1.GetBytes(bytes)));

    [Fact]
    public void Big5_holds_the_characters_of_cantonese()
    {
        byte[] bytes = [0xA7, 0xDA, 0x92, 0x5D, 0x9D, 0xEF, 0xAD, 0x71, 0xB3, 0xE6, 0x9D, 0xF6, 0xC3, 0xE4, 0xAB, 0xD7, 0x88, 0x62, (byte)'x', 0xA7];
        foreach (var label in (string[])["big5-hkscs", "big5"]) Assert.Equal("我哋嘅訂單喺邊度\u00CA\u0304x\uFFFD", Body(label, bytes));
    }

    [Fact]
    public void Euc_jp_has_a_third_set_of_characters() =>
        Assert.Equal("日黸\uFFFDx", Body("euc-jp", [0xC6, 0xFC, 0x8F, 0xED, 0xA1, 0x8F, (byte)'x']));

    [Theory]
    [InlineData("gb2312", "Schöne Grüße")]
    [InlineData("shift_jis", "Größe")]
    [InlineData("gb2312", "Здравствуйте")]
    [InlineData("euc-kr", "您好，我的订单还没有到")]
    public void Utf_8_is_seen_under_the_label_of_a_multi_byte_charset(string label, string text) => Assert.Equal(text, Body(label, Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("gb2312", 54936, "联通")]
    [InlineData("gb2312", 54936, "一些话")]
    [InlineData("euc-kr", 949, "실과")]
    public void Few_characters_that_would_be_utf_8_by_chance_stay_what_the_label_says(string label, int codePage, string text) =>
        Assert.Equal(text, Body(label, Encoding.GetEncoding(codePage).GetBytes(text)));

    [Theory]
    [InlineData("iso-8859-10", 0xB5, "ĩ")]
    [InlineData("iso-8859-14", 0xA1, "Ḃ")]
    [InlineData("iso-8859-16", 0xAA, "Ș")]
    [InlineData("windows-1252", 0x81, "\u0081")]
    public void Charsets_that_dotnet_lacks_have_tables(string label, byte value, string expected) =>
        Assert.Equal(expected, Body(label, [value]));

    [Fact]
    public void Utf_7_is_read() => Assert.Equal("Hi Mom \u263A! 1+1 日本", Body("utf-7", "Hi Mom +Jjo-! 1+-1 +ZeVnLA-"u8.ToArray()));

    [Theory]
    [InlineData("")]
    [InlineData("us-ascii")]
    [InlineData("x-unknown")]
    [InlineData("iso-8859-15")]
    public void Utf_8_is_seen_whatever_the_label(string label) =>
        Assert.Equal("Grüße – 日本", Body(label, Encoding.UTF8.GetBytes("Grüße – 日本")));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("us-ascii")]
    [InlineData("")]
    public void Bytes_that_are_not_utf_8_are_windows_1252(string label) =>
        Assert.Equal("Café für €5", Body(label, Encoding.GetEncoding(1252).GetBytes("Café für €5")));

    [Fact]
    public void Iso_2022_jp_is_seen_by_its_escapes() => Assert.Equal("日本語", Body("us-ascii", Encoding.GetEncoding(50220).GetBytes("日本語")));

    [Fact]
    public void Html_names_its_charset_itself() =>
        Assert.Contains("Привет", Body("", Encoding.GetEncoding(1251).GetBytes("<html><meta charset=\"windows-1251\"><p>Привет"), "text/html"), StringComparison.Ordinal);

    [Fact]
    public void A_byte_order_mark_wins_and_is_not_text() => Assert.Equal("é", Body("iso-8859-1", [0xEF, 0xBB, 0xBF, 0xC3, 0xA9]));

    [Fact]
    public void Utf_8_that_something_cut_is_still_utf_8() =>
        Assert.Equal("Grüße für é alle", Body("utf-8", [.. Encoding.UTF8.GetBytes("Grüße für "), 0xE9, .. " alle"u8, 0xC3]));

    [Fact]
    public void The_default_charset_reads_what_declares_none() =>
        Assert.Equal("Привет", MimeMessage.Read(new ReadOnlyMemory<byte>([.. "\r\n"u8, .. Encoding.GetEncoding(1251).GetBytes("Привет")]), defaultCharset: "windows-1251").TextBody);

    [Fact]
    public void Nul_and_lone_surrogates_never_come_out() =>
        Assert.Equal("ab", Body("utf-16be", [0, (byte)'a', 0, 0, 0xD8, 0, 0, (byte)'b']).Replace("\uFFFD", "", StringComparison.Ordinal));

    [Fact]
    public void Letters_and_marks_are_composed_as_unicode_composes_them()
    {
        foreach (var text in (string[])["u\u0308", "a\u0323\u0302", "\u30AB\u3099", "\u1112\u1161\u11AB", "\u0438\u0306", "e\u0301\u0301", "\u0301x", "x\u0300\u0301"])
        {
            Assert.Equal(text.Normalize(), Body("utf-8", Encoding.UTF8.GetBytes(text)));
        }
    }

    [Fact]
    public void Runs_of_marks_are_bounded_so_that_composing_takes_no_minutes()
    {
        var text = Body("utf-8", Encoding.UTF8.GetBytes("a" + string.Concat(Enumerable.Repeat("\u0301\u0323", 100_000)) + "z"));
        Assert.InRange(text.Length, 206_600, 206_700);
        Assert.Equal("\u0E19\u0E49\u0E33", Body("utf-8", Encoding.UTF8.GetBytes("\u0E19\u0E49\u0E33")));
        var zalgo = "x" + string.Concat(Enumerable.Repeat("\u0301", 30));
        Assert.Equal(zalgo.Normalize(), Body("utf-8", Encoding.UTF8.GetBytes(zalgo)));
    }

    [Theory]
    [InlineData(1251, "Здравствуйте! Наш прибор с утра показывает ошибку E823, пришлите инструкцию.")]
    [InlineData(20866, "Здравствуйте! Наш прибор с утра показывает ошибку E823, пришлите инструкцию.")]
    [InlineData(54936, "您好，我们的设备从今天早上开始显示错误，请告诉我们该怎么办。谢谢！")]
    [InlineData(949, "안녕하세요. 주문한 제품이 아직 도착하지 않았습니다. 확인 부탁드립니다.")]
    [InlineData(950, "您好，我們的設備從今天早上開始顯示錯誤，請告訴我們該怎麼辦。謝謝！")]
    [InlineData(932, "お世話になっております。注文した商品がまだ届きません。")]
    [InlineData(51932, "お世話になっております。注文した商品がまだ届きません。")]
    [InlineData(1252, "Sehr geehrte Damen und Herren, das Gerät läuft nicht mehr. Über eine schnelle Lösung würde ich mich freuen. Grüße")]
    [InlineData(1252, "Où est ma commande passée à Noël ? Les numéros reçus étaient erronés, voilà l’été déjà fini.")]
    [InlineData(1252, "¿Dónde está mi pedido? La máquina no enciende; mañana llamaré “otra vez”.")]
    public void Undeclared_text_is_read_by_its_letters(int codePage, string text) =>
        Assert.Equal(text, Body("", Encoding.GetEncoding(codePage).GetBytes(text)));

    [Fact]
    public void A_contradicted_label_is_a_defect()
    {
        var message = MimeMessage.Read(new ReadOnlyMemory<byte>([.. "Content-Type: text/plain; charset=utf-8\r\n\r\n"u8, 0xE9]));
        Assert.Contains(MimeDefectKind.CharsetContradicted, message.Kinds());
        Assert.Contains(MimeDefectKind.UnknownCharset, Mail.Read("Content-Type: text/plain; charset=x-none\n\nx").Kinds());
    }
}
