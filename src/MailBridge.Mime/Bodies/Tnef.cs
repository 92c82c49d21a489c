using System.Buffers.Binary;
using System.Text;

namespace MailBridge.Mime;

/// <summary>The text inside a winmail.dat.</summary>
internal sealed record TnefBody(string? Text, string? Html);

/// <summary>What a winmail.dat holds.</summary>
internal sealed record TnefContent(IReadOnlyList<MimeAttachment> Attachments, TnefBody? Body, ReadOnlyMemory<byte> Rtf)
{
    public bool IsEmpty => Attachments.Count == 0 && Body is null;
}

/// <summary>Opens application/ms-tnef (MS-OXTNEF): the attachments and the body that Outlook packed into winmail.dat.</summary>
internal static class Tnef
{
    private const uint Signature = 0x223E9F78;
    private const int LevelMessage = 1, LevelAttachment = 2;

    // attribute ids without their type (MS-OXTNEF 2.1.3.2)
    private const int AttAttachRendData = 0x9002, AttAttachData = 0x800F, AttAttachTitle = 0x8010, AttAttachment = 0x9005, AttMapiProps = 0x9003,
        AttOemCodepage = 0x9007, AttBody = 0x800C;

    public static bool IsTnef(MimePart part) =>
        part.ContentType.Type == "application" && (part.ContentType.Subtype is "ms-tnef" or "vnd.ms-tnef"
            || string.Equals(part.FileName, "winmail.dat", StringComparison.OrdinalIgnoreCase));

