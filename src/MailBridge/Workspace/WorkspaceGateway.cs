using System.Data.Common;
using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace.Posts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Workspace;

/// <summary>The built-in web chat as a chat platform: posting is keeping the post and telling the open pages.</summary>
internal sealed class WorkspaceGateway(PostBook posts, WorkspaceLive live) : IChatGateway
{
    /// <summary>The platform's name.</summary>
    public const string Name = "workspace";

    /// <inheritdoc/>
    public string Platform => Name;

    /// <inheritdoc/>
    public Task<ChatPostRef> PostAsync(ChatPost post, CancellationToken cancellation) => OrFault(async () =>
    {
        var thread = post.Thread is null ? null : (long?)Number(post.Thread);
        if (await posts.AddAsync(post, thread, cancellation) is not var (row, isNew))
            throw new ChatFault("the thread to post into does not exist", isTransient: false);
        if (isNew) live.Publish(new WorkspaceChange(row.Channel, row.Conversation ?? "", Says(post.Card)));
        return new ChatPostRef(post.Channel, row.Sequence.ToString(CultureInfo.InvariantCulture));
    });

    /// <inheritdoc/>
    public Task UpdateAsync(ChatPostRef post, Card card, CancellationToken cancellation) => OrFault(async () =>
    {
        var row = await posts.RewriteAsync(Number(post), card, cancellation)
            ?? throw new ChatFault("the post to be changed does not exist", isTransient: false);
        live.Publish(new WorkspaceChange(row.Channel, row.Conversation ?? "", ""));
        return true;
    });

    /// <inheritdoc/>
    public Task RemoveAsync(ChatPostRef post, Card instead, CancellationToken cancellation) => OrFault(async () =>
    {
        if (await posts.RemoveAsync(Number(post), cancellation) is { } row) live.Publish(new WorkspaceChange(row.Channel, row.Conversation ?? "", ""));
        return true;
    });

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(ChatChannel channel, CancellationToken cancellation)
    {
        try
        {
            await posts.IsReadableAsync(cancellation);
            return null;
        }
        catch (DbException fault)
        {
            return $"The Workspace's posts cannot be read ({fault.Message}). Check that the database file and its directory can be written.";
        }
    }

    private static long Number(ChatPostRef post)
        => long.TryParse(post.Message, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ChatFault("this is no post of the Workspace", isTransient: false);

    private static string Says(Card card) => card switch
    {
        Card.Root root => $"New conversation from {Shown.Line(root.Customer)}: {Shown.Line(root.Subject)}",
        Card.Item { Kind: CardItemKind.SideEmail } item => $"{Shown.Line(item.Author)} answered in a side thread",
        Card.Item { Kind: CardItemKind.CustomerEmail } item => $"New mail from {Shown.Line(item.Author)}",
        Card.Notice notice => Shown.Line(notice.Title),
        _ => "",
    };

    private static async Task<T> OrFault<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault) when (fault is DbException or DbUpdateException)
        {
            // SQLITE_CORRUPT and SQLITE_NOTADB do not pass; a locked file, a full disk and an unwritable one do, once someone has seen to them.
            var code = (fault as SqliteException ?? fault.InnerException as SqliteException)?.SqliteErrorCode;
            throw new ChatFault((fault.InnerException ?? fault).Message, isTransient: code is not (11 or 26), cause: fault);
        }
    }
}
