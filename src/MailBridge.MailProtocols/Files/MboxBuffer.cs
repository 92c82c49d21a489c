namespace MailBridge.MailProtocols.Files;

/// <summary>A piece of a line: the whole of it, unless it is longer than the buffer's step.</summary>
/// <param name="Octets">With the line end; empty at the end of the file. Valid until the next read.</param>
/// <param name="IsStart">Whether the line begins here.</param>
internal readonly record struct MboxLine(ReadOnlyMemory<byte> Octets, bool IsStart);

/// <summary>Looks ahead in a stream.</summary>
internal sealed class MboxBuffer(Stream stream)
{
    private const int StepOctets = 64 * 1024;

    private byte[] _octets = new byte[2 * StepOctets];
    private int _start;
    private int _end;
    private bool _isAtEnd;
    private bool _isLineStart = true;

    /// <summary>Where in the stream the next octet is.</summary>
    public long Offset { get; private set; } = stream.CanSeek ? stream.Position : 0;

    public async Task<MboxLine> ReadLineAsync(CancellationToken ct)
    {
        var line = await PeekLineAsync(ct).ConfigureAwait(false);
        Skip(line.Octets.Length);
        return line;
    }

    public async Task<MboxLine> PeekLineAsync(CancellationToken ct)
    {
        var found = _octets.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        if (found < 0)
        {
            await PeekAsync(StepOctets, ct).ConfigureAwait(false);
            found = _octets.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
        }
        var length = found < 0 ? Math.Min(_end - _start, StepOctets) : found + 1;
        return new MboxLine(_octets.AsMemory(_start, length), _isLineStart);
    }

    /// <summary>The next octets: as many as asked for, fewer only at the end of the file.</summary>
    public async Task<ReadOnlyMemory<byte>> PeekAsync(int count, CancellationToken ct)
    {
        while (_end - _start < count && !_isAtEnd)
        {
            MakeRoom(count);
            var read = await stream.ReadAsync(_octets.AsMemory(_end), ct).ConfigureAwait(false);
            _isAtEnd = read == 0;
            _end += read;
        }
        return _octets.AsMemory(_start, Math.Min(count, _end - _start));
    }

    public void Skip(int count)
    {
        if (count > 0) _isLineStart = _octets[_start + count - 1] == '\n';
        _start += count;
        Offset += count;
    }

    private void MakeRoom(int count)
    {
        if (_start > 0)
        {
            _octets.AsSpan(_start, _end - _start).CopyTo(_octets);
            (_start, _end) = (0, _end - _start);
        }
        // What a header announces is not what the file holds: the buffer grows as octets come.
        if (_end == _octets.Length) Array.Resize(ref _octets, (int)Math.Min(Math.Max(count, _octets.Length), 2L * _octets.Length));
        if (_end == _octets.Length) Array.Resize(ref _octets, _octets.Length + StepOctets);
    }
}
