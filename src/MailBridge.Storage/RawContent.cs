using System.IO.Compression;
using System.Security.Cryptography;

namespace MailBridge.Storage;

/// <summary>Bytes as they are kept: under their hash, compressed where that helps.</summary>
internal static class RawContent
{
    private const string Brotli = "br";
    private const string Plain = "identity";

    /// <summary>
    /// The lowest level: on mail it is within four per cent of the fourth level and of Deflate's best in size, and two to three times as
    /// fast; a mail of 50 MiB must not hold up its mailbox.
    /// </summary>
    private const int Quality = 1;

    private const int Window = 22;

    private static string HashOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static RawContentRow Pack(ReadOnlySpan<byte> bytes)
    {
        var hash = HashOf(bytes);
        // No more room than the bytes themselves take: what does not get smaller stays as it is.
        var room = new byte[bytes.Length];
        return BrotliEncoder.TryCompress(bytes, room, out var length, Quality, Window)
            ? new RawContentRow { Sha256 = hash, Size = bytes.Length, Encoding = Brotli, Bytes = room[..length] }
            : new RawContentRow { Sha256 = hash, Size = bytes.Length, Encoding = Plain, Bytes = bytes.ToArray() };
    }

    /// <exception cref="InvalidDataException">The bytes are not those that were kept.</exception>
    public static byte[] Unpack(RawContentRow row)
    {
        var bytes = row.Encoding switch
        {
            Plain => row.Bytes,
            Brotli => Decompress(row),
            _ => throw new InvalidDataException(
                $"Raw mail {row.Sha256} has the encoding '{row.Encoding}', which this program does not know."),
        };
        if (HashOf(bytes) != row.Sha256) throw Damaged(row);
        return bytes;
    }

    private static byte[] Decompress(RawContentRow row)
    {
        var bytes = new byte[row.Size];
        return BrotliDecoder.TryDecompress(row.Bytes, bytes, out var length) && length == bytes.Length ? bytes : throw Damaged(row);
    }

    private static InvalidDataException Damaged(RawContentRow row)
        => new($"Raw mail {row.Sha256} is damaged in the store: its bytes no longer have that hash. Restore it from a backup.");
}
