using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reads the MIME tree (RFC 2046 §5). A multipart is divided by its own delimiters before its parts are looked into, so that a child that is not
/// closed, or reuses or swallows delimiters, ends where its parent says. Each level reads its bytes once.
/// </summary>
internal sealed class MimeTreeReader(ReadContext context, List<MimeDefect> defects, MimeMessage owner)
{
    private readonly MimeLimits _limits = context.Limits;
    private int _parts;
    private long _decoded = context.Decoded;

    /// <summary>The part whose header fields are read and whose body is given.</summary>
    public MimePart ReadPart(HeaderFields headers, ReadOnlyMemory<byte> body, long offset, int depth, MediaType fallback)
    {
        _parts++;
        var type = fallback;
        if (headers.TryRaw("Content-Type", out var rawType) && !Lines.Trim(rawType.Span).IsEmpty)
        {
            type = ContentFields.ReadMediaType(rawType, null, _limits, out var invalid);
            if (invalid) Add(MimeDefectKind.InvalidContentType, offset, MimeDefects.Short(type.ToString()));
        }
        var encoding = ReadEncoding(headers, offset);
        if (!type.IsMultipart) return ReadLeaf(headers, body, offset, type, encoding);
        if (depth >= _limits.MultipartDepth)
        {
            Add(MimeDefectKind.TooDeep, offset, string.Empty);
            return new MimePart(headers, body, offset, type, TransferEncoding.Identity, [], context) { IsOpaque = true };
        }
        return ReadMultipart(headers, body, offset, depth, type, encoding);
    }

    private MimePart ReadLeaf(HeaderFields headers, ReadOnlyMemory<byte> body, long offset, MediaType type, TransferEncoding encoding)
    {
        if (LongestLine(body.Span) > _limits.LineBytes) Add(MimeDefectKind.LineTooLong, offset, string.Empty);
        var decoded = _decoded + TransferDecoder.MaxLength(encoding, body.Length);
        if (encoding != TransferEncoding.Identity && decoded > _limits.DecodedBytes)
        {
            Add(MimeDefectKind.DecodedTooLarge, offset, string.Empty);
            return new MimePart(headers, body, offset, type, TransferEncoding.Identity, [], context) { IsOpaque = true };
        }
        _decoded = decoded;
        // What an embedded message decodes to comes on top.
        return new MimePart(headers, body, offset, type, encoding, [], type.Type == "message" ? context with { Decoded = decoded } : context);
    }

    /// <summary>The length of the longest line, or of the first that is longer than allowed.</summary>
    private int LongestLine(ReadOnlySpan<byte> body)
    {
        if (body.Length <= _limits.LineBytes) return 0;
        for (var at = 0; at < body.Length;)
        {
            var next = Lines.Next(body, at, out var end);
            if (end - at > _limits.LineBytes) return end - at;
            at = next;
        }
        return 0;
    }

    private MimePart ReadMultipart(HeaderFields headers, ReadOnlyMemory<byte> body, long offset, int depth, MediaType type, TransferEncoding encoding)
    {
        if (encoding != TransferEncoding.Identity)
        {
            Add(MimeDefectKind.EncodedComposite, offset, encoding.ToString());
            // QUIRK: RFC 2045 §6.4 forbids it and most senders lie; but where no delimiter stands in the open, the whole body is encoded.
            if (!HasDelimiter(body.Span, type.Boundary.Span)) body = Decode(encoding, body);
        }
        var children = ReadChildren(body, offset, depth, type);
        return new MimePart(headers, body, offset, type, TransferEncoding.Identity, children, context);
    }

    private List<MimePart> ReadChildren(ReadOnlyMemory<byte> body, long offset, int depth, MediaType type)
    {
        var pieces = new List<Piece>(4);
        var boundary = type.Boundary;
        if (boundary.IsEmpty) Add(MimeDefectKind.MissingBoundary, offset, string.Empty);
        var closed = !boundary.IsEmpty && Split(body.Span, boundary.Span, pieces);
        if (pieces.Count == 0 && GuessBoundary(body) is { IsEmpty: false } guess) closed = Split(body.Span, guess.Span, pieces);
        if (pieces.Count == 0)
        {
            if (!closed) Add(MimeDefectKind.BoundaryNotFound, offset, string.Empty);
            return [];
        }
        if (!closed) Add(MimeDefectKind.MissingClosingBoundary, offset + body.Length, string.Empty);
        var fallback = type.Subtype == "digest" ? MediaType.Rfc822 : MediaType.TextPlain;
        var children = new List<MimePart>(pieces.Count);
        foreach (var piece in pieces)
        {
            if (_parts >= _limits.Parts)
            {
                Add(MimeDefectKind.TooManyParts, offset + piece.Start, string.Empty);
                children.Add(Opaque(body[piece.Start..], offset + piece.Start));
                break;
            }
            children.Add(ReadChild(body[piece.Start..piece.End], offset + piece.Start, depth + 1, fallback));
        }
        return children;
    }

