namespace MailBridge.Mime;

/// <summary>Comments in parentheses (RFC 5322 §3.2.2), which nest and may hold quoted pairs.</summary>
internal static class Comments
{
    /// <summary>The place after the comment that opens at <paramref name="open"/>; -1 if it never closes.</summary>
    public static int End(ReadOnlySpan<byte> value, int open, int maxDepth)
    {
        var depth = 0;
        for (var i = open; i < value.Length; i++)
        {
            switch (value[i])
            {
                case (byte)'\\':
                    i++;
                    break;
                case (byte)'(':
                    if (depth < maxDepth) depth++;
                    break;
                case (byte)')':
                    if (--depth == 0) return i + 1;
                    break;
            }
        }
        return -1;
    }
}

/// <summary>Quoted strings (RFC 5322 §3.2.4).</summary>
internal static class Quoted
{
    /// <summary>The place after the quoted string that opens at <paramref name="open"/>; -1 if it never closes.</summary>
    public static int End(ReadOnlySpan<byte> value, int open)
    {
        var i = open + 1;
        while (i < value.Length)
        {
            var found = value[i..].IndexOfAny((byte)'"', (byte)'\\');
            if (found < 0) return -1;
            i += found;
            if (value[i] == '"') return i + 1;
            i += 2;
        }
        return -1;
    }
}
