using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Features;

namespace MailBridge.Workspace.Web;

/// <summary>
/// Everything that can be done. Each form works without script: done leads on to a page, anything else shows the same page with the reason beside
/// the button. The page script asks for the same answers as JSON.
/// </summary>
internal sealed class Acting(
    IAntiforgery antiforgery, AgentCookie cookie, DeskDirectory directory, SendingRules rules, IChatActions actions, IConversationStore store, Writers writers, Reading reading)
{
    /// <summary>What the names of a form's own fields begin with, so that they meet none of ours.</summary>
    public const string FieldPrefix = "f.";

    /// <summary>The try-out's limits are a form's, not a mail's: enough to play with.</summary>
    private const int LongestLine = 200, LongestText = 50_000;

    /// <summary>What a form may hold beside its files: the longest text and recipients, percent-encoded.</summary>
    private const int RoomBesideFiles = 4 << 20;

    /// <summary>A button was pressed.</summary>
    public Task<IResult> ClickAsync(HttpContext http) => AsAgentAsync(http, async (agent, form) =>
    {
        var request = new ChatRequest.Click
        {
            Agent = agent.Id,
            Receipt = Nonce.Receipt(form["nonce"].ToString()),
            Action = form["action"].ToString(),
            Target = form["target"].ToString(),
        };
        var answer = await actions.HandleAsync(request, http.RequestAborted);
        return await AnswerAsync(http, form, answer, request, typed: null);
    });

    /// <summary>A form was sent.</summary>
    public Task<IResult> SubmitAsync(HttpContext http)
    {
        var most = rules.MostAttachmentBytes + RoomBesideFiles;
        if (http.Request.ContentLength > most)
            return Task.FromResult(Refuse(http, AgentDesk.TooLarge(http.Request.ContentLength.Value, rules), StatusCodes.Status413PayloadTooLarge));
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        return AsAgentAsync(http, (agent, form) => SubmitAsync(http, agent, form));
    }

    private async Task<IResult> SubmitAsync(HttpContext http, Agent agent, IFormCollection form)
    {
        // HTML section 4.10.21.4: a browser sends every line break of a text area as CRLF.
        var values = form.Where(f => f.Key.StartsWith(FieldPrefix, StringComparison.Ordinal))
            .ToDictionary(f => f.Key[FieldPrefix.Length..], f => f.Value.ToString().ReplaceLineEndings("\n"), StringComparer.Ordinal);
        var request = new ChatRequest.Submission
        {
            Agent = agent.Id,
            Receipt = Nonce.Receipt(form["nonce"].ToString()),
            Action = form["action"].ToString(),
            Target = form["target"].ToString(),
            Values = values,
            Files = await FilesAsync(form.Files, http.RequestAborted),
            State = form["state"].ToString(),
            Confirmed = form["confirmed"] == "1",
        };
        var answer = await actions.HandleAsync(request, http.RequestAborted);
        if (answer is ChatAnswer.Done && request.Action is CardActions.Reply or CardActions.Rewrite
            && ConversationId.TryParse(request.Target.Split('/', 2)[0], out var written)) await writers.EndAsync(written, agent.Id, http.RequestAborted);
        Form? typed = null;
        if (answer is not (ChatAnswer.Done or ChatAnswer.Told) && !WantsJson(http)
            && await reading.OpenFormAsync(agent, request.Action, request.Target, http.RequestAborted) is ChatAnswer.ShowForm shown)
        {
            typed = shown.Form.With(values) with { State = request.State };
            // A page cannot put a file back into its field (HTML section 4.10.5.1.17).
            if (request.Files.Count > 0) typed = typed with { Warning = $"{typed.Warning} Choose the files again; browsers do not keep them.".Trim() };
        }
        return await AnswerAsync(http, form, answer, request, typed);
    }

    /// <summary>Somebody writes a reply, or has stopped.</summary>
    public Task<IResult> WritingAsync(HttpContext http) => AsAgentAsync(http, async (agent, form) =>
    {
        if (!ConversationId.TryParse(form["conversation"], out var conversation) || await store.LoadAsync(conversation, http.RequestAborted) is null)
            return Results.NotFound();
        if (form["on"] == "1") await writers.BeginAsync(conversation, agent.Id, http.RequestAborted);
        else await writers.EndAsync(conversation, agent.Id, http.RequestAborted);
        return Results.NoContent();
    });

    private static async Task<IReadOnlyList<ReplyFile>> FilesAsync(IFormFileCollection files, CancellationToken cancellation)
    {
        var read = new List<ReplyFile>();
        // A file field in which nothing was chosen comes as a file without a name.
        foreach (var file in files.Where(f => f.Name.StartsWith(FieldPrefix, StringComparison.Ordinal) && f.FileName.Length > 0))
        {
            using var bytes = new MemoryStream((int)file.Length);
            await file.CopyToAsync(bytes, cancellation);
            read.Add(new ReplyFile(file.FileName, file.ContentType, bytes.ToArray()));
        }
        return read;
    }

    /// <summary>Someone said who they are. The one thing that nobody needs to be known for.</summary>
    public async Task<IResult> ChooseAgentAsync(HttpContext http)
    {
        if (await FormAsync(http) is not { } form) return Refuse(http, StaleForm);
        if (directory.Agent(new AgentId(form["agent"].ToString())) is not { } agent)
            return Refuse(http, "This colleague is not in the configuration (any more). Choose another.");
        cookie.Write(http, agent);
        return SeeOther(Urls.Local(form["to"]));
    }

    /// <summary>Someone wants it light or dark.</summary>
    public async Task<IResult> ChooseThemeAsync(HttpContext http)
    {
        if (await FormAsync(http) is not { } form) return Refuse(http, StaleForm);
        var options = new CookieOptions { SameSite = SameSiteMode.Strict, HttpOnly = true, IsEssential = true, Secure = http.Request.IsHttps, Path = "/" };
        if (form["theme"].ToString() is "light" or "dark")
        {
            options.MaxAge = TimeSpan.FromDays(400);
            http.Response.Cookies.Append(Visits.ThemeCookie, form["theme"].ToString(), options);
        }
        else
        {
            http.Response.Cookies.Delete(Visits.ThemeCookie, options);
        }
        return SeeOther(Urls.Local(form["back"]));
    }

    /// <summary>A newcomer wrote as a customer.</summary>
    public Task<IResult> TryOutAsync(HttpContext http) => AsAgentAsync(http, async (_, form) =>
    {
        if (http.RequestServices.GetService<ITryOut>() is not { IsOn: true } tryOut) return Refuse(http, "The try-out is over: mail is read from real mailboxes now.");
        string Line(string name, int most) => Shown.Line(form[name].ToString()).Trim() is var text && text.Length > most ? text[..most] : text;
        var address = new EmailAddress(Line("address", LongestLine));
        var text = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        if (address.LocalPart.Length == 0 || address.Domain.Length == 0 || address.Value.Contains(' ', StringComparison.Ordinal))
            return Refuse(http, "Give an address such as maria@example.org to write from.");
        if (directory.IsOurs(address)) return Refuse(http, "This address is one of ours; write from a customer's.");
        if (text.Length == 0) return Refuse(http, "Write something first.");
        ConversationId? answers = ConversationId.TryParse(form["answers"], out var id) ? id : null;
        await tryOut.WriteAsCustomerAsync(
            Line("name", LongestLine), address, Line("subject", LongestLine), text[..Math.Min(text.Length, LongestText)], answers, http.RequestAborted);
        var next = answers is null ? "/" : Urls.Conversation(answers.Value.ToString());
        return WantsJson(http) ? Results.Json(new { @is = "done", at = next, says = "The mail is on its way and will arrive in a moment." }) : SeeOther(next);
    });

    private const string StaleForm = "This page has been open for too long, or cookies are blocked. Reload it and send again.";

    private async Task<IResult> AsAgentAsync(HttpContext http, Func<Agent, IFormCollection, Task<IResult>> act)
    {
        if (await FormAsync(http) is not { } form) return Refuse(http, StaleForm);
        if (cookie.Read(http) is not { } agent) return Refuse(http, "Say first which colleague you are: open the start page and choose.", 403);
        if (form["as"].ToString() is { Length: > 0 } who && who != agent.Id.Value)
            return Refuse(http, $"You are {agent.Name} by now, chosen in another tab. Reload this page, then send again.", 409);
        if (!Nonce.IsOne(form["nonce"])) return Refuse(http, StaleForm);
        return await act(agent, form);
    }

    private async Task<IFormCollection?> FormAsync(HttpContext http)
    {
        try
        {
            if (!http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http)) return null;
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception e) when (e is AntiforgeryValidationException or BadHttpRequestException or InvalidDataException)
        {
            // A body that is cut off, malformed or longer than it may be.
            return null;
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext http, IFormCollection form, ChatAnswer answer, ChatRequest.OnCard request, Form? typed)
    {
        var back = Urls.Local(form["back"]);
        // A page for one mail is left behind once that is on its way.
        if (request.Action == CardActions.Compose && answer is ChatAnswer.Done or ChatAnswer.Told)
        {
            back = answer is ChatAnswer.Told { Began: { } begun } && await reading.OpensAsync(begun, http.RequestAborted)
                ? Urls.Conversation(begun.ToString()) : "/";
        }
        if (WantsJson(http))
        {
            return answer switch
            {
                ChatAnswer.Done => Results.Json(new { @is = "done", at = back }),
                ChatAnswer.GivenBack { Target: var again } => Results.Json(new { @is = "form", at = ComposeUrl(back, CardActions.Rewrite, again) }),
                ChatAnswer.Told told => Results.Json(new { @is = "done", at = back, says = told.Words }),
                ChatAnswer.AlreadySent sent => Results.Json(new { @is = "refused", reason = sent.Reason }),
                ChatAnswer.Held held when request is ChatRequest.Click => Results.Json(new { @is = "refused", reason = held.Reason }),
                ChatAnswer.Held held => Results.Json(new { @is = "held", reason = held.Reason, confirm = held.ConfirmLabel }),
                ChatAnswer.Refused refused => Results.Json(
                    new { @is = "refused", reason = refused.Reason, see = refused.Instead is { } other ? Urls.Conversation(other.ToString()) : null }),
                ChatAnswer.ShowForm { Form: var asked } => Results.Json(new { @is = "form", at = ComposeUrl(back, asked.Action, asked.Target) }),
                _ => Results.Json(new { @is = "form", at = ComposeUrl(back, request.Action, request.Target) }),
            };
        }
        return answer switch
        {
            ChatAnswer.Done or ChatAnswer.Told => SeeOther(back),
            ChatAnswer.ShowForm { Form: var asked } => SeeOther(ComposeUrl(back, asked.Action, asked.Target)),
            ChatAnswer.GivenBack { Target: var again } => SeeOther(ComposeUrl(back, CardActions.Rewrite, again)),
            _ => await AgainAsync(http, back, new Answered(request.Action, request.Target, answer, typed)),
        };
    }

    private async Task<IResult> AgainAsync(HttpContext http, string back, Answered answered)
    {
        var path = back.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path is ["c", var conversation])
            return await reading.ConversationAsync(http, conversation, null, answered, scope: null);
        if (path is ["templates"]) return await reading.TemplatesAsync(http, answered);
        if (path is ["templates", var template]) return await reading.TemplateAsync(http, template, version: null, answered);
        if (path is ["compose"]) return await reading.ComposeAsync(http, answered);
        if (path is ["n", var notice]) return await reading.NoticeAsync(http, notice, answered);
        return Refuse(http, answered.Answer switch { ChatAnswer.Refused r => r.Reason, ChatAnswer.Held h => h.Reason, ChatAnswer.AlreadySent s => s.Reason, _ => "It was not done." }, 409);
    }

    private IResult Refuse(HttpContext http, string reason, int status = 400)
        => WantsJson(http)
            ? Results.Json(new { @is = "refused", reason }, statusCode: status)
            : Reading.Problem(reading.Visit(http), status, "That was not done", reason);

    /// <summary>The page with that form open; the form of an entry names the entry.</summary>
    private static string ComposeUrl(string back, string action, string target)
    {
        var parts = target.Split('/', 2);
        var path = back.StartsWith("/c/", StringComparison.Ordinal) ? back.Split('?')[0] : Urls.Conversation(parts[0]);
        return $"{path}?compose={Uri.EscapeDataString(action)}{(parts is [_, var entry] ? $"&about={Uri.EscapeDataString(entry)}" : "")}";
    }

    private static bool WantsJson(HttpContext http) => http.Request.Headers.Accept.ToString().StartsWith("application/json", StringComparison.Ordinal);

    private static SeeOtherResult SeeOther(string to) => new SeeOtherResult(to);

    /// <summary>303 (RFC 9110 section 15.4.4): whatever was sent, look there now.</summary>
    private sealed class SeeOtherResult(string to) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = to;
            return Task.CompletedTask;
        }
    }
}
