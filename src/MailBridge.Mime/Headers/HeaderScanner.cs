namespace MailBridge.Mime;

/// <summary>Splits a header section into fields (RFC 5322 §2.2), one pass over its bytes.</summary>
internal static class HeaderScanner
{
    private const int FieldsOnStack = 64;

    /// <summary>Finds the fields and where the body starts.</summary>
    /// <param name="bytes">The section and what follows it.</param>
    /// <param name="isMessage">A whole message, which may carry junk before its first field; a body part may not.</param>
    /// <param name="offset">Where <paramref name="bytes"/> lies in the message, for defects.</param>
    /// <param name="limits">Bounds of the section.</param>
    /// <param name="body">Where the body starts.</param>
    /// <param name="defects">What was wrong.</param>
    public static FieldSpan[] Scan(
        ReadOnlySpan<byte> bytes, bool isMessage, long offset, MimeLimits limits, out int body, ref List<MimeDefect>? defects)
    {
        Span<FieldSpan> fields = stackalloc FieldSpan[FieldsOnStack];
        var count = 0;
        var skipped = false;
        var at = isMessage ? SkipJunk(bytes) : 0;
        var sectionStart = at;
        body = bytes.Length;
        while (at < bytes.Length)
        {
            var first = bytes[at];
            if (first is (byte)'\r' or (byte)'\n')
            {
                body = Lines.SkipBreak(bytes, at);
                return fields[..count].ToArray();
            }
            var next = Lines.Next(bytes, at, out var end);
            if (Lines.IsBlank(first) && count > 0)
            {
                if (!skipped) Extend(ref fields[count - 1], end, offset, limits, ref defects);
            }
            else if (TryField(bytes, at, end, out var nameLength, out var valueStart))
            {
                skipped = count >= limits.Fields || at - sectionStart > limits.HeaderSectionBytes;
                if (skipped) Overflow(count >= limits.Fields, offset + at, ref defects);
                else Add(ref fields, ref count, new FieldSpan(at, nameLength, valueStart, ClampEnd(valueStart, end, offset, limits, ref defects)));
            }
            else if (next < bytes.Length && StartsField(bytes, next))
            {
                (defects ??= []).Add(new MimeDefect(MimeDefectKind.MalformedHeaderLine, offset + at, string.Empty));
            }
            else if (!IsEnvelopeLine(bytes[at..end]))
            {
                // QUIRK: mail without the empty line after its header (cpython msg_35); the text must not be lost.
                (defects ??= []).Add(new MimeDefect(MimeDefectKind.MissingBodySeparator, offset + at, string.Empty));
                body = at;
                return fields[..count].ToArray();
            }
            at = next;
        }
        if (isMessage) (defects ??= []).Add(new MimeDefect(MimeDefectKind.MissingBody, offset + bytes.Length, string.Empty));
        return fields[..count].ToArray();
    }

    /// <summary>A BOM, and blank lines when a field follows them; mbox lines are left to the scan.</summary>
    private static int SkipJunk(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        var at = start;
        while (at < bytes.Length && Lines.IsSpace(bytes[at])) at++;
        // Blanks before the first name stay away too: a field cannot be folded before it began.
        return at < bytes.Length && (StartsField(bytes, at) || IsEnvelopeLine(bytes[at..])) ? at : start;
    }

    private static bool IsEnvelopeLine(ReadOnlySpan<byte> line) => line.StartsWith("From "u8) || line.StartsWith(">From "u8);

    private static bool StartsField(ReadOnlySpan<byte> bytes, int at)
    {
        Lines.Next(bytes, at, out var end);
        return TryField(bytes, at, end, out _, out _);
    }

    private static bool TryField(ReadOnlySpan<byte> bytes, int at, int end, out int nameLength, out int valueStart)
    {
        var line = bytes[at..end];
        var colon = line.IndexOf((byte)':');
        nameLength = colon;
        valueStart = at + colon + 1;
        if (colon <= 0) return false;
        while (nameLength > 0 && Lines.IsBlank(line[nameLength - 1])) nameLength--; // obs-optional: blanks before the colon
        return nameLength > 0 && line[..nameLength].IndexOfAnyExceptInRange((byte)33, (byte)126) < 0;
    }

    private static int ClampEnd(int valueStart, int end, long offset, MimeLimits limits, ref List<MimeDefect>? defects)
    {
        if (end - valueStart <= limits.FieldBytes) return end;
        (defects ??= []).Add(new MimeDefect(MimeDefectKind.FieldTooLong, offset + valueStart, string.Empty));
        return valueStart + limits.FieldBytes;
    }

    private static void Extend(ref FieldSpan field, int end, long offset, MimeLimits limits, ref List<MimeDefect>? defects)
    {
        if (field.End - field.ValueStart == limits.FieldBytes) return; // cut already
        field = field with { End = ClampEnd(field.ValueStart, end, offset, limits, ref defects) };
    }

    private static void Overflow(bool tooMany, long offset, ref List<MimeDefect>? defects)
    {
        var kind = tooMany ? MimeDefectKind.TooManyFields : MimeDefectKind.HeaderSectionTooLarge;
        if (defects is [.., var last] && last.Kind == kind) return;
        (defects ??= []).Add(new MimeDefect(kind, offset, string.Empty));
    }

    private static void Add(ref Span<FieldSpan> fields, ref int count, FieldSpan field)
    {
        if (count == fields.Length)
        {
            var larger = new FieldSpan[count * 4];
            fields.CopyTo(larger);
            fields = larger;
        }
        fields[count++] = field;
    }
}
