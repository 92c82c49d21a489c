using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>Makes names of files from strangers safe to show and to save; never a storage key.</summary>
internal static class FileNames
{
    private const int LongestName = 200; // UTF-8 bytes; file systems allow 255, a store may add to the name
    private const int LongestExtension = 20;

    private static readonly FrozenSet<string> DeviceNames = new[]
    {
        "CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT0", "LPT1", "LPT2",
        "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The last path element without controls and direction overrides; null if nothing remains.</summary>
    public static string? Sanitise(string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        var last = name.AsSpan(name.AsSpan().LastIndexOfAny('/', '\\') + 1);
        var kept = new StringBuilder(last.Length);
        foreach (var c in last)
        {
            if (!char.IsControl(c) && !IsDirectionOverride(c)) kept.Append(c);
        }
        var text = kept.ToString().Trim().TrimStart('.', ' ');
        if (text.Length == 0) return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (DeviceNames.Contains(dot < 0 ? text : text[..dot])) text = "_" + text;
        return Shorten(text);
    }

    /// <summary>A name for a file that came without one.</summary>
    public static string Invent(string mediaType, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Stem(mediaType)}-{number}{Extension(mediaType)}");

    /// <summary>The name of an attached message: its subject.</summary>
    public static string OfMessage(string subject) => (Sanitise(subject) is { } name ? Shorten(name + ".eml") : null) ?? "message.eml";

    private static bool IsDirectionOverride(char c) => c is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069';

    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= LongestName) return name;
        var extension = Path.GetExtension(name);
        if (extension.Length > LongestExtension) extension = string.Empty;
        var room = LongestName - Encoding.UTF8.GetByteCount(extension);
        var stem = new StringBuilder();
        foreach (var rune in name.AsSpan(0, name.Length - extension.Length).EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0) break;
            stem.Append(rune);
        }
        return stem.Append(extension).ToString();
    }

    private static string Stem(string mediaType) => mediaType.Split('/', 2)[0] switch
    {
        "image" => "image",
        "audio" => "audio",
        "video" => "video",
        "text" => "text",
        "message" => "message",
        _ => "attachment",
    };

    private static string Extension(string mediaType) => mediaType switch
    {
        "image/jpeg" or "image/jpg" or "image/pjpeg" => ".jpg",
        "image/png" => ".png",
        "image/gif" => ".gif",
        "image/svg+xml" => ".svg",
        "image/webp" => ".webp",
        "image/heic" => ".heic",
        "image/bmp" => ".bmp",
        "image/tiff" => ".tiff",
        "application/pdf" => ".pdf",
        "application/zip" => ".zip",
        "application/json" => ".json",
        "application/rtf" or "text/rtf" => ".rtf",
        "application/pgp-signature" => ".asc",
        "application/pkcs7-signature" or "application/x-pkcs7-signature" => ".p7s",
        "application/pkcs7-mime" or "application/x-pkcs7-mime" => ".p7m",
        "application/ms-tnef" or "application/vnd.ms-tnef" => ".dat",
        "text/plain" or "message/delivery-status" or "text/rfc822-headers" => ".txt",
        "text/html" => ".html",
        "text/csv" => ".csv",
        "text/xml" or "application/xml" => ".xml",
        "text/calendar" => ".ics",
        "text/vcard" or "text/x-vcard" or "text/directory" => ".vcf",
        "message/rfc822" => ".eml",
        "audio/mpeg" => ".mp3",
        "audio/wav" or "audio/x-wav" => ".wav",
        "video/mp4" => ".mp4",
        _ when mediaType.StartsWith("text/", StringComparison.Ordinal) => ".txt", // RFC 2046 §4.1.4: an unknown subtype can be read as text
        _ => ".bin",
    };
}
