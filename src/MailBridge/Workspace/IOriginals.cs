using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Workspace;

/// <summary>Reads kept mails for "show original" and hands out their files.</summary>
internal interface IOriginals
{
    /// <summary>The mail as it came, or null when nothing has that id.</summary>
    Task<OriginalMail?> FindAsync(RawMailId id, CancellationToken cancellation);

    /// <summary>The file at that place in the mail, or null.</summary>
    Task<OriginalFile?> FileAsync(RawMailId id, int index, CancellationToken cancellation);
}

/// <summary>A kept mail, read for people. Nothing in it was made safe.</summary>
public sealed record OriginalMail
{
    /// <summary>The subject, decoded.</summary>
    public required string Subject { get; init; }

    /// <summary>The sender, decoded.</summary>
    public required string From { get; init; }

    /// <summary>When it reached the mailbox.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The header section as it came, one field after the other.</summary>
    public required string Headers { get; init; }

    /// <summary>The whole text.</summary>
    public required string Text { get; init; }

    /// <summary>The HTML body as it came; null where the mail has none.</summary>
    public string? Html { get; init; }

    /// <summary>Its files.</summary>
    public IReadOnlyList<CardFile> Files { get; init; } = [];

    /// <summary>The file that each Content-ID names, without angle brackets (RFC 2392): images inside the HTML.</summary>
    public IReadOnlyDictionary<string, int> ContentIds { get; init; } = new Dictionary<string, int>();
}

/// <summary>A file of a mail, decoded.</summary>
public sealed record OriginalFile(string Name, string MediaType, ReadOnlyMemory<byte> Bytes);
