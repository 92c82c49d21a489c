using System.Buffers;

namespace MailBridge.Mime;

/// <summary>uuencode, as a transfer encoding and as blocks <c>begin 644 name … end</c> inside plain text (IEEE 1003.1 uuencode).</summary>
internal static class Uuencode
{
    private const int LongestLine = 256;

    /// <summary>Decodes the first block of a body.</summary>
    public static int DecodeBody(ReadOnlySpan<byte> body, Span<byte> target, out bool malformed)
    {
        var written = 0;
        var (begun, at) = (false, 0);
        malformed = false;
        while (at < body.Length)
        {
            var next = Lines.Next(body, at, out var end);
            var line = body[at..end];
            at = next;
            if (!begun)
            {
                begun = line.StartsWith("begin "u8);
                continue;
            }
            if (line.StartsWith("end"u8)) return written;
            written += DecodeLine(line, target[written..]);
        }
        malformed = true;
        if (begun) return written;
        body.CopyTo(target);
        return body.Length;
    }

    /// <summary>Cuts blocks out of text; what remains is returned, the same string if there is none.</summary>
    public static string Extract(string text, List<UuencodedFile> files, ref bool malformed)
    {
        const string Begin = "begin ";
        var from = 0;
        List<Range>? cut = null;
        while (true)
        {
            var begin = text.IndexOf(Begin, from, StringComparison.Ordinal);
            if (begin < 0) break;
            from = begin + Begin.Length;
            if (begin > 0 && text[begin - 1] != '\n') continue;
            if (!TryReadBlock(text, begin, out var end, out var file, out var closed)) continue;
            malformed |= !closed;
            files.Add(file);
            (cut ??= []).Add(begin..end);
            from = end;
        }
        return cut is null ? text : Without(text, cut);
    }

    private static string Without(string text, List<Range> cut)
    {
        var kept = new System.Text.StringBuilder(text.Length);
        var from = 0;
        foreach (var range in cut)
        {
            kept.Append(text, from, range.Start.Value - from);
            from = range.End.Value;
        }
        return kept.Append(text, from, text.Length - from).ToString();
    }

    private static bool TryReadBlock(string text, int begin, out int end, out UuencodedFile file, out bool closed)
    {
        file = default;
        closed = false;
        var lineEnd = LineEnd(text, begin);
        end = begin;
        if (!TryHeader(text.AsSpan(begin, lineEnd - begin), out var name)) return false;
        var content = new ArrayBufferWriter<byte>();
        Span<byte> line = stackalloc byte[LongestLine];
        Span<byte> decoded = stackalloc byte[LongestLine];
        var at = Math.Min(lineEnd + 1, text.Length);
        var (lines, isWhole) = (0, true);
        while (at < text.Length)
        {
            lineEnd = LineEnd(text, at);
            var chars = text.AsSpan(at, lineEnd - at);
            if (chars.TrimEnd() is "end")
            {
                closed = true;
                at = Math.Min(lineEnd + 1, text.Length);
                break;
            }
            if (!IsDataLine(chars)) break; // the block was cut off; what follows is text
            var count = System.Text.Encoding.Latin1.GetBytes(chars, line);
            content.Write(decoded[..DecodeLine(line[..count], decoded)]);
            lines++;
            isWhole &= chars.Length - 1 >= Needed(chars[0]);
            at = Math.Min(lineEnd + 1, text.Length);
        }
        end = at;
        file = new UuencodedFile(FileNames.Sanitise(name) ?? "attachment.bin", content.WrittenMemory);
        return closed || lines > 0 && isWhole; // without an end, lines that blanks were cut from may be prose
    }

    /// <summary><c>begin</c>, an octal mode and a name.</summary>
    private static bool TryHeader(ReadOnlySpan<char> line, out string name)
    {
        var rest = line["begin ".Length..];
        var digits = rest.IndexOfAnyExceptInRange('0', '7');
        name = string.Empty;
        if (digits is not (3 or 4) || rest[digits] != ' ') return false;
        name = rest[digits..].Trim().ToString();
        return name.Length > 0;
    }

    private static bool IsDataLine(ReadOnlySpan<char> line)
    {
        if (line.Length is 0 or >= LongestLine) return false;
        if (line[0] == '`' && line.Length <= 2) return true;
        if (line.IndexOfAnyExceptInRange(' ', '`') >= 0) return false;
        var count = (line[0] - ' ') & 0x3F;
        var needed = Needed(line[0]);
        // Trailing blanks, which stand for zero bits, may have been cut; checksums may follow.
        return count > 0 ? line.Length - 1 <= (count + 2) / 3 * 4 + 2
            && (line.Length - 1 >= needed || line.Length > 1) : line.TrimEnd().Length <= 2;
    }

    /// <summary>The characters that hold the bytes a line says it has.</summary>
    private static int Needed(char length) => (((length - ' ') & 0x3F) * 8 + 5) / 6;

    private static int LineEnd(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    private static int DecodeLine(ReadOnlySpan<byte> line, Span<byte> target)
    {
        if (line.IsEmpty) return 0;
        var count = (line[0] - ' ') & 0x3F;
        var (written, accumulator, bits) = (0, 0u, 0);
        for (var i = 1; written < count; i++)
        {
            if (i > line.Length + 3) break;
            var sextet = i < line.Length ? (uint)(line[i] - ' ') & 0x3F : 0; // missing characters were blanks
            accumulator = (accumulator << 6) | sextet;
            bits += 6;
            if (bits < 8) continue;
            bits -= 8;
            if (written >= target.Length) break;
            target[written++] = (byte)(accumulator >> bits);
        }
        return written;
    }
}

/// <summary>A file found within plain text.</summary>
internal readonly record struct UuencodedFile(string Name, ReadOnlyMemory<byte> Content);
