using System.Text.Json;
using MailBridge.SlackApi.Payloads;

namespace MailBridge.SlackApi.Wire;

/// <summary>
/// Reads views and what is filled in there (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload).
/// </summary>
internal static class ViewReader
{
    public static SlackView Read(JsonElement json) => new()
    {
        Id = json.Text("id") ?? "",
        Type = json.Text("type") ?? "",
        Hash = json.Id("hash"),
        CallbackId = json.Text("callback_id") ?? "",
        PrivateMetadata = json.Text("private_metadata") ?? "",
        ExternalId = json.Id("external_id"),
        RootViewId = json.Id("root_view_id"),
        PreviousViewId = json.Id("previous_view_id"),
        State = ReadState(json.Field("state")),
    };

    public static SlackState ReadState(JsonElement json)
    {
        var values = new Dictionary<(string, string), SlackValue>();
        foreach (var (block, _) in json.Fields("values"))
        {
            foreach (var (action, value) in json.Field("values").Fields(block)) values[(block, action)] = ReadValue(value);
        }
        return values.Count == 0 ? SlackState.Empty : new SlackState(values);
    }

    public static SlackAction ReadAction(JsonElement json) =>
        new(json.Text("type") ?? "", json.Text("action_id") ?? "", json.Text("block_id") ?? "", ReadValue(json))
        {
            ActionTs = json.Text("action_ts") ?? "",
        };

    public static DateTimeOffset? Moment(long? seconds) =>
        seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value) : null;

    // By the field that is there, not by the element's type: that lets elements come that Slack has not invented yet.
    private static SlackValue ReadValue(JsonElement json)
    {
        if (json.Has("selected_option")) return new SlackValue.Choices([json.Field("selected_option").Text("value") ?? ""]);
        if (json.Has("selected_options"))
        {
            var values = json.Items("selected_options").Select(static option => option.Text("value"));
            return new SlackValue.Choices([.. values.OfType<string>()]);
        }
        foreach (var one in (ReadOnlySpan<string>)["selected_user", "selected_conversation", "selected_channel"])
        {
            if (json.Id(one) is { } id) return new SlackValue.Ids([id]);
            if (json.Has(one + "s")) return new SlackValue.Ids(json.Texts(one + "s"));
        }
        if (Moment(json.Number("selected_date_time")) is { } moment) return new SlackValue.Moment(moment);
        if (json.Has("files")) return new SlackValue.Files([.. json.Items("files").Select(SlackFile.Read)]);
        if (json.Has("rich_text_value")) return new SlackValue.Rich(RichTextReader.ReadBlock(json.Field("rich_text_value")));
        return (json.Text("value") ?? json.Id("selected_date") ?? json.Id("selected_time")) is { } text
            ? new SlackValue.Text(text)
            : new SlackValue.None();
    }
}
