using System.Text;

namespace MailBridge.MailProtocols.Wire;

/// <summary>
/// Lines and counted octets over a stream, each read with its longest wait. A time-out, a cancellation or a fault ends the connection;
/// only <see cref="WaitForDataAsync"/> may run out of time without harm.
/// </summary>
internal sealed class LineConnection : IAsyncDisposable
{
    private const int FirstBufferOctets = 16 * 1024;
    private const int LiteralStepOctets = 256 * 1024;
    private const int WriteBlockOctets = 64 * 1024;

    private readonly MailServer _server;
    private readonly TimeProvider _time;
    private Stream _stream;
    private byte[] _buffer = new byte[FirstBufferOctets];
    private int _start;
    private int _end;

    // A read that outlived its waiter. It is kept and resumed: a cancelled read of a TLS stream loses bytes.
    private Task<int>? _fill;

    public LineConnection(Stream stream, MailServer server, TimeProvider time)
    {
        _stream = stream;
        _server = server;
        _time = time;
        Log = new WireLog(server.WireLog);
    }

    public WireLog Log { get; }

    public bool IsUsable { get; private set; } = true;

    public bool IsProtected { get; private set; }

    public TimeProvider Time => _time;

    public MailServer Server => _server;

    /// <summary>Connects and, where the settings say so, makes it TLS before the first byte.</summary>
    public static async Task<LineConnection> ConnectAsync(MailServer server, TimeProvider time, CancellationToken ct)
    {
        var connection = new LineConnection(await TcpConnector.ConnectAsync(server, time, ct).ConfigureAwait(false), server, time);
        if (server.Security == TransportSecurity.Tls) await connection.SecureAsync(ct).ConfigureAwait(false);
        return connection;
    }

