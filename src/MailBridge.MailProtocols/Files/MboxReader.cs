using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailBridge.MailProtocols.Files;

/// <summary>Cuts an mbox stream into messages.</summary>
internal sealed class MboxReader(Stream stream, MboxQuoting quoting, int messageOctets)
{
    private readonly MboxBuffer _buffer = new(stream);

    // The separator that ended the message before, or null at the start.
    private (long Offset, string Line)? _from;

    /// <summary>The next message, or null at the end of the file.</summary>
    public async Task<MboxMessage?> ReadAsync(CancellationToken ct)
    {
        if ((_from ??= await ReadFirstSeparatorAsync(ct).ConfigureAwait(false)) is not { } from) return null;
        _from = null;
        var message = new MessageInMaking(quoting, messageOctets);
        while (true)
        {
            var offset = _buffer.Offset;
            var line = await _buffer.ReadLineAsync(ct).ConfigureAwait(false);
            if (line.Octets.IsEmpty) break;
            if (message.EndsInBlankLine && line.IsStart && MboxSeparator.IsOne(line.Octets.Span))
            {
                _from = (offset, Text(line.Octets.Span));
                break;
            }
            message.Add(line);
            if (message.TakeContentLength() is { } length && await ReadCountedBodyAsync(message, length, ct).ConfigureAwait(false)) break;
        }
        return message.End(from.Offset, from.Line);
    }

    private async Task<(long, string)?> ReadFirstSeparatorAsync(CancellationToken ct)
    {
        while (true)
        {
            var offset = _buffer.Offset;
            var line = await _buffer.PeekLineAsync(ct).ConfigureAwait(false);
            if (line.Octets.IsEmpty) return null;
            var isFrom = line.Octets.Span.StartsWith("From "u8);
            // A single message without a separator is read as a file of one.
            if (!isFrom && !MboxSeparator.IsBlank(line.Octets.Span)) return (offset, "");
            _buffer.Skip(line.Octets.Length);
            if (isFrom) return (offset, Text(line.Octets.Span));
        }
    }

    /// <summary>Takes the body by its Content-Length, if a separator or the end of the file follows there; else nothing is taken.</summary>
    private async Task<bool> ReadCountedBodyAsync(MessageInMaking message, int length, CancellationToken ct)
    {
        const int LongestSeparator = 1024;
        var ahead = await _buffer.PeekAsync(length + LongestSeparator, ct).ConfigureAwait(false);
        if (ahead.Length < length) return false;
        var rest = ahead[length..];
        var blanks = 0;
        while (blanks < rest.Length && rest.Span[blanks] is (byte)'\r' or (byte)'\n') blanks++;
        var next = rest[blanks..];
        var end = next.Span.IndexOf((byte)'\n');
        var line = end < 0 ? next : next[..(end + 1)];
        if (!line.IsEmpty && !MboxSeparator.IsOne(line.Span)) return false;
        message.AddBody(ahead.Span[..length]);
        _from = line.IsEmpty ? null : (_buffer.Offset + length + blanks, Text(line.Span));
        _buffer.Skip(length + blanks + line.Length);
        return true;
    }

    private static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line.TrimEnd("\r\n"u8));

    /// <summary>A message while its lines come in.</summary>
    private sealed class MessageInMaking(MboxQuoting quoting, int limit)
    {
        private readonly ArrayBufferWriter<byte> _octets = new();
        private bool _isInHeader = true;
        private bool _isDeleted;
        private bool _isCut;
        private int? _contentLength;
        private int _lastBlankOctets;

        public bool EndsInBlankLine => _lastBlankOctets > 0;

        public void Add(MboxLine line)
        {
            var isBlank = line.IsStart && MboxSeparator.IsBlank(line.Octets.Span);
            if (_isInHeader)
            {
                if (isBlank) _isInHeader = false;
                else ReadField(line.Octets.Span);
            }
            Write(line.IsStart ? Unquote(line.Octets.Span) : line.Octets.Span);
            _lastBlankOctets = isBlank ? line.Octets.Length : 0;
        }

        /// <summary>The Content-Length, once, when the header section has just ended.</summary>
        public int? TakeContentLength()
        {
            if (_isInHeader || _contentLength is not { } length) return null;
            _contentLength = null;
            return length;
        }

        public void AddBody(ReadOnlySpan<byte> body)
        {
            // A line that would separate if it were not counted shows that this writer hides nothing (mboxcl2).
            var isQuoted = quoting != MboxQuoting.None && !MboxSeparator.IsAnyIn(body);
            while (!body.IsEmpty)
            {
                var end = body.IndexOf((byte)'\n');
                var line = end < 0 ? body : body[..(end + 1)];
                Write(isQuoted ? Unquote(line) : line);
                body = body[line.Length..];
            }
            _lastBlankOctets = 0;
        }

        public MboxMessage End(long offset, string fromLine)
        {
            // The blank line before a separator belongs to the separator.
            var octets = _isCut ? _octets.WrittenMemory : _octets.WrittenMemory[..^_lastBlankOctets];
            return new MboxMessage(offset, fromLine, octets, _isDeleted, _isCut);
        }

        private void ReadField(ReadOnlySpan<byte> line)
        {
            var colon = line.IndexOf((byte)':');
            if (colon < 0) return;
            var name = line[..colon];
            var value = line[(colon + 1)..].Trim(" \t\r\n"u8);
            if (Ascii.EqualsIgnoreCase(name, "Content-Length"u8))
            {
                var isLength = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= limit;
                if (isLength) _contentLength ??= length;
            }
            else if (Ascii.EqualsIgnoreCase(name, "X-Mozilla-Status"u8))
            {
                var isStatus = uint.TryParse(value, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var status);
                _isDeleted |= isStatus && (status & 0x0008) != 0;
            }
        }

        private ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> line)
        {
            if (quoting == MboxQuoting.None || line.IsEmpty || line[0] != '>') return line;
            var marks = line.IndexOfAnyExcept((byte)'>');
            if (marks < 0 || !line[marks..].StartsWith("From "u8)) return line;
            return quoting == MboxQuoting.Mboxrd || marks == 1 ? line[1..] : line;
        }

        private void Write(ReadOnlySpan<byte> octets)
        {
            var room = limit - _octets.WrittenCount;
            _isCut |= octets.Length > room;
            _octets.Write(octets.Length > room ? octets[..room] : octets);
        }
    }
}
