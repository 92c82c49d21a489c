namespace MailBridge.Mime.Tests.Headers;

/// <summary>Every prefix that the notes on mail list, with each shape of counter and colon.</summary>
public sealed class SubjectLanguageTests
{
    private static readonly string[] Replies =
    [
        "Re", "RE", "AW", "Antw", "Antwort", "SV", "Svar", "VS", "Odp", "Ref", "Réf", "RES", "Rif", "YNT", "Yan", "Vá", "ATS", "ΑΠ", "ΣΧΕΤ", "Ответ", "Отв", "НА",
        "Відп", "השב", "תגובה", "رد", "回复", "答复", "回覆", "答覆", "返信", "답장", "회신", "Trả lời", "TL",
    ];

    private static readonly string[] Forwards =
    [
        "Fw", "FWD", "WG", "Doorst", "VB", "VL", "PD", "TR", "ENC", "Inoltra", "RV", "İLT", "ilet", "Továbbítás", "ΠΡΘ", "Переслано", "Пересл", "转发", "轉寄",
        "転送", "전달",
    ];

    [Fact]
    public void Every_reply_prefix_goes_and_says_that_it_is_a_reply()
        => Assert.All(Replies.SelectMany(Shapes), subject => Assert.Equal(("Kühlschrank 7", true, false), Read(subject)));

    [Fact]
    public void Every_forward_prefix_goes_and_says_that_it_is_a_forward()
        => Assert.All(Forwards.SelectMany(Shapes), subject => Assert.Equal(("Kühlschrank 7", false, true), Read(subject)));

    [Fact]
    public void Prefixes_of_many_languages_in_a_row_all_go()
        => Assert.Equal("Kühlschrank 7", BaseSubject.Of(string.Concat(Replies.Concat(Forwards).Select(p => $"{p}: ")) + "Kühlschrank 7"));

    [Theory]
    [InlineData("Antworten: drei")]
    [InlineData("Refund: 7")]
    [InlineData("Svarta lådan: 7")]
    [InlineData("Transport: 7")]
    [InlineData("Ответственный: Иванов")]
    public void Longer_words_that_begin_alike_stay(string subject) => Assert.Equal(subject, BaseSubject.Of(subject));

    private static IEnumerable<string> Shapes(string prefix)
        => [$"{prefix}: Kühlschrank 7", $"{prefix}[2]: Kühlschrank 7", $"{prefix}(3): Kühlschrank 7", $"{prefix}^4: Kühlschrank 7", $"{prefix}5: Kühlschrank 7",
            $"{prefix} : Kühlschrank 7", $"{prefix}：Kühlschrank 7", $"  {prefix}:\u3000{prefix}:\u00A0Kühlschrank\u00A07 "];

    private static (string, bool, bool) Read(string subject) => (BaseSubject.Of(subject), BaseSubject.IsReply(subject), BaseSubject.IsForward(subject));
}
