using MailBridge.ChatOut;
using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Workspace.Posts;

/// <summary>Which conversations a list shows.</summary>
public enum ListView
{
    /// <summary>Every one.</summary>
    All,

    /// <summary>Those whose customer waits.</summary>
    Unanswered,

    /// <summary>Those the viewer owns, unless closed.</summary>
    Mine,

    /// <summary>Those that are out of the way for a while.</summary>
    Snoozed,

    /// <summary>Those that are dealt with.</summary>
    Closed,

    /// <summary>Those that are marked as spam, which are in no other view.</summary>
    Spam,
}

/// <summary>How many conversations each view holds.</summary>
public sealed record ViewCounts(int All, int Unanswered, int Mine, int Snoozed, int Closed, int Spam)
{
    /// <summary>The count of a view.</summary>
    public int Of(ListView view) => view switch
    {
        ListView.Unanswered => Unanswered,
        ListView.Mine => Mine,
        ListView.Snoozed => Snoozed,
        ListView.Closed => Closed,
        ListView.Spam => Spam,
        _ => All,
    };
}

/// <summary>A post with its card read.</summary>
public sealed record Post(PostRow Row, Card Card);

/// <summary>Keeps the posts and finds them again.</summary>
internal sealed class PostBook(IDbContextFactory<WorkspaceDb> contexts, TimeProvider time)
{
    /// <summary>Keeps a post unless its key was kept before; false and the first one in that case. Null when its thread does not exist.</summary>
    public async Task<(PostRow Row, bool IsNew)?> AddAsync(ChatPost post, long? thread, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.Posts.SingleOrDefaultAsync(p => p.Key == post.Key, cancellation) is { } first) return (first, false);
        if (thread is not null && !await db.Posts.AnyAsync(p => p.Sequence == thread, cancellation)) return null;
        var now = time.GetUtcNow();
        var row = new PostRow
        {
            Key = post.Key,
            Channel = post.Channel.Channel,
            Thread = thread,
            Kind = PostKind.Item,
            Sender = post.Sender?.Id.Value,
            PostedAt = now,
            UpdatedAt = now,
            LastActivityAt = now,
            Card = "",
            Change = await NextChangeAsync(db, cancellation),
        };
        row.Show(post.Card, now);
        db.Posts.Add(row);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return (row, true);
    }

    /// <summary>Shows another card in a post; null when there is no such post.</summary>
    public async Task<PostRow?> RewriteAsync(long sequence, Card card, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.Posts.SingleOrDefaultAsync(p => p.Sequence == sequence, cancellation) is not { } row) return null;
        row.Show(card, time.GetUtcNow());
        row.Change = await NextChangeAsync(db, cancellation);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return row;
    }

    /// <summary>Takes a post away; null when there is no such post. Its number is not used again.</summary>
    public async Task<PostRow?> RemoveAsync(long sequence, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await db.Posts.SingleOrDefaultAsync(p => p.Sequence == sequence, cancellation) is not { } row) return null;
        row.Change = await NextChangeAsync(db, cancellation);
        // Its thread has changed with it, and a number that a page has seen must not come again for something else.
        if (row.Thread is { } thread) await db.Posts.Where(p => p.Sequence == thread).ExecuteUpdateAsync(set => set.SetProperty(p => p.Change, row.Change), cancellation);
        db.Posts.Remove(row);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return row;
    }

    /// <summary>True when the tables can be read.</summary>
    public async Task<bool> IsReadableAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Posts.Take(1).CountAsync(cancellation) >= 0;
    }

    /// <summary>Conversations and notices of a channel, or of all for null, in the order the view wants them.</summary>
    public async Task<IReadOnlyList<Post>> ListAsync(string? channel, ListView view, string agent, int most, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var posts = Narrow(Roots(db, channel), view, agent);
        // Who waits longest comes first where waiting is what the list is about; elsewhere the latest.
        var ordered = view == ListView.Unanswered
            ? posts.OrderBy(p => p.WaitingSince).ThenBy(p => p.Sequence)
            : posts.OrderByDescending(p => p.LastActivityAt).ThenByDescending(p => p.Sequence);
        return Read(await ordered.Take(most).ToListAsync(cancellation));
    }

    /// <summary>How many conversations each view of a channel, or of all, holds.</summary>
    public async Task<ViewCounts> CountAsync(string? channel, string agent, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var roots = Roots(db, channel);
        return new ViewCounts(
            await Narrow(roots, ListView.All, agent).CountAsync(cancellation),
            await Narrow(roots, ListView.Unanswered, agent).CountAsync(cancellation),
            await Narrow(roots, ListView.Mine, agent).CountAsync(cancellation),
            await Narrow(roots, ListView.Snoozed, agent).CountAsync(cancellation),
            await Narrow(roots, ListView.Closed, agent).CountAsync(cancellation),
            await Narrow(roots, ListView.Spam, agent).CountAsync(cancellation));
    }

    /// <summary>Every channel that something was posted to, with the number of its unanswered conversations.</summary>
    public async Task<IReadOnlyDictionary<string, int>> UnansweredAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var groups = await Roots(db, null).GroupBy(p => p.Channel)
            .Select(g => new { g.Key, Waiting = g.Count(p => p.WaitingSince != null && p.Status != ConversationStatus.Closed && p.Status != ConversationStatus.Snoozed) })
            .ToListAsync(cancellation);
        return groups.ToDictionary(g => g.Key, g => g.Waiting, StringComparer.Ordinal);
    }

    /// <summary>The root post of a conversation; the latest if it was posted anew. Null while it is not posted.</summary>
    public async Task<Post?> FindRootAsync(string conversation, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.Posts.AsNoTracking().Where(p => p.Conversation == conversation && p.Kind == PostKind.Root)
            .OrderByDescending(p => p.Sequence).FirstOrDefaultAsync(cancellation);
        return row is null ? null : Read(row);
    }

    /// <summary>The post with that number, or null.</summary>
    public async Task<Post?> FindAsync(long sequence, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var row = await db.Posts.AsNoTracking().SingleOrDefaultAsync(p => p.Sequence == sequence, cancellation);
        return row is null ? null : Read(row);
    }

    /// <summary>The posts of a thread in the order they became known.</summary>
    public async Task<IReadOnlyList<Post>> ThreadAsync(long root, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return Read(await db.Posts.AsNoTracking().Where(p => p.Thread == root).OrderBy(p => p.Sequence).ToListAsync(cancellation));
    }

    private static IQueryable<PostRow> Roots(WorkspaceDb db, string? channel)
        => db.Posts.AsNoTracking().Where(p => p.Thread == null && (channel == null || p.Channel == channel));

    private static IQueryable<PostRow> Narrow(IQueryable<PostRow> posts, ListView view, string agent) => view switch
    {
        ListView.Unanswered => posts.Where(
            p => p.WaitingSince != null && p.Status != ConversationStatus.Closed && p.Status != ConversationStatus.Snoozed),
        ListView.Snoozed => posts.Where(p => p.Status == ConversationStatus.Snoozed),
        ListView.Mine => posts.Where(p => p.Assignee == agent && p.Status != ConversationStatus.Closed),
        ListView.Closed => posts.Where(p => p.Status == ConversationStatus.Closed && !p.IsSpam),
        ListView.Spam => posts.Where(p => p.IsSpam),
        _ => posts.Where(p => !p.IsSpam),
    };

    // The transaction began as IMMEDIATE: nobody else counts at the same time.
    private static async Task<long> NextChangeAsync(WorkspaceDb db, CancellationToken cancellation)
        => (await db.Posts.MaxAsync(p => (long?)p.Change, cancellation) ?? 0) + 1;

    private static Post Read(PostRow row) => new(row, CardJson.Read(row.Card, row.PostedAt));

    private static List<Post> Read(List<PostRow> rows) => rows.ConvertAll(Read);
}
