using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Mime.Tests.Html;

/// <summary>What holds for the markup of any mail whatever.</summary>
public sealed partial class MarkupPropertyTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithReplay(1, 1).WithMaxTest(300);

    private static readonly string[] Tags =
    [
        "<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<i>", "</i>", "<s>", "<code>", "</code>", "<br>", "<ul>", "<ol start=7>", "<li>",
        "</ul>", "</ol>", "<blockquote>", "<blockquote type=cite>", "</blockquote>", "<pre>", "</pre>", "<table><tr><td>", "<td>", "<tr><td>",
        "</table>", "<a href='https://x.example/|>'>", "<a href='javascript:x'>", "<a href='mailto:<!here>@x'>", "</a>", "<img alt='<!x> `'>",
        "<h1>", "</h1>", "<hr>", "<div class=gmail_signature>", "<div class=moz-cite-prefix>", "&nbsp;", "<style>", "</style>", "<!--", "-->",
    ];

    private static readonly string[] Words =
    [
        "word", " ", " ", "\n", "\n", "*", "_", "~", "`", "```", ">", ">>>", "<", "<!channel>", "<@U1>", "<#C1>", "<at>Ann</at>", "&", "&lt;",
        "&amp;lt;", "|", "[x](y)", "\\", "{{DATE(x)}}", "@channel", "@here", ":joy:", "https://x.example/a|b", "https://x.example/(*a*)>", "a@b.example",
        "www.x.example", "1. ", "- ", "# ", "> ", "-- ", "wrote:", "\t", "\u0000", "\uD800", "\u202E", "\u2028", "é", "这", "🙂", "e\u0301", "\u200B",
    ];

    private static Gen<string> Pieces(string[] pieces) => Gen.ListOf(Gen.Elements(pieces)).Select(string.Concat);

    private static Arbitrary<BodyDocument> Documents() => Gen.OneOf(
        Pieces([.. Tags, .. Words]).Select(static html => BodyDocument.FromHtml(html)),
        Pieces([.. Tags, .. Words.Select(static word => word.Replace("<", "&lt;", StringComparison.Ordinal))]).Select(static html => BodyDocument.FromHtml(html)),
        Pieces(Words).Select(BodyDocument.FromText),
        ArbMap.Default.GeneratorFor<string>().Select(static text => BodyDocument.FromText(text ?? ""))).ToArbitrary();

    [Fact]
    public void Slack_sees_no_angle_bracket_but_those_of_our_links() => Check.One(Runs, Prop.ForAll(Documents(), static document =>
    {
        var rest = SlackLink().Replace(SlackMarkup.Render(document), "");
        return !rest.Contains('<', StringComparison.Ordinal) && BareAmpersand().Count(rest) == 0
            && rest.Split('\n').All(static line => line.LastIndexOf('>') is -1 or 0);
    }));

    [Fact]
    public void Slack_rings_for_nobody() => Check.One(Runs, Prop.ForAll(Documents(), static document =>
        !Broadcast().IsMatch(SlackLink().Replace(SlackMarkup.Render(document), static match => "|" + match.Groups["label"].Value))));

    [Fact]
    public void Messages_of_teams_hold_listed_tags_only_and_each_is_closed() => Check.One(Runs, Prop.ForAll(Documents(), static document =>
        IsWellFormed(TeamsMarkup.RenderHtml(document)) && TeamsMarkup.RenderHtmlPieces(document, 150).All(IsWellFormed)));

    [Fact]
    public void The_webs_rendering_passes_the_sanitiser_unchanged() => Check.One(Runs, Prop.ForAll(Documents(), static document =>
    {
        var once = HtmlText.Sanitize(HtmlText.Render(document)).Html;
        return HtmlText.Sanitize(once).Html == once && !once.Contains("script", StringComparison.OrdinalIgnoreCase);
    }));

    [Fact]
    public void A_card_holds_no_angle_bracket_and_no_link_of_the_mails_own() => Check.One(Runs, Prop.ForAll(Documents(), static document =>
    {
        var markdown = TeamsMarkup.RenderMarkdown(document);
        return !markdown.Contains('<', StringComparison.Ordinal) && !markdown.Contains("{{DATE", StringComparison.Ordinal)
            && MarkdownLink().Matches(markdown).All(static match => MarkdownTarget().IsMatch(match.Value));
    }));

    [Fact]
    public void Pieces_are_short_and_say_all() => Check.One(Runs, Prop.ForAll(Documents(), static document =>
    {
        var pieces = SlackMarkup.RenderPieces(document, 120);
        return pieces.All(static piece => piece.Length is > 0 and <= 120)
            && pieces.All(static piece => SlackLink().Replace(piece, "").IndexOf('<', StringComparison.Ordinal) < 0)
            && pieces.All(static piece => piece.Split("```").Length % 2 == 1)
            && Letters(string.Concat(pieces.Select(Shown))) == Letters(Shown(SlackMarkup.Render(document)))
            && TeamsMarkup.RenderMarkdownPieces(document, 120).All(static piece => piece.Length is > 0 and <= 120);
    }));

    [Fact]
    public void The_pruned_document_says_what_the_reply_says() => Check.One(Runs, Prop.ForAll(Pieces([.. Tags, .. Words]).ToArbitrary(), static html =>
        SaysTheSame(ReplyExtractor.FromHtml(html)) && SaysTheSame(ReplyExtractor.FromText(html))));

    [Fact]
    public void The_pruned_document_of_real_mails_says_what_the_reply_says()
    {
        if (SharedFixtures.Under("replies", "mailspring-html", "cases.json") is not { } file) return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var reply = ReplyExtractor.FromHtml(row.GetProperty("input").GetString()!);
            Assert.True(SaysTheSame(reply), row.GetProperty("id").GetString());
            Assert.Equal(Letters(reply.Reply).Length > 0, SlackMarkup.Render(reply.ReplyDocument).Length > 0);
            Assert.True(IsWellFormed(TeamsMarkup.RenderHtml(reply.ReplyDocument)));
            Assert.All(SlackMarkup.RenderPieces(reply.ReplyDocument), static piece => Assert.InRange(piece.Length, 1, SlackMarkup.SectionLength));
        }
    }

    private static bool SaysTheSame(ExtractedReply reply) =>
        reply.ReplyDocument.ToPlainText() == reply.Reply
        && (reply.Forwarded?.OriginalDocument.ToPlainText() ?? "") == (reply.Forwarded?.Original ?? "");

    /// <summary>Labels of links, since a long link may become text.</summary>
    private static string Shown(string markup) => WebUtility.HtmlDecode(
        SlackLink().Replace(markup, static match => match.Groups["label"] is { Success: true } label ? label.Value
            : Uri.UnescapeDataString(match.Groups["address"].Value).Replace("mailto:", "", StringComparison.Ordinal)));

    private static string Letters(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static bool IsWellFormed(string html)
    {
        var open = new Stack<string>();
        var rest = new StringBuilder(html);
        foreach (Match tag in HtmlTag().Matches(html))
        {
            rest.Replace(tag.Value, "");
            if (tag.Value is "<br/>") continue;
            if (tag.Groups["end"].Length == 0) open.Push(tag.Groups["name"].Value);
            else if (open.Count == 0 || open.Pop() != tag.Groups["name"].Value) return false;
        }
        return open.Count == 0 && rest.ToString().AsSpan().IndexOfAny("<>\"'") < 0;
    }

    [GeneratedRegex("<(?<address>(https?://|mailto:)[^<>|\\s]+)(\\|(?<label>[^<>|\n]+))?>", RegexOptions.IgnoreCase)]
    private static partial Regex SlackLink();

    [GeneratedRegex("&(?!amp;|lt;|gt;)")]
    private static partial Regex BareAmpersand();

    [GeneratedRegex("(?<![\\p{L}\\p{N}])@(channel|here|everyone)(?![\\p{L}\\p{N}])", RegexOptions.IgnoreCase)]
    private static partial Regex Broadcast();

    [GeneratedRegex("(?<!\\\\)(\\\\\\\\)*\\]\\(.*?\\)")]
    private static partial Regex MarkdownLink();

    [GeneratedRegex("\\]\\((https?://|mailto:)[^\\s()<>]+\\)$", RegexOptions.IgnoreCase)]
    private static partial Regex MarkdownTarget();

    [GeneratedRegex("<(?<end>/?)(?<name>b|i|s|code|pre|blockquote|ul|ol|li|a)( href=\"(https?://|mailto:)[^\"<>\\s]+\")?>|<br/>", RegexOptions.IgnoreCase)]
    private static partial Regex HtmlTag();
}
