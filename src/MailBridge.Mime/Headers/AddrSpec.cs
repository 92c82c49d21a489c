using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Brings an addr-spec (RFC 5322 §3.4.1) into one piece: comments, source route, blanks around dots and @ go; and parts it at its @.
/// </summary>
internal static class AddrSpec
{
    /// <summary>What stands behind the last @; the whole where there is none.</summary>
    public static string Domain(string address) => address[(address.LastIndexOf('@') + 1)..];

    /// <summary>What stands before the last @; the whole where there is none.</summary>
    public static string LocalPart(string address) => address.LastIndexOf('@') is >= 0 and var at ? address[..at] : address;

    /// <summary>The address; pieces that are still divided by blanks are divided by one.</summary>
    public static string Clean(ReadOnlySpan<byte> value, int commentDepth)
    {
        value = Lines.Trim(value);
        if (value.IndexOfAnyExcept(Simple) >= 0) return CleanSlowly(value, commentDepth);
        return KnownWords.Text(TrimDots(value));
    }

    private static readonly System.Buffers.SearchValues<byte> Simple = System.Buffers.SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@._-+=#$&*!{}|~^%/?"u8);

    private static string CleanSlowly(ReadOnlySpan<byte> value, int commentDepth)
    {
        value = SkipRoute(value);
        if (value.StartsWith("mailto:"u8) || value.StartsWith("MAILTO:"u8)) value = value[7..];
        var bytes = new ByteBuffer(stackalloc byte[256]);
        var (blank, noCommentEnds, noQuoteEnds) = (false, false, false);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (Lines.IsSpace(c))
            {
                blank = true;
                continue;
            }
            if (c == '(')
            {
                var end = noCommentEnds ? -1 : Comments.End(value, i, commentDepth);
                noCommentEnds = end < 0;
                if (end > 0)
                {
                    blank = true;
                    i = end - 1;
                    continue;
                }
            }
            if (c is (byte)'<' or (byte)'>' or < (byte)' ' or 0x7F) continue;
            if (blank && bytes.Length > 0 && c is not ((byte)'.' or (byte)'@') && bytes.Written[^1] is not ((byte)'.' or (byte)'@'))
                bytes.Append((byte)' ');
            blank = false;
            var quoteEnd = c == '"' && !noQuoteEnds ? Quoted.End(value, i) : 0;
            noQuoteEnds |= quoteEnd < 0;
            if (quoteEnd > 0)
            {
                bytes.Append(value[i..quoteEnd]);
                i = quoteEnd - 1;
                continue;
            }
            if (quoteEnd == 0) bytes.Append(c);
        }
        var text = Decode(TrimDots(Unwrap(bytes.Written)));
        bytes.Dispose();
        return text;
    }

    /// <summary><c>@a,@b:user@host</c> (RFC 5322 §4.4).</summary>
    private static ReadOnlySpan<byte> SkipRoute(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || value[0] != '@') return value;
        var colon = value.IndexOf((byte)':');
        return colon < 0 ? value : Lines.Trim(value[(colon + 1)..]);
    }

    private static ReadOnlySpan<byte> TrimDots(ReadOnlySpan<byte> value) => value.TrimEnd((byte)'.');

    /// <summary>Quotes or apostrophes around the whole address.</summary>
    private static ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> value)
    {
        while (value.Length > 2 && value[0] == value[^1] && value[0] is (byte)'\'' or (byte)'"' && value[1..^1].IndexOf(value[0]) < 0) value = value[1..^1];
        return value;
    }

    private static string Decode(ReadOnlySpan<byte> value)
    {
        if (Ascii.IsValid(value)) return Encoding.ASCII.GetString(value);
        var text = new CharBuffer(stackalloc char[256]);
        CharsetDetector.AppendUndeclared(value, ref text);
        var address = TextCleaner.HeaderText(ref text);
        text.Dispose();
        return address;
    }
}
