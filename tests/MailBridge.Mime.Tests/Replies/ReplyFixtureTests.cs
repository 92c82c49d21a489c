using System.Text.Json;

namespace MailBridge.Mime.Tests.Replies;

/// <summary>
/// The cases of four other libraries, compared exactly: for the mode "quotes+signature" our reply, for "quotes" the reply with or without
/// the signature (nobody agrees on one below the quote), for "forward" each field and text.
/// </summary>
public sealed class ReplyFixtureTests
{
    /// <summary>Cases whose library has another policy than ours, each with the difference. They do not count.</summary>
    private static readonly Dictionary<string, string> OtherPolicy = new()
    {
        ["discourse/email_headers_5"] = "keeps a closing and the name below it with the reply",
        ["discourse/embedded_email_swedish"] = "as email_headers_5",
        ["discourse/embedded_email_19"] = "keeps a name behind a dash below a blank line",
        ["discourse/forwarded_message"] = "takes a forward without comment for the reply; we show all of it and give it as Forwarded",
        ["discourse/spam_1"] = "gives nothing where all is quoted; we show everything rather than nothing",
        ["quotequail/test_quote_html_2"] = "as spam_1",
        ["quotequail/test_quote_html_6"] = "as spam_1",
        ["quotequail/test_unwrap_6"] = "calls every header block a forward; below a comment, without a forward's subject, it is what " +
            "Outlook writes above a reply's quote",
        ["quotequail/test_unwrap_9"] = "as test_unwrap_6, and the separator says original message",
    };

    /// <summary>Cases that we do not reproduce; each with its reason.</summary>
    private static readonly Dictionary<string, string> Known = new()
    {
        ["discourse/embedded_email_7"] = "drops the attribution of a quote that is answered between; it is context, and github's cases " +
            "keep it",
        ["discourse/embedded_email_17"] = "drops an attribution on top of unmarked text as noise; what follows may be all quote, so " +
            "everything is shown",
        ["discourse/embedded_email_18"] = "as embedded_email_17",
        ["mailspring/email_18"] = "has closing lines of its own above the quote and a program's signature below it; the library " +
            "keeps the one and drops the other, and says itself that it cannot know",
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
        var unexpected = new List<string>();
        var counts = new SortedDictionary<string, (int Exact, int All, int Other)>(StringComparer.Ordinal);
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var (id, mode) = (row.GetProperty("id").GetString()!, row.GetProperty("mode").GetString()!);
            var isExact = IsExact(row);
            var (exact, all, other) = counts.GetValueOrDefault(mode);
            counts[mode] = OtherPolicy.ContainsKey(id) ? (exact, all, other + 1) : (exact + (isExact ? 1 : 0), all + 1, other);
            if (isExact == (Known.ContainsKey(id) || OtherPolicy.ContainsKey(id))) unexpected.Add(id);
            if (!isExact) TestContext.Current.TestOutputHelper?.WriteLine($"=== {id}\n{Actual(row)}\n");
        }
        foreach (var (mode, (exact, all, other)) in counts)
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"RATE strict {library} {mode}: {exact} of {all} exact, {other} of another policy");
        Assert.Empty(unexpected);
    }

    /// <summary>Whether the part that the mode names is the very text that is expected.</summary>
    private static bool IsExact(JsonElement row)
    {
        var (expect, extracted) = (row.GetProperty("expect"), Actual(row));
        var mode = row.GetProperty("mode").GetString();
        if (mode == "forward") return Forward(expect.GetProperty("forward"), extracted) is null;
        // A library that keeps signatures keeps the one above the quote; below it nobody agrees.
        string[] ours = mode == "quotes" && !extracted.ShowsEverything
            ? [extracted.Reply, $"{extracted.Reply}\n\n{extracted.Signature}"] : [extracted.Reply];
        return expect.TryGetProperty("replyHtml", out var html)
            ? Array.Exists(ours, text => Solid(HtmlText.ToPlainText(html.GetString()!)) == Solid(text))
            : Array.Exists(ours, text => Normal(expect.GetProperty("reply").GetString()!) == Normal(text));
    }

    private static ExtractedReply Actual(JsonElement row)
    {
        var input = row.GetProperty("input").GetString()!;
        return row.GetProperty("format").GetString() == "html" ? ReplyExtractor.FromHtml(input) : ReplyExtractor.FromText(input);
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
