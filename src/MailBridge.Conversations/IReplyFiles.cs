namespace MailBridge.Conversations;

/// <summary>Keeps the files that go with replies, each once under its hash. A file whose reply was never made harms nobody.</summary>
public interface IReplyFiles
{
    /// <summary>Keeps files; returns them as replies name them, in the same order.</summary>
    Task<IReadOnlyList<OutgoingFile>> KeepAsync(IReadOnlyList<ReplyFile> files, CancellationToken cancellation);

    /// <summary>The bytes with that SHA-256, or null when they are not kept.</summary>
    Task<ReadOnlyMemory<byte>?> ReadAsync(string sha256, CancellationToken cancellation);
}

/// <summary>A file that an agent adds to a reply.</summary>
/// <param name="Name">Any name; a path before it is cut off.</param>
/// <param name="MediaType">What the chat platform says it is; may be empty.</param>
/// <param name="Bytes">The file itself.</param>
public sealed record ReplyFile(string Name, string MediaType, ReadOnlyMemory<byte> Bytes)
{
    private const int LongestName = 150;

    /// <summary>The name as it is mailed: no path, no control or direction character, at most 150 characters, never empty.</summary>
    public string SafeName
    {
        get
        {
            var name = Name[(Name.AsSpan().LastIndexOfAny('/', '\\') + 1)..];
            var clean = string.Concat(name.EnumerateRunes().Where(IsHarmless)).Trim().TrimStart('.');
            if (clean.Length == 0) return "file";
            if (clean.Length <= LongestName) return clean;
            var extension = Path.GetExtension(clean) is { Length: <= 20 } ending ? ending : "";
            var end = LongestName - extension.Length;
            return string.Concat(clean.AsSpan(0, char.IsHighSurrogate(clean[end - 1]) ? end - 1 : end), extension);
        }
    }

    /// <summary>The file as entries name it.</summary>
    public OutgoingFile Named()
        => new(SafeName, MediaType, Bytes.Length, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes.Span)));

    private static bool IsHarmless(System.Text.Rune rune)
        => !System.Text.Rune.IsControl(rune) && rune != System.Text.Rune.ReplacementChar
            && System.Text.Rune.GetUnicodeCategory(rune) is not System.Globalization.UnicodeCategory.Format;
}
