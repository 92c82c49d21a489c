using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>views.*; a trigger id serves once, within three seconds.</summary>
public sealed class ViewsMethods
{
    private static readonly SlackMethod Open = new("views.open", IsRepeatable: false);
    private static readonly SlackMethod Push = new("views.push", IsRepeatable: false);
    private static readonly SlackMethod Update = new("views.update");
    private static readonly SlackMethod Publish = new("views.publish");
    private readonly SlackClient _slack;

    internal ViewsMethods(SlackClient slack) => _slack = slack;

    /// <summary>https://docs.slack.dev/reference/methods/views.open.</summary>
    public Task<SlackView> OpenAsync(string triggerId, View view, CancellationToken ct) =>
        CallAsync(Open, new FormBody().Add("trigger_id", triggerId), view, null, ct);

    /// <summary>https://docs.slack.dev/reference/methods/views.push; three views at most.</summary>
    public Task<SlackView> PushAsync(string triggerId, View view, CancellationToken ct) =>
        CallAsync(Push, new FormBody().Add("trigger_id", triggerId), view, null, ct);

    /// <summary>https://docs.slack.dev/reference/methods/views.update.</summary>
    /// <param name="viewId">What <see cref="OpenAsync"/> gave, or a payload.</param>
    /// <param name="view">What it becomes.</param>
    /// <param name="hash">Of the view as it was last seen: <c>hash_conflict</c> where it has changed since. Null overwrites.</param>
    /// <param name="ct">Stops waiting.</param>
    public Task<SlackView> UpdateAsync(string viewId, View view, string? hash, CancellationToken ct) =>
        CallAsync(Update, new FormBody().Add("view_id", viewId), view, hash, ct);

    /// <summary>https://docs.slack.dev/reference/methods/views.update, by our own name for the view.</summary>
    public Task<SlackView> UpdateByExternalIdAsync(string externalId, View view, string? hash, CancellationToken ct) =>
        CallAsync(Update, new FormBody().Add("external_id", externalId), view, hash, ct);

    /// <summary>https://docs.slack.dev/reference/methods/views.publish; a person's home tab.</summary>
    public Task<SlackView> PublishAsync(string userId, HomeView view, string? hash, CancellationToken ct) =>
        CallAsync(Publish, new FormBody().Add("user_id", userId), view, hash, ct);

    private async Task<SlackView> CallAsync(SlackMethod method, FormBody form, View view, string? hash, CancellationToken ct)
    {
        BlockLimits.Require(view);
        form.Add("view", SlackWriting.ToJson(view)).Add("hash", hash);
        var json = await _slack.CallAsync(method, form, ct).ConfigureAwait(false);
        return ViewReader.Read(json.Field("view"));
    }
}
