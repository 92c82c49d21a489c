using System.Text.Json.Serialization;

namespace MailBridge.SlackApi.Blocks;

/// <summary>What may stand in a context block: text or a small picture.</summary>
[JsonConverter(typeof(Wire.ContextElementConverter))]
public abstract record ContextElement
{
    private ContextElement() { }

    public static implicit operator ContextElement(TextObject text) => FromTextObject(text);

    public static implicit operator ContextElement(ImageElement image) => FromImageElement(image);

    public static ContextElement FromTextObject(TextObject text) => new OfText(text);

    public static ContextElement FromImageElement(ImageElement image) => new OfImage(image);

    /// <summary>Text of at most 2000 characters.</summary>
    public sealed record OfText(TextObject Text) : ContextElement;

    public sealed record OfImage(ImageElement Image) : ContextElement;
}

/// <summary>Something to press, choose or fill in (https://docs.slack.dev/reference/block-kit/block-elements).</summary>
[JsonDerivedType(typeof(ButtonElement))]
[JsonDerivedType(typeof(OverflowElement))]
[JsonDerivedType(typeof(ImageElement))]
[JsonDerivedType(typeof(StaticSelectElement))]
[JsonDerivedType(typeof(MultiStaticSelectElement))]
[JsonDerivedType(typeof(ExternalSelectElement))]
[JsonDerivedType(typeof(UsersSelectElement))]
[JsonDerivedType(typeof(MultiUsersSelectElement))]
[JsonDerivedType(typeof(ConversationsSelectElement))]
[JsonDerivedType(typeof(MultiConversationsSelectElement))]
[JsonDerivedType(typeof(CheckboxesElement))]
[JsonDerivedType(typeof(RadioButtonsElement))]
[JsonDerivedType(typeof(PlainTextInputElement))]
[JsonDerivedType(typeof(FileInputElement))]
[JsonDerivedType(typeof(DateTimePickerElement))]
public abstract record BlockElement
{
    private protected BlockElement(string type) => Type = type;

    /// <summary>Slack's name of the kind.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; }
}

/// <summary>An element that sends what was done with it.</summary>
public abstract record ActionElement : BlockElement
{
    private protected ActionElement(string type, string actionId) : base(type) => ActionId = actionId;

    /// <summary>What a payload names the element by; 1 to 255 characters, unique within its block.</summary>
    [JsonPropertyOrder(-1)]
    public string ActionId { get; init; }

    public ConfirmDialog? Confirm { get; init; }

    /// <summary>Takes the cursor when the view opens; one element of a view at most.</summary>
    public bool? FocusOnLoad { get; init; }
}

/// <summary>https://docs.slack.dev/reference/block-kit/block-elements/button-element.</summary>
/// <param name="ActionId">What a payload names it by.</param>
/// <param name="Text">At most 75 characters; about 30 are shown.</param>
public sealed record ButtonElement(string ActionId, PlainText Text) : ActionElement("button", ActionId)
{
    /// <summary>What comes back; at most 2000 characters. The person at the other end can read it.</summary>
    public string? Value { get; init; }

    /// <summary>A page to open, at most 3000 characters; a payload is sent as well.</summary>
    public string? Url { get; init; }

    /// <summary><c>primary</c> or <c>danger</c>; null for an ordinary button.</summary>
    public string? Style { get; init; }

    /// <summary>What a screen reader says; at most 75 characters.</summary>
    public string? AccessibilityLabel { get; init; }
}

/// <summary>The "…" menu of at most 5 (https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element).</summary>
public sealed record OverflowElement(string ActionId, IReadOnlyList<Option> Options) : ActionElement("overflow", ActionId);

/// <summary>A small picture (https://docs.slack.dev/reference/block-kit/block-elements/image-element).</summary>
public sealed record ImageElement(string ImageUrl, string AltText) : BlockElement("image");

/// <summary>
/// One of at most 100 options, or of at most 100 groups (https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element).
/// </summary>
public sealed record StaticSelectElement(string ActionId) : ActionElement("static_select", ActionId)
{
    public IReadOnlyList<Option>? Options { get; init; }

    public IReadOnlyList<OptionGroup>? OptionGroups { get; init; }

    /// <summary>Exactly one of the options.</summary>
    public Option? InitialOption { get; init; }

    /// <summary>At most 150 characters.</summary>
    public PlainText? Placeholder { get; init; }
}

