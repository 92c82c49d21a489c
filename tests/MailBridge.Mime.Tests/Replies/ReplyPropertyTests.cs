using System.Diagnostics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Mime.Tests.Replies;

public sealed class ReplyPropertyTests
{
    /// <summary>Pieces whose mixtures reach every branch of the analysis.</summary>
    private static readonly string[] Pieces =
    [
        "Hello,", "> quoted", ">> deeper", ">", "", "", "On 5 Mar 2024, at 10:15, Ann <a@x.example> wrote:", "wrote:", "<", "<a@x.example>",
        "-- ", "--", "___", "______________", "Best regards,", "Bob",
        "Sent from my iPhone", "-----Original Message-----", "From: Ann <a@x.example>", "Sent: 5 March 2024 10:15", "To: Bob", "Subject: x",
        "Begin forwarded message:", "AL> x", "| bar", "[EXTERNAL]", "-Ann",
        "This e-mail is confidential and intended solely for the addressee. If received in error, notify the sender and delete it, " +
        "please, at once.",
        "写道：", "\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B\u200B", "\u0001\u0001\u0001\u0001\u0001\u0001",
        "> \u200E\u200F\u200E\u200F\u200E\u200F\u200E",
        ">>> Ann <a@x.example> 5.3.2024 10:15 >>>", "---------- Weitergeleitet ---------", "Best,", "[image: x]", "*",
        "> *From:* Ann <a@x.example>",
        "\u202A\u200B", "\u00A0", "\0", "\uD800", "  indented", "::", "CAUTION: external email", "Re:",
    ];

    private static Gen<string> Mail() =>
        from lines in Gen.ListOf(Gen.OneOf(Gen.Elements(Pieces), Gen.Elements(Pieces),
            ArbMap.Default.GeneratorFor<string>().Select(static s => s ?? "")))
        from end in Gen.Elements("\n", "\r\n")
        select string.Join(end, lines);

