using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

/// <summary>
/// Entries that a conversation took, in the caller's transaction: they keep their place in the order, and with it their words in the full-text index; all that
/// names them by their conversation names the new one.
/// </summary>
internal static class TakeStep
{
    public static async Task RunAsync(BridgeContext context, Conversation conversation, CancellationToken cancellation)
    {
        var home = conversation.Id;
        foreach (var (entry, post) in conversation.Taken)
        {
            var (id, body) = (entry.Id, EntryJson.Write(entry));
            await context.Entries.Where(e => e.Id == id).ExecuteUpdateAsync(
                set => set
                    .SetProperty(e => e.Conversation, home)
                    .SetProperty(e => e.Body, body)
                    .SetProperty(e => e.PostPlatform, post == null ? null : post.Channel.Platform)
                    .SetProperty(e => e.PostWorkspace, post == null ? null : post.Channel.Workspace)
                    .SetProperty(e => e.PostChannel, post == null ? null : post.Channel.Channel)
                    .SetProperty(e => e.PostMessage, post == null ? null : post.Message),
                cancellation);
            await context.FurtherIds.Where(f => f.Entry == id).ExecuteUpdateAsync(set => set.SetProperty(f => f.Conversation, home), cancellation);
            await context.TypedMessages.Where(t => t.Entry == id).ExecuteUpdateAsync(set => set.SetProperty(t => t.Conversation, home), cancellation);
            await context.NoteFiles.Where(f => f.Entry == id).ExecuteUpdateAsync(set => set.SetProperty(f => f.Conversation, home), cancellation);
            if (entry.Incoming?.Raw is { } raw)
                await context.RawMails.Where(m => m.Id == raw).ExecuteUpdateAsync(set => set.SetProperty(m => m.Conversation, (ConversationId?)home), cancellation);
        }
    }
}
