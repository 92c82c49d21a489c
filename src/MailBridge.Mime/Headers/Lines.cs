namespace MailBridge.Mime;

/// <summary>Lines of bytes that end in CRLF, LF or CR, in any mixture.</summary>
internal static class Lines
{
    /// <summary>Finds the end of the line that starts at <paramref name="start"/>; returns where the next line starts.</summary>
    public static int Next(ReadOnlySpan<byte> bytes, int start, out int end)
    {
        var found = bytes[start..].IndexOfAny((byte)'\r', (byte)'\n');
        if (found < 0)
        {
            end = bytes.Length;
            return bytes.Length;
        }
        end = start + found;
        return SkipBreak(bytes, end);
    }

    /// <summary>The place after the line break at <paramref name="at"/>.</summary>
    public static int SkipBreak(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes[at] == '\n' || at + 1 >= bytes.Length) return at + 1;
        if (bytes[at + 1] == '\n') return at + 2;
        // QUIRK: CR CR LF is one break; files that went twice through a text-mode conversion have it on every line.
        return bytes[at + 1] == '\r' && at + 2 < bytes.Length && bytes[at + 2] == '\n' ? at + 3 : at + 1;
    }

    /// <summary>
    /// The place where the line break that ends at <paramref name="end"/> starts; <paramref name="end"/> if there is none.
    /// </summary>
    public static int BeforeBreak(ReadOnlySpan<byte> bytes, int start, int end)
    {
        if (end <= start) return start;
        if (bytes[end - 1] == '\r') return end - 1;
        if (bytes[end - 1] != '\n') return end;
        if (end - 1 <= start || bytes[end - 2] != '\r') return end - 1;
        return end - 2 > start && bytes[end - 3] == '\r' ? end - 3 : end - 2;
    }

    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    /// <summary>Blanks and line ends: what divides tokens of a folded field.</summary>
    public static bool IsSpace(byte value) => value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> value)
    {
        var start = 0;
        while (start < value.Length && IsSpace(value[start])) start++;
        var end = value.Length;
        while (end > start && IsSpace(value[end - 1])) end--;
        return value[start..end];
    }
}