    [Fact]
    public void No_character_is_lost_on_any_text() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(600), Prop.ForAll(Mail().ToArbitrary(), static text =>
        {
            var parts = ReplyExtractor.FromText(text);
            var all = parts.ShowsEverything ? parts.Reply
                : parts.Reply + parts.Quoted + parts.Signature + parts.Disclaimer + parts.Forwarded?.Original;
            return Counted(all) == Counted(text);
        }));

    [Fact]
    public void A_mail_with_text_never_gives_an_empty_reply() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(200), Prop.ForAll(Mail().ToArbitrary(), static text =>
            Counted(text).Length == 0 || ReplyExtractor.Extract(text, null).Reply.Length > 0));

    [Fact]
    public void Any_string_is_read_as_html_without_complaint() =>
        Check.One(Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(150), Prop.ForAll(Tags().ToArbitrary(), static html =>
        {
            _ = ReplyExtractor.Extract(null, html);
            var clean = HtmlText.Sanitize(HtmlText.Sanitize(html).Html).Html;
            return clean == HtmlText.Sanitize(clean).Html;
        }));

    private static Gen<string> Tags() =>
        Gen.ListOf(Gen.Elements("<p>", "</p>", "<div>", "</div>", "<b>", "</i>", "<table>", "<tr>", "<td>", "</table>", "<blockquote " +
            "type=cite>", "</blockquote>", "<ul><li>", "x", " y\n", "<pre>\n", "<a " +
            "href=", "'>", "&amp", "<!--", "-->", "<br>", "<svg>", "<style>", "</style>", "<select>", "\0"))
            .Select(static pieces => string.Concat(pieces));

    /// <summary>Every visible character with its number, whatever the order of the parts.</summary>
    private static string Counted(string text) =>
        string.Concat(text.Where(static c => !char.IsWhiteSpace(c) && c != '\uFEFF').Order());

    /// <summary>The own tables, as text and as HTML: what is not blank stands in one of the parts, once.</summary>
    [Fact]
    public void No_character_is_lost_on_the_tables()
    {
        foreach (var mail in MailLanguage.All.SelectMany(MailPrograms.Of))
        {
            var parts = mail.IsHtml ? ReplyExtractor.FromHtml(mail.Body) : ReplyExtractor.FromText(mail.Body);
            Assert.Equal(Counted(mail.IsHtml ? HtmlText.ToPlainText(mail.Body) : mail.Body), Counted(All(parts)));
        }
    }

    [Theory]
    [InlineData("github-email_reply_parser")]
    [InlineData("discourse")]
    [InlineData("quotequail")]
    [InlineData("mailspring-html")]
    public void No_character_is_lost_on_the_cases_of_other_libraries(string library)
    {
        if (SharedFixtures.Under("replies", library, "cases.json") is not { } file) return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var input = row.GetProperty("input").GetString()!;
            var isHtml = row.GetProperty("format").GetString() == "html";
            var parts = isHtml ? ReplyExtractor.FromHtml(input) : ReplyExtractor.FromText(input);
            Assert.Equal(Counted(isHtml ? HtmlText.ToPlainText(input) : input), Counted(All(parts)));
        }
    }

    private static string All(ExtractedReply parts) => parts.ShowsEverything ? parts.Reply
        : parts.Reply + parts.Quoted + parts.Signature + parts.Disclaimer + parts.Forwarded?.Original;

    /// <summary>
    /// Every step over a line folds it, which allocates: bytes allocated count the work, whatever else the machine does. The sizes stay
    /// below the limit of lines, where analysis would stop.
    /// </summary>
    [Theory]
    [InlineData("> ")]
    [InlineData(">\n")]
    [InlineData(">>>\n")]
    [InlineData("> On 5 Mar 2024 wrote\n")]
    [InlineData("<")]
    [InlineData("wrote:\n")]
    [InlineData("On 5 Mar 2024 wrote\n")]
    [InlineData("On 5 Mar 2024 at 10:15 Ann <a@x.example>\n")]
    [InlineData("From: a\n")]
    [InlineData("From: a Sent: b To: c\n")]
    [InlineData("Foo: Ann <a@x.example>\n")]
    [InlineData("To: a@x.example\n")]
    [InlineData("Best regards,\n")]
    [InlineData("Best regards,\nBob\n\n")]
    [InlineData("--\n")]
    [InlineData("-----\n\n")]
    [InlineData("---------- X ---------\n")]
    [InlineData("-----Original Message-----\n> a\n")]
    [InlineData("a\n> b\n")]
    [InlineData("Sent from my iPhone\n")]
    [InlineData("Think before printing, consider the environment.\n\n")]
    [InlineData("\n")]
    [InlineData("-")]
    [InlineData("http")]
    [InlineData("@")]
    [InlineData(":")]
    [InlineData("2024 10:15 gmt ")]
    public void Work_grows_with_the_length_of_hostile_text_and_no_faster(string piece)
    {
        _ = Work(piece, 4_000);
        var (once, twice) = (Work(piece, 20_000), Work(piece, 40_000));
        TestContext.Current.TestOutputHelper?.WriteLine($"{once} {twice}");
        Assert.True(twice < 2.5 * once + 64 * 1024, $"{once} bytes, then {twice}");
    }

    private static long Work(string piece, int length)
    {
        var text = "x\n" + string.Concat(Enumerable.Repeat(piece, length / piece.Length));
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = ReplyExtractor.FromText(text);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [Theory]
    [InlineData("> ")]
    [InlineData("> a\n\n\n")]
    [InlineData("\n")]
    [InlineData("-----\n\n\n\n")]
    [InlineData("From: a Sent: b To: c Subject: ::::")]
    [InlineData("2024 10:15 gmt ")]
    public void Text_of_a_megabyte_is_done_in_no_time(string piece)
    {
        var text = "x\n" + string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var clock = Stopwatch.StartNew();
        _ = ReplyExtractor.FromText(text);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"{clock.Elapsed}");
    }

    [Fact]
    public void Lines_beyond_the_limit_join_the_part_they_follow()
    {
        var quoted = string.Concat(Enumerable.Repeat("> line\n", 30_000));
        var extracted = ReplyExtractor.FromText("Yes.\n\nOn 5 Mar 2024, at 10:15, Ann wrote:\n" + quoted);
        Assert.Equal("Yes.", extracted.Reply);
        Assert.Equal(30_001, extracted.Quoted.Split('\n').Length);
    }
}
