using System.Text.Json.Serialization;

namespace MailBridge.SlackApi.Blocks;

/// <summary>A piece of a message, a modal or a home tab (https://docs.slack.dev/reference/block-kit/blocks).</summary>
[JsonDerivedType(typeof(SectionBlock))]
[JsonDerivedType(typeof(HeaderBlock))]
[JsonDerivedType(typeof(ContextBlock))]
[JsonDerivedType(typeof(ActionsBlock))]
[JsonDerivedType(typeof(DividerBlock))]
[JsonDerivedType(typeof(ImageBlock))]
[JsonDerivedType(typeof(InputBlock))]
[JsonDerivedType(typeof(MarkdownBlock))]
[JsonDerivedType(typeof(RichTextBlock))]
public abstract record Block
{
    private protected Block(string type) => Type = type;

    /// <summary>Slack's name of the kind.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; }

    /// <summary>
    /// What a payload names the block by; at most 255 characters, unique within the message or view; null lets Slack choose.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public string? BlockId { get; init; }
}

/// <summary>
/// Text, facts in two columns, and perhaps something beside it (https://docs.slack.dev/reference/block-kit/blocks/section-block).
/// </summary>
public sealed record SectionBlock() : Block("section")
{
    public SectionBlock(TextObject text) : this() => Text = text;

    /// <summary>1 to 3000 characters; may be left out where there are fields.</summary>
    public TextObject? Text { get; init; }

    /// <summary>At most 10, of at most 2000 characters each.</summary>
    public IReadOnlyList<TextObject>? Fields { get; init; }

    public BlockElement? Accessory { get; init; }

    /// <summary>True shows long text whole, without "see more".</summary>
    public bool? Expand { get; init; }
}

/// <summary>A heading of at most 150 characters (https://docs.slack.dev/reference/block-kit/blocks/header-block).</summary>
public sealed record HeaderBlock(PlainText Text) : Block("header");

/// <summary>Small print: at most 10 texts and images (https://docs.slack.dev/reference/block-kit/blocks/context-block).</summary>
public sealed record ContextBlock(IReadOnlyList<ContextElement> Elements) : Block("context");

/// <summary>At most 25 buttons and menus (https://docs.slack.dev/reference/block-kit/blocks/actions-block).</summary>
public sealed record ActionsBlock(IReadOnlyList<BlockElement> Elements) : Block("actions");

/// <summary>A line (https://docs.slack.dev/reference/block-kit/blocks/divider-block).</summary>
public sealed record DividerBlock() : Block("divider");

/// <summary>A picture from the web (https://docs.slack.dev/reference/block-kit/blocks/image-block).</summary>
/// <param name="ImageUrl">At most 3000 characters; Slack fetches it.</param>
/// <param name="AltText">At most 2000 characters.</param>
public sealed record ImageBlock(string ImageUrl, string AltText) : Block("image")
{
    /// <summary>At most 2000 characters.</summary>
    public PlainText? Title { get; init; }
}

/// <summary>A field to fill in, in modals and home tabs (https://docs.slack.dev/reference/block-kit/blocks/input-block).</summary>
/// <param name="Label">At most 2000 characters.</param>
/// <param name="Element">What is filled in.</param>
public sealed record InputBlock(PlainText Label, BlockElement Element) : Block("input")
{
    /// <summary>At most 2000 characters.</summary>
    public PlainText? Hint { get; init; }

    /// <summary>Whether it may stay empty.</summary>
    public bool? Optional { get; init; }

    /// <summary>Whether each change sends <c>block_actions</c>.</summary>
    public bool? DispatchAction { get; init; }
}

/// <summary>
/// Standard Markdown; 12,000 characters over all such blocks of a message
/// (https://docs.slack.dev/reference/block-kit/blocks/markdown-block).
/// </summary>
public sealed record MarkdownBlock(string Text) : Block("markdown");

/// <summary>
/// Formatted text in which everything is literal that is not marked: what people's own messages are made of, and the safe home for foreign
/// words (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block).
/// </summary>
public sealed record RichTextBlock(IReadOnlyList<RichTextElement> Elements) : Block("rich_text");
