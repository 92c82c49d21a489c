using System.Globalization;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>What the server offered in its answer to EHLO (RFC 5321 §4.1.1.1); nothing after HELO.</summary>
internal sealed class SmtpExtensions
{
    private readonly Dictionary<string, string> _keywords = new(StringComparer.OrdinalIgnoreCase);

    public static SmtpExtensions None { get; } = new();

    public static SmtpExtensions Read(SmtpReply ehlo)
    {
        var extensions = new SmtpExtensions();
        // The first line is the server's greeting.
        foreach (var line in ehlo.Text.Split('\n').Skip(1))
        {
            // QUIRK: "AUTH=LOGIN" of servers before RFC 2554.
            var end = line.AsSpan().IndexOfAny(' ', '=');
            var (keyword, parameters) = end < 0 ? (line, "") : (line[..end], line[(end + 1)..]);
            var known = extensions._keywords.GetValueOrDefault(keyword);
            extensions._keywords[keyword] = known is null ? parameters : known + " " + parameters;
        }
        return extensions;
    }

    public bool Has(string keyword) => _keywords.ContainsKey(keyword);

    public IReadOnlyList<string> LoginMechanisms =>
        _keywords.GetValueOrDefault("AUTH")?.ToUpperInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>The biggest message in octets, or null where there is no limit or none was told (RFC 1870 §4).</summary>
    public long? LargestMessage =>
        _keywords.TryGetValue("SIZE", out var text)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) && octets > 0
            ? octets
            : null;
}