    private MimePart ReadChild(ReadOnlyMemory<byte> bytes, long offset, int depth, MediaType fallback)
    {
        List<MimeDefect>? found = null;
        var spans = HeaderScanner.Scan(bytes.Span, isMessage: false, offset, _limits, out var bodyStart, ref found);
        if (found is not null) defects.AddRange(found);
        var headers = new HeaderFields(bytes, spans) { Owner = owner };
        return ReadPart(headers, bytes[bodyStart..], offset + bodyStart, depth, fallback);
    }

    private MimePart Opaque(ReadOnlyMemory<byte> bytes, long offset) =>
        new(new HeaderFields(default, []), bytes, offset, new MediaType("application", "octet-stream", MimeParameters.Empty, default),
            TransferEncoding.Identity, [], context) { IsOpaque = true };

    private TransferEncoding ReadEncoding(HeaderFields headers, long offset)
    {
        if (!headers.TryRaw("Content-Transfer-Encoding", out var raw)) return TransferEncoding.Identity;
        if (ContentFields.ReadTransferEncoding(raw.Span) is { } known) return known;
        Add(MimeDefectKind.UnknownTransferEncoding, offset, MimeDefects.Short(EncodedWords.Decode(raw.Span, null)));
        return TransferEncoding.Identity;
    }

    private static byte[] Decode(TransferEncoding encoding, ReadOnlyMemory<byte> body)
    {
        var target = new byte[TransferDecoder.MaxLength(encoding, body.Length)];
        var length = TransferDecoder.Decode(encoding, body.Span, target, out _);
        return target[..length];
    }

    private static bool HasDelimiter(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary) =>
        boundary.IsEmpty || new DelimiterScan(body, boundary).Next(out _, out _, out _);

    /// <summary>Divides a body; true if the closing delimiter was found.</summary>
    private bool Split(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary, List<Piece> pieces)
    {
        var scan = new DelimiterScan(body, boundary);
        var (start, closed) = (-1, false);
        while (pieces.Count <= _limits.Parts && scan.Next(out var at, out var next, out var closes))
        {
            if (start >= 0) pieces.Add(new Piece(start, Math.Max(start, Lines.BeforeBreak(body, start, at))));
            // QUIRK: a child that reuses the boundary closes it too early (cpython msg_15); parts that follow are not lost.
            start = closes ? -1 : next;
            closed = closes;
        }
        if (start >= 0) pieces.Add(new Piece(start, body.Length));
        return closed;
    }

    /// <summary>
    /// QUIRK: no boundary parameter, or one that occurs nowhere: the first line that is not blank tells it if it starts with two hyphens
    /// and a Content- field follows.
    /// </summary>
    private ReadOnlyMemory<byte> GuessBoundary(ReadOnlyMemory<byte> body)
    {
        var bytes = body.Span;
        var at = 0;
        while (at < bytes.Length && Lines.IsSpace(bytes[at])) at++;
        if (!bytes[at..].StartsWith("--"u8)) return default;
        var next = Lines.Next(bytes, at, out var end);
        var follows = bytes[next..];
        if (follows.Length < 8 || !Ascii.EqualsIgnoreCase(follows[..8], "Content-"u8)) return default;
        while (end > at && Lines.IsBlank(bytes[end - 1])) end--;
        var length = end - at - 2;
        return length > 0 && length <= _limits.BoundaryBytes ? body.Slice(at + 2, length) : default;
    }

    private void Add(MimeDefectKind kind, long offset, string detail) => defects.Add(new MimeDefect(kind, offset, detail));

    /// <summary>Where a part lies in the body of its multipart.</summary>
    private readonly record struct Piece(int Start, int End);
}

/// <summary>
/// Finds delimiter lines: two hyphens and the boundary, perhaps two hyphens more, then nothing but blanks (RFC 2046 §5.1.1).
/// </summary>
internal ref struct DelimiterScan
{
    private readonly ReadOnlySpan<byte> _body;
    private readonly byte[] _needle;
    private int _at;

    public DelimiterScan(ReadOnlySpan<byte> body, ReadOnlySpan<byte> boundary)
    {
        _body = body;
        _needle = [(byte)'-', (byte)'-', .. boundary];
    }

    /// <summary>The next delimiter line: where it starts, where the line after it starts, whether it is the closing one.</summary>
    public bool Next(out int at, out int next, out bool closes)
    {
        while (_at < _body.Length)
        {
            var found = _body[_at..].IndexOf(_needle);
            if (found < 0) break;
            at = _at + found;
            _at = at + _needle.Length;
            if (at > 0 && _body[at - 1] is not ((byte)'\n' or (byte)'\r')) continue;
            var rest = _at;
            closes = false;
            while (true)
            {
                var end = rest;
                while (end < _body.Length && Lines.IsBlank(_body[end])) end++;
                if (end >= _body.Length || _body[end] is (byte)'\r' or (byte)'\n')
                {
                    next = end >= _body.Length ? end : Lines.SkipBreak(_body, end);
                    _at = next;
                    return true;
                }
                if (closes || !_body[rest..].StartsWith("--"u8)) break;
                closes = true;
                rest += 2;
            }
        }
        (at, next, closes) = (0, 0, false);
        _at = _body.Length;
        return false;
    }
}
