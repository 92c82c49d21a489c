using System.Collections.Frozen;
using System.Globalization;

namespace MailBridge.ChatIn;

/// <summary>What a message in a thread is.</summary>
internal enum ThreadVerb
{
    /// <summary>Plain text: what it is depends on the inbox' habit.</summary>
    None,

    /// <summary>To be mailed to the customer.</summary>
    Reply,

    /// <summary>For colleagues alone.</summary>
    Note,

    /// <summary>For colleagues alone: what was agreed.</summary>
    Outcome,

    /// <summary>Take the conversation.</summary>
    Claim,

    /// <summary>Give it back.</summary>
    Release,

    /// <summary>It is dealt with.</summary>
    Close,

    /// <summary>It is not dealt with after all.</summary>
    Reopen,

    /// <summary>See a template's text for this conversation.</summary>
    Template,

    /// <summary>Take the conversation, also from a colleague.</summary>
    Take,

    /// <summary>Give it to a colleague.</summary>
    Assign,

    /// <summary>Put it out of the way for a while.</summary>
    Snooze,

    /// <summary>Put tags on it.</summary>
    Tag,

    /// <summary>Take tags off it.</summary>
    Untag,

    /// <summary>A word that nobody knows.</summary>
    Unknown,
}

/// <summary>
/// Reads the word for the bridge at the start of a message: <c>!reply</c> in any letter case, with a colon or without, on a line of its own or before
/// the text. Where the bridge was mentioned, the exclamation mark is not needed.
/// </summary>
/// <param name="Verb">What the message is.</param>
/// <param name="Word">The word as it was typed; empty for none.</param>
/// <param name="Text">What stands behind it, trimmed; the whole text for <see cref="ThreadVerb.None"/>.</param>
internal readonly record struct ThreadWords(ThreadVerb Verb, string Word, string Text)
{
    /// <summary>The words there are, for a sentence.</summary>
    public const string Known
        = "!reply, !note, !outcome, !claim, !take, !assign, !release, !snooze, !tag, !untag, !close, !reopen and !template";

    private static readonly FrozenDictionary<string, ThreadVerb> _verbs = new Dictionary<string, ThreadVerb>
    {
        ["reply"] = ThreadVerb.Reply,
        ["note"] = ThreadVerb.Note,
        ["outcome"] = ThreadVerb.Outcome,
        ["claim"] = ThreadVerb.Claim,
        ["release"] = ThreadVerb.Release,
        ["close"] = ThreadVerb.Close,
        ["reopen"] = ThreadVerb.Reopen,
        ["template"] = ThreadVerb.Template,
        ["take"] = ThreadVerb.Take,
        ["assign"] = ThreadVerb.Assign,
        ["snooze"] = ThreadVerb.Snooze,
        ["tag"] = ThreadVerb.Tag,
        ["untag"] = ThreadVerb.Untag,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words with which people begin what is meant for colleagues, in the languages of the mails we know.</summary>
    private static readonly FrozenSet<string> _internal = new[]
    {
        "note", "notes", "internal", "internally", "intern", "private", "confidential", "fyi", "psst", "team", "todo", "nb",
        "notiz", "vertraulich", "nota", "interno", "interna", "interne", "privé", "notatka", "wewnętrzne", "poufne",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static ThreadWords Read(string text, bool isAddressed)
    {
        var whole = text.ReplaceLineEndings("\n").Trim();
        var rest = whole.AsSpan();
        if (isAddressed) rest = rest.TrimStart(" \t\n:,");
        // The full-width mark is what a Chinese or Japanese keyboard types.
        var isMarked = rest is ['!' or '！', ..];
        if (isMarked) rest = rest[1..];
        var word = rest[..Letters(rest)].ToString();
        if (!isAddressed && (!isMarked || word.Length == 0)) return new ThreadWords(ThreadVerb.None, "", whole);
        rest = rest[word.Length..];
        if (rest is [':', ..]) rest = rest[1..];
        return new ThreadWords(_verbs.GetValueOrDefault(word, ThreadVerb.Unknown), word, rest.Trim().ToString());
    }

    /// <summary>Why a text that would be mailed may be meant for colleagues, in a sentence; empty for no reason.</summary>
    public static string Doubt(string text)
    {
        var start = text.AsSpan().TrimStart(" \t\n*_>([{\"'-");
        if (start is ['@' or '＠', ..]) return "It begins with a mention, so it may be meant for a colleague.";
        var word = start[..Letters(start)].ToString();
        return _internal.Contains(word) ? $"It begins with “{word}”, so it may be meant for colleagues." : "";
    }

    private static int Letters(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsLetterOrDigit(text[length]) || char.GetUnicodeCategory(text[length]) == UnicodeCategory.NonSpacingMark)) length++;
        return length;
    }
}
