using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using MailBridge.SlackApi.Web;
using Microsoft.Extensions.Logging;

namespace MailBridge.SlackApi.Tests.Web;

/// <summary>The one mapping that decides between trying again, looking first, asking a person and giving up.</summary>
public sealed class FaultTests
{
    private readonly ScriptedHttp _http = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static PostMessage Hello { get; } = new() { Channel = "C1", Text = "hello" };

    [Theory]
    [InlineData("ratelimited", SlackVerdict.TryAgain, SlackVerdict.TryAgain)]
    [InlineData("rate_limited", SlackVerdict.TryAgain, SlackVerdict.TryAgain)]
    [InlineData("service_unavailable", SlackVerdict.TryAgain, SlackVerdict.TryAgain)]
    [InlineData("request_timeout", SlackVerdict.TryAgain, SlackVerdict.TryAgain)]
    [InlineData("internal_error", SlackVerdict.LookFirst, SlackVerdict.TryAgain)]
    [InlineData("fatal_error", SlackVerdict.LookFirst, SlackVerdict.TryAgain)]
    [InlineData("not_authed", SlackVerdict.MendTheToken, SlackVerdict.MendTheToken)]
    [InlineData("invalid_auth", SlackVerdict.MendTheToken, SlackVerdict.MendTheToken)]
    [InlineData("account_inactive", SlackVerdict.MendTheToken, SlackVerdict.MendTheToken)]
    [InlineData("token_revoked", SlackVerdict.MendTheToken, SlackVerdict.MendTheToken)]
    [InlineData("token_expired", SlackVerdict.MendTheToken, SlackVerdict.MendTheToken)]
    [InlineData("org_login_required", SlackVerdict.MendTheToken, SlackVerdict.MendTheToken)]
    [InlineData("team_access_not_granted", SlackVerdict.MendTheToken, SlackVerdict.MendTheToken)]
    [InlineData("missing_scope", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("no_permission", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("not_allowed_token_type", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("channel_not_found", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("not_in_channel", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("is_archived", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("restricted_action", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("restricted_action_read_only_channel", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("ekm_access_denied", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("messages_tab_disabled", SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData("invalid_blocks", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("invalid_blocks_format", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("msg_too_long", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("msg_blocks_too_long", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("no_text", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("too_many_attachments", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("invalid_arguments", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("metadata_too_large", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("invalid_metadata_format", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("invalid_metadata_schema", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("markdown_text_conflict", SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    [InlineData("message_not_found", SlackVerdict.GiveUp, SlackVerdict.GiveUp)]
    [InlineData("cant_update_message", SlackVerdict.GiveUp, SlackVerdict.GiveUp)]
    [InlineData("edit_window_closed", SlackVerdict.GiveUp, SlackVerdict.GiveUp)]
    [InlineData("expired_trigger_id", SlackVerdict.GiveUp, SlackVerdict.GiveUp)]
    [InlineData("hash_conflict", SlackVerdict.GiveUp, SlackVerdict.GiveUp)]
    [InlineData("an_error_of_tomorrow", SlackVerdict.GiveUp, SlackVerdict.GiveUp)]
    public async Task A_refusal_means(string error, SlackVerdict ofPost, SlackVerdict ofRead)
    {
        _http.Json($$"""{"ok":false,"error":"{{error}}"}""").Json($$"""{"ok":false,"error":"{{error}}"}""");
        var post = await Assert.ThrowsAsync<SlackRefusedException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        var read = await Assert.ThrowsAsync<SlackRefusedException>(() => _http.Client().Users.InfoAsync("U1", Ct));
        Assert.Equal((error, ofPost, ofRead), (post.Error, post.Verdict, read.Verdict));
        Assert.Equal(("chat.postMessage", HttpStatusCode.OK), (post.Method, post.Status));
    }

    [Theory]
    [InlineData(429, SlackVerdict.TryAgain, SlackVerdict.TryAgain)]
    [InlineData(500, SlackVerdict.LookFirst, SlackVerdict.TryAgain)]
    [InlineData(502, SlackVerdict.LookFirst, SlackVerdict.TryAgain)]
    [InlineData(503, SlackVerdict.LookFirst, SlackVerdict.TryAgain)]
    [InlineData(504, SlackVerdict.LookFirst, SlackVerdict.TryAgain)]
    [InlineData(200, SlackVerdict.LookFirst, SlackVerdict.TryAgain)]
    [InlineData(302, SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData(403, SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData(404, SlackVerdict.MendTheSetup, SlackVerdict.MendTheSetup)]
    [InlineData(413, SlackVerdict.MendThePayload, SlackVerdict.MendThePayload)]
    public async Task A_page_in_place_of_an_answer_means(int status, SlackVerdict ofPost, SlackVerdict ofRead)
    {
        _http.Text("<html>Bad gateway</html>", (HttpStatusCode)status).Text("<html>Bad gateway</html>", (HttpStatusCode)status);
        var post = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        var read = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().Users.InfoAsync("U1", Ct));
        Assert.Equal((SlackSilence.NotSlack, ofPost, ofRead), (post.Silence, post.Verdict, read.Verdict));
        Assert.Equal((HttpStatusCode)status, post.Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"ok\"")]
    [InlineData("{\"ok\":true")]
    [InlineData("null")]
    public async Task Half_an_answer_is_none(string body)
    {
        _http.Json(body);
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        Assert.Equal((SlackSilence.NotSlack, SlackVerdict.LookFirst), (fault.Silence, fault.Verdict));
    }

    [Fact]
    public async Task A_post_whose_time_stamp_is_missing_has_to_be_looked_for()
    {
        _http.Json("""{"ok":true,"channel":"C1"}""");
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        Assert.Equal(SlackVerdict.LookFirst, fault.Verdict);
    }

    [Fact]
    public async Task A_rate_limit_says_how_long_to_wait_and_we_do_not_wait_ourselves()
    {
        _http.Json("""{"ok":false,"error":"ratelimited"}""", HttpStatusCode.TooManyRequests, retryAfter: 30);
        var fault = await Assert.ThrowsAsync<SlackRefusedException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        Assert.Equal((TimeSpan.FromSeconds(30), SlackVerdict.TryAgain), (fault.RetryAfter, fault.Verdict));
        Assert.Single(_http.Sent);
    }

    [Fact]
    public async Task Retry_After_may_be_a_date_and_never_is_less_than_nothing()
    {
        foreach (var seconds in new[] { 90, -90 })
        {
            var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("") };
            response.Headers.RetryAfter = new RetryConditionHeaderValue(_http.Time.GetUtcNow().AddSeconds(seconds));
            _http.Answer(response);
            var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
            Assert.Equal(TimeSpan.FromSeconds(Math.Max(seconds, 0)), fault.RetryAfter);
        }
    }

    [Fact]
    public async Task A_missing_scope_is_named()
    {
        _http.Json("""{"ok":false,"error":"missing_scope","needed":"chat:write.customize","provided":"chat:write,commands"}""");
        var fault = await Assert.ThrowsAsync<SlackRefusedException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        Assert.Equal(("chat:write.customize", "chat:write,commands"), (fault.Needed, fault.Provided));
        Assert.Equal("Slack refused chat.postMessage: missing_scope (needed: chat:write.customize; provided: chat:write,commands).", fault.Message);
    }

    [Fact]
    public async Task What_is_wrong_with_the_arguments_is_kept()
    {
        _http.Json("""{"ok":false,"error":"invalid_arguments","response_metadata":{"messages":["[ERROR] missing required field: channel"]}}""");
        var fault = await Assert.ThrowsAsync<SlackRefusedException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        Assert.Equal(["[ERROR] missing required field: channel"], fault.Messages);
        Assert.EndsWith(": [ERROR] missing required field: channel.", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, SlackSilence.NotReached, SlackVerdict.TryAgain)]
    [InlineData(HttpRequestError.ConnectionError, SlackSilence.NotReached, SlackVerdict.TryAgain)]
    [InlineData(HttpRequestError.SecureConnectionError, SlackSilence.NotReached, SlackVerdict.TryAgain)]
    [InlineData(HttpRequestError.ResponseEnded, SlackSilence.Broken, SlackVerdict.LookFirst)]
    [InlineData(HttpRequestError.Unknown, SlackSilence.Broken, SlackVerdict.LookFirst)]
    public async Task A_connection_that_never_was_means_that_nothing_was_posted(HttpRequestError error, SlackSilence silence, SlackVerdict verdict)
    {
        _http.Throw(new HttpRequestException(error, "no"));
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => _http.Client().Chat.PostMessageAsync(Hello, Ct));
        Assert.Equal((silence, verdict), (fault.Silence, fault.Verdict));
    }

    [Fact]
    public async Task Silence_ends_after_the_time_that_was_set()
    {
        var call = _http.Silence().Client(new SlackOptions { AnswerTimeout = TimeSpan.FromSeconds(10) }).Chat.PostMessageAsync(Hello, Ct);
        _http.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(call.IsCompleted);
        _http.Time.Advance(TimeSpan.FromSeconds(0.1));
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(() => call);
        Assert.Equal((SlackSilence.TimedOut, SlackVerdict.LookFirst), (fault.Silence, fault.Verdict));
        Assert.Equal("chat.postMessage: no answer within 10 s.", fault.Message);
    }

    [Fact]
    public async Task Being_told_to_stop_is_no_fault_of_Slacks()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = _http.Silence().Client().Chat.PostMessageAsync(Hello, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        _http.Json($$"""{"ok":true,"padding":"{{new string('x', 5000)}}"}""");
        var fault = await Assert.ThrowsAsync<SlackUnansweredException>(
            () => _http.Client(new SlackOptions { MaxAnswerBytes = 4096 }).Users.InfoAsync("U1", Ct));
        Assert.Equal(SlackSilence.TooBig, fault.Silence);
    }

    [Fact]
    public async Task The_token_shows_itself_nowhere()
    {
        var log = new ListLogger();
        _http.Json($$"""{"ok":false,"error":"bad {{ScriptedHttp.Token}}","needed":"{{ScriptedHttp.Token}}","response_metadata":{"messages":["{{ScriptedHttp.Token}}"] } }""");
        var fault = await Assert.ThrowsAsync<SlackRefusedException>(() => _http.Client(logger: log).Chat.PostMessageAsync(Hello, Ct));
        var seen = string.Join('\n', [fault.ToString(), fault.Error, fault.Needed!, .. fault.Messages, .. log.Lines, new SlackToken(ScriptedHttp.Token).ToString()]);
        Assert.DoesNotContain("secret", seen, StringComparison.Ordinal);
        Assert.Contains("chat.postMessage", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("xoxb-1\r\nX-Evil: 1")]
    [InlineData("xoxb 1")]
    [InlineData("xoxb-ü")]
    public void What_cannot_be_a_token_is_refused_without_saying_it(string secret)
    {
        var fault = Assert.ThrowsAny<ArgumentException>(() => new SlackToken(secret));
        if (secret.Length > 0) Assert.DoesNotContain(secret, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" xoxb-1 ", true, false, "xoxb-***")]
    [InlineData("xapp-1", false, true, "xapp-***")]
    [InlineData("other", false, false, "***")]
    public void A_token_tells_its_kind(string secret, bool isBot, bool isApp, string shown)
    {
        var token = new SlackToken(secret);
        Assert.Equal((isBot, isApp, shown), (token.IsBot, token.IsAppLevel, token.ToString()));
    }

    [Fact]
    public void Every_method_of_every_group_ends_in_a_cancellation_token()
    {
        var groups = typeof(SlackClient).GetProperties().Select(p => p.PropertyType).Where(t => t.Name.EndsWith("Methods", StringComparison.Ordinal)).ToList();
        Assert.Equal(9, groups.Count);
        Assert.All(
            groups.SelectMany(g => g.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)),
            method => Assert.Equal(typeof(CancellationToken), method.GetParameters()[^1].ParameterType));
    }

    private sealed class ListLogger : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception) + exception);
    }
}
