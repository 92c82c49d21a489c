using System.Collections.Concurrent;
using MailBridge.Conversations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack;

/// <summary>Who the bridge is in Slack, and which channels there are. What is known is asked once; what is missing is asked again at most every minute.</summary>
internal sealed class SlackApp(SlackClient api, TimeProvider time) : IDisposable
{
    /// <summary>The platform's name.</summary>
    public const string Platform = "slack";

    /// <summary>The name of the whole of Slack in the health report: what one part reports, another may find mended.</summary>
    public const string Component = "Slack";

    private static readonly TimeSpan BetweenLists = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ConcurrentDictionary<string, string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private Installed? _installed;
    private DateTimeOffset _listedAt = DateTimeOffset.MinValue;

    /// <summary>What <see cref="WhoAsync"/> has found out; null before.</summary>
    public Installed? Known => _installed;

    /// <summary>The workspace and our own ids in it.</summary>
    /// <exception cref="SlackException">Slack did not say.</exception>
    public async Task<Installed> WhoAsync(CancellationToken cancellation)
    {
        if (_installed is { } known) return known;
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_installed is { } meanwhile) return meanwhile;
            var auth = await api.Auth.TestAsync(cancellation).ConfigureAwait(false);
            return _installed = new Installed(
                auth.Identity(await AppIdAsync(auth.BotId, cancellation).ConfigureAwait(false)), Named(auth.Team, auth.TeamId), Named(auth.User, auth.UserId),
                Address(auth.Url), auth.Scopes);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The id of a channel that is configured by id or name; null where there is no such channel or the bridge cannot see it.</summary>
    /// <exception cref="SlackException">Slack did not say.</exception>
    public async Task<string?> FindChannelAsync(string nameOrId, CancellationToken cancellation)
    {
        if (IsId(nameOrId)) return nameOrId;
        var name = nameOrId.TrimStart('#');
        if (_ids.TryGetValue(name, out var known)) return known;
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_ids.ContainsKey(name) && time.GetUtcNow() - _listedAt >= BetweenLists)
            {
                await ListAsync(name, cancellation).ConfigureAwait(false);
                _listedAt = time.GetUtcNow();
            }
        }
        finally
        {
            _turn.Release();
        }
        return _ids.GetValueOrDefault(name);
    }

    /// <summary>Names have changed: they are asked for again.</summary>
    public void ForgetChannels()
    {
        _ids.Clear();
        _listedAt = DateTimeOffset.MinValue;
    }

    /// <summary>The app was removed, or installed anew.</summary>
    public void ForgetInstallation()
    {
        _installed = null;
        ForgetChannels();
    }

    /// <summary>True for what Slack uses as an id of a channel; names there are in lower case.</summary>
    public static bool IsId(string nameOrId)
        => nameOrId.Length >= 2 && nameOrId[0] is 'C' or 'G' or 'D' && nameOrId.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>
    /// Learns the channels' ids. QUIRK: an id need not look like Slack's (stand-ins have C_support), so what is no channel's name is asked for as an id, also
    /// where the list is refused.
    /// </summary>
    private async Task ListAsync(string nameOrId, CancellationToken cancellation)
    {
        try
        {
            await foreach (var channel in api.Conversations.ListAsync(cancellation).ConfigureAwait(false))
            {
                _ids[channel.Name] = channel.Id;
                _ids.TryAdd(channel.Id, channel.Id);
            }
        }
        catch (SlackRefusedException e) when (e.Verdict is SlackVerdict.MendTheSetup or SlackVerdict.GiveUp)
        {
            if (!await IsChannelAsync(nameOrId, cancellation).ConfigureAwait(false)) throw;
            _ids[nameOrId] = nameOrId;
            return;
        }
        if (!_ids.ContainsKey(nameOrId) && await IsChannelAsync(nameOrId, cancellation).ConfigureAwait(false)) _ids[nameOrId] = nameOrId;
    }

    private async Task<bool> IsChannelAsync(string id, CancellationToken cancellation)
    {
        try
        {
            await api.Conversations.InfoAsync(id, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SlackRefusedException e) when (e.Verdict is SlackVerdict.MendTheSetup or SlackVerdict.MendThePayload or SlackVerdict.GiveUp)
        {
            return false;
        }
    }

    /// <summary>The app's own id, which only sharpens how own messages are told: without it user and bot id do.</summary>
    private async Task<string?> AppIdAsync(string? bot, CancellationToken cancellation)
    {
        try
        {
            return bot is null ? null : (await api.Auth.BotInfoAsync(bot, cancellation).ConfigureAwait(false)).AppId;
        }
        catch (SlackRefusedException)
        {
            return null;
        }
    }

    /// <summary>A name where Slack tells it, else the id: an empty one would be found in every text.</summary>
    private static string Named(string name, string id) => name.Length > 0 ? name : id;

    private static Uri? Address(string url) => Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : null;
}

/// <summary>An installation of the app in a workspace.</summary>
/// <param name="Self">The workspace and our own ids, by which our own messages are told from others'.</param>
/// <param name="Team">The workspace's name.</param>
/// <param name="Bot">The bot user's name.</param>
/// <param name="Address">The workspace's address, such as <c>https://acme.slack.com/</c>; null where Slack does not say.</param>
/// <param name="Scopes">What the token may do; empty where Slack does not say.</param>
internal sealed record Installed(SlackIdentity Self, string Team, string Bot, Uri? Address, IReadOnlyList<string> Scopes)
{
    /// <summary>Where a post can be opened; null where the workspace's address is not known.</summary>
    public Uri? Permalink(ChatPostRef post)
        => Address is null || post.Channel.Platform != SlackApp.Platform
            ? null
            : new Uri(Address, $"archives/{Uri.EscapeDataString(post.Channel.Channel)}/p{post.Message.Replace(".", "", StringComparison.Ordinal)}");
}
