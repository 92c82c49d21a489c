using System.Collections.Concurrent;
using MailBridge.ChatLedger;
using MailBridge.Operations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Posts;

/// <summary>A channel takes no posts of ours.</summary>
internal sealed class ChannelLost(string channel, string why) : Exception($"{channel}: {why}")
{
    /// <summary>Why, to stand behind "because".</summary>
    public string Why { get; } = why;
}

/// <summary>
/// Which channels the inboxes live in. A channel is asked for by its name once and known by its id from then on, so that renaming it changes nothing;
/// one that cannot be posted to is looked at again every minute.
/// </summary>
internal sealed partial class SlackHomes(
    SlackClient api, SlackApp app, SlackAppOptions options, AttemptBook attempts, BridgeHealth health, ILogger<SlackHomes> logger, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>A thread that is lost is rarely found again; while that is remembered, no turn of its channel is spent on it.</summary>
    private static readonly TimeSpan LookForThreadAgain = TimeSpan.FromMinutes(10);

    /// <summary>Who takes the bridge out of a channel means it: it comes back by itself once, not again and again.</summary>
    private static readonly TimeSpan BetweenJoins = TimeSpan.FromDays(1);

    /// <summary>Often enough that the book never forgets an id.</summary>
    private static readonly TimeSpan KeptAnew = TimeSpan.FromDays(1);

    private readonly ConcurrentDictionary<string, (string Id, DateTimeOffset KeptAt)> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lost> _lost = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Channel, string Root), DateTimeOffset> _lostThreads = [];
    private readonly ConcurrentDictionary<string, DateTimeOffset> _joined = new(StringComparer.Ordinal);

    /// <summary>The id of a configured channel; null where Slack shows us none by this name and never has.</summary>
    public async Task<string?> FindAsync(string configured, CancellationToken cancellation)
    {
        if (SlackApp.IsId(configured)) return configured;
        var now = time.GetUtcNow();
        if (_ids.TryGetValue(configured, out var known) && now - known.KeptAt < KeptAnew) return known.Id;
        var book = $"slack/{(await app.WhoAsync(cancellation).ConfigureAwait(false)).Self.Team}";
        var step = $"channel {configured}";
        var id = known.Id ?? await app.FindChannelAsync(configured, cancellation).ConfigureAwait(false)
            ?? await attempts.FindAsync(book, step, cancellation).ConfigureAwait(false);
        if (id is null) return null;
        await attempts.KeepAsync(book, step, id, cancellation).ConfigureAwait(false);
        _ids[configured] = (id, now);
        _names[id] = configured;
        return id;
    }

    /// <summary>The channel that takes over from those that are lost; null where there is none.</summary>
    public async Task<string?> OperationsAsync(CancellationToken cancellation)
        => options.OperationsChannel.Length == 0 ? null : await FindAsync(options.OperationsChannel, cancellation).ConfigureAwait(false);

    /// <summary>Why a channel could not be posted to a moment ago; null when it is to be tried.</summary>
    public string? WhyLost(string channel) => _lost.TryGetValue(channel, out var lost) && lost.Until > time.GetUtcNow() ? lost.Why : null;

    /// <summary>True from when a channel could not be posted to until it is back.</summary>
    public bool IsLost(string channel) => _lost.ContainsKey(channel);

    /// <summary>A channel cannot be posted to.</summary>
    public void Lose(string channel, string why)
    {
        var before = _lost.GetValueOrDefault(channel);
        if (before is null) ChannelIsLost(logger, channel, why);
        _lost[channel] = new Lost(why, time.GetUtcNow() + LookAgain, before?.IsSaid ?? false);
        health.Report(Component(channel), Sentence(channel, why));
        // A channel that was deleted may have a new one of its name.
        if (_names.TryGetValue(channel, out var configured) && _ids.TryRemove(configured, out _)) app.ForgetChannels();
    }

    /// <summary>True for a thread that took nothing a moment ago.</summary>
    public bool IsThreadLost(string channel, string root) => _lostThreads.TryGetValue((channel, root), out var until) && until > time.GetUtcNow();

    /// <summary>A thread takes no replies while its channel takes posts.</summary>
    public void LoseThread(string channel, string root)
    {
        var now = time.GetUtcNow();
        foreach (var (old, until) in _lostThreads)
        {
            if (until <= now) _lostThreads.TryRemove(old, out _);
        }
        _lostThreads[(channel, root)] = now + LookForThreadAgain;
    }

    /// <summary>A channel was posted to.</summary>
    public void Back(string channel)
    {
        if (_lost.IsEmpty || !_lost.TryRemove(channel, out _)) return;
        ChannelIsBack(logger, channel);
        health.Report(Component(channel), null);
    }

    /// <summary>True while nobody was told that the channel is lost.</summary>
    public bool IsUnsaid(string channel) => _lost.TryGetValue(channel, out var lost) && !lost.IsSaid;

    /// <summary>People were told.</summary>
    public void Said(string channel)
    {
        if (_lost.TryGetValue(channel, out var lost)) _lost[channel] = lost with { IsSaid = true };
    }

    /// <summary>What is wrong, what happens meanwhile and what to do.</summary>
    public string Sentence(string channel, string why)
    {
        var meanwhile = options.OperationsChannel.Length > 0
            ? $"Its conversations go on in {options.OperationsChannel} until that is mended."
            : "Its posts wait until that is mended; with Slack:OperationsChannel another channel would take them meanwhile.";
        return $"Slack's channel {Name(channel)} takes no posts: {why}. {meanwhile}";
    }

    /// <summary>Comes into a public channel. False where that cannot be.</summary>
    public async Task<bool> JoinAsync(string channel, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_joined.TryGetValue(channel, out var before) && now - before < BetweenJoins) return false;
        _joined[channel] = now;
        try
        {
            await api.Conversations.JoinAsync(channel, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SlackRefusedException e) when (e.Verdict is not (SlackVerdict.TryAgain or SlackVerdict.MendTheToken))
        {
            return false;
        }
    }

    private string Name(string channel) => _names.GetValueOrDefault(channel, channel);

    private string Component(string channel) => $"Slack channel {Name(channel)}";

    private sealed record Lost(string Why, DateTimeOffset Until, bool IsSaid);

    [LoggerMessage(3111, LogLevel.Error, "Slack's channel {Channel} takes no posts: {Why}")]
    private static partial void ChannelIsLost(ILogger logger, string channel, string why);

    [LoggerMessage(3112, LogLevel.Information, "Slack's channel {Channel} takes posts again")]
    private static partial void ChannelIsBack(ILogger logger, string channel);
}
