using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MailBridge.Mime.Tests;

/// <summary>What three other parsers agree on, message by message.</summary>
public sealed class MimeFixtureTests(ITestOutputHelper output)
{
    [Fact]
    public void What_all_other_parsers_agree_on_is_what_we_read()
    {
        if (SharedFixtures.Under("mime") is not { } folder) return;
        var (held, hints, failures) = (0, new List<string>(), new List<string>());
        foreach (var file in Directory.EnumerateFiles(folder, "*.expected.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var message = Message(file);
            foreach (var field in json.RootElement.EnumerateObject())
            {
                if (field.Name is "goldBy" or "agreeing" || Actual(field.Name, message) is not { } actual) continue;
                var expected = Normal(field.Value);
                var name = $"{Path.GetRelativePath(folder, file)} {field.Name}";
                var agreeing = json.RootElement.GetProperty("agreeing").TryGetProperty(field.Name, out var count) ? count.ToString() : "?";
                if (Same(expected, actual)) held++;
                else if (agreeing == "2") hints.Add($"{name}\n  expected {expected}\n  actual   {actual}");
                else if (!Known.Contains(name)) failures.Add($"{name} ({agreeing})\n  expected {expected}\n  actual   {actual}");
            }
        }
        output.WriteLine($"{held} expected values hold; hints that do not:\n{string.Join('\n', hints)}");
        Assert.True(failures.Count == 0, $"{failures.Count} do not hold:\n{string.Join('\n', failures)}");
    }

    /// <summary>
    /// Where the three parsers agree on no text, or on replacement characters, for text that is there. Following them would lose a customer's words,
    /// so each fixture is held to be wrong for its reason.
    /// </summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "cpython/msg_17.expected.json textNoWhitespace", // no delimiter occurs: the preamble is the whole mail ("Hi there, this is the dingus fish")
        "cpython/msg_25.expected.json textNoWhitespace", // a bounce whose boundary parameter is cut off: its first line tells it, else the report is lost
        "cpython/msg_31.expected.json textNoWhitespace", // the boundary parameter has a character too many; both parts are plain to see
        "cpython/msg_41.expected.json textNoWhitespace", // no boundary parameter and no delimiter: a body is text (RFC 2045 §5.2)
        "rt/lorem-ipsum.expected.json textNoWhitespace", // no header at all: the first line is no field, so the body began there
        "rt/notes-uuencoded.expected.json textNoWhitespace", // the uuencoded block is an attachment here, not 140 KB of letters within the text
        "rt/russian-subject-no-content-type.expected.json subject", // koi8-r undeclared: it is read, U+FFFD helps nobody
        "rt/russian-subject-no-content-type.expected.json textNoWhitespace",
    };

    /// <summary>The other parsers do not look at Received when there is no Date.</summary>
    private static DateTimeOffset? DateOf(MimeMessage message) => message.Headers.First("Date") is null ? null : message.Date;

    private static MimeMessage Message(string expected)
    {
        var stem = expected[..^".expected.json".Length];
        return MimeMessage.Read(File.ReadAllBytes(File.Exists(stem + ".eml") ? stem + ".eml" : stem));
    }

    private static string? Actual(string field, MimeMessage message) => field switch
    {
        "subject" => message.Subject,
        "fromAddresses" => Join(message.From.Select(mailbox => mailbox.Address.ToLowerInvariant())),
        "toAddresses" => Join(message.To.Select(mailbox => mailbox.Address.ToLowerInvariant())),
        "ccAddresses" => Join(message.Cc.Select(mailbox => mailbox.Address.ToLowerInvariant())),
        "fromNames" => Join(message.From.Select(mailbox => mailbox.Name)),
        "toNames" => Join(message.To.Select(mailbox => mailbox.Name)),
        "dateUnix" => DateOf(message)?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "null",
        "messageId" => message.MessageId ?? string.Empty,
        "attachmentFilenames" => Join(NamedParts(message.Root).Select(part => part.FileName!).Order(StringComparer.Ordinal)),
        "attachmentSha256" => Join(NamedParts(message.Root).Select(part => Convert.ToHexStringLower(SHA256.HashData(part.Content.Span))).Order(StringComparer.Ordinal)),
        "textNoWhitespace" => Squeezed(message.TextBody ?? string.Empty),
        _ => null,
    };

    private static IEnumerable<MimePart> NamedParts(MimePart part) =>
        (part.FileName is null || part.Children.Count > 0 ? [] : new[] { part }).Concat(part.Children.SelectMany(NamedParts));

    private static string Normal(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array => Join(value.EnumerateArray().Select(item => item.GetString()!).ToList()),
        JsonValueKind.Number => ((long)value.GetDouble()).ToString(CultureInfo.InvariantCulture),
        JsonValueKind.Null => "null",
        _ => value.GetString()!,
    };

    private static bool Same(string expected, string actual) =>
        expected == actual || (expected.StartsWith("sha256:", StringComparison.Ordinal)
            && expected == "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(actual))));

    private static string Join(IEnumerable<string> values) => string.Join(" | ", values);

    private static string Squeezed(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormC).Where(c => !char.IsWhiteSpace(c)));
}
