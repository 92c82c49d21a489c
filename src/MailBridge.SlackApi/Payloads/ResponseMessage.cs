using System.Text.Json;
using System.Text.Json.Serialization;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Payloads;

/// <summary>
/// An answer to a slash command, in the response or later through its response URL, and the way to alter a message that a button was
/// pressed on (https://docs.slack.dev/interactivity/handling-user-interaction).
/// </summary>
public sealed record ResponseMessage
{
    /// <summary><c>ephemeral</c> (the default: only that person sees it) or <c>in_channel</c>.</summary>
    public string? ResponseType { get; init; }

    /// <summary>True puts it in the place of the message that the button is on.</summary>
    public bool? ReplaceOriginal { get; init; }

    /// <summary>True removes that message.</summary>
    public bool? DeleteOriginal { get; init; }

    /// <summary>The thread it goes into, through a response URL.</summary>
    public string? ThreadTs { get; init; }

    public string? Text { get; init; }

    public IReadOnlyList<Block>? Blocks { get; init; }

    /// <summary>As JSON in UTF-8, for a response's body, an acknowledgement or a response URL.</summary>
    /// <exception cref="BlockLimitException">A limit of Slack's is not kept.</exception>
    public byte[] ToJson()
    {
        if (DeleteOriginal != true) BlockLimits.Require(Text ?? "", BlockLimits.MessageText, Blocks);
        return JsonSerializer.SerializeToUtf8Bytes(this, SlackWriting.Slack.ResponseMessage);
    }
}

/// <summary>
/// The answer to a <see cref="SlackPayload.ViewSubmission"/>; none (an empty body) closes the view
/// (https://docs.slack.dev/surfaces/modals#response_actions).
/// </summary>
[JsonDerivedType(typeof(Errors))]
[JsonDerivedType(typeof(Update))]
[JsonDerivedType(typeof(Push))]
[JsonDerivedType(typeof(Clear))]
public abstract record ViewResponse
{
    private ViewResponse(string action) => ResponseAction = action;

    [JsonPropertyOrder(-1)]
    public string ResponseAction { get; }

    /// <summary>As JSON in UTF-8, for a response's body or an acknowledgement.</summary>
    /// <exception cref="BlockLimitException">A limit of Slack's is not kept.</exception>
    public byte[] ToJson()
    {
        if (this is Update { View: var update }) BlockLimits.Require(update);
        if (this is Push { View: var push }) BlockLimits.Require(push);
        return JsonSerializer.SerializeToUtf8Bytes(this, SlackWriting.Slack.ViewResponse);
    }

    /// <summary>The view stays open and says what is wrong.</summary>
    /// <param name="ByBlock">Sentences by the block id of the input; other blocks cannot show one.</param>
    public sealed record Errors([property: JsonPropertyName("errors")] IReadOnlyDictionary<string, string> ByBlock)
        : ViewResponse("errors");

    /// <summary>The view shows something else.</summary>
    public sealed record Update(View View) : ViewResponse("update");

    /// <summary>Another view on top; three at most.</summary>
    public sealed record Push(View View) : ViewResponse("push");

    /// <summary>All views close.</summary>
    public sealed record Clear() : ViewResponse("clear");
}

/// <summary>The answer to a <see cref="SlackPayload.BlockSuggestion"/>: at most 100 options; none says that nothing was found.</summary>
public sealed record OptionsResponse(IReadOnlyList<Option> Options)
{
    /// <summary>As JSON in UTF-8, for a response's body or an acknowledgement.</summary>
    /// <exception cref="BlockLimitException">A limit of Slack's is not kept.</exception>
    public byte[] ToJson()
    {
        BlockLimits.Require(Options);
        return JsonSerializer.SerializeToUtf8Bytes(this, SlackWriting.Slack.OptionsResponse);
    }
}
