using System.Buffers.Binary;

namespace MailBridge.Mime;

/// <summary>
/// Outlook's Thread-Index field (MS-OXOMSG §2.2.1.3): a head of 22 bytes that all mails of a thread share, and 5 bytes for each answer on the
/// way from the first mail to this one. A mail's bytes begin with those of the mail it answers.
/// </summary>
public sealed class ThreadIndex : IEquatable<ThreadIndex>
{
    private const int HeadBytes = 22;
    private const int TimeBytes = 6;
    private const int AnswerBytes = 5;

    /// <summary>More answers than this are no thread of people; a field that claims them is not read.</summary>
    private const int MostAnswers = 1000;

    /// <summary>High-order bits of a difference that say it is 1.7 years or more.</summary>
    private const long LongDifference = 0x00FE_0000L << 32;

    private readonly byte[] _bytes;

    private ThreadIndex(byte[] bytes) => _bytes = bytes;

    /// <summary>Names the thread; forwarded mails keep it, so it says nothing about who may see the thread.</summary>
    public Guid Thread => new(_bytes.AsSpan(TimeBytes, 16), bigEndian: true);

    /// <summary>When the thread was begun, to within seconds.</summary>
    public DateTimeOffset StartedAt => new(DateTime.FromFileTimeUtc(FileTime), TimeSpan.Zero);

    /// <summary>How many answers lie between the first mail of the thread and this one, this one included.</summary>
    public int Answers => (_bytes.Length - HeadBytes) / AnswerBytes;

    /// <summary>Reads the field's value. False for anything that is not one: no base64, too short, a piece of an answer at its end.</summary>
    public static bool TryRead(string? value, out ThreadIndex index)
    {
        index = null!;
        if (value is null) return false;
        // QUIRK: long values are folded, and some programs (Lotus Notes' gateway) leave the padding out.
        var text = string.Concat(value.Where(c => !char.IsWhiteSpace(c))).TrimEnd('=');
        if (text.Length is < 30 or > (HeadBytes + MostAnswers * AnswerBytes) * 4 / 3 + 4 || text.Length % 4 == 1) return false;
        var bytes = new byte[text.Length * 3 / 4];
        if (!Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), bytes, out var written) || written != bytes.Length) return false;
        if (written < HeadBytes || (written - HeadBytes) % AnswerBytes != 0 || bytes[0] != 1) return false;
        index = new ThreadIndex(bytes);
        return index.FileTime is > 0 && index.FileTime <= DateTime.MaxValue.ToFileTimeUtc();
    }

    /// <summary>The index of a mail that answers this one.</summary>
    /// <param name="at">When the answer is written.</param>
    /// <param name="salt">Tells two answers of the same moment apart.</param>
    public ThreadIndex Answer(DateTimeOffset at, byte salt)
    {
        var bytes = new byte[_bytes.Length + AnswerBytes];
        _bytes.CopyTo(bytes, 0);
        var difference = Math.Max(0, at.UtcDateTime.ToFileTimeUtc() - FileTime);
        var delta = (difference & LongDifference) == 0
            ? (uint)(difference >> 18) & 0x7FFF_FFFF
            : 0x8000_0000 | ((uint)(difference >> 23) & 0x7FFF_FFFF);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(_bytes.Length), delta);
        bytes[^1] = salt;
        return new ThreadIndex(bytes);
    }

    /// <summary>True when the other mail is an answer to this one, or an answer to an answer.</summary>
    public bool IsAncestorOf(ThreadIndex other) => other._bytes.Length > _bytes.Length && other._bytes.AsSpan().StartsWith(_bytes);

    /// <inheritdoc/>
    public bool Equals(ThreadIndex? other) => other is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ThreadIndex);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Thread, _bytes.Length);

    /// <summary>The field's value on one line.</summary>
    public override string ToString() => Convert.ToBase64String(_bytes);

    /// <summary>
    /// The head's time. QUIRK: Outlook writes the reserved 0x01 in the place of the FILETIME's own highest byte, which is 0x01 until 2057; newer Exchange
    /// servers write it before the whole FILETIME, whose first byte then follows (the two forms of MS-OXOMSG §2.2.1.3, note 2).
    /// </summary>
    private long FileTime
    {
        get
        {
            Span<byte> time = stackalloc byte[8];
            _bytes.AsSpan(_bytes[1] == 1 ? 1 : 0, _bytes[1] == 1 ? TimeBytes - 1 : TimeBytes).CopyTo(time);
            return BinaryPrimitives.ReadInt64BigEndian(time);
        }
    }
}
