using System.Text.Json;
using MailBridge.SlackApi.Blocks;

namespace MailBridge.SlackApi.Wire;

/// <summary>Reads the rich text of a message; what it does not know it passes over.</summary>
internal static class RichTextReader
{
    public static IReadOnlyList<RichTextBlock> Read(IReadOnlyList<JsonElement> blocks) =>
        [.. blocks.Where(static block => block.Text("type") == "rich_text").Select(ReadBlock)];

    public static RichTextBlock ReadBlock(JsonElement block) =>
        new([.. block.Items("elements").Select(ReadElement).OfType<RichTextElement>()]) { BlockId = block.Id("block_id") };

    private static RichTextElement? ReadElement(JsonElement element) => element.Text("type") switch
    {
        "rich_text_section" => new RichTextSection(ReadPieces(element)),
        "rich_text_quote" => new RichTextQuote(ReadPieces(element)),
        "rich_text_preformatted" => new RichTextPreformatted(ReadPieces(element)),
        "rich_text_list" => new RichTextList(
            element.Text("style") ?? "bullet", [.. element.Items("elements").Select(static item => new RichTextSection(ReadPieces(item)))])
        {
            Indent = Small(element, "indent"),
            Offset = Small(element, "offset"),
        },
        _ => null,
    };

    private static IReadOnlyList<RichTextPiece> ReadPieces(JsonElement element) => [.. element.Items("elements").Select(ReadPiece)];

    private static RichTextPiece ReadPiece(JsonElement piece)
    {
        RichTextPiece read = piece.Text("type") switch
        {
            "text" => new RichTextPiece.Words(piece.Text("text") ?? ""),
            "link" => new RichTextPiece.Link(piece.Text("url") ?? "", piece.Id("text")),
            "user" => new RichTextPiece.User(piece.Text("user_id") ?? ""),
            "usergroup" => new RichTextPiece.Usergroup(piece.Text("usergroup_id") ?? ""),
            "channel" => new RichTextPiece.Channel(piece.Text("channel_id") ?? ""),
            "broadcast" => new RichTextPiece.Broadcast(piece.Text("range") ?? ""),
            "emoji" => new RichTextPiece.Emoji(piece.Text("name") ?? "", piece.Id("unicode")),
            "date" => new RichTextPiece.Date(piece.Number("timestamp") ?? 0, piece.Text("format") ?? "", piece.Id("fallback")),
            "color" => new RichTextPiece.Color(piece.Text("value") ?? ""),
            var kind => new RichTextPiece.Other(kind ?? ""),
        };
        return piece.Has("style") ? read with { Style = ReadStyle(piece.Field("style")) } : read;
    }

    private static RichTextStyle ReadStyle(JsonElement style) => new()
    {
        Bold = True(style, "bold"),
        Italic = True(style, "italic"),
        Strike = True(style, "strike"),
        Underline = True(style, "underline"),
        Code = True(style, "code"),
    };

    private static bool? True(JsonElement style, string name) => style.Flag(name) ? true : null;

    private static int? Small(JsonElement element, string name) =>
        element.Number(name) is >= 0 and <= 1_000_000 and var number ? (int)number : null;
}
