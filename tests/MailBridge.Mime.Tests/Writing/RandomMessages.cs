using System.Globalization;
using System.Text;

namespace MailBridge.Mime.Tests;

/// <summary>Messages that are hard to write: everything an agent, a customer or an attacker could put into one.</summary>
internal sealed class RandomMessages(int seed)
{
    private static readonly string[] Phrases =
    [
        "Re: order 4711", "Grüße aus Köln", "Ваш заказ", "注文の確認", "您好", "주문 확인", "שלום עולם", "مرحبا بالعالم", "สวัสดี", "Zażółć gęślą jaźń",
        "👩‍💻🚚 family 👨‍👩‍👧‍👦", "e\u0301a\u0323\u0302", "=?utf-8?Q?not_a_word?=", "=?broken", "a\"quoted\"b", "back\\slash", "(comment", "a, b; c: d <e@f>", "tab\there",
        "line\r\nBcc: evil@x.example", "line\nX-Evil: 1", "nul\0sep\u2028next\u0085line\u000Bvt", "  two  blanks  ", "...", "'single'", "a", "😀", "ﷺ", "\u202Egnp.exe",
        "100 % =20 off_now", "[#1234] ticket", "name@example.com", "_underscore_ ?question?", "~!#$%&*+-/=^`{|}",
    ];

    private static readonly string[] Lines =
    [
        "", ".", "..", "From the start", ">From quoted", "-- ", "--", "--=_mb_0", "trailing blank ", "trailing tab\t", "\tindented", "Grüße", "注文の確認をお願いいたします。",
        "begin 644 not.a.file", "=3D literal", "=", "a=", "🚚", "nul\0inside", "form\ffeed", "vertical\u000Btab", "next\u0085line", "sep\u2028arator", "Content-Type: text/html", "To: x",
    ];

    private readonly Random _random = new(seed);

    public OutgoingMessage Next() => new()
    {
        MessageId = $"{_random.Next()}.{_random.Next()}@desk.example",
        Date = new DateTimeOffset(2025, 6, 3, 10, 0, 0, TimeSpan.FromMinutes(_random.Next(-13, 14) * 30)).AddMinutes(_random.Next(500_000)),
        From = Mailbox(),
        ReplyTo = Mailboxes(2),
        To = Mailboxes(_random.Next(20) == 0 ? 150 : 4),
        Cc = Mailboxes(3),
        Subject = Text(),
        InReplyTo = _random.Next(2) == 0 ? null : $"irt.{_random.Next()}@x.example",
        References = Enumerable.Range(0, _random.Next(3) == 0 ? 200 : _random.Next(5)).Select(i => $"{i}.{_random.Next()}@x.example").ToList(),
        Text = Body(),
        Html = _random.Next(2) == 0 ? null : $"<p>{Body()}</p><img src=\"cid:image0@desk.example\">",
        Attachments = Enumerable.Range(0, _random.Next(4)).Select(File).ToList(),
        LoopMark = _random.Next(2) == 0 ? null : Text(),
        ExtraHeaders = _random.Next(2) == 0 ? [] : [new OutgoingHeader("X-Extra", Text()), new OutgoingHeader("Thread-Topic", Text())],
    };

    private string Pick(string[] values) => values[_random.Next(values.Length)];

    private string Text() => _random.Next(12) switch
    {
        0 => new string((char)_random.Next('a', 'z'), _random.Next(1, 3_000)),
        1 => string.Concat(Enumerable.Repeat(Pick(Phrases), _random.Next(1, 60))),
        2 => string.Empty,
        _ => string.Join(' ', Enumerable.Range(0, _random.Next(1, 8)).Select(_ => Pick(Phrases))),
    };

    private string Body() => string.Join(
        Pick(["\n", "\r\n", "\n\n"]),
        Enumerable.Range(0, _random.Next(8)).Select(_ => _random.Next(6) == 0 ? string.Concat(Enumerable.Repeat(Pick(Lines), _random.Next(1, 400))) : Pick(Lines)));

    private List<Mailbox> Mailboxes(int most) => Enumerable.Range(0, _random.Next(most + 1)).Select(_ => Mailbox()).ToList();

    private Mailbox Mailbox()
    {
        var local = Pick(["ann", "support+c2.k7", "o'brien", "\"a b\"", "\"x,y\"", "jürgen", "почта", "用户", "first.last", new string('x', 64), "\"q\\\"uote\""]);
        var domain = Pick(["desk.example", "bücher.example", "почта.example", "例え.example", "[192.0.2.1]", "sub-domain.x.example", "xn--bcher-kva.example"]);
        return new Mailbox(_random.Next(4) == 0 ? string.Empty : Text(), $"{local}@{domain}");
    }

    private OutgoingAttachment File(int number)
    {
        var content = new byte[_random.Next(3) == 0 ? 0 : _random.Next(4_000)];
        _random.NextBytes(content);
        var name = Pick(["report.pdf", "../../etc/passwd", "C:\\temp\\a.doc", "CON.txt", "=?utf-8?Q?x?=.txt", "a\"b;c.txt", "line\r\nbreak.txt", "\u202Egpj.exe", "счёт за июнь.pdf",
            "注文書.xlsx", new string('ü', 150) + ".pdf", "  .hidden", "👩‍💻🚚.png", "a'b%20c.txt", ""]);
        var type = Pick(["application/pdf", "image/png", "text/plain", "message/rfc822", "multipart/mixed", "no type", "a/b\r\nX: y"]);
        return new OutgoingAttachment(name, type, content, string.Create(CultureInfo.InvariantCulture, $"image{number}@desk.example"), _random.Next(2) == 0);
    }
}
