using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Web;

/// <summary>apps.*; with an app-level token.</summary>
public sealed class AppsMethods
{
    internal static readonly SlackMethod ConnectionsOpen = new("apps.connections.open");
    private readonly SlackClient _slack;

    internal AppsMethods(SlackClient slack) => _slack = slack;

    /// <summary>https://docs.slack.dev/reference/methods/apps.connections.open; a web socket's URL that serves once.</summary>
    public async Task<Uri> OpenConnectionAsync(CancellationToken ct)
    {
        var json = await _slack.CallAsync(ConnectionsOpen, new FormBody(), ct).ConfigureAwait(false);
        var text = SlackClient.Required(ConnectionsOpen, json.Text("url"), "url");
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && SlackHosts.IsSafeSocket(url, _slack.Options)
            ? url
            : throw new SlackUnansweredException(
                ConnectionsOpen.Name, SlackSilence.NotTrusted, "the URL given for the web socket is not wss.", SlackVerdict.MendTheSetup);
    }
}
