using System.Buffers;

namespace MailBridge.Mime;

/// <summary>Text under construction in a pooled buffer. Dispose it.</summary>
internal ref struct CharBuffer
{
    private Span<char> _chars;
    private char[]? _rented;
    private int _length;

    public CharBuffer(Span<char> initial) => _chars = initial;

    public CharBuffer(int capacity)
    {
        _rented = ArrayPool<char>.Shared.Rent(capacity);
        _chars = _rented;
    }

    public int Length { readonly get => _length; set => _length = value; }

    public readonly Span<char> Written => _chars[.._length];

    public void Append(char value)
    {
        if (_length == _chars.Length) Grow(1);
        _chars[_length++] = value;
    }

    public void Append(scoped ReadOnlySpan<char> value)
    {
        value.CopyTo(Reserve(value.Length));
        _length += value.Length;
    }

    public void Append(Charset charset, scoped ReadOnlySpan<byte> bytes) =>
        _length += charset.Decode(bytes, Reserve(charset.MaxChars(bytes.Length)));

    /// <summary>Room for so many characters after what is written; raise <see cref="Length"/> by those used.</summary>
    public Span<char> Reserve(int count)
    {
        if (_chars.Length - _length < count) Grow(count);
        return _chars[_length..];
    }

    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<char>.Shared.Return(_rented);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<char>.Shared.Rent(Math.Max(_chars.Length * 2, _length + count));
        Written.CopyTo(larger);
        if (_rented is not null) ArrayPool<char>.Shared.Return(_rented);
        _chars = _rented = larger;
    }
}

/// <summary>Bytes under construction in a pooled buffer. Dispose it.</summary>
internal ref struct ByteBuffer
{
    private Span<byte> _bytes;
    private byte[]? _rented;
    private int _length;

    public ByteBuffer(Span<byte> initial) => _bytes = initial;

    public ByteBuffer(int capacity)
    {
        _rented = ArrayPool<byte>.Shared.Rent(capacity);
        _bytes = _rented;
    }

    public int Length { readonly get => _length; set => _length = value; }

    public readonly ReadOnlySpan<byte> Written => _bytes[.._length];

    public void Append(byte value)
    {
        if (_length == _bytes.Length) Grow(1);
        _bytes[_length++] = value;
    }

    public void Append(scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(Reserve(value.Length));
        _length += value.Length;
    }

    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count) Grow(count);
        return _bytes[_length..];
    }

    public readonly void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
        Written.CopyTo(larger);
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
        _bytes = _rented = larger;
    }
}
