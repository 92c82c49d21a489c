using System.Text.Json.Serialization;

namespace MailBridge.SlackApi.Blocks;

/// <summary>Text in a block: literal or formatted (https://docs.slack.dev/reference/block-kit/composition-objects/text-object).</summary>
[JsonDerivedType(typeof(PlainText))]
[JsonDerivedType(typeof(MrkdwnText))]
public abstract record TextObject
{
    private protected TextObject(string type, string text) => (Type, Text) = (type, text);

    /// <summary>Slack's name of the kind.</summary>
    [JsonPropertyOrder(-2)]
    public string Type { get; }

    /// <summary>What is shown; never empty.</summary>
    [JsonPropertyOrder(-1)]
    public string Text { get; init; }
}

/// <summary><c>plain_text</c>: shown as it is, without formatting; nothing in it needs escaping.</summary>
public sealed record PlainText(string Text) : TextObject("plain_text", Text)
{
    /// <summary>
    /// False shows <c>:emoji:</c> codes as they are written, which is what a customer's words need; Slack's default is true.
    /// </summary>
    public bool? Emoji { get; init; }
}

/// <summary>
/// <c>mrkdwn</c>: Slack's formatting. Foreign words in it go through <see cref="MailBridge.SlackApi.Text.Mrkdwn.Escape(string)"/> first.
/// </summary>
public sealed record MrkdwnText(string Text) : TextObject("mrkdwn", Text)
{
    /// <summary>True leaves URLs and names in the text alone that nobody marked as links.</summary>
    public bool? Verbatim { get; init; }
}

/// <summary>Asks "are you sure?" (https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object).</summary>
/// <param name="Title">At most 100 characters.</param>
/// <param name="Text">At most 300 characters.</param>
/// <param name="Confirm">The button that goes on; at most 30 characters.</param>
/// <param name="Deny">The button that does not; at most 30 characters.</param>
public sealed record ConfirmDialog(PlainText Title, TextObject Text, PlainText Confirm, PlainText Deny)
{
    /// <summary><c>primary</c> or <c>danger</c>.</summary>
    public string? Style { get; init; }
}

/// <summary>One choice (https://docs.slack.dev/reference/block-kit/composition-objects/option-object).</summary>
/// <param name="Text">At most 75 characters; plain in menus.</param>
/// <param name="Value">What comes back; at most 75 characters.</param>
public sealed record Option(TextObject Text, string Value)
{
    /// <summary>A second line; at most 75 characters.</summary>
    public TextObject? Description { get; init; }
}

/// <summary>Choices under a heading (https://docs.slack.dev/reference/block-kit/composition-objects/option-group-object).</summary>
public sealed record OptionGroup(PlainText Label, IReadOnlyList<Option> Options);

/// <summary>
/// Facts that a message carries and nobody sees (https://docs.slack.dev/messaging/message-metadata). Every app of the workspace can read
/// them: ids only.
/// </summary>
/// <param name="EventType">Letters, digits and underscores.</param>
/// <param name="EventPayload">Names and values, flat.</param>
public sealed record MessageMetadata(string EventType, IReadOnlyDictionary<string, string> EventPayload);
