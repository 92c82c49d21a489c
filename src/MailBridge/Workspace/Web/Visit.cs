using System.Collections.Frozen;
using MailBridge.Conversations;
using MailBridge.Workspace.Posts;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.Extensions.Options;

namespace MailBridge.Workspace.Web;

/// <summary>Who looks, from where and at what: all that a page needs beside its own content.</summary>
public sealed record Visit
{
    /// <summary>The header in which the page script names the regions it wants; without it the whole page is sent.</summary>
    public const string FragmentHeader = "X-Fragment";

    /// <summary>The colleague who looks; null before they said who they are.</summary>
    public required Agent? Agent { get; init; }

    /// <summary><c>light</c>, <c>dark</c>, or empty for what the device prefers.</summary>
    public required string Theme { get; init; }

    /// <summary>Goes into every form, so that no other site can send one.</summary>
    public required AntiforgeryTokenSet Token { get; init; }

    /// <summary>The moment that everything on the page is as of.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary><see cref="WorkspaceLive.Told"/> at that moment, for the page to say when it begins to listen.</summary>
    public required long Told { get; init; }

    /// <summary>The page's own path and query.</summary>
    public required string Here { get; init; }

    /// <summary>The regions that are wanted; null for the whole page.</summary>
    public required FrozenSet<string>? Regions { get; init; }

    /// <summary>True while a newcomer can play the customer.</summary>
    public required bool TryOut { get; init; }

    /// <summary>The pages' options.</summary>
    public required WorkspaceOptions Options { get; init; }

    /// <summary>Style and script.</summary>
    public required Assets Assets { get; init; }

    /// <summary>True when that region is to be sent.</summary>
    public bool Wants(string region) => Regions is null || Regions.Contains(region);
}

/// <summary>Looks a visit up in the request.</summary>
internal sealed class Visits(
    AgentCookie cookie, IAntiforgery antiforgery, TimeProvider time, WorkspaceLive live, IOptions<WorkspaceOptions> options, Assets assets, IServiceProvider services)
{
    /// <summary>The cookie that remembers a chosen theme.</summary>
    public const string ThemeCookie = "mailbridge-theme";

    /// <summary>The visit of a request.</summary>
    public Visit Of(HttpContext http)
    {
        var fragment = http.Request.Headers[Visit.FragmentHeader].ToString();
        http.Response.Headers.Vary = Visit.FragmentHeader;
        return new Visit
        {
            Agent = cookie.Read(http),
            Theme = http.Request.Cookies[ThemeCookie] is "light" or "dark" ? http.Request.Cookies[ThemeCookie]! : "",
            Token = antiforgery.GetAndStoreTokens(http),
            Now = time.GetUtcNow(),
            Told = live.Told,
            Here = http.Request.Path + http.Request.QueryString,
            Regions = fragment.Length == 0 ? null : fragment.Split(' ').ToFrozenSet(StringComparer.Ordinal),
            TryOut = services.GetService<ITryOut>()?.IsOn == true,
            Options = options.Value,
            Assets = assets,
        };
    }
}

/// <summary>Which list stands beside the page: a channel, or all, a view of it, and how much of that.</summary>
public sealed record ListScope(string? Channel, ListView View, int? Show = null)
{
    /// <summary>The list that stands beside a conversation that was linked to without one.</summary>
    public static readonly ListScope Everything = new(null, ListView.All);

    /// <summary>Reads the view's name as it stands in a URL; anything else is all of them.</summary>
    public static ListView ViewNamed(string? name) => name switch
    {
        "unanswered" => ListView.Unanswered,
        "mine" => ListView.Mine,
        "snoozed" => ListView.Snoozed,
        "closed" => ListView.Closed,
        "spam" => ListView.Spam,
        _ => ListView.All,
    };

    /// <summary>The view's name in a URL.</summary>
    public static string NameOf(ListView view) => view switch
    {
        ListView.Unanswered => "unanswered",
        ListView.Mine => "mine",
        ListView.Snoozed => "snoozed",
        ListView.Closed => "closed",
        ListView.Spam => "spam",
        _ => "all",
    };

    /// <summary>Where the list itself lives.</summary>
    public string Url => Urls.List(Channel, View);

    /// <summary>What a link to a conversation carries, so that the same list stands beside it.</summary>
    public string Query
    {
        get
        {
            List<string> parts = [];
            if (Channel is not null) parts.Add($"in={Uri.EscapeDataString(Channel)}");
            if (View != ListView.All) parts.Add($"view={NameOf(View)}");
            if (Show is not null) parts.Add(FormattableString.Invariant($"show={Show}"));
            return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
        }
    }
}

/// <summary>Where everything lives.</summary>
internal static class Urls
{
    /// <summary>A list.</summary>
    public static string List(string? channel, ListView view)
        => (channel is null ? "/" : $"/channels/{Uri.EscapeDataString(channel)}") + (view == ListView.All ? "" : $"?view={ListScope.NameOf(view)}");

    /// <summary>A conversation, with the same list beside it.</summary>
    public static string Conversation(string id, ListScope? scope = null) => $"/c/{id}{scope?.Query}";

    /// <summary>A notice, with the same list beside it.</summary>
    public static string Notice(long post, ListScope scope) => FormattableString.Invariant($"/n/{post}{scope.Query}");

    /// <summary>A customer.</summary>
    public static string Customer(string address) => $"/customers/{Uri.EscapeDataString(address)}";

    /// <summary>A mail as it came.</summary>
    public static string Original(RawMailId mail, ConversationId? from) => from is null ? $"/mail/{mail}" : $"/mail/{mail}?from={from}";

    /// <summary>Where a page hears what has changed since it was read.</summary>
    public static string Live(long since) => FormattableString.Invariant($"/workspace/live?since={since}");

    /// <summary>A file of a mail.</summary>
    public static string File(RawMailId mail, int index) => FormattableString.Invariant($"/mail/{mail}/files/{index}");

    /// <summary>The path if it is one of ours, else the start page: what a form says where to go next is never trusted.</summary>
    public static string Local(string? path)
        => path is { Length: > 0 } && path[0] == '/' && (path.Length == 1 || path[1] is not ('/' or '\\')) && !path.Any(char.IsControl) ? path : "/";
}
