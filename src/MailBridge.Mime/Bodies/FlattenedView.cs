using System.Buffers;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// The tree as a reader of mail sees it: text, HTML and files (after RFC 8621 §4.1.4). Every displayed leaf is in the text view, the HTML
/// view or both; every other leaf is a file, or part of a report that is read elsewhere.
/// </summary>
internal sealed class FlattenedView
{
    private static readonly string[] ExternalBodyParameters =
        ["access-type", "url", "site", "server", "directory", "name", "mode", "subject", "expiration", "size", "permission"];

    private readonly MimeMessage _message;
    private readonly List<MimeAttachment> _files = [];
    private readonly List<MimePart> _fileParts = [];
    private readonly List<TnefBody> _tnefBodies = [];
    private readonly List<MimePart> _displayed = [];
    private int _invented;

    public FlattenedView(MimeMessage message)
    {
        _message = message;
        var rendering = Walk(message.Root, isRoot: true, inAlternative: false);
        var uuencoded = new List<UuencodedFile>();
        Text = JoinText(rendering.Text, uuencoded);
        Html = JoinHtml(rendering.Html);
        IsTextComplete = !rendering.Text.Exists(leaf => leaf.IsHtml);
        AddFiles();
        foreach (var file in uuencoded) _files.Add(new MimeAttachment(file.Content, file.Name, "application/octet-stream"));
        TakeTnefBodies();
        if (Html is not null && string.IsNullOrWhiteSpace(Text))
        {
            // An empty plain alternative says nothing.
            Text = null;
            IsTextComplete = false;
        }
        if (message.Beyond.Length > 0) _files.Add(new MimeAttachment(message.Beyond, "rest-of-message.bin", "application/octet-stream"));
        Attachments = _files.ToArray();
    }

    public string? Text { get; private set; }

    public string? Html { get; private set; }

    public bool IsTextComplete { get; private set; }

    public IReadOnlyList<MimeAttachment> Attachments { get; }

    /// <summary>The parts whose text is shown, for the list of defects.</summary>
    public IReadOnlyList<MimePart> Displayed => _displayed;

    /// <summary>The parts that became files.</summary>
    public IReadOnlyList<MimePart> FileParts => _fileParts;

    /// <summary>What was wrong with containers and blocks that were opened.</summary>
    public List<MimeDefect> Defects { get; } = [];

    private Rendering Walk(MimePart part, bool isRoot, bool inAlternative)
    {
        if (part.Children.Count > 0)
        {
            return part.ContentType.Subtype switch
            {
                "alternative" => Alternative(part),
                "related" => Related(part),
                "encrypted" => Encrypted(part),
                _ => Mixed(part.Children),
            };
        }
        // RFC 2046 §5.1.1 knows no multipart without a part; its preamble is all there is to show.
        if (part.ContentType.IsMultipart && !part.IsOpaque) return Show(part, isHtml: false);
        if (Displays(part, isRoot, inAlternative)) return Show(part, part.ContentType.Subtype == "html");
        if (!IsReadElsewhere(part, inAlternative)) _fileParts.Add(part);
        return Rendering.Empty;
    }

    private Rendering Mixed(IReadOnlyList<MimePart> children)
    {
        if (children.Count == 1) return Walk(children[0], isRoot: false, inAlternative: false);
        var text = new List<Leaf>();
        var html = new List<Leaf>();
        foreach (var child in children)
        {
            var rendering = Walk(child, isRoot: false, inAlternative: false);
            text.AddRange(rendering.Text);
            html.AddRange(rendering.Html);
        }
        return new Rendering(text, html);
    }

    /// <summary>RFC 2046 §5.1.4: the last one that can be shown, separately for each view.</summary>
    private Rendering Alternative(MimePart part)
    {
        var (text, html) = (Rendering.None, Rendering.None);
        foreach (var child in part.Children)
        {
            var rendering = Walk(child, isRoot: false, inAlternative: true);
            if (rendering.Text.Count > 0 && (IsPlain(rendering.Text) || !IsPlain(text) || text.Count == 0)) text = rendering.Text;
            if (rendering.Html.Count > 0 && (!IsPlain(rendering.Html) || IsPlain(html))) html = rendering.Html;
        }
        return new Rendering(text, html);

        static bool IsPlain(List<Leaf> leaves) => !leaves.Exists(leaf => leaf.IsHtml);
    }

