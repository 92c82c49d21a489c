using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MailBridge.Testing.Slack.BlockKit;
using MailBridge.Testing.Slack.Delivery;
using Microsoft.AspNetCore.Http;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary>The <c>response_url</c> of a command or an interaction: five uses within half an hour, JSON, no token.</summary>
internal sealed class ResponseUrlEndpoint(SlackState state, SlackFaults faults, SlackEvents events)
{
    public async Task HandleAsync(HttpContext context, string key)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        var fault = faults.Draw("response_url");
        if (fault is null || fault.AfterEffect)
        {
            var (status, error) = Use(key, text);
            Log(key, text, fault is null ? status : FaultAnswer.StatusOf(fault), error, fault);
            if (fault is null)
            {
                context.Response.StatusCode = status;
                context.Response.ContentType = error is null ? "text/html" : "application/json";
                await context.Response.WriteAsync(error is null ? "ok" : new JsonObject { ["ok"] = false, ["error"] = error }.ToJsonString(), context.RequestAborted);
                return;
            }
        }
        else
        {
            Log(key, text, FaultAnswer.StatusOf(fault), null, fault);
        }
        await FaultAnswer.WriteAsync(context, fault, "ok", state.Options.Time);
    }

    /// <summary>What a response says, whether it came by URL or with the acknowledgement of a command.</summary>
    /// <returns>Slack's error, or null.</returns>
    public static string? Apply(SlackState state, ResponseUrl url, JsonObject response, List<(SlackInstall, JsonObject)> raised)
    {
        JsonArray blocks;
        try
        {
            blocks = ChatMethods.CheckedBlocks(response["blocks"]?.DeepClone(), state);
        }
        catch (ApiError error)
        {
            return error.Code;
        }
        var text = Rules.Word(response["text"]);
        var delete = Flag(response, "delete_original");
        if (delete || Flag(response, "replace_original")) return Original(state, url, text, blocks, delete, raised);
        if (text.Length == 0 && blocks.Count == 0) return "no_text";
        var visible = Rules.Word(response["response_type"]) == "in_channel";
        var message = new SlackMessage
        {
            Channel = url.Channel,
            Ts = url.Channel.NextTs(state.Now),
            ThreadTs = Rules.Word(response["thread_ts"]) is { Length: > 0 } threadTs ? threadTs : null,
            Author = url.Install.BotUser,
            PostedBy = url.Install,
            Text = text,
            Blocks = blocks,
            EphemeralFor = visible ? null : url.User,
        };
        if (!visible)
        {
            state.Ephemerals.Add(message);
            return null;
        }
        url.Channel.MessageList.Add(message);
        MessageEvents.Posted(state, message, raised);
        return null;
    }

    private static string? Original(SlackState state, ResponseUrl url, string text, JsonArray blocks, bool delete, List<(SlackInstall, JsonObject)> raised)
    {
        if (url.Ephemeral || url.OriginalTs is null)
        {
            var at = state.Ephemerals.FindIndex(m => m.Ts == url.OriginalTs && m.Channel == url.Channel);
            if (at < 0) return url.OriginalTs is null ? AddEphemeral(state, url, text, blocks, delete) : "message_not_found";
            if (delete) state.Ephemerals.RemoveAt(at);
            else state.Ephemerals[at] = state.Ephemerals[at] with { Text = text, Blocks = blocks };
            return null;
        }
        if (url.Channel.Message(url.OriginalTs) is not { } original) return "message_not_found";
        if (original.PostedBy != url.Install) return "cant_update_message";
        if (delete)
        {
            MessageEvents.Delete(state, original, raised);
            return null;
        }
        var changed = original with { Text = text, Blocks = blocks, EditedTs = url.Channel.NextTs(state.Now) };
        url.Channel.Replace(changed);
        MessageEvents.Changed(state, original, changed, raised);
        return null;
    }

    /// <summary>A command has no original message until its first answer; to replace it is to answer.</summary>
    private static string? AddEphemeral(SlackState state, ResponseUrl url, string text, JsonArray blocks, bool delete)
    {
        if (delete) return null;
        state.Ephemerals.RemoveAll(m => m.EphemeralFor == url.User && m.Channel == url.Channel && m.PostedBy == url.Install && m.ThreadTs is null);
        state.Ephemerals.Add(new SlackMessage
        {
            Channel = url.Channel,
            Ts = url.Channel.NextTs(state.Now),
            Author = url.Install.BotUser,
            PostedBy = url.Install,
            Text = text,
            Blocks = blocks,
            EphemeralFor = url.User,
        });
        return null;
    }

    private (int Status, string? Error) Use(string key, string text)
    {
        List<(SlackInstall, JsonObject)> raised = [];
        string? error;
        lock (state.Gate)
        {
            if (!state.ResponseUrls.TryGetValue(key, out var url)) return (404, "no_such_url");
            if (state.Now > url.Expires) return (404, "expired_url");
            if (url.Uses >= state.Options.ResponseUrlUses) return (404, "used_url");
            JsonObject? response;
            try
            {
                response = JsonNode.Parse(text) as JsonObject;
            }
            catch (JsonException)
            {
                response = null;
            }
            if (response is null) return (400, "invalid_payload");
            error = Apply(state, url, response, raised);
            if (error is null) url.Uses++;
        }
        _ = events.Raise(raised);
        return error is null ? (200, null) : (400, error);
    }

    private void Log(string key, string body, int status, string? error, SlackFault? fault)
    {
        var result = new JsonObject { ["ok"] = status == 200 && error is null };
        if (error is not null) result["error"] = error;
        var arguments = new Dictionary<string, string> { ["url"] = key, ["body"] = body };
        lock (state.Gate) state.Calls.Add(new SlackCall("response_url", null, arguments, state.Now, status, result, fault));
        state.Changed();
    }

    private static bool Flag(JsonObject response, string name) =>
        response[name] is JsonValue value && (value.TryGetValue<bool>(out var flag) ? flag : Rules.Word(value) == "true");
}
