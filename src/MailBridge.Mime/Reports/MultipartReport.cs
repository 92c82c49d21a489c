namespace MailBridge.Mime;

/// <summary>What all reports of machines have in common (RFC 6522): a part for programs, and the message it is about, or its header.</summary>
internal static class MultipartReport
{
    /// <summary>It says of itself that it is a report (RFC 6522), signed (RFC 1847) or not.</summary>
    public static bool IsReport(MimeMessage message)
    {
        var root = message.Root.ContentType.Is("multipart", "signed") && message.Root.Children is [var signed, ..] ? signed : message.Root;
        return root.ContentType.Is("multipart", "report");
    }

    /// <summary>The first part that is wanted, outermost first; null for none.</summary>
    public static MimePart? Find(MimePart part, Predicate<MimePart> wanted)
    {
        if (wanted(part)) return part;
        foreach (var child in part.Children)
        {
            if (Find(child, wanted) is { } found) return found;
        }
        return null;
    }

    /// <summary>The header of the message that came back, from a message/rfc822 or a part that holds its header alone.</summary>
    public static HeaderFields? ReturnedHeaders(MimeMessage message)
    {
        var part = Find(message.Root, IsReturned);
        if (part is null) return null;
        return part.IsEmbeddedMessage ? part.EmbeddedMessage?.Headers : HeaderFields.Read(part.Content, message.Limits);
    }

    /// <summary>The Message-ID of the message that came back, and the ids it names itself.</summary>
    public static (string? Id, IReadOnlyList<string> References) ReturnedIds(MimeMessage message)
    {
        if (ReturnedHeaders(message) is not { } headers) return (null, []);
        var references = new List<string>();
        if (headers.TryRaw("In-Reply-To", out var parent)) references.AddRange(MessageIds.Read(parent.Span, message.Limits.References));
        if (headers.TryRaw("References", out var older)) references.AddRange(MessageIds.Read(older.Span, message.Limits.References));
        return (headers.TryRaw("Message-ID", out var id) ? MessageIds.First(id.Span) : null, references);
    }

    /// <summary><c>rfc822; user@host</c> without its type and brackets.</summary>
    public static string AfterType(string value)
    {
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        return value[(semicolon + 1)..].Trim().Trim('<', '>').Trim();
    }

    private static bool IsReturned(MimePart part) =>
        part.IsEmbeddedMessage || part.ContentType.Is("text", "rfc822-headers") || part.ContentType.Is("message", "global-headers")
        || part.ContentType.Is("message", "rfc822-headers");
}
