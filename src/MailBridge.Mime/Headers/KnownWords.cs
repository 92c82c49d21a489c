using System.Collections.Frozen;
using System.Text;

namespace MailBridge.Mime;

/// <summary>Words that nearly every message holds, so that reading one allocates none of them.</summary>
internal static class KnownWords
{
    private const int Longest = 40;

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words = FrozenSet.ToFrozenSet(
    [
        "text", "plain", "html", "calendar", "rfc822-headers", "multipart", "mixed", "alternative", "related", "signed", "report", "digest",
        "encrypted", "message", "rfc822", "delivery-status", "disposition-notification", "partial", "external-body", "global", "image",
        "png",
        "jpeg", "gif", "svg+xml", "application", "pdf", "octet-stream", "zip", "ms-tnef", "pkcs7-signature", "pgp-signature", "audio",
        "video",
        "charset", "boundary", "name", "filename", "format", "delsp", "type", "start", "size", "report-type", "method", "protocol",
        "micalg",
        "inline", "attachment", "utf-8", "UTF-8", "us-ascii", "US-ASCII", "iso-8859-1", "ISO-8859-1", "windows-1252", "iso-8859-15",
        "flowed",
        "yes", "no", "multipart/alternative", "text/html", "windows-1251", "koi8-r", "gb2312", "iso-2022-jp", "Subject", "From", "To", "Cc",
        "Date", "Message-ID", "Message-Id", "In-Reply-To", "References", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
        "Received", "Return-Path", "Reply-To", "DKIM-Signature", "Content-Disposition", "Content-ID", "X-Mailer", "User-Agent",
    ], StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The word in lower case.</summary>
    public static string Lower(ReadOnlySpan<byte> word)
    {
        if (word.Length > Longest) return Encoding.Latin1.GetString(word).ToLowerInvariant();
        Span<char> chars = stackalloc char[Longest];
        for (var i = 0; i < word.Length; i++) chars[i] = (char)(word[i] is >= (byte)'A' and <= (byte)'Z' ? word[i] | 0x20 : word[i]);
        return Words.TryGetValue(chars[..word.Length], out var known) ? known : chars[..word.Length].ToString();
    }

    /// <summary>ASCII text as it stands.</summary>
    public static string Text(ReadOnlySpan<byte> ascii)
    {
        if (ascii.Length > Longest) return Encoding.Latin1.GetString(ascii);
        Span<char> chars = stackalloc char[Longest];
        var count = Encoding.Latin1.GetChars(ascii, chars);
        return Words.TryGetValue(chars[..count], out var known) ? known : chars[..count].ToString();
    }
}
