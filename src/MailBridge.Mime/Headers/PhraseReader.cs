namespace MailBridge.Mime;

/// <summary>Reads display names (RFC 5322 §3.2.5): atoms, quoted strings and encoded words, comments left out.</summary>
internal static class PhraseReader
{
    public static string Read(ReadOnlySpan<byte> phrase, Charset? charset, int commentDepth)
    {
        phrase = Lines.Trim(phrase);
        if (phrase.IsEmpty) return string.Empty;
        if (phrase.IndexOfAny((byte)'"', (byte)'(', (byte)'\\') < 0) return Unquote(EncodedWords.Decode(phrase, charset));
        if (phrase.Length > 1 && phrase[0] == '"' && phrase.IndexOf((byte)'\\') < 0 && phrase[1..].IndexOf((byte)'"') == phrase.Length - 2)
            return Unquote(EncodedWords.Decode(phrase[1..^1], charset));

        var bytes = new ByteBuffer(stackalloc byte[256]);
        var (noCommentEnds, quoted) = (false, false);
        for (var i = 0; i < phrase.Length; i++)
        {
            var c = phrase[i];
            if (c == '"')
            {
                quoted = !quoted; // an unbalanced quote is left out of the name as well
                continue;
            }
            if (c == '(' && !quoted)
            {
                var end = noCommentEnds ? -1 : Comments.End(phrase, i, commentDepth);
                noCommentEnds = end < 0;
                if (end > 0) i = end - 1;
                continue;
            }
            if (c == '\\' && i + 1 < phrase.Length) c = phrase[++i];
            bytes.Append(c);
        }
        var name = Unquote(EncodedWords.Decode(bytes.Written, charset));
        bytes.Dispose();
        return name;
    }

    /// <summary>A comment that stands for a name, without the parentheses around it; those within are part of it.</summary>
    public static string ReadComment(ReadOnlySpan<byte> comment, Charset? charset)
    {
        if (comment.IndexOf((byte)'\\') < 0) return Unquote(EncodedWords.Decode(comment, charset));
        return Unquote(EncodedWords.Decode(ParameterReader.Unescape(comment, keepPaths: false), charset));
    }

    /// <summary>QUIRK: Outlook puts names that look like addresses into apostrophes.</summary>
    private static string Unquote(string name) =>
        name.Length > 2 && name[0] == '\'' && name[^1] == '\'' ? name[1..^1].Trim() : name;
}
