using System.Net;
using System.Text.Json;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>What Slack answered to a call that it did.</summary>
/// <param name="Json">The answer.</param>
/// <param name="Scopes">The token's scopes (header <c>X-OAuth-Scopes</c>), separated by commas; null where it was not said.</param>
/// <param name="Warning">Codes such as <c>message_truncated</c>.</param>
internal sealed record SlackAnswer(JsonElement Json, string? Scopes, string? Warning);

/// <summary>Reads an answer, or says what is wrong with it (https://docs.slack.dev/apis/web-api, "Evaluating responses").</summary>
internal static class SlackAnswers
{
    // Codes are words of thirty letters; what is longer is not one, and ends up in logs.
    private const int LongestCode = 100;

    public static SlackAnswer Read(SlackMethod method, SlackToken token, SlackResponse response)
    {
        var json = SlackJson.TryParse(response.Body);
        if (json is not { ValueKind: JsonValueKind.Object } answer || !answer.Has("ok")) throw NotSlack(method, response);
        if (answer.Flag("ok")) return new(answer, response.Scopes, answer.Id("warning"));
        var isLimited = response.Status == HttpStatusCode.TooManyRequests;
        var error = Short(token, answer.Text("error") ?? (isLimited ? "ratelimited" : "unknown_error"));
        var verdict = isLimited
            ? SlackVerdict.TryAgain
            : SlackVerdicts.Of(error, response.Status, method.IsRepeatable);
        throw new SlackRefusedException(method.Name, error, verdict, response.Status, new SlackRefusal(
            Scopes(token, answer, "needed"), Scopes(token, answer, "provided"), [.. Messages(answer).Select(token.Blank)],
            response.RetryAfter));
    }

    public static SlackUnansweredException NotSlack(SlackMethod method, SlackResponse response)
    {
        var status = (int)response.Status;
        var what = response.Body.Length == 0 ? "nothing" : response.MediaType ?? "no media type";
        var hint = status is 404 or (>= 300 and < 400) ? " (is the base URL right?)" : "";
        return new(
            method.Name, SlackSilence.NotSlack, $"HTTP {status} with {what} came in place of Slack's answer{hint}.",
            SlackVerdicts.Of(response.Status, method.IsRepeatable), response.Status, response.RetryAfter);
    }

    private static string? Scopes(SlackToken token, JsonElement answer, string name) =>
        answer.Id(name) is { } scopes ? token.Blank(scopes) : null;

    // Slack gives details under "messages"; views and some others under "errors" as well.
    private static IEnumerable<string> Messages(JsonElement answer) =>
        answer.Field("response_metadata").Texts("messages").Concat(answer.Texts("errors")).Distinct().Take(20);

    private static string Short(SlackToken token, string code)
    {
        code = token.Blank(code);
        return code.Length <= LongestCode ? code : code[..LongestCode];
    }
}
