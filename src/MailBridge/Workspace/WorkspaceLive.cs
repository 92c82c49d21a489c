using System.Collections.Concurrent;
using System.Threading.Channels;

namespace MailBridge.Workspace;

/// <summary>A post is new or shows something else.</summary>
/// <param name="Channel">The post's channel; empty where nobody knows which post it was.</param>
/// <param name="Conversation">Its conversation, as text; empty for a notice, and for any.</param>
/// <param name="Says">What to announce to people who cannot see it arrive; empty for nothing.</param>
internal sealed record WorkspaceChange(string Channel, string Conversation, string Says);

/// <summary>Tells open pages what changed. Nothing is kept: a page that was away fetches itself anew.</summary>
internal sealed class WorkspaceLive
{
    // A page that is this far behind is told to fetch itself anew, which costs it less than the backlog.
    private const int Backlog = 64;
    private readonly ConcurrentDictionary<Channel<WorkspaceChange>, byte> _pages = new();
    private long _told;

    /// <summary>
    /// How many changes were told. Read before the posts, it says what a page has in it: while it is the same when the page begins to listen, nothing was missed.
    /// </summary>
    public long Told => Interlocked.Read(ref _told);

    /// <summary>How many pages listen.</summary>
    public int Listening => _pages.Count;

    /// <summary>Tells every open page. Never waits: of a page that does not read, the oldest news is dropped, for the newest makes it fetch everything.</summary>
    public void Publish(WorkspaceChange change)
    {
        // Before the pages are looked up: of a page that comes in between, one of the two tells it.
        Interlocked.Increment(ref _told);
        foreach (var page in _pages.Keys) page.Writer.TryWrite(change);
    }

    /// <summary>Listens until disposed.</summary>
    public Listener Listen()
    {
        var page = Channel.CreateBounded<WorkspaceChange>(new BoundedChannelOptions(Backlog) { FullMode = BoundedChannelFullMode.DropOldest });
        _pages.TryAdd(page, 0);
        return new Listener(page.Reader, () => _pages.TryRemove(page, out _));
    }

    /// <summary>One page's ear.</summary>
    internal sealed class Listener(ChannelReader<WorkspaceChange> changes, Action stop) : IDisposable
    {
        /// <summary>What changed since it began to listen.</summary>
        public ChannelReader<WorkspaceChange> Changes => changes;

        /// <inheritdoc/>
        public void Dispose() => stop();
    }
}
