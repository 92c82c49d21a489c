namespace MailBridge.Mime.Tests;

/// <summary>Bytes above 127 that nothing declares.</summary>
public sealed class CharsetGuessTests
{
    public static TheoryData<string, string> Undeclared => new()
    {
        { "windows-1251", "Добрый день, где мой заказ?" },
        { "koi8-r", "Добрый день, где мой заказ?" },
        { "cp866", "Добрый день, где мой заказ?" },
        { "windows-1251", "Доброго дня, де моє замовлення?" },
        { "shift_jis", "注文の商品がまだ届いていません" },
        { "euc-jp", "注文の商品がまだ届いていません" },
        { "gb18030", "您好，我的订单还没有到" },
        { "big5", "您好，我的訂單還沒有到" },
        { "euc-kr", "주문한 상품이 아직 도착하지 않았습니다" },
        { "windows-1253", "Η παραγγελία μου δεν έχει φτάσει" },
        { "windows-1255", "ההזמנה שלי עדיין לא הגיעה" },
        { "windows-1256", "لم يصل طلبي بعد" },
        { "windows-874", "คำสั่งซื้อของฉันยังมาไม่ถึง" },
        { "windows-1254", "Siparişim hâlâ gelmedi, çok kırıldım, teşekkürler" },
        { "windows-1250", "Proszę o zwrot pieniędzy, źle złożyłem zamówienie" },
        { "iso-8859-2", "Proszę o zwrot pieniędzy, źle złożyłem zamówienie" },
        { "windows-1250", "Děkuji, žádné zboží ještě nepřišlo" },
        { "windows-1252", "Schöne Grüße aus Köln, die Lieferung »Größe 42« fehlt" },
        { "windows-1252", "L’écran est cassé, où puis-je le renvoyer ? À bientôt" },
        { "windows-1252", "Il pacco non è arrivato, perché è così in ritardo? È già martedì" },
        { "windows-1252", "Não chegou a encomenda, à atenção de João" },
        { "windows-1252", "¿Dónde está mi pedido? Señor Muñoz" },
        { "windows-1252", "Jeg får ikke «pakken», er på ferie i år" },
        { "windows-1252", "Pöntunin mín er ekki komin, þakka þér fyrir" },
    };

    [Theory]
    [MemberData(nameof(Undeclared))]
    public void Undeclared_bytes_are_read_in_the_charset_that_makes_words_of_them(string charset, string text)
    {
        var encoding = CodePages.TryOpen(charset)!;
        var bytes = encoding.GetBytes(text);
        byte[] mail = [.. "From: "u8, .. encoding.GetBytes(text.Replace(',', ' ').Replace('?', ' ')), .. " <a@x.example>\r\nSubject: "u8, .. bytes, .. "\r\n\r\n"u8, .. bytes];
        var message = MimeMessage.Read(mail);
        Assert.Equal(text, message.TextBody);
        Assert.Equal(text, message.Subject);
        Assert.Equal("a@x.example", message.From[0].Address);
    }

    [Fact]
    public void A_header_is_read_in_what_it_looks_like_where_the_text_says_only_utf8()
    {
        var subject = CodePages.Open(1251).GetBytes("Где мой заказ");
        byte[] mail = [.. "Subject: "u8, .. subject, .. "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello"u8];
        Assert.Equal("Где мой заказ", MimeMessage.Read(mail).Subject);
    }

    [Fact]
    public void A_default_charset_is_stronger_than_a_guess()
    {
        var subject = CodePages.Open(1251).GetBytes("Где мой заказ");
        byte[] mail = [.. "Subject: "u8, .. subject, .. "\r\n\r\n"u8];
        Assert.NotEqual("Где мой заказ", MimeMessage.Read(mail, defaultCharset: "koi8-r").Subject);
    }

    [Fact]
    public void A_few_accents_are_western() => Assert.Equal("Café à la crème", Mail.Read("Subject: Caf\u00E9 \u00E0 la cr\u00E8me\n\n").Subject);
}
