using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace MailBridge.Conversations;

/// <summary>What placeholders take their values from.</summary>
/// <param name="Conversation">The conversation that is answered.</param>
/// <param name="Customer">Its customer, where they were loaded; what only they know is a gap otherwise.</param>
/// <param name="Agent">Who answers.</param>
/// <param name="Inbox">The inbox it belongs to.</param>
/// <param name="From">The address the answer comes from.</param>
/// <param name="Today">The day on the desk's clocks.</param>
/// <param name="Zone">The desk's time zone.</param>
public sealed record PlaceholderSource(
    Conversation Conversation, Customer? Customer, Agent Agent, Inbox Inbox, EmailAddress From, DateOnly Today, TimeZoneInfo Zone);

/// <summary>Something that a template leaves open: <c>{{name}}</c>.</summary>
/// <param name="Name">What stands between the braces.</param>
/// <param name="What">What it is called where its value is not known.</param>
public sealed record Placeholder(string Name, string What)
{
    /// <summary>What stands in a draft where there is no value: it must not be mailed unseen.</summary>
    public string Gap => $"[{What}?]";

    /// <summary>Its value; empty where it is not known.</summary>
    internal Func<PlaceholderSource, string> Value { get; init; } = _ => "";
}

/// <summary>The placeholders there are. A new one is a line of the table.</summary>
public static class Placeholders
{
    /// <summary>A name longer than this is none; a subject is cut.</summary>
    private const int LongestValue = 200;

    /// <summary>Words before a name that are no part of it, beside those with a dot.</summary>
    private static readonly HashSet<string> _titles = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "mx", "miss", "sir", "dr", "prof", "herr", "frau", "dipl", "ing", "mme", "m", "mlle", "sr", "sra", "pan", "pani",
    };

    /// <summary>What stands behind the comma of a company's name, not of a person's.</summary>
    private static readonly HashSet<string> _companies = new(StringComparer.OrdinalIgnoreCase)
    {
        "inc", "ltd", "llc", "llp", "plc", "corp", "co", "gmbh", "ag", "kg", "sa", "srl", "bv", "nv", "oy", "ab", "as", "phd", "md", "jr", "sr",
    };

    /// <summary>Every placeholder, in the order in which people are told of them.</summary>
    public static IReadOnlyList<Placeholder> All { get; } =
    [
        new("customer.name", "customer's name") { Value = s => Name(s) },
        new("customer.first_name", "customer's first name") { Value = s => FirstName(Name(s)) },
        new("customer.address", "customer's address") { Value = s => Person(s)?.Address.Value ?? "" },
        new("customer.since", "customer since when") { Value = s => s.Customer is { } c ? Day(c.Since, s.Zone) : "" },
        new("agent.name", "agent's name") { Value = s => s.Agent.Name },
        new("agent.first_name", "agent's first name") { Value = s => FirstName(s.Agent.Name) },
        new("inbox.name", "inbox' name") { Value = s => s.Inbox.Name },
        new("inbox.address", "inbox' address") { Value = s => s.From.Value },
        new("subject", "subject") { Value = s => s.Conversation.State.BaseSubject },
        new("date", "date") { Value = s => Day(s.Today) },
        new("mail.date", "date of the mail") { Value = s => Latest(s) is { } mail ? Day(mail.SentAt ?? mail.ReceivedAt, s.Zone) : "" },
    ];

    /// <summary>The names with their braces, for a sentence.</summary>
    public static string Known { get; } = string.Join(", ", All.Select(p => $"{{{{{p.Name}}}}}"));

    /// <summary>The placeholder with that name, letter case aside; null for none.</summary>
    public static Placeholder? Named(string name) => All.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The value on one line, as it is mailed; empty where it is not known.</summary>
    internal static string ValueOf(Placeholder placeholder, PlaceholderSource source)
    {
        var line = new StringBuilder();
        foreach (var rune in placeholder.Value(source).EnumerateRunes())
        {
            // A name is a stranger's: what would break the line, hide something or turn its direction is left out.
            if (Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)) line.Append(' ');
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format || rune.Value is 0x200C or 0x200D) line.Append(rune);
        }
        var value = string.Join(' ', line.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        if (value.Length <= LongestValue) return value;
        return value[..(char.IsHighSurrogate(value[LongestValue - 1]) ? LongestValue - 1 : LongestValue)];
    }

    private static IncomingEmail? Latest(PlaceholderSource source) => source.Conversation.LatestCustomerEmail?.Email;

    /// <summary>Who is written to: whoever wrote last, who need not be the one who began; where nobody has written yet, the customer.</summary>
    private static EmailPerson? Person(PlaceholderSource source)
        => Latest(source)?.From
            ?? (source.Conversation.Entries.OfType<Entry.AgentEmail>().LastOrDefault()?.Email.To is [var first, ..] ? first : null)
            ?? (source.Conversation.Entries.OfType<Entry.AgentReply>().LastOrDefault(r => r.SideThread is null)?.Email.To is [var written, ..] ? written : null)
            ?? (source.Customer is { } customer ? new EmailPerson(customer.Name, customer.Addresses[0]) : null);

    private static string Name(PlaceholderSource source)
    {
        var person = Person(source);
        var name = person?.Name.Trim() ?? "";
        if (name.Length == 0 && source.Customer is { } customer && person is not null && customer.Addresses.Contains(person.Address)) name = customer.Name.Trim();
        // A mail program without a name writes the address in its place.
        return name.Contains('@', StringComparison.Ordinal) || name.Length > LongestValue ? "" : name;
    }

    private static string FirstName(string name)
    {
        var words = name.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) switch
        {
            [_, var given] when !_companies.Contains(given.TrimEnd('.')) => given,
            [var first, ..] => first,
            _ => "",
        };
        // The family name stands first where names are written in these scripts, and nobody is greeted by half a name.
        if (words.Any(IsOfEastAsia)) return words;
        return words.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(w => w[^1] != '.' && !_titles.Contains(w))?.Trim('"', '\'', '(', ')') ?? "";
    }

    private static bool IsOfEastAsia(char c)
        => In(UnicodeRanges.CjkUnifiedIdeographs, c) || In(UnicodeRanges.HangulSyllables, c) || In(UnicodeRanges.Hiragana, c) || In(UnicodeRanges.Katakana, c);

    private static bool In(UnicodeRange range, char c) => c >= range.FirstCodePoint && c < range.FirstCodePoint + range.Length;

    private static string Day(DateTimeOffset at, TimeZoneInfo zone) => Day(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime));

    /// <summary>As ISO 8601 has it: the same in every language, and no doubt which number is the month.</summary>
    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