    /// <summary>RFC 2387: the root is shown, the others are what it refers to.</summary>
    private Rendering Related(MimePart part)
    {
        var root = part.Children[0];
        if (part.ContentType.Parameters["start"] is { } start && MessageIds.Parse(start) is [var id, ..])
            root = part.Children.FirstOrDefault(child => child.ContentId == id) ?? root;
        var result = Rendering.Empty;
        foreach (var child in part.Children)
        {
            if (child == root || child.ContentType.IsMultipart || child.ContentId is null)
            {
                var rendering = Walk(child, isRoot: false, inAlternative: child == root);
                result = result.IsEmpty
                    ? rendering : new Rendering([.. result.Text, .. rendering.Text], [.. result.Html, .. rendering.Html]);
            }
            else
            {
                _fileParts.Add(child);
            }
        }
        return result;
    }


    private Rendering Encrypted(MimePart part)
    {
        foreach (var child in part.Children) Collect(child);
        return Rendering.Empty;
    }

    private void Collect(MimePart part)
    {
        if (part.Children.Count == 0) _fileParts.Add(part);
        foreach (var child in part.Children) Collect(child);
    }

    private Rendering Show(MimePart part, bool isHtml)
    {
        _displayed.Add(part);
        var leaf = new List<Leaf>(1) { new(part, isHtml) };
        return new Rendering(leaf, leaf);
    }

    private static bool Displays(MimePart part, bool isRoot, bool inAlternative)
    {
        if (part.IsOpaque || part.ContentType.Type != "text" || part.ContentType.Subtype is not ("plain" or "html")) return false;
        if (part.Disposition is { IsAttachment: true }) return false;
        // QUIRK: some programs name the body itself; a name on the only part, or on an alternative of another, makes it no file.
        return isRoot || (inAlternative ? part.Disposition?.Parameters["filename"] is null : part.FileName is null);
    }

    /// <summary>The machine's part of a report, and alternatives for programs that we are not.</summary>
    private static bool IsReadElsewhere(MimePart part, bool inAlternative)
    {
        if (part.IsOpaque || part.FileName is not null) return false;
        var type = part.ContentType;
        return type.Type switch
        {
            "message" => type.Subtype is "delivery-status" or "global-delivery-status" or "disposition-notification"
                or "global-disposition-notification" or "feedback-report" or "global-headers",
            "text" => type.Subtype == "rfc822-headers" || inAlternative && type.Subtype is not ("plain" or "html" or "calendar"),
            _ => false,
        };
    }

    private string? JoinText(List<Leaf> leaves, List<UuencodedFile> uuencoded)
    {
        string? first = null;
        StringBuilder? joined = null;
        foreach (var leaf in leaves)
        {
            if (leaf.IsHtml) continue;
            var text = PlainText(leaf.Part, uuencoded);
            if (first is null)
            {
                first = text;
                continue;
            }
            joined ??= new StringBuilder(first);
            if (joined.Length > 0 && joined[^1] != '\n') joined.Append('\n');
            joined.Append(text);
        }
        return joined?.ToString() ?? first;
    }

    private string PlainText(MimePart part, List<UuencodedFile> uuencoded)
    {
        var text = part.Text;
        var malformed = false;
        text = Uuencode.Extract(text, uuencoded, ref malformed);
        if (malformed) Defects.Add(new MimeDefect(MimeDefectKind.MalformedUuencode, part.Offset, string.Empty));
        var parameters = part.ContentType.Parameters;
        return string.Equals(parameters["format"], "flowed", StringComparison.OrdinalIgnoreCase)
            ? FormatFlowed.Unflow(text, string.Equals(parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase))
            : text;
    }

    /// <summary>All that is displayed as HTML; plain text between HTML parts is kept as a block of its own.</summary>
    private string? JoinHtml(List<Leaf> leaves)
    {
        if (!leaves.Exists(leaf => leaf.IsHtml)) return null;
        if (leaves.Count == 1) return leaves[0].Part.Text;
        var joined = new StringBuilder();
        foreach (var leaf in leaves)
        {
            var text = leaf.IsHtml ? leaf.Part.Text : PlainText(leaf.Part, []);
            if (string.IsNullOrWhiteSpace(text)) continue;
            if (leaf.IsHtml) joined.Append(text);
            else joined.Append("<div style=\"white-space:pre-wrap\">").Append(Escape(text)).Append("</div>");
            joined.Append('\n');
        }
        return joined.ToString();
    }

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    private void AddFiles()
    {
        var referenced = Html is not null && _fileParts.Exists(part => part.Headers.Has("Content-ID"))
            ? ContentIds.ReferencedBy(Html) : null;
        foreach (var part in _fileParts)
        {
            if (Tnef.IsTnef(part) && TryUnpack(part)) continue;
            if (part.ContentType.Is("message", "external-body"))
            {
                _files.Add(ExternalBody(part));
                continue;
            }
            var isInline = referenced is not null && part.ContentId is { } id && referenced.Contains(id) || IsShownByLocation(part);
            _files.Add(new MimeAttachment(part, part.FileName ?? InventName(part), part.ContentType.ToString(), isInline));
        }
    }