    /// <summary>Makes it TLS. What was received before is thrown away: it may be an attacker's (RFC 3207 §6, CVE-2021-33515).</summary>
    public async Task SecureAsync(CancellationToken ct)
    {
        ThrowIfUnusable();
        if (_fill is not null) throw Break(MailStreamFault.OutOfStep, "the server spoke while TLS was being started");
        _start = _end = 0;
        try
        {
            _stream = await TlsHandshake.RunAsync(_stream, _server, _time, ct).ConfigureAwait(false);
            IsProtected = true;
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>One line without its line end. QUIRK: a bare LF ends a line too (home-grown servers and proxies).</summary>
    public async Task<byte[]> ReadLineAsync(TimeSpan longest, CancellationToken ct)
    {
        ThrowIfUnusable();
        var began = _time.GetTimestamp();
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var length = searched + found;
                var text = length > 0 && _buffer[_start + length - 1] == '\r' ? length - 1 : length;
                var line = _buffer.AsSpan(_start, text).ToArray();
                _start += length + 1;
                return line;
            }
            searched = _end - _start;
            if (searched > _server.Limits.LineOctets)
                throw Break(MailStreamFault.OutOfStep, $"the server sent a line of more than {_server.Limits.LineOctets} octets");
            var left = longest - _time.GetElapsedTime(began);
            await FillAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, longest, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Reads <paramref name="count"/> octets and keeps at most <paramref name="keep"/> of them.</summary>
    /// <param name="longestSilence">Counts from each octet to the next: a big message may take as long as it moves.</param>
    public async Task<byte[]> ReadOctetsAsync(long count, int keep, TimeSpan longestSilence, CancellationToken ct)
    {
        ThrowIfUnusable();
        var kept = (int)Math.Min(count, keep);
        // What a peer announces is not what it sends: room is made as octets arrive.
        var octets = new byte[Math.Min(kept, LiteralStepOctets)];
        for (long read = 0; read < count;)
        {
            if (_start == _end) await FillAsync(longestSilence, longestSilence, ct).ConfigureAwait(false);
            var step = (int)Math.Min(_end - _start, count - read);
            var wanted = (int)Math.Min(step, Math.Max(0, kept - read));
            if (wanted > 0)
            {
                if (read + wanted > octets.Length)
                    Array.Resize(ref octets, (int)Math.Min(kept, Math.Max(2L * octets.Length, read + wanted)));
                _buffer.AsSpan(_start, wanted).CopyTo(octets.AsSpan((int)read));
            }
            _start += step;
            read += step;
        }
        return octets;
    }

    /// <summary>True as soon as something can be read, false when the time is over; the connection stays whole either way.</summary>
    public async Task<bool> WaitForDataAsync(TimeSpan longest, CancellationToken ct)
    {
        ThrowIfUnusable();
        if (_start < _end) return true;
        try
        {
            await ReceiveAsync(longest, ct).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken ct)
    {
        // The longest wait counts for each block: a big message may take as long as it moves.
        for (; octets.Length > WriteBlockOctets; octets = octets[WriteBlockOctets..])
            await WriteBlockAsync(octets[..WriteBlockOctets], ct).ConfigureAwait(false);
        await WriteBlockAsync(octets, ct).ConfigureAwait(false);
    }

    private async Task WriteBlockAsync(ReadOnlyMemory<byte> octets, CancellationToken ct)
    {
        ThrowIfUnusable();
        try
        {
            await WriteAndFlushAsync(octets).WaitAsync(_server.Timeouts.Write, _time, ct).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw Break(MailStreamFault.TimedOut, $"the server took nothing for {Spoken(_server.Timeouts.Write)}", e);
        }
        catch (OperationCanceledException)
        {
            Close();
            throw;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw Break(MailStreamFault.Closed, "the connection was lost while sending", e);
        }
    }

    private async Task WriteAndFlushAsync(ReadOnlyMemory<byte> octets)
    {
        await _stream.WriteAsync(octets, CancellationToken.None).ConfigureAwait(false);
        await _stream.FlushAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Ends the connection and gives the fault to throw.</summary>
    public MailStreamException Break(MailStreamFault fault, string cause, Exception? inner = null)
    {
        Close();
        return new MailStreamException(fault, $"{_server.Address}: {cause}.", inner);
    }

    private async Task FillAsync(TimeSpan wait, TimeSpan longest, CancellationToken ct)
    {
        try
        {
            await ReceiveAsync(wait, ct).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw Break(MailStreamFault.TimedOut, $"the server did not answer within {Spoken(longest)}", e);
        }
    }

    private async Task ReceiveAsync(TimeSpan wait, CancellationToken ct)
    {
        int count;
        try
        {
            count = await (_fill ??= StartFill()).WaitAsync(wait, _time, ct).ConfigureAwait(false);
            _fill = null;
        }
        catch (OperationCanceledException)
        {
            Close();
            throw;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            throw Break(MailStreamFault.Closed, "the connection was lost", e);
        }
        if (count == 0) throw Break(MailStreamFault.Closed, "the server closed the connection");
        _end += count;
    }

    private Task<int> StartFill()
    {
        if (_start == _end) _start = _end = 0;
        if (_end == _buffer.Length)
        {
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            else Array.Resize(ref _buffer, _buffer.Length * 2);
        }
        return _stream.ReadAsync(_buffer.AsMemory(_end), CancellationToken.None).AsTask();
    }

    private void ThrowIfUnusable()
    {
        if (!IsUsable) throw new MailStreamException(MailStreamFault.Closed, $"{_server.Address}: the connection is not open any more.");
    }

    private void Close()
    {
        if (!IsUsable) return;
        IsUsable = false;
        // The abandoned read ends with the stream; nobody awaits its fault.
        _ = _fill?.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _stream.Dispose();
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private static string Spoken(TimeSpan time) =>
        time.TotalSeconds < 120 ? $"{time.TotalSeconds:0.#} s" : $"{time.TotalMinutes:0.#} min";
}
