using System.Buffers.Binary;
using System.Text;

namespace MailBridge.Mime;

/// <summary>One MAPI property (MS-OXCDATA 2.8.3): its id, its type and its first value.</summary>
internal readonly record struct MapiProperty(int Id, int Type, ReadOnlyMemory<byte> Value)
{
    public const int String8 = 0x1E, Unicode = 0x1F, Object = 0x0D, Binary = 0x102;

    public bool IsObject => Type == Object;

    /// <summary>The value if it is text.</summary>
    public string? Text(Charset charset)
    {
        if (Type is not (String8 or Unicode)) return null;
        var bytes = Value.Span;
        if (Type == Unicode)
        {
            var wide = Encoding.Unicode.GetChars(bytes.ToArray());
            return TextCleaner.BodyText(wide);
        }
        bytes = bytes.TrimEnd((byte)0);
        using var chars = new CharBuffer(charset.MaxChars(bytes.Length));
        var room = chars.Reserve(0);
        return TextCleaner.BodyText(room[..charset.Decode(bytes, room)]);
    }
}

/// <summary>Reads the property lists of TNEF (MS-OXTNEF 2.1.3.4). Stops where the list breaks; what was read stays.</summary>
internal static class MapiProperties
{
    private const int MultiValue = 0x1000;
    private const int MostProperties = 10_000;
    private const int NamedById = 0;

    public static List<MapiProperty> Read(ReadOnlyMemory<byte> list)
    {
        var found = new List<MapiProperty>();
        var reader = new Reader(list);
        if (!reader.TryInt(out var count)) return found;
        for (var i = 0; i < Math.Min(count, MostProperties); i++)
        {
            if (!reader.TryProperty(out var property)) break;
            found.Add(property);
        }
        return found;
    }

    private struct Reader(ReadOnlyMemory<byte> rest)
    {
        private ReadOnlyMemory<byte> _rest = rest;

        public bool TryInt(out int value)
        {
            value = 0;
            if (_rest.Length < 4) return false;
            value = BinaryPrimitives.ReadInt32LittleEndian(_rest.Span);
            _rest = _rest[4..];
            return true;
        }

        public bool TryProperty(out MapiProperty property)
        {
            property = default;
            if (!TryInt(out var tag)) return false;
            var type = tag & 0xFFFF;
            var id = (tag >> 16) & 0xFFFF;
            if (id >= 0x8000 && !TrySkipName()) return false;
            var multi = (type & MultiValue) != 0;
            type &= ~MultiValue;
            var values = 1;
            if ((multi || IsVariable(type)) && !TryInt(out values)) return false;
            ReadOnlyMemory<byte> first = default;
            for (var i = 0; i < values; i++)
            {
                if (!TryValue(type, out var value)) return false;
                if (i == 0) first = value;
            }
            property = new MapiProperty(id, type, first);
            return values >= 0;
        }

        /// <summary>A GUID, then a number or a name.</summary>
        private bool TrySkipName()
        {
            const int Guid = 16;
            if (_rest.Length < Guid) return false;
            _rest = _rest[Guid..];
            if (!TryInt(out var kind) || !TryInt(out var number)) return false;
            return kind == NamedById || TryTake(number, out _);
        }

        private bool TryValue(int type, out ReadOnlyMemory<byte> value)
        {
            value = default;
            if (IsVariable(type)) return TryInt(out var length) && TryTake(length, out value);
            return TryTake(FixedLength(type), out value);
        }

        /// <summary>Takes bytes and the padding that brings them to a multiple of four.</summary>
        private bool TryTake(int length, out ReadOnlyMemory<byte> value)
        {
            value = default;
            if (length < 0 || length > _rest.Length) return false;
            value = _rest[..length];
            var padded = Math.Min((long)_rest.Length, ((long)length + 3) & ~3L);
            _rest = _rest[(int)padded..];
            return true;
        }

        private static bool IsVariable(int type) =>
            type is MapiProperty.String8 or MapiProperty.Unicode or MapiProperty.Object or MapiProperty.Binary;

        private static int FixedLength(int type) => type switch
        {
            0x05 or 0x06 or 0x07 or 0x14 or 0x40 => 8, // double, currency, application time, 64-bit integer, time
            0x48 => 16, // GUID
            0x00 or 0x01 => 0,
            _ => 4,
        };
    }
}
