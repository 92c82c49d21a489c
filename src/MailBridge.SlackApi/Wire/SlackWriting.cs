using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Web;

namespace MailBridge.SlackApi.Wire;

/// <summary>
/// How our records become Slack's JSON. Only writing goes through here; reading is <see cref="JsonFields"/>, so that one odd field does not
/// cost the whole answer.
/// </summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(IReadOnlyList<Block>))]
[JsonSerializable(typeof(View))]
[JsonSerializable(typeof(MessageMetadata))]
[JsonSerializable(typeof(ResponseMessage))]
[JsonSerializable(typeof(ViewResponse))]
[JsonSerializable(typeof(OptionsResponse))]
[JsonSerializable(typeof(IReadOnlyList<UploadedFile>))]
internal sealed partial class SlackWriting : JsonSerializerContext
{
    /// <summary>As Slack's own pages show JSON: letters stay letters. It ends up in a form or a body, never in HTML.</summary>
    public static SlackWriting Slack { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public static string ToJson(IReadOnlyList<Block> blocks) => JsonSerializer.Serialize(blocks, Slack.IReadOnlyListBlock);

    public static string ToJson(View view) => JsonSerializer.Serialize(view, Slack.View);

    public static string ToJson(MessageMetadata metadata) => JsonSerializer.Serialize(metadata, Slack.MessageMetadata);
}

/// <summary>Context blocks hold texts and images side by side, without a word around them.</summary>
internal sealed class ContextElementConverter : JsonConverter<ContextElement>
{
    public override ContextElement? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Blocks are written here and read elsewhere.");

    public override void Write(Utf8JsonWriter writer, ContextElement value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case ContextElement.OfText { Text: var text }:
                JsonSerializer.Serialize(writer, text, SlackWriting.Slack.TextObject);
                break;
            case ContextElement.OfImage { Image: var image }:
                JsonSerializer.Serialize(writer, image, SlackWriting.Slack.BlockElement);
                break;
        }
    }
}
