using System.Text;

namespace MailBridge.Mime;

/// <summary>Reads msg-ids (RFC 5322 §3.6.4) from fields as programs really write them.</summary>
public static class MessageIds
{
    /// <summary>
    /// Every <c>&lt;…&gt;</c> token without its brackets and without blanks inside; if there is none, every blank- or comma-separated word
    /// that looks like an id. Free text around ids (<c>Your message of … &lt;id&gt;</c>) is ignored. Ids compare with regard to case.
    /// </summary>
    public static IReadOnlyList<string> Parse(string headerValue)
    {
        ArgumentNullException.ThrowIfNull(headerValue);
        return Read(Encoding.UTF8.GetBytes(headerValue), int.MaxValue);
    }

    /// <summary>The first id, or null.</summary>
    internal static string? First(ReadOnlySpan<byte> raw)
    {
        var open = raw.IndexOf((byte)'<');
        if (open >= 0)
        {
            var close = raw[open..].IndexOf((byte)'>');
            if (close > 1) return Text(raw.Slice(open + 1, close - 1));
        }
        // QUIRK: an own Message-ID needs neither brackets nor an @ to tell a message from others.
        var bare = Text(raw.Trim((byte)'<'));
        return bare.Length == 0 ? null : bare;
    }

    /// <summary>The ids in their order; beyond the limit the first one and the last ones.</summary>
    internal static IReadOnlyList<string> Read(ReadOnlySpan<byte> raw, int limit)
    {
        if (Lines.Trim(raw).IsEmpty) return [];
        var ids = new List<string>(4);
        ReadBracketed(raw, ids);
        if (ids.Count == 0) ReadBare(raw, ids);
        if (ids.Count > limit) ids.RemoveRange(1, ids.Count - limit);
        return ids.ToArray();
    }

    private static void ReadBracketed(ReadOnlySpan<byte> raw, List<string> ids)
    {
        while (true)
        {
            var open = raw.IndexOf((byte)'<');
            if (open < 0) return;
            raw = raw[(open + 1)..];
            var close = raw.IndexOfAny((byte)'>', (byte)'<');
            var token = close < 0 ? FirstWord(raw) : raw[..close];
            // QUIRK: "<id1 <id2>": a lost bracket must not join two ids.
            if (close >= 0 && raw[close] == '<') token = FirstWord(token);
            var id = Text(token);
            if (id.Length > 0) ids.Add(id);
            if (close < 0) return;
            raw = raw[close] == '<' ? raw[close..] : raw[(close + 1)..];
        }
    }

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> raw)
    {
        raw = Lines.Trim(raw);
        var end = raw.IndexOfAny(" \t\r\n,"u8);
        return end < 0 ? raw : raw[..end];
    }

    private static void ReadBare(ReadOnlySpan<byte> raw, List<string> ids)
    {
        foreach (var range in raw.SplitAny(" \t\r\n,;\""u8))
        {
            var word = raw[range];
            var at = word.IndexOf((byte)'@');
            if (at > 0 && at < word.Length - 1) ids.Add(Text(word));
        }
    }

    private static string Text(ReadOnlySpan<byte> token)
    {
        token = Lines.Trim(token);
        if (token.IndexOfAnyExceptInRange((byte)33, (byte)126) < 0) return Encoding.ASCII.GetString(token);
        var bytes = new ByteBuffer(stackalloc byte[256]);
        foreach (var b in token)
        {
            if (b > ' ' && b != 0x7F) bytes.Append(b);
        }
        var text = new CharBuffer(stackalloc char[256]);
        CharsetDetector.AppendUndeclared(bytes.Written, ref text);
        var id = TextCleaner.HeaderText(ref text);
        text.Dispose();
        bytes.Dispose();
        return id;
    }
}
