using System.Text.Json;

namespace MailBridge.Mime.Tests.Replies;

/// <summary>
/// The cases of four other libraries. Their policies differ: github and discourse keep closings ("Best regards, Ann") with the reply,
/// mailspring and quotequail keep every signature. What is only that is no difference of reading and is put back before comparing.
/// </summary>
public sealed class ReplyFixtureTests
{
    /// <summary>Cases that stand against our policy, or in which the library errs; each with its reason.</summary>
    private static readonly Dictionary<string, string> Known = [];

    [Theory]
    [InlineData("github-email_reply_parser", 0.95)]
    [InlineData("discourse", 0.95)]
    [InlineData("quotequail", 0.95)]
    [InlineData("mailspring-html", 0.9)]
    public void The_cases_of_other_libraries_come_out_as_they_do_there(string library, double share)
    {
        if (ReplyFixtures.Find("fixtures", "replies", library, "cases.json") is not { } file) return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        var (right, all) = (0, 0);
        var only = Environment.GetEnvironmentVariable("REPLY_HALF");
        var index = 0;
        foreach (var row in document.RootElement.EnumerateArray())
        {
            var id = row.GetProperty("id").GetString()!;
            var isShown = only is null || (index % 2).ToString(System.Globalization.CultureInfo.InvariantCulture) == only;
            index++;
            if (Known.ContainsKey(id)) continue;
            all++;
            var difference = Difference(row);
            if (difference is null) right++;
            else TestContext.Current.TestOutputHelper?.WriteLine(isShown ? $"=== {id}\n{difference}\n" : $"=== {id}");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{library}: {right} of {all}");
        Assert.True(right >= share * all, $"{library}: {right} of {all}");
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
        return $"--- expected\n{expected}\n--- actual\n{extracted.Reply}\n--- signature\n{extracted.Signature}\n--- everything {extracted.ShowsEverything} notice {extracted.Disclaimer}";
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
        string[] more = [extracted.Reply + extracted.Signature + extracted.Disclaimer, extracted.Reply + extracted.Forwarded?.Original, extracted.Disclaimer + extracted.Reply];
        return Candidates(extracted).Concat(more).Any(candidate => Solid(candidate) == expected)
            ? null
            : $"--- expected\n{HtmlText.ToPlainText(expectedHtml)}\n--- actual\n{extracted.Reply}\n--- signature\n{extracted.Signature}\n--- notice\n{extracted.Disclaimer}\n--- quoted\n{extracted.Quoted[..Math.Min(500, extracted.Quoted.Length)]}";
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
