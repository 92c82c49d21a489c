namespace MailBridge.ChatIn.Lookups;

/// <summary>What a person wants to look up: the words behind a slash command or a mention of the bridge.</summary>
public abstract record LookupWords
{
    private LookupWords() { }

    /// <summary>The words there are, for a sentence.</summary>
    public const string Known = "customer, search, unanswered, mine, open, snoozed, spam, blocked, templates and help";

    /// <summary>Who somebody is and every conversation with them, by address, name or phone number.</summary>
    public sealed record Customer(string Words) : LookupWords;

    /// <summary>Mails, replies and notes in which all words occur.</summary>
    public sealed record Search(string Words) : LookupWords;

    /// <summary>Every conversation that is not closed.</summary>
    public sealed record Open : LookupWords;

    /// <summary>The asker's own conversations.</summary>
    public sealed record Mine : LookupWords;

    /// <summary>The conversations in which a customer waits.</summary>
    public sealed record Unanswered : LookupWords;

    /// <summary>The conversations that are out of the way for a while.</summary>
    public sealed record Snoozed : LookupWords;

    /// <summary>The ready answers, or those that were deleted.</summary>
    public sealed record Templates(bool Deleted) : LookupWords;

    /// <summary>The conversations that are marked as spam.</summary>
    public sealed record Spam : LookupWords;

    /// <summary>The senders who are blocked, and their mails.</summary>
    public sealed record Blocked : LookupWords;

    /// <summary>What can be asked.</summary>
    public sealed record Help : LookupWords;

    /// <summary>A word that nobody taught us.</summary>
    public sealed record Unknown(string Word) : LookupWords;

    /// <summary>A word that needs more words behind it.</summary>
    public sealed record Incomplete(string Word) : LookupWords;

    /// <summary>
    /// Reads what was typed. The first word decides, letter case aside; nothing at all asks for help. A mail address alone asks for the customer.
    /// </summary>
    public static LookupWords Read(string text)
    {
        var words = text.Trim();
        var end = words.AsSpan().IndexOfAny(" \t\n\u00A0\u3000");
        var (first, rest) = end < 0 ? (words, "") : (words[..end], words[(end + 1)..].Trim());
        return first.ToLowerInvariant() switch
        {
            "" or "help" or "?" => new Help(),
            "customer" or "who" => rest.Length > 0 ? new Customer(rest) : new Incomplete("customer"),
            "search" or "find" => rest.Length > 0 ? new Search(rest) : new Incomplete("search"),
            "open" => new Open(),
            "mine" or "my" => new Mine(),
            "unanswered" or "waiting" => new Unanswered(),
            "snoozed" => new Snoozed(),
            "templates" or "template" => new Templates(rest.StartsWith("deleted", StringComparison.OrdinalIgnoreCase)),
            "spam" => new Spam(),
            "blocked" => new Blocked(),
            _ when rest.Length == 0 && first.IndexOf('@', StringComparison.Ordinal) > 0 => new Customer(first),
            _ => new Unknown(first),
        };
    }
}
