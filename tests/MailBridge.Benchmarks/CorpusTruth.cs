using System.Globalization;
using System.Text.Json;
using MailBridge.Mime;

namespace MailBridge.Benchmarks;

/// <summary>Compares what is read with what the corpus generator says it wrote.</summary>
internal static class CorpusTruth
{
    private const int Shown = 15;

    public static int Run(string box, string truth)
    {
        var counts = new SortedDictionary<string, (int Right, int Wrong)>(StringComparer.Ordinal);
        var shown = new List<string>();
        foreach (var line in File.ReadLines(truth))
        {
            using var json = JsonDocument.Parse(line);
            var mail = json.RootElement;
            var message = MimeMessage.Read(File.ReadAllBytes(Path.Combine(box, mail.GetProperty("file").GetString()!)));
            foreach (var (name, expected, actual) in Compare(mail, message))
            {
                var right = expected == actual;
                var count = counts.GetValueOrDefault(name);
                counts[name] = right ? (count.Right + 1, count.Wrong) : (count.Right, count.Wrong + 1);
                if (right || shown.Count == Shown) continue;
                shown.Add($"{mail.GetProperty("file")} {mail.GetProperty("quirks")} {name}\n  {expected}\n  {actual}");
            }
        }
        foreach (var (name, (right, wrong)) in counts)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-18} {right,6} right {wrong,6} wrong"));
        foreach (var failure in shown) Console.WriteLine(failure);
        return counts.Values.Any(count => count.Wrong > 0) ? 1 : 0;
    }

    private static IEnumerable<(string Name, string Expected, string Actual)> Compare(JsonElement mail, MimeMessage message)
    {
        yield return ("subject", mail.GetProperty("subject").GetString()!, message.Subject);
        yield return ("from", mail.GetProperty("from").GetString()!, message.From.Count > 0 ? message.From[0].Address : string.Empty);
        yield return ("messageId", mail.GetProperty("message_id").GetString()?.Trim('<', '>') ?? string.Empty,
            message.MessageId ?? string.Empty);
        yield return ("date", Seconds(mail.GetProperty("date").GetDateTimeOffset()), Seconds(message.Date ?? default));
        yield return ("kind", Kind(mail.GetProperty("kind").GetString()!), message.Kind.ToString());
        var files = mail.GetProperty("attachments").EnumerateArray()
            .Select(file => $"{file.GetProperty("name").GetString()} {file.GetProperty("type").GetString()} " +
                $"{file.GetProperty("sha256").GetString()} {file.GetProperty("inline").GetBoolean()}");
        var ours = message.Attachments.Where(file => file.MediaType != "message/rfc822")
            .Select(file => $"{file.FileName} {file.MediaType} {file.Sha256} {file.IsInline}");
        yield return ("attachments", string.Join('|', files), string.Join('|', ours));
        // White space collapsed, as the generator asks: programs wrap.
        var extracted = ReplyExtractor.Extract(message.TextBody, message.HtmlBody, message.Subject);
        var form = message.TextBody is null ? "fresh (html only)" : message.HtmlBody is null ? "fresh (text)" : "fresh (both)";
        var wrote = Collapse(mail.GetProperty("fresh").GetString()!);
        yield return (form, wrote, Collapse(extracted.Reply));
        if (message.TextBody is { } plain)
            yield return ("fresh of text", wrote, Collapse(ReplyExtractor.FromText(plain, message.Subject).Reply));
        if (message.HtmlBody is { } html)
            yield return ("fresh of html", wrote, Collapse(ReplyExtractor.FromHtml(html, message.Subject).Reply));
        // The charset was read right if what the sender wrote stands in the text.
        var text = Squeeze(message.TextBody ?? message.HtmlBody ?? string.Empty);
        var fresh = Squeeze(mail.GetProperty("fresh").GetString()!);
        yield return message.TextBody is null ? ("html only", "True", (text.Length > 0 && !text.Contains('\uFFFD')).ToString())
            : ("text", "True", text.Contains(fresh, StringComparison.Ordinal)
                ? "True" : $"{mail.GetProperty("charset")} {fresh} <> {text}");
    }

    private static string Kind(string kind) =>
        kind switch { "auto" => "Automatic", "bounce" => "Bounce", "list" => "List", _ => "Customer" };

    private static string Seconds(DateTimeOffset date) => date.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static string Collapse(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Squeeze(string text) => string.Concat(text.Normalize().Where(c => !char.IsWhiteSpace(c)));
}