    /// <summary>RFC 2046 §5.2.3: what lies elsewhere is never fetched; where it is said to lie can be read.</summary>
    private static MimeAttachment ExternalBody(MimePart part)
    {
        var where = new StringBuilder("This part lies elsewhere and was not fetched.\n\n");
        foreach (var name in ExternalBodyParameters)
        {
            if (part.ContentType.Parameters[name] is { Length: > 0 } value) where.Append(name).Append(": ").Append(value).Append('\n');
        }
        var said = part.Text.Trim();
        if (said.Length > 0) where.Append('\n').Append(said).Append('\n');
        var file = (FileNames.Sanitise(part.ContentType.Parameters["name"]) ?? "external-body") + ".txt";
        return new MimeAttachment(Encoding.UTF8.GetBytes(where.ToString()), file, "text/plain");
    }

    private string InventName(MimePart part)
    {
        if (PieceName(part) is { } piece) return piece;
        if (part.IsEmbeddedMessage) return FileNames.OfMessage(part.EmbeddedMessage?.Subject ?? string.Empty);
        return part.ContentType.Is("text", "calendar") ? "invite.ics" : FileNames.Invent(part.ContentType.ToString(), ++_invented);
    }

    /// <summary>
    /// RFC 2557 §8: HTML may name a part by its Content-Location instead; only a picture beside the HTML is meant so today.
    /// </summary>
    private bool IsShownByLocation(MimePart part) =>
        Html is not null && part.ContentType.Type == "image"
        && part.Headers.Text("Content-Location")?.Trim().Trim('"') is { Length: > 3 } location
        && (Html.Contains($"\"{location}\"", StringComparison.OrdinalIgnoreCase)
            || Html.Contains($"'{location}'", StringComparison.OrdinalIgnoreCase));

    private string? PieceName(MimePart part) =>
        part == _message.Root && PartialMessage.Of(_message) is { } piece
            ? FileNames.OfMessage(
                $"{_message.Subject} (part {piece.Number}{(piece.Total is { } total ? $" of {total}" : string.Empty)})")
            : null;

    private bool TryUnpack(MimePart part)
    {
        if (Tnef.Read(part.Content, _message.Limits) is not { } tnef)
        {
            Defects.Add(new MimeDefect(MimeDefectKind.MalformedTnef, part.Offset, string.Empty));
            return false;
        }
        if (tnef.IsEmpty) return false;
        _files.AddRange(tnef.Attachments);
        if (tnef.Body is { } body) _tnefBodies.Add(body);
        return true;
    }

    /// <summary>A body inside winmail.dat counts only where the mail itself shows none.</summary>
    private void TakeTnefBodies()
    {
        foreach (var body in _tnefBodies)
        {
            if (Html is null && body.Html is not null && string.IsNullOrWhiteSpace(Text)) Html = body.Html;
            if (string.IsNullOrWhiteSpace(Text) && body.Text is not null) Text = body.Text;
            IsTextComplete = Text is not null || Html is null;
        }
    }

    /// <summary>A leaf that is displayed.</summary>
    private readonly record struct Leaf(MimePart Part, bool IsHtml);

    /// <summary>What a node contributes to each view.</summary>
    private readonly record struct Rendering(List<Leaf> Text, List<Leaf> Html)
    {
        public static List<Leaf> None { get; } = [];
        public static Rendering Empty { get; } = new(None, None);
        public bool IsEmpty => Text.Count == 0 && Html.Count == 0;
    }
}

/// <summary>Finds <c>cid:</c> URLs (RFC 2392) in HTML.</summary>
internal static class ContentIds
{
    private static readonly SearchValues<char> UrlEnd = SearchValues.Create("\"'<>) \t\r\n");

    public static HashSet<string> ReferencedBy(string html)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var rest = html.AsSpan();
        while (true)
        {
            var at = rest.IndexOf("cid:", StringComparison.OrdinalIgnoreCase);
            if (at < 0) return ids;
            rest = rest[(at + 4)..];
            var end = rest.IndexOfAny(UrlEnd);
            var id = end < 0 ? rest : rest[..end];
            if (id.Length is > 0 and < 500) ids.Add(Uri.UnescapeDataString(id.ToString()));
        }
    }
}
