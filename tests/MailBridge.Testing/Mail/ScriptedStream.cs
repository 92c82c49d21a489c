using System.Text;

namespace MailBridge.Testing.Mail;

/// <summary>In what pieces the server's bytes arrive.</summary>
public enum Feed { Whole, ByLine, ByteByByte }

/// <summary>What the server does when its script is at the end.</summary>
public enum ScriptEnd
{
    /// <summary>It closes the connection.</summary>
    Closes,

    /// <summary>It says nothing any more.</summary>
    FallsSilent,
}

/// <summary>The client said something else than the transcript expects.</summary>
public sealed class TranscriptMismatchException(string message) : Exception(message);

/// <summary>
/// The server's side of a transcript, as the stream that a client holds: what the client writes must be the next <c>C:</c> lines, what it
/// reads are the <c>S:</c> lines up to the next <c>C:</c>. Past the end of the script the client may write what it wants.
/// </summary>
public sealed class ScriptedStream(Transcript transcript, Feed feed = Feed.Whole, ScriptEnd end = ScriptEnd.Closes) : Stream
{
    private readonly Lock _gate = new();
    private readonly List<byte> _fromClient = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReadOnlyMemory<byte> _toClient;
    private int _next;
    private bool _isDisposed;

    /// <summary>Whether everything in the script has been said.</summary>
    public bool IsFinished { get { lock (_gate) return _next == transcript.Lines.Count && _toClient.IsEmpty; } }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (TryTake(buffer.Span, out var count)) return count;
                if (_next == transcript.Lines.Count && end == ScriptEnd.Closes) return 0;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _fromClient.AddRange(buffer.Span);
            while (_fromClient.IndexOf((byte)'\n') is var lineEnd and >= 0)
            {
                var line = Encoding.Latin1.GetString([.. _fromClient.Take(lineEnd + 1)]);
                _fromClient.RemoveRange(0, lineEnd + 1);
                Match(line);
            }
            Signal();
        }
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        lock (_gate)
        {
            _isDisposed = true;
            Signal();
        }
        base.Dispose(disposing);
    }

    private bool TryTake(Span<byte> buffer, out int count)
    {
        if (_toClient.IsEmpty) LoadServerLines();
        var lineEnd = _toClient.Span.IndexOf((byte)'\n') + 1;
        count = Math.Min(buffer.Length, feed switch { Feed.Whole => _toClient.Length, Feed.ByLine => lineEnd, _ => 1 });
        if (_toClient.IsEmpty) return false;
        _toClient.Span[..count].CopyTo(buffer);
        _toClient = _toClient[count..];
        return true;
    }

    private void LoadServerLines()
    {
        var text = new StringBuilder();
        while (_next < transcript.Lines.Count && transcript.Lines[_next].IsServer) text.Append(transcript.Lines[_next++].Text).Append("\r\n");
        _toClient = Encoding.Latin1.GetBytes(text.ToString());
    }

    private void Match(string line)
    {
        // A client may speak before it has read everything: what it has not read yet stays to be read.
        if (_toClient.IsEmpty) LoadServerLines();
        if (_next == transcript.Lines.Count) return;
        var expected = transcript.Lines[_next];
        if (expected.IsServer || line != expected.Text + "\r\n")
            throw new TranscriptMismatchException($"line {_next + 1}: expected {expected}, got C: {line.ReplaceLineEndings("\\r\\n")}");
        _next++;
    }

    private void Signal()
    {
        _changed.TrySetResult();
        if (!_isDisposed) _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
