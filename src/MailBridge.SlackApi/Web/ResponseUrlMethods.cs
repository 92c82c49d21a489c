using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>
/// Answers through a payload's response URL: without token, at most five times within thirty minutes
/// (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses).
/// </summary>
public sealed class ResponseUrlMethods
{
    private static readonly SlackMethod Respond = new("response_url", IsRepeatable: false);
    private static readonly SlackMethod Replace = new("response_url");
    private readonly SlackClient _slack;
    private readonly SlackHttp _http;

    internal ResponseUrlMethods(SlackClient slack, SlackHttp http) => (_slack, _http) = (slack, http);

    /// <summary>Posts an answer. <c>used_url</c> and <c>expired_url</c> are refusals like any other.</summary>
    public async Task RespondAsync(string responseUrl, ResponseMessage message, CancellationToken ct)
    {
        var method = message.ReplaceOriginal == true || message.DeleteOriginal == true ? Replace : Respond;
        if (!Uri.TryCreate(responseUrl, UriKind.Absolute, out var url) || !SlackHosts.IsTrusted(url, _slack.Options))
        {
            throw new SlackUnansweredException(
                method.Name, SlackSilence.NotTrusted, "the URL is not one of Slack's, so nothing was sent to it.", SlackVerdict.GiveUp);
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(message.ToJson()) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        var response = await _http.SendAsync(method, request, _slack.Options.AnswerTimeout, ct).ConfigureAwait(false);
        // Slack answers "ok" in words here, {"ok":true} there, and errors in both ways.
        if (SlackJson.TryParse(response.Body) is { ValueKind: JsonValueKind.Object } json && json.Has("ok"))
            SlackAnswers.Read(method, _slack.Token, response);
        else if ((int)response.Status is < 200 or > 299) throw Refused(method, response);
    }

    private static SlackException Refused(SlackMethod method, SlackResponse response)
    {
        var word = response.Body.Length <= 100 ? Encoding.UTF8.GetString(response.Body).Trim() : "";
        return word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_') && (int)response.Status is >= 400 and < 500
            ? new SlackRefusedException(
                method.Name, word, SlackVerdicts.Of(word, response.Status, method.IsRepeatable), response.Status,
                new SlackRefusal(null, null, [], response.RetryAfter))
            : SlackAnswers.NotSlack(method, response);
    }
}
