using System.Runtime.InteropServices;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace MailBridge.Benchmarks;

/// <summary>
/// The same work by GMime 3 (C), where it is installed (Debian: libgmime-3.0-0): header fields, all text in UTF-8, all files decoded. It runs in this
/// process and this run, so that the quotient means something on a machine that others use too.
/// </summary>
internal static partial class GMime
{
    private const string Library = "libgmime-3.0.so.0";
    private const string GLib = "libglib-2.0.so.0";
    private const string GObject = "libgobject-2.0.so.0";

    private static nuint _partType, _textPartType;

    /// <summary>Loads the library; false where it is not installed.</summary>
    public static bool TryInit()
    {
        if (!NativeLibrary.TryLoad(Library, out _)) return false;
        Init();
        (_partType, _textPartType) = (PartType(), TextPartType());
        return true;
    }

    /// <summary>Reads a message whole; returns how much was seen.</summary>
    public static long Whole(byte[] mail)
    {
        var stream = MemoryStream(mail, (nuint)mail.Length);
        var parser = Parser(stream);
        var message = Construct(parser, 0);
        long seen = 0;
        if (message != 0)
        {
            seen = Length(Subject(message)) + Count(From(message)) + Count(To(message)) + Count(Cc(message)) + Length(Id(message)) + Date(message);
            seen += Length(Header(message, "References")) + Length(Header(message, "In-Reply-To")) + Parts(message);
            Unref(message);
        }
        Unref(parser);
        Unref(stream);
        return seen;
    }

    private static long Parts(nint message)
    {
        long seen = 0;
        var iterator = Iterator(message);
        do
        {
            var part = Current(iterator);
            if (part == 0) break;
            if (IsA(part, _textPartType) && FileName(part) == 0)
            {
                var text = Text(part);
                seen += Length(text);
                Free(text);
            }
            else if (IsA(part, _partType))
            {
                seen += Length(FileName(part)) + Decoded(part);
            }
        }
        while (Next(iterator));
        FreeIterator(iterator);
        return seen;
    }

    private static long Decoded(nint part)
    {
        var content = Content(part);
        if (content == 0) return 0;
        var target = EmptyStream();
        var written = WriteTo(content, target);
        Unref(target);
        return written;
    }

    private static long Length(nint text)
    {
        if (text == 0) return 0;
        return (long)StringLength(text);
    }

    private static int Count(nint list) => list == 0 ? 0 : ListLength(list);

    private static long Date(nint message) => MessageDate(message) == 0 ? 0 : 1;

    [LibraryImport(Library, EntryPoint = "g_mime_init")]
    private static partial void Init();

    [LibraryImport(Library, EntryPoint = "g_mime_part_get_type")]
    private static partial nuint PartType();

    [LibraryImport(Library, EntryPoint = "g_mime_text_part_get_type")]
    private static partial nuint TextPartType();

    [LibraryImport(Library, EntryPoint = "g_mime_stream_mem_new_with_buffer")]
    private static partial nint MemoryStream(byte[] buffer, nuint length);

    [LibraryImport(Library, EntryPoint = "g_mime_stream_mem_new")]
    private static partial nint EmptyStream();

    [LibraryImport(Library, EntryPoint = "g_mime_parser_new_with_stream")]
    private static partial nint Parser(nint stream);

    [LibraryImport(Library, EntryPoint = "g_mime_parser_construct_message")]
    private static partial nint Construct(nint parser, nint options);

    [LibraryImport(Library, EntryPoint = "g_mime_message_get_subject")]
    private static partial nint Subject(nint message);

    [LibraryImport(Library, EntryPoint = "g_mime_message_get_from")]
    private static partial nint From(nint message);

    [LibraryImport(Library, EntryPoint = "g_mime_message_get_to")]
    private static partial nint To(nint message);

    [LibraryImport(Library, EntryPoint = "g_mime_message_get_cc")]
    private static partial nint Cc(nint message);

    [LibraryImport(Library, EntryPoint = "g_mime_message_get_message_id")]
    private static partial nint Id(nint message);

    [LibraryImport(Library, EntryPoint = "g_mime_message_get_date")]
    private static partial nint MessageDate(nint message);

    [LibraryImport(Library, EntryPoint = "g_mime_object_get_header", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Header(nint message, string name);

    [LibraryImport(Library, EntryPoint = "internet_address_list_length")]
    private static partial int ListLength(nint list);

    [LibraryImport(Library, EntryPoint = "g_mime_part_iter_new")]
    private static partial nint Iterator(nint message);

    [LibraryImport(Library, EntryPoint = "g_mime_part_iter_get_current")]
    private static partial nint Current(nint iterator);

    [LibraryImport(Library, EntryPoint = "g_mime_part_iter_next")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool Next(nint iterator);

    [LibraryImport(Library, EntryPoint = "g_mime_part_iter_free")]
    private static partial void FreeIterator(nint iterator);

    [LibraryImport(Library, EntryPoint = "g_mime_text_part_get_text")]
    private static partial nint Text(nint part);

    [LibraryImport(Library, EntryPoint = "g_mime_part_get_filename")]
    private static partial nint FileName(nint part);

    [LibraryImport(Library, EntryPoint = "g_mime_part_get_content")]
    private static partial nint Content(nint part);

    [LibraryImport(Library, EntryPoint = "g_mime_data_wrapper_write_to_stream")]
    private static partial nint WriteTo(nint content, nint stream);

    [LibraryImport(GObject, EntryPoint = "g_object_unref")]
    private static partial void Unref(nint instance);

    [LibraryImport(GObject, EntryPoint = "g_type_check_instance_is_a")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool IsA(nint instance, nuint type);

    [LibraryImport(GLib, EntryPoint = "g_free")]
    private static partial void Free(nint memory);

    [LibraryImport("libc", EntryPoint = "strlen")]
    private static partial nuint StringLength(nint text);
}