    /// <summary>The content, or null if the bytes are no TNEF stream.</summary>
    public static TnefContent? Read(ReadOnlyMemory<byte> bytes, MimeLimits limits)
    {
        const int HeaderLength = 6; // signature and key
        const int Checksum = 2;
        if (bytes.Length < HeaderLength || BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) != Signature) return null;
        var builder = new Builder(limits);
        var rest = bytes[HeaderLength..];
        while (rest.Length >= 9)
        {
            var span = rest.Span;
            var level = span[0];
            var id = BinaryPrimitives.ReadUInt16LittleEndian(span[1..]);
            var length = BinaryPrimitives.ReadInt32LittleEndian(span[5..]);
            if (level is not (LevelMessage or LevelAttachment)) break; // what follows a stream is padding or garbage
            rest = rest[9..];
            if (length < 0 || length > rest.Length) break;
            builder.Add(level, id, rest[..length]);
            rest = rest[Math.Min(rest.Length, length + Checksum)..];
        }
        return builder.Finish();
    }

    /// <summary>Collects attributes into files and a body.</summary>
    private sealed class Builder(MimeLimits limits)
    {
        private readonly List<MimeAttachment> _files = [];
        private File? _file;
        private Charset _charset = Charset.Windows1252;
        private string? _text;
        private string? _html;
        private ReadOnlyMemory<byte> _rtf;

        public void Add(int level, int id, ReadOnlyMemory<byte> value)
        {
            switch (id)
            {
                case AttOemCodepage when value.Length >= 4:
                    _charset = CodePage(BinaryPrimitives.ReadInt32LittleEndian(value.Span)) ?? _charset;
                    break;
                case AttBody when level == LevelMessage:
                    _text = Narrow(value.Span);
                    break;
                case AttMapiProps when level == LevelMessage:
                    foreach (var property in MapiProperties.Read(value)) AddMessageProperty(property);
                    break;
                case AttAttachRendData:
                    FinishFile();
                    _file = new File();
                    break;
                case AttAttachTitle:
                    (_file ??= new File()).Title = Narrow(value.Span);
                    break;
                case AttAttachData:
                    (_file ??= new File()).Content = value;
                    break;
                case AttAttachment:
                    foreach (var property in MapiProperties.Read(value)) AddFileProperty(_file ??= new File(), property);
                    break;
            }
        }

        public TnefContent Finish()
        {
            FinishFile();
            var text = _text;
            ReadOnlyMemory<byte> unpacked = default;
            if (!_rtf.IsEmpty && CompressedRtf.Unpack(_rtf, limits.UnpackedBytes) is { } rtf)
            {
                unpacked = rtf;
                if (_html is null) RtfBody.Read(rtf, out _html, ref text);
                if (_html is null && text is null) _files.Add(new MimeAttachment(rtf, "message.rtf", "application/rtf"));
            }
            var body = text is null && _html is null ? null : new TnefBody(text, _html);
            return new TnefContent(_files, body, unpacked);
        }

        private void AddMessageProperty(MapiProperty property)
        {
            switch (property.Id)
            {
                case 0x1000: // PidTagBody
                    _text = property.Text(_charset) ?? _text;
                    break;
                case 0x1009: // PidTagRtfCompressed
                    _rtf = property.Value;
                    break;
                case 0x1013: // PidTagBodyHtml, as bytes in the internet code page or as text
                    _html = property.Text(_charset) ?? Decoded(property.Value.Span, isHtml: true);
                    break;
                case 0x3FDE when property.Value.Length >= 4: // PidTagInternetCodepage
                    _charset = CodePage(BinaryPrimitives.ReadInt32LittleEndian(property.Value.Span)) ?? _charset;
                    break;
            }
        }

        private void AddFileProperty(File file, MapiProperty property)
        {
            switch (property.Id)
            {
                case 0x3707: // PidTagAttachLongFilename
                    file.LongName = property.Text(_charset);
                    break;
                case 0x3001: // PidTagDisplayName
                    file.DisplayName = property.Text(_charset);
                    break;
                case 0x370E: // PidTagAttachMimeTag
                    file.MediaType = property.Text(_charset);
                    break;
                case 0x3712: // PidTagAttachContentId
                    file.ContentId = property.Text(_charset)?.Trim('<', '>', ' ');
                    break;
                case 0x3701: // PidTagAttachDataBinary, or an embedded object after a 16-byte interface id
                    const int InterfaceId = 16;
                    if (file.Content.IsEmpty) file.Content = property.IsObject
                        && property.Value.Length > InterfaceId ? property.Value[InterfaceId..] : property.Value;
                    break;
            }
        }

        private void FinishFile()
        {
            if (_file is not { } file) return;
            _file = null;
            if (Embedded(file)) return;
            var type = file.MediaType is { Length: > 2 } given
                && given.Contains('/') ? given.ToLowerInvariant() : "application/octet-stream";
            var name = FileNames.Sanitise(file.LongName ?? file.Title ?? file.DisplayName) ?? FileNames.Invent(type, _files.Count + 1);
            _files.Add(new MimeAttachment(file.Content, name, type, isInline: false, file.ContentId));
        }

        /// <summary>A message within a message is a TNEF stream itself; its files count as ours.</summary>
        private bool Embedded(File file)
        {
            if (file.Content.Length < 6 || BinaryPrimitives.ReadUInt32LittleEndian(file.Content.Span) != Signature) return false;
            if (limits.EmbeddedMessageDepth <= 0) return false;
            if (Read(file.Content, limits with { EmbeddedMessageDepth = limits.EmbeddedMessageDepth - 1 }) is not { } inner) return false;
            _files.AddRange(inner.Attachments);
            return true;
        }

        private string Narrow(ReadOnlySpan<byte> value) => Decoded(value.TrimEnd((byte)0), isHtml: false);

        private string Decoded(ReadOnlySpan<byte> value, bool isHtml)
        {
            var charset = CharsetDetector.Choose(_charset, value, isHtml, null, out _);
            using var chars = new CharBuffer(charset.MaxChars(value.Length));
            var room = chars.Reserve(0);
            return TextCleaner.BodyText(room[..charset.Decode(value, room)]);
        }
    }

    private static Charset? CodePage(int number) =>
        Charset.Find(number switch
        {
            65001 => "utf-8",
            28591 or 20127 => "windows-1252",
            50220 or 50221 or 50222 => "iso-2022-jp",
            51949 => "euc-kr",
            936 or 54936 => "gb18030",
            20866 => "koi8-r",
            21866 => "koi8-u",
            >= 28592 and <= 28605 => $"iso-8859-{number - 28590}",
            _ => $"cp{number}",
        });

    private sealed class File
    {
        public string? Title { get; set; }
        public string? LongName { get; set; }
        public string? DisplayName { get; set; }
        public string? MediaType { get; set; }
        public string? ContentId { get; set; }
        public ReadOnlyMemory<byte> Content { get; set; }
    }
}
