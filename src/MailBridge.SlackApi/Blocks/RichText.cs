using System.Text.Json.Serialization;

namespace MailBridge.SlackApi.Blocks;

/// <summary>A paragraph, list, quote or code block of a <see cref="RichTextBlock"/>.</summary>
[JsonDerivedType(typeof(RichTextSection))]
[JsonDerivedType(typeof(RichTextList))]
[JsonDerivedType(typeof(RichTextQuote))]
[JsonDerivedType(typeof(RichTextPreformatted))]
public abstract record RichTextElement
{
    private protected RichTextElement(string type) => Type = type;

    /// <summary>Slack's name of the kind.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; }
}

/// <summary>Running text; line ends are in the text.</summary>
public sealed record RichTextSection(IReadOnlyList<RichTextPiece> Elements) : RichTextElement("rich_text_section");

/// <summary>A list; a nested list is one of its own with a greater <see cref="Indent"/>.</summary>
/// <param name="Style"><c>bullet</c> or <c>ordered</c>.</param>
/// <param name="Elements">The items.</param>
public sealed record RichTextList(string Style, IReadOnlyList<RichTextSection> Elements) : RichTextElement("rich_text_list")
{
    /// <summary>0 for the outermost.</summary>
    public int? Indent { get; init; }

    /// <summary>How many numbers were used up before the first item.</summary>
    public int? Offset { get; init; }
}

/// <summary>A quotation.</summary>
public sealed record RichTextQuote(IReadOnlyList<RichTextPiece> Elements) : RichTextElement("rich_text_quote");

/// <summary>Code or a table of fixed width.</summary>
public sealed record RichTextPreformatted(IReadOnlyList<RichTextPiece> Elements) : RichTextElement("rich_text_preformatted");

/// <summary>A run of rich text.</summary>
[JsonDerivedType(typeof(Words))]
[JsonDerivedType(typeof(Link))]
[JsonDerivedType(typeof(User))]
[JsonDerivedType(typeof(Usergroup))]
[JsonDerivedType(typeof(Channel))]
[JsonDerivedType(typeof(Broadcast))]
[JsonDerivedType(typeof(Emoji))]
[JsonDerivedType(typeof(Date))]
[JsonDerivedType(typeof(Color))]
[JsonDerivedType(typeof(Other))]
public abstract record RichTextPiece
{
    private RichTextPiece(string type) => Type = type;

    /// <summary>Slack's name of the kind.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; }

    [JsonPropertyOrder(1)]
    public RichTextStyle? Style { get; init; }

    /// <summary>Literal text; nothing in it is formatting, nothing pings.</summary>
    public sealed record Words(string Text) : RichTextPiece("text");

    /// <param name="Url">Where it leads.</param>
    /// <param name="Text">What is shown; null shows the URL.</param>
    public sealed record Link(string Url, string? Text = null) : RichTextPiece("link");

    /// <summary>A person, who is notified.</summary>
    public sealed record User(string UserId) : RichTextPiece("user");

    /// <summary>A group, which is notified.</summary>
    public sealed record Usergroup(string UsergroupId) : RichTextPiece("usergroup");

    public sealed record Channel(string ChannelId) : RichTextPiece("channel");

    /// <param name="Range"><c>here</c>, <c>channel</c> or <c>everyone</c>.</param>
    public sealed record Broadcast(string Range) : RichTextPiece("broadcast");

    /// <param name="Name">Without colons; <c>wave::skin-tone-2</c> is the name <c>wave</c> with a skin tone.</param>
    /// <param name="Unicode">Code points in hexadecimal, joined by "-"; null for a workspace's own emoji.</param>
    public sealed record Emoji(string Name, string? Unicode = null) : RichTextPiece("emoji");

    /// <param name="Timestamp">Unix seconds.</param>
    /// <param name="Format">Slack's pattern, such as <c>{date_short} {time}</c>.</param>
    /// <param name="Fallback">What is shown where the pattern cannot be.</param>
    public sealed record Date(long Timestamp, string Format, string? Fallback = null) : RichTextPiece("date");

    /// <summary>A colour's swatch.</summary>
    public sealed record Color(string Value) : RichTextPiece("color");

    /// <summary>A kind that Slack has added since; it is read, never written.</summary>
    public sealed record Other([property: JsonIgnore] string Kind) : RichTextPiece(Kind);
}

/// <summary>How a run looks; null is false.</summary>
public sealed record RichTextStyle
{
    public bool? Bold { get; init; }

    public bool? Italic { get; init; }

    public bool? Strike { get; init; }

    public bool? Underline { get; init; }

    public bool? Code { get; init; }
}
