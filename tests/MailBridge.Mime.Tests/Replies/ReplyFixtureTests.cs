using System.Text.Json;

namespace MailBridge.Mime.Tests.Replies;

/// <summary>
/// The cases of four other libraries. Their policies differ: github and discourse keep closings ("Best regards, Ann") with the reply,
/// mailspring and quotequail keep every signature. What is only that is no difference of reading and is put back before comparing.
/// </summary>
public sealed class ReplyFixtureTests
{
    /// <summary>Cases that stand against our policy, or in which the library errs; each with its reason.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["discourse/embedded_email_7"] = "drops the attribution of a quote that is answered between; it is context, and github's cases " +
            "keep it",
        ["discourse/embedded_email_17"] = "drops an attribution on top of unmarked text as noise; what follows may be all quote, so " +
            "everything is shown",
        ["discourse/embedded_email_18"] = "as embedded_email_17",
        ["quotequail/test_unwrap_6"] = "calls every header block a forward; below a comment, without a forward's subject, it is what " +
            "Outlook writes above a reply's quote",
        ["quotequail/test_unwrap_9"] = "as test_unwrap_6, and the separator says original message",
    };

    [Theory]
    [InlineData("github-email_reply_parser")]
    [InlineData("discourse")]
    [InlineData("quotequail")]
    [InlineData("mailspring-html")]
    public void The_cases_of_other_libraries_come_out_as_they_do_there(string library)
    {
        if (SharedFixtures.Under("replies", library, "cases.json") is not { } file) return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var differing = new List<string>();
        var strict = new SortedDictionary<string, (int Right, int All, string Wrong)>(StringComparer.Ordinal);
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var id = row.GetProperty("id").GetString()!;
            var difference = Difference(row);
            var mode = row.GetProperty("mode").GetString()!;
            var (right, all, wrong) = strict.GetValueOrDefault(mode);
            strict[mode] = IsStrict(row) ? (right + 1, all + 1, wrong) : (right, all + 1, wrong + " " + id);
            if (difference is null == Known.ContainsKey(id)) differing.Add(id);
            if (difference is not null) TestContext.Current.TestOutputHelper?.WriteLine($"=== {id}\n{difference}\n");
        }
        foreach (var (mode, (right, all, wrong)) in strict)
            TestContext.Current.TestOutputHelper?.WriteLine($"RATE strict {library} {mode}: {right} of {all}:{wrong}");
        Assert.Empty(differing);
    }

    /// <summary>Whether the part that the mode names is the very text that is expected.</summary>
    private static bool IsStrict(JsonElement row)
    {
        var (input, expect) = (row.GetProperty("input").GetString()!, row.GetProperty("expect"));
        var extracted = row.GetProperty("format").GetString() == "html" ? ReplyExtractor.FromHtml(input) : ReplyExtractor.FromText(input);
        var mode = row.GetProperty("mode").GetString();
        if (mode == "forward") return Forward(expect.GetProperty("forward"), extracted) is null;
        // A library that keeps signatures keeps the one above the quote; below it nobody agrees.
        string[] ours = mode == "quotes" && !extracted.ShowsEverything
            ? [extracted.Reply, $"{extracted.Reply}\n\n{extracted.Signature}"] : [extracted.Reply];
        return expect.TryGetProperty("replyHtml", out var html) ? Array.Exists(ours, text => Solid(HtmlText.ToPlainText(html.GetString()!)) == Solid(text))
            : Array.Exists(ours, text => Normal(expect.GetProperty("reply").GetString()!) == Normal(text));
    }

    private static string? Difference(JsonElement row)
    {
        var input = row.GetProperty("input").GetString()!;
        var expect = row.GetProperty("expect");
        var isHtml = row.GetProperty("format").GetString() == "html";
        var extracted = isHtml ? ReplyExtractor.FromHtml(input) : ReplyExtractor.FromText(input);
        if (row.GetProperty("mode").GetString() == "forward") return Forward(expect.GetProperty("forward"), extracted);
        if (expect.TryGetProperty("replyHtml", out var html)) return Html(html.GetString()!, extracted);
        var expected = Normal(expect.GetProperty("reply").GetString()!);
        if (Candidates(extracted).Any(candidate => Normal(candidate) == expected)) return null;
        return $"--- expected\n{expected}\n--- actual\n{extracted.Reply}\n--- signature\n{extracted.Signature}\n--- " +
            $"everything {extracted.ShowsEverything} notice {extracted.Disclaimer}";
    }

    /// <summary>The reply alone, and with the parts that some libraries leave in it.</summary>
    private static IEnumerable<string> Candidates(ExtractedReply reply)
    {
        yield return reply.Reply;
        // We show everything rather than nothing; a forward without comment is its own content.
        if (reply.ShowsEverything && reply.Forwarded is { } forwarded) yield return forwarded.Text;
        if (reply.ShowsEverything && (reply.Quoted.Length > 0 || reply.Forwarded is not null)) yield return "";
        if (reply.ShowsEverything) yield break;
        var signature = reply.Signature.ReplaceLineEndings("\n");
        for (var end = signature.Length; end > 0; end = signature.LastIndexOf("\n\n", end - 1, StringComparison.Ordinal))
        {
            yield return reply.Reply + "\n\n" + signature[..end];
            yield return reply.Reply + "\n" + signature[..end];
        }
    }

    private static string? Html(string expectedHtml, ExtractedReply extracted)
    {
        var expected = Solid(HtmlText.ToPlainText(expectedHtml));
        string[] more = [extracted.Reply + extracted.Signature + extracted.Disclaimer, extracted.Reply + extracted.Forwarded?.Original,
            extracted.Disclaimer + extracted.Reply];
        return Candidates(extracted).Concat(more).Any(candidate => Solid(candidate) == expected)
            ? null
            : $"--- expected\n{HtmlText.ToPlainText(expectedHtml)}\n--- actual\n{extracted.Reply}\n--- " +
                $"signature\n{extracted.Signature}\n--- notice\n{extracted.Disclaimer}\n--- " +
                $"quoted\n{extracted.Quoted[..Math.Min(500, extracted.Quoted.Length)]}";
    }

    private static string? Forward(JsonElement expect, ExtractedReply extracted)
    {
        if (expect.ValueKind == JsonValueKind.Null) return extracted.Forwarded is null ? null : "--- no forward";
        string? Get(string name) => expect.TryGetProperty(name, out var value) ? value.GetString() : null;
        var type = Get("type");
        var actual = extracted.Forwarded;
        if (type != "forward" || actual is null)
        {
            var isQuoted = extracted.Quoted.Length > 0;
            return type == "forward" || !isQuoted ? $"--- {type}: {expect}\n--- actual {extracted}" : null;
        }
        var same = (Get("from"), Get("to"), Get("date"), Get("subject")) == (actual.From, actual.To, actual.Date, actual.Subject)
            && (Get("text") is not { } text || Normal(text) == Normal(actual.Text))
            && (Get("textTop") is not { } top || Normal(extracted.Reply).StartsWith(Normal(top), StringComparison.Ordinal));
        return same ? null : $"--- {expect}\n--- actual {extracted}";
    }

    private static string Normal(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.TrimEnd());
        var joined = string.Join('\n', lines);
        while (joined.Contains("\n\n\n", StringComparison.Ordinal)) joined = joined.Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
        return joined.Trim();
    }

    private static string Solid(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));
}
