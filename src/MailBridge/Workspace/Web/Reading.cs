using System.Globalization;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace.Pages;
using MailBridge.Workspace.Posts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MailBridge.Workspace.Web;

/// <summary>Everything that can be looked at.</summary>
internal sealed class Reading(
    PostBook posts, Visits visits, DeskDirectory directory, IConversationStore store, IHistorySearch history, IConversationList list, IChatActions actions,
    TemplateDesk templates, TimeProvider time)
{
    private const int MostConversationsOfCustomer = 100;

    private const int MostBlocked = 500, MostBlockedMails = 10;

    /// <summary>A thread that was just begun is mostly there after a tenth of a second; one in another platform's channel never is.</summary>
    private const int MostLooks = 15;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(0.1);

    /// <summary>The visit of a request.</summary>
    public Visit Visit(HttpContext http) => visits.Of(http);

    /// <summary>A list with nothing opened beside it.</summary>
    public async Task<IResult> ListAsync(HttpContext http, string? channel, string? view, int? show)
    {
        var visit = visits.Of(http);
        if (channel is not null && !await IsChannelAsync(channel, http.RequestAborted))
            return Problem(visit, 404, "There is no such channel", "It may have been renamed in the configuration. The channels that exist are at the left.");
        var scope = new ListScope(channel, ListScope.ViewNamed(view), show);
        var (navigation, list) = await BesideAsync(visit, scope, null, http.RequestAborted);
        return Page<InboxPage>(new { Visit = visit, Navigation = navigation, List = list });
    }

    /// <summary>A conversation with its list.</summary>
    public async Task<IResult> ConversationAsync(HttpContext http, string conversation, string? compose)
        => await ConversationAsync(http, conversation, compose, answered: null, scope: ScopeOf(http.Request.Query));

    /// <summary>A conversation as it looks after a form that did not go through.</summary>
    public async Task<IResult> ConversationAsync(HttpContext http, string conversation, string? compose, Answered? answered, ListScope? scope)
    {
        var visit = visits.Of(http);
        var root = ConversationId.TryParse(conversation, out _) ? await posts.FindRootAsync(conversation, http.RequestAborted) : null;
        if (root?.Card is not Card.Root card)
        {
            return Problem(visit, 404, "This conversation is not here",
                "The link may be incomplete, or the conversation is so new that its thread is still being opened. Try again in a moment.");
        }
        scope ??= ListScope.Everything;
        var thread = await posts.ThreadAsync(root.Row.Sequence, http.RequestAborted);
        // What is asked about a single post has that post's button.
        var about = http.Request.Query["about"].ToString();
        var buttons = card.Buttons.Concat(thread.SelectMany(p => p.Card.Buttons).Where(b => b.Action != CardActions.Edit).Where(
            b => answered?.Form is { } form ? (b.Action, b.Target) == (form.Action, form.Target) : about.Length > 0 && b.Action == compose && b.Target.EndsWith(about, StringComparison.Ordinal)));
        var composer = visit.Wants("main")
            ? await ComposerAsync(visit, card, [.. buttons], compose, about, http.Request.Query, answered, http.RequestAborted) : null;
        var (navigation, list) = await BesideAsync(visit, scope, conversation, http.RequestAborted);
        return Page<ConversationPage>(
            new { Visit = visit, Navigation = navigation, List = list, Thread = new ThreadView(root, card, thread, composer, answered, scope) },
            answered is null ? 200 : 409);
    }

    /// <summary>Waits for the thread of a conversation that was just begun; false when it does not open here.</summary>
    public async Task<bool> OpensAsync(ConversationId conversation, CancellationToken cancellation)
    {
        for (var look = 0; look < MostLooks; look++)
        {
            if (await posts.FindRootAsync(conversation.ToString(), cancellation) is not null) return true;
            await Task.Delay(BetweenLooks, time, cancellation);
        }
        return false;
    }

    /// <summary>A new mail, or one that did not go through.</summary>
    public async Task<IResult> ComposeAsync(HttpContext http, Answered? answered = null)
    {
        var visit = visits.Of(http);
        var inbox = http.Request.Query["in"].ToString() is { Length: > 0 } channel
            ? directory.Inboxes.FirstOrDefault(i => i.Channel.Platform == WorkspaceGateway.Name && i.Channel.Channel == channel)?.Id.Value : null;
        var target = $"{inbox}/{http.Request.Query["to"]}";
        var opened = answered?.Form is { } kept ? new ChatAnswer.ShowForm(kept) : await OpenFormAsync(visit.Agent!, CardActions.Compose, target, http.RequestAborted);
        return opened is ChatAnswer.ShowForm { Form: var form }
            ? Page<ComposePage>(
                new { Visit = visit, Navigation = await NavigationAsync(visit, null, http.RequestAborted), Form = form, answered?.Answer }, answered is null ? 200 : 409)
            : Problem(visit, 409, "No mail can be written", opened is ChatAnswer.Refused { Reason: var reason } ? reason : "Try again in a moment.");
    }

    /// <summary>A notice with its list.</summary>
    public async Task<IResult> NoticeAsync(HttpContext http, string post, Answered? answered = null)
    {
        var visit = visits.Of(http);
        var found = long.TryParse(post, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await posts.FindAsync(number, http.RequestAborted)
            : null;
        if (found?.Card is not Card.Notice notice) return Problem(visit, 404, "This notice is not here", "The link may be incomplete.");
        var scope = ScopeOf(http.Request.Query) ?? ListScope.Everything;
        var (navigation, list) = await BesideAsync(visit, scope, "n" + post, http.RequestAborted);
        return Page<NoticePage>(
            new { Visit = visit, Navigation = navigation, List = list, Post = found, Notice = notice, Answered = answered }, answered is null ? 200 : 409);
    }

    /// <summary>What was found in all conversations.</summary>
    public async Task<IResult> SearchAsync(HttpContext http, string? q)
    {
        var visit = visits.Of(http);
        var query = (q ?? "").Trim();
        var hits = query.Length == 0 ? [] : await history.SearchAsync(query, visit.Options.SearchLength, http.RequestAborted);
        return Page<SearchPage>(
            new { Visit = visit, Navigation = await NavigationAsync(visit, null, http.RequestAborted), Query = query, Hits = hits });
    }

    /// <summary>A customer with all their conversations.</summary>
    public async Task<IResult> CustomerAsync(HttpContext http, string address)
    {
        var visit = visits.Of(http);
        if (await store.FindCustomerAsync(new EmailAddress(address), http.RequestAborted) is not { } customer)
            return Problem(visit, 404, "Nobody with this address has written", $"No customer has the address {Shown.Line(address)}.");
        var conversations = await store.LoadOfCustomerAsync(customer.Id, MostConversationsOfCustomer, http.RequestAborted);
        return Page<CustomerPage>(new
        {
            Visit = visit,
            Navigation = await NavigationAsync(visit, null, http.RequestAborted),
            View = new CustomerView(customer, conversations),
            Directory = directory,
        });
    }

    /// <summary>Every template.</summary>
    public async Task<IResult> TemplatesAsync(HttpContext http, Answered? answered = null)
    {
        var visit = visits.Of(http);
        return Page<TemplatesPage>(
            new
            {
                Visit = visit,
                Navigation = await NavigationAsync(visit, null, http.RequestAborted),
                View = new TemplatesView(await templates.AllAsync(http.RequestAborted), await templates.DeletedAsync(http.RequestAborted), answered),
                Directory = directory,
            },
            answered is null ? 200 : 409);
    }

    /// <summary>A template in its form, or an earlier version of it.</summary>
    public async Task<IResult> TemplateAsync(HttpContext http, string template, string? version, Answered? answered = null)
    {
        var visit = visits.Of(http);
        var shown = answered?.Form is { } typed ? new ChatAnswer.ShowForm(typed)
            : version is { Length: > 0 }
                ? await RefreshFormAsync(visit.Agent!, CardActions.Template, template, TemplateForms.VersionField, new Dictionary<string, string> { [TemplateForms.VersionField] = version }, "", http.RequestAborted)
                : await OpenFormAsync(visit.Agent!, CardActions.Template, template, http.RequestAborted);
        if (shown is not ChatAnswer.ShowForm { Form: var form })
            return Problem(visit, 404, "This template is not here", (shown as ChatAnswer.Refused)?.Reason ?? "The link may be incomplete.");
        var looked = version is { Length: > 0 } && version != form.State ? version : null;
        return Page<TemplatePage>(
            new { Visit = visit, Navigation = await NavigationAsync(visit, null, http.RequestAborted), View = new TemplateView(form, looked, answered) },
            answered is null ? 200 : 409);
    }

    /// <summary>Who is blocked, and what they have written since.</summary>
    public async Task<IResult> BlockedAsync(HttpContext http)
    {
        var visit = visits.Of(http);
        return Page<BlockedPage>(new
        {
            Visit = visit,
            Navigation = await NavigationAsync(visit, null, http.RequestAborted),
            Lists = await list.BlockedAsync(MostBlocked, MostBlockedMails, http.RequestAborted),
            Directory = directory,
        });
    }

    /// <summary>Asks who sits there.</summary>
    public IResult Agents(HttpContext http, string? to)
        => Page<AgentPage>(new { Visit = visits.Of(http), directory.Agents, To = Urls.Local(to) });

    /// <summary>Lets a newcomer write as a customer.</summary>
    public async Task<IResult> TryOutAsync(HttpContext http, string? answers)
    {
        var visit = visits.Of(http);
        if (!visit.TryOut) return Problem(visit, 404, "The try-out is over", "Mail is read from real mailboxes now; write to one of them.");
        var card = answers is null ? null : (await posts.FindRootAsync(answers, http.RequestAborted))?.Card as Card.Root;
        return Page<TryOutPage>(new
        {
            Visit = visit,
            Navigation = await NavigationAsync(visit, null, http.RequestAborted),
            Answers = card,
        });
    }

    /// <summary>A designed word about what went wrong.</summary>
    public static IResult Problem(Visit visit, int status, string title, string text)
        => Page<ProblemPage>(new { Visit = visit, Title = title, Text = text }, status);

    /// <summary>Renders a page.</summary>
    public static IResult Page<T>(object parameters, int status = 200) where T : Microsoft.AspNetCore.Components.IComponent
        => new RazorComponentResult<T>(parameters) { StatusCode = status };

    /// <summary>The channels and views, with counts.</summary>
    public async Task<NavigationView> NavigationAsync(Visit visit, ListScope? scope, CancellationToken cancellation)
    {
        var unanswered = await posts.UnansweredAsync(cancellation);
        var configured = directory.Inboxes.Where(i => i.Channel.Platform == WorkspaceGateway.Name).ToLookup(i => i.Channel.Channel, StringComparer.Ordinal);
        var channels = configured.Select(c => c.Key).Union(Escalated, StringComparer.Ordinal).Union(unanswered.Keys, StringComparer.Ordinal).Order(StringComparer.OrdinalIgnoreCase);
        return new NavigationView(
            scope,
            await posts.CountAsync(null, Me(visit), cancellation),
            [.. channels.Select(c => new ChannelLine(c, string.Join(", ", configured[c].Select(i => i.Name)), unanswered.GetValueOrDefault(c)))]);
    }

    private async Task<(NavigationView Navigation, ListOfConversations List)> BesideAsync(
        Visit visit, ListScope scope, string? current, CancellationToken cancellation)
    {
        var most = Math.Clamp(scope.Show ?? visit.Options.ListLength, 1, 1000);
        var navigation = await NavigationAsync(visit, scope, cancellation);
        var counts = scope.Channel is null ? navigation.Counts : await posts.CountAsync(scope.Channel, Me(visit), cancellation);
        var listed = await posts.ListAsync(scope.Channel, scope.View, Me(visit), most + 1, cancellation);
        return (navigation, new ListOfConversations(scope, counts, [.. listed.Take(most)], current, listed.Count > most, most));
    }

    private async Task<ComposerView?> ComposerAsync(
        Visit visit, Card.Root card, IReadOnlyList<CardButton> buttons, string? compose, string about, IQueryCollection query, Answered? answered,
        CancellationToken cancellation)
    {
        var (template, state) = (query[ReplyTemplates.Field].ToString(), query["state"].ToString());
        var modes = buttons.Where(b => b.OpensForm).ToList();
        if (modes.Count == 0 || visit.Agent is null) return null;
        var wanted = answered?.Form?.Action ?? compose;
        var ofEntry = OnEntry(card, wanted, answered?.Form?.Target ?? $"{card.Conversation}/{about}");
        if (ofEntry is not null) modes.Add(ofEntry);
        var mode = ofEntry ?? modes.Find(b => b.Action == wanted) ?? modes.Find(b => b.Action == CardActions.Note) ?? modes[0];
        // The note stands first: what is meant for colleagues and goes to a customer is worse than the reverse.
        modes = [.. modes.Where(b => b.Action is CardActions.Reply or CardActions.Note || b == mode).OrderBy(b => b.Action == CardActions.Note ? 0 : 1)];
        var focus = compose is not null || answered?.Form is not null;
        if (answered?.Form is { } kept) return new ComposerView(modes, mode, kept, "", focus);
        var chosen = new Dictionary<string, string> { [ReplyTemplates.Field] = template };
        // The script asks for what is chosen alone: it knows where it comes in.
        if (query.ContainsKey("alone")) chosen[ChatActions.TextField] = "";
        return await (template.Length > 0 && mode.Action is CardActions.Reply or CardActions.Rewrite
            ? RefreshFormAsync(visit.Agent, mode.Action, mode.Target, ReplyTemplates.Field, chosen, state, cancellation)
            : OpenFormAsync(visit.Agent, mode.Action, mode.Target, cancellation)) switch
        {
            ChatAnswer.ShowForm shown => new ComposerView(modes, mode, shown.Form, "", focus),
            ChatAnswer.Refused refused => new ComposerView(modes, mode, null, refused.Reason, focus),
            ChatAnswer.Held held => new ComposerView(modes, mode, null, held.Reason, focus),
            _ => new ComposerView(modes, mode, null, "", focus),
        };
    }

    /// <summary>The form about an entry that a page asks for; null for any other. No page may press what does more than open a form.</summary>
    private static CardButton? OnEntry(Card.Root card, string? action, string target)
        => action is not null && CardActions.OnEntry.TryGetValue(action, out var label) && target.StartsWith($"{card.Conversation}/", StringComparison.Ordinal)
            ? new CardButton(action, target, label, OpensForm: true)
            : null;

    /// <summary>Presses a button that opens a form. That changes nothing, so a page may do it on the way.</summary>
    public Task<ChatAnswer> OpenFormAsync(Agent agent, string action, string target, CancellationToken cancellation)
        => actions.HandleAsync(
            new ChatRequest.Click { Agent = agent.Id, Receipt = Nonce.Receipt(Nonce.New()), Action = action, Target = target }, cancellation);

    /// <summary>Channels that are told when a customer waits; they are there while nothing stands in them too.</summary>
    private IEnumerable<string> Escalated
        => directory.Inboxes.Select(i => i.Timers.EscalationChannel).OfType<ChatChannel>().Where(c => c.Platform == WorkspaceGateway.Name).Select(c => c.Channel);

    /// <summary>The form with something chosen in it.</summary>
    private Task<ChatAnswer> RefreshFormAsync(
        Agent agent, string action, string target, string field, IReadOnlyDictionary<string, string> values, string state, CancellationToken cancellation)
        => actions.HandleAsync(
            new ChatRequest.Refresh
            {
                Agent = agent.Id, Receipt = Nonce.Receipt(Nonce.New()), Action = action, Target = target, State = state,
                Field = field, Values = values,
            },
            cancellation);

    private async Task<bool> IsChannelAsync(string channel, CancellationToken cancellation)
        => directory.Inboxes.Any(i => i.Channel.Platform == WorkspaceGateway.Name && i.Channel.Channel == channel) || Escalated.Contains(channel)
            || (await posts.UnansweredAsync(cancellation)).ContainsKey(channel);

    private static string Me(Visit visit) => visit.Agent?.Id.Value ?? "";

    private static ListScope? ScopeOf(IQueryCollection query)
        => query.ContainsKey("in") || query.ContainsKey("view") || query.ContainsKey("show")
            ? new ListScope(query["in"].ToString() is { Length: > 0 } channel ? channel : null, ListScope.ViewNamed(query["view"]), ShowOf(query))
            : null;

    private static int? ShowOf(IQueryCollection query)
        => int.TryParse(query["show"], NumberStyles.None, CultureInfo.InvariantCulture, out var show) ? show : null;
}
