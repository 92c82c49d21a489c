using System.Globalization;

namespace MailBridge.Testing.Slack;

/// <summary>A team.</summary>
public sealed class SlackWorkspace
{
    internal SlackWorkspace(string id, string domain, string name) => (Id, Domain, Name) = (id, domain, name);

    public string Id { get; }

    public string Domain { get; }

    public string Name { get; }

    /// <summary>Set to make <c>files.getUploadURLExternal</c> answer <c>file_uploads_disabled</c>.</summary>
    public bool FileUploadsDisabled { get; set; }

    internal List<SlackUser> UserList { get; } = [];

    internal List<SlackChannel> ChannelList { get; } = [];

    internal List<SlackInstall> InstallList { get; } = [];

    internal SlackUser? User(string? id) => UserList.Find(u => u.Id == id);

    internal SlackChannel? Channel(string? id) => ChannelList.Find(c => c.Id == id);

    internal SlackChannel DirectMessage(SlackState state, string one, string other)
    {
        var found = ChannelList.Find(c => c.Kind == SlackChannelKind.Im && c.MemberIds.Contains(one) && c.MemberIds.Contains(other));
        if (found is not null) return found;
        var im = new SlackChannel(this, state.NewId("D"), "", SlackChannelKind.Im, state.Now);
        im.MemberIds.UnionWith([one, other]);
        ChannelList.Add(im);
        return im;
    }
}

/// <summary>A member, a guest or a bot user. Its properties may be changed while the fake runs.</summary>
public sealed class SlackUser
{
    internal SlackUser(SlackWorkspace workspace, string id, string name) => (Workspace, Id, Name, RealName) = (workspace, id, name, name);

    public SlackWorkspace Workspace { get; }

    public string Id { get; }

    public string Name { get; }

    public string RealName { get; set; }

    public string DisplayName { get; set; } = "";

    public string? Email { get; set; }

    public bool IsEmailConfirmed { get; set; } = true;

    public bool IsBot { get; init; }

    public bool IsAdmin { get; set; }

    public bool Deleted { get; set; }

    /// <summary>A multi-channel guest.</summary>
    public bool IsRestricted { get; set; }

    /// <summary>A single-channel guest.</summary>
    public bool IsUltraRestricted { get; set; }

    /// <summary>From another workspace, met through Slack Connect.</summary>
    public bool IsStranger { get; set; }

    public string TimeZone { get; set; } = "Europe/London";

    internal string? BotId { get; init; }
}

public enum SlackChannelKind { Public, Private, Im, Mpim }

/// <summary>A conversation in Slack's sense.</summary>
public sealed class SlackChannel
{
    private string _lastTs = "";

    internal SlackChannel(SlackWorkspace workspace, string id, string name, SlackChannelKind kind, DateTimeOffset created) =>
        (Workspace, Id, Name, Kind, Created) = (workspace, id, name, kind, created);

    public SlackWorkspace Workspace { get; }

    public string Id { get; }

    public string Name { get; internal set; }

    public SlackChannelKind Kind { get; }

    public DateTimeOffset Created { get; }

    public bool IsArchived { get; internal set; }

    /// <summary>Set to make posts answer <c>restricted_action_read_only_channel</c>.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Set to make replies answer <c>restricted_action_thread_locked</c>.</summary>
    public bool ThreadsLocked { get; set; }

    internal HashSet<string> MemberIds { get; } = new(StringComparer.Ordinal);

    internal List<SlackMessage> MessageList { get; } = [];

    /// <summary>The <c>channel_type</c> of message events.</summary>
    internal string Type => Kind switch
    {
        SlackChannelKind.Public => "channel",
        SlackChannelKind.Private => "group",
        SlackChannelKind.Im => "im",
        _ => "mpim",
    };

    /// <summary>The stem of the scopes that open it: <c>channels:read</c>, <c>groups:history</c>, ….</summary>
    internal string ScopeStem => Kind switch
    {
        SlackChannelKind.Public => "channels",
        SlackChannelKind.Private => "groups",
        SlackChannelKind.Im => "im",
        _ => "mpim",
    };

    /// <summary>Strictly increasing within the channel only: under a clock that stands still two channels give the same <c>ts</c>.</summary>
    internal string NextTs(DateTimeOffset now)
    {
        var micros = (now.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        if (_lastTs.Length > 0)
            micros = Math.Max(micros, long.Parse(_lastTs.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) + 1);
        return _lastTs = $"{micros / 1_000_000}.{micros % 1_000_000:D6}";
    }

    internal SlackMessage? Message(string? ts) => MessageList.Find(m => m.Ts == ts);

    internal IEnumerable<SlackMessage> Replies(string ts) => MessageList.Where(m => m.ThreadTs == ts && m.Ts != ts);

    internal void Replace(SlackMessage message) => MessageList[MessageList.FindIndex(m => m.Ts == message.Ts)] = message;
}

/// <summary>An app as its manifest has it.</summary>
public sealed class SlackApp
{
    internal SlackApp(string id, string name) => (Id, Name) = (id, name);

    public string Id { get; }

    public string Name { get; }

    public string ClientId { get; init; } = "";

    public string ClientSecret { get; init; } = "";

    public string SigningSecret { get; init; } = "";

    /// <summary>The app-level token, <c>xapp-…</c>.</summary>
    public string AppToken { get; init; } = "";

    public HashSet<string> AppTokenScopes { get; } = ["connections:write"];

    /// <summary>How payloads reach it; changeable, as in the app's settings.</summary>
    public SlackDelivery Delivery { get; set; } = new SlackDelivery.SocketMode();

    /// <summary>Slash commands it registered, with the slash; empty takes every command.</summary>
    public HashSet<string> Commands { get; } = new(StringComparer.Ordinal);

    /// <summary>Callback ids of its message and global shortcuts; empty takes every one.</summary>
    public HashSet<string> Shortcuts { get; } = new(StringComparer.Ordinal);

    /// <summary>Subscribed bot events, in the manifest's words (<c>message.channels</c>); empty subscribes to all.</summary>
    public HashSet<string> BotEvents { get; } = new(StringComparer.Ordinal);

    /// <summary>The manifest's <c>should_escape</c>: people and channels in a command's text arrive as tokens.</summary>
    public bool ShouldEscapeCommands { get; set; }

    public bool HomeTabEnabled { get; set; } = true;

    public bool MessagesTabEnabled { get; set; } = true;
}

/// <summary>How an app is reached.</summary>
public abstract record SlackDelivery
{
    private SlackDelivery() { }

    public sealed record SocketMode : SlackDelivery;

    /// <summary>Request URLs; Slack lets the three be one.</summary>
    public sealed record Http(Uri Events, Uri Interactivity, Uri Commands) : SlackDelivery;
}

/// <summary>An app in a workspace.</summary>
public sealed class SlackInstall
{
    internal SlackInstall(SlackApp app, SlackWorkspace workspace, SlackUser botUser, string botToken) =>
        (App, Workspace, BotUser, BotToken) = (app, workspace, botUser, botToken);

    public SlackApp App { get; }

    public SlackWorkspace Workspace { get; }

    public SlackUser BotUser { get; }

    public string BotId => BotUser.BotId!;

    /// <summary><c>xoxb-…</c></summary>
    public string BotToken { get; }

    /// <summary>Granted bot scopes; take one away to see <c>missing_scope</c>.</summary>
    public HashSet<string> Scopes { get; } = new(StringComparer.Ordinal);

    /// <summary>The error every call answers with once the token is dead.</summary>
    public string? TokenError { get; internal set; }
}
