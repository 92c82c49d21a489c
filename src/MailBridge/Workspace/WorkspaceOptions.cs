namespace MailBridge.Workspace;

/// <summary>What can be set about the Workspace's pages.</summary>
public sealed class WorkspaceOptions
{
    /// <summary>A customer who waits longer than this is shown in amber. Four hours: half a working day.</summary>
    public TimeSpan WaitingLong { get; set; } = TimeSpan.FromHours(4);

    /// <summary>A customer who waits longer than this is shown in red. A day: what most people expect of a mail.</summary>
    public TimeSpan WaitingTooLong { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Conversations in a list before "Show more". 60: two screens, and the first page stays light.</summary>
    public int ListLength { get; set; } = 60;

    /// <summary>Entries that a search shows at most.</summary>
    public int SearchLength { get; set; } = 50;

    /// <summary>Silence after which a page's live connection gets a sign of life. 15 seconds: below the idle limit of every proxy in use.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);
}
