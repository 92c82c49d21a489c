using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>reactions.*</summary>
public sealed class ReactionsMethods
{
    private static readonly SlackMethod Add = new("reactions.add");
    private static readonly SlackMethod Remove = new("reactions.remove");
    private readonly SlackClient _slack;

    internal ReactionsMethods(SlackClient slack) => _slack = slack;

    /// <summary>https://docs.slack.dev/reference/methods/reactions.add; one that is there already is fine.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="ts">The message.</param>
    /// <param name="name">Without colons.</param>
    /// <param name="ct">Stops waiting.</param>
    public Task AddAsync(string channel, string ts, string name, CancellationToken ct) =>
        CallAsync(Add, channel, ts, name, "already_reacted", ct);

    /// <summary>https://docs.slack.dev/reference/methods/reactions.remove; one that is not there is fine.</summary>
    public Task RemoveAsync(string channel, string ts, string name, CancellationToken ct) =>
        CallAsync(Remove, channel, ts, name, "no_reaction", ct);

    private async Task CallAsync(SlackMethod method, string channel, string ts, string name, string fine, CancellationToken ct)
    {
        try
        {
            var form = new FormBody().Add("channel", channel).Add("timestamp", ts).Add("name", name);
            await _slack.CallAsync(method, form, ct).ConfigureAwait(false);
        }
        catch (SlackRefusedException e) when (e.Error == fine)
        {
            // It is as it was asked to be.
        }
    }
}