/// <summary>Several options (https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element).</summary>
public sealed record MultiStaticSelectElement(string ActionId) : ActionElement("multi_static_select", ActionId)
{
    public IReadOnlyList<Option>? Options { get; init; }

    public IReadOnlyList<OptionGroup>? OptionGroups { get; init; }

    public IReadOnlyList<Option>? InitialOptions { get; init; }

    public int? MaxSelectedItems { get; init; }

    public PlainText? Placeholder { get; init; }
}

/// <summary>
/// One of the options that the app is asked for while somebody types (see <see cref="Payloads.SlackPayload.BlockSuggestion"/>).
/// </summary>
public sealed record ExternalSelectElement(string ActionId) : ActionElement("external_select", ActionId)
{
    public Option? InitialOption { get; init; }

    /// <summary>After how many letters the app is asked.</summary>
    public int? MinQueryLength { get; init; }

    public PlainText? Placeholder { get; init; }
}

/// <summary>A person of the workspace.</summary>
public sealed record UsersSelectElement(string ActionId) : ActionElement("users_select", ActionId)
{
    public string? InitialUser { get; init; }

    public PlainText? Placeholder { get; init; }
}

/// <summary>Several people of the workspace.</summary>
public sealed record MultiUsersSelectElement(string ActionId) : ActionElement("multi_users_select", ActionId)
{
    public IReadOnlyList<string>? InitialUsers { get; init; }

    public int? MaxSelectedItems { get; init; }

    public PlainText? Placeholder { get; init; }
}

/// <summary>A channel or a direct message.</summary>
public sealed record ConversationsSelectElement(string ActionId) : ActionElement("conversations_select", ActionId)
{
    public string? InitialConversation { get; init; }

    public bool? DefaultToCurrentConversation { get; init; }

    public ConversationFilter? Filter { get; init; }

    public PlainText? Placeholder { get; init; }
}

/// <summary>Several channels or direct messages.</summary>
public sealed record MultiConversationsSelectElement(string ActionId) : ActionElement("multi_conversations_select", ActionId)
{
    public IReadOnlyList<string>? InitialConversations { get; init; }

    public int? MaxSelectedItems { get; init; }

    public ConversationFilter? Filter { get; init; }

    public PlainText? Placeholder { get; init; }
}

/// <summary>Which conversations a menu offers; <c>im</c>, <c>mpim</c>, <c>private</c>, <c>public</c>.</summary>
public sealed record ConversationFilter(IReadOnlyList<string> Include)
{
    public bool? ExcludeExternalSharedChannels { get; init; }

    public bool? ExcludeBotUsers { get; init; }
}

/// <summary>At most 10 (https://docs.slack.dev/reference/block-kit/block-elements/checkboxes-element).</summary>
public sealed record CheckboxesElement(string ActionId, IReadOnlyList<Option> Options) : ActionElement("checkboxes", ActionId)
{
    public IReadOnlyList<Option>? InitialOptions { get; init; }
}

/// <summary>At most 10 (https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element).</summary>
public sealed record RadioButtonsElement(string ActionId, IReadOnlyList<Option> Options) : ActionElement("radio_buttons", ActionId)
{
    public Option? InitialOption { get; init; }
}

/// <summary>A line or an area of text (https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element).</summary>
public sealed record PlainTextInputElement(string ActionId) : ActionElement("plain_text_input", ActionId)
{
    public bool? Multiline { get; init; }

    /// <summary>At most 3000 characters, and no more than <see cref="MaxLength"/>.</summary>
    public string? InitialValue { get; init; }

    public int? MinLength { get; init; }

    /// <summary>At most 3000.</summary>
    public int? MaxLength { get; init; }

    public PlainText? Placeholder { get; init; }
}

/// <summary>Files from the person's machine (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element).</summary>
public sealed record FileInputElement(string ActionId) : ActionElement("file_input", ActionId)
{
    /// <summary>Extensions without the dot; null takes all.</summary>
    public IReadOnlyList<string>? Filetypes { get; init; }

    /// <summary>1 to 10.</summary>
    public int? MaxFiles { get; init; }
}

/// <summary>Day and time (https://docs.slack.dev/reference/block-kit/block-elements/datetime-picker-element).</summary>
public sealed record DateTimePickerElement(string ActionId) : ActionElement("datetimepicker", ActionId)
{
    /// <summary>Unix seconds, ten digits.</summary>
    public long? InitialDateTime { get; init; }
}
