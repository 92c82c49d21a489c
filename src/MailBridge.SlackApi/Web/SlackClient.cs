using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using MailBridge.SlackApi.Wire;
using Microsoft.Extensions.Logging;

namespace MailBridge.SlackApi.Web;

/// <summary>
/// Slack's Web API for one token (https://docs.slack.dev/apis/web-api). Each method is called once: it never waits, never repeats; what to
/// do after a fault is told by <see cref="SlackException.Verdict"/> and done by the caller's queue. It can be used from many threads.
/// </summary>
/// <remarks>
/// Every call throws <see cref="SlackRefusedException"/> when Slack says no, <see cref="SlackUnansweredException"/> when no answer of
/// Slack's came, <see cref="Blocks.BlockLimitException"/> when blocks break a limit (nothing is sent then), and
/// <see cref="OperationCanceledException"/> when cancelled, after which the call may or may not have been done.
/// </remarks>
public sealed class SlackClient
{
    private readonly SlackHttp _http;

    /// <param name="http">
    /// Made by the caller, who owns its sockets; best on <see cref="CreateHandler"/>, which leaves redirects to this class, and with an
    /// infinite <see cref="HttpClient.Timeout"/>: each call has its own.
    /// </param>
    /// <param name="token">A bot's, or for <c>apps.connections.open</c> an app's.</param>
    /// <param name="options">Where and how patiently.</param>
    /// <param name="time">The clock of all time-outs.</param>
    /// <param name="logger">Gets method names, error codes and durations.</param>
    public SlackClient(HttpClient http, SlackToken token, SlackOptions options, TimeProvider time, ILogger logger)
    {
        Token = token;
        Options = options;
        _http = new SlackHttp(http, options, time);
        Time = time;
        Logger = logger;
        Auth = new(this);
        Chat = new(this);
        Conversations = new(this);
        Users = new(this);
        Reactions = new(this);
        Views = new(this);
        Files = new(this, _http);
        Apps = new(this);
        ResponseUrls = new(this, _http);
    }

    public AuthMethods Auth { get; }

    public ChatMethods Chat { get; }

    public ConversationsMethods Conversations { get; }

    public UsersMethods Users { get; }

    public ReactionsMethods Reactions { get; }

    public ViewsMethods Views { get; }

    public FilesMethods Files { get; }

    public AppsMethods Apps { get; }

    public ResponseUrlMethods ResponseUrls { get; }

    internal SlackOptions Options { get; }

    internal SlackToken Token { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    /// <summary>A handler that keeps no cookies and leaves redirects to us, so that the token goes to no host by accident.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        // Slack's addresses change; a connection shall not outlive a change by much.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(15),
    };

    internal async Task<JsonElement> CallAsync(SlackMethod method, FormBody form, CancellationToken ct) =>
        (await AskAsync(method, form, ct).ConfigureAwait(false)).Json;

    internal async Task<SlackAnswer> AskAsync(SlackMethod method, FormBody form, CancellationToken ct)
    {
        var began = Time.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, Options.MethodUrl(method.Name)) { Content = form.ToContent() };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token.Secret);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            var response = await _http.SendAsync(method, request, Options.AnswerTimeout, ct).ConfigureAwait(false);
            var answer = SlackAnswers.Read(method, Token, response);
            SlackLog.Answered(Logger, method.Name, (long)Time.GetElapsedTime(began).TotalMilliseconds);
            if (answer.Warning is { } warning) SlackLog.Warned(Logger, method.Name, warning);
            return answer;
        }
        catch (SlackRefusedException e)
        {
            SlackLog.Refused(Logger, method.Name, e.Error);
            throw;
        }
    }

    /// <summary>All pages of a list, one call for each when it is needed (https://docs.slack.dev/apis/web-api/pagination).</summary>
    internal async IAsyncEnumerable<T> PagesAsync<T>(
        SlackMethod method, Func<FormBody> form, string items, Func<JsonElement, T> read, [EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = await CallAsync(method, form().Add("limit", Options.PageSize).Add("cursor", cursor), ct).ConfigureAwait(false);
            foreach (var item in page.Items(items)) yield return read(item);
            var next = page.Field("response_metadata").Id("next_cursor");
            // The same cursor twice would be the same page for ever.
            cursor = next == cursor ? null : next;
        }
        while (cursor is not null);
    }

    /// <summary>What an answer must hold: without it the call was done and we do not know what came of it.</summary>
    internal static string Required(SlackMethod method, string? value, string name) => value is { Length: > 0 }
        ? value
        : throw new SlackUnansweredException(
            method.Name, SlackSilence.NotSlack, $"the answer has no {name}.", SlackVerdicts.Uncertain(method.IsRepeatable),
            HttpStatusCode.OK);
}
