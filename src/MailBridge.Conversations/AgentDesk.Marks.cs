using System.Globalization;

namespace MailBridge.Conversations;

/// <content>Tags, spam and blocked senders.</content>
public sealed partial class AgentDesk
{
    private Decision Tag(AgentAction.Tag tag, Agent agent, Conversation conversation, EntryId entry)
    {
        var has = conversation.State.Tags;
        List<string> remove = [.. has.Where(t => Tags.Read(string.Join(',', tag.Remove)).Contains(t, StringComparer.OrdinalIgnoreCase))];
        List<string> add =
        [
            .. Tags.Read(string.Join(',', tag.Add)).Where(t => !has.Contains(t, StringComparer.OrdinalIgnoreCase) || remove.Contains(t, StringComparer.OrdinalIgnoreCase)),
        ];
        if (add.Find(t => t.Length > Tags.Longest) is { } tooLong)
        {
            return Refused(string.Create(
                CultureInfo.InvariantCulture, $"“{tooLong[..Tags.Longest]}…” has {tooLong.Length} characters; a tag has at most {Tags.Longest}."));
        }
        if (has.Count - remove.Count + add.Count > Tags.Most)
            return Refused(string.Create(CultureInfo.InvariantCulture, $"A conversation has at most {Tags.Most} tags. Take one off first."));
        return add.Count + remove.Count == 0 ? Done([]) : Done(conversation.Tag(add, entry, remove, EntryId.New(time), agent.Id, time.GetUtcNow()));
    }

    private Decision MarkSpam(Agent agent, Conversation conversation, EntryId entry)
        => conversation.State.IsSpam ? Done([]) : Done(conversation.MarkSpam(entry, agent.Id, time.GetUtcNow()));

    private Decision MarkNoSpam(Agent agent, Conversation conversation, EntryId entry)
        => conversation.State.IsSpam ? Done(conversation.MarkNoSpam(entry, agent.Id, time.GetUtcNow())) : Done([]);

    private Decision Block(AgentAction.Block block, Agent agent, Conversation conversation, EntryId entry, BlockedSender? known)
    {
        if (Sender(conversation) is not { } sender) return Refused("Nobody outside the team has written here, so there is nobody to block.");
        if (WhyNotBlocked(sender, block.WholeDomain, directory) is { } reason) return Refused(reason);
        if (known is not null) return Done([]);
        var blocked = new BlockedSender(Pattern(sender, block.WholeDomain), agent.Id, time.GetUtcNow(), conversation.Id);
        return Done(conversation.Block(entry, agent.Id, blocked.Pattern, isBlocked: true, blocked.At)) with { Blocked = blocked };
    }

    private Decision Unblock(AgentAction.Unblock unblock, Agent agent, Conversation conversation, EntryId entry, BlockedSender? known)
        => known is null
            ? Done([])
            : Done(conversation.Block(entry, agent.Id, known.Pattern, isBlocked: false, time.GetUtcNow())) with { Unblocked = unblock.Pattern };

    /// <summary>What is blocked already of what an action is about; null for nothing.</summary>
    private async Task<BlockedSender?> KnownBlockAsync(AgentAction action, Conversation conversation, CancellationToken cancellation)
    {
        var pattern = action switch
        {
            AgentAction.Block block when Sender(conversation) is { } sender => Pattern(sender, block.WholeDomain),
            AgentAction.Unblock unblock => unblock.Pattern,
            _ => null,
        };
        return pattern is null ? null : await store.FindBlockAsync([pattern], cancellation).ConfigureAwait(false);
    }

    /// <summary>Whom blocking a conversation's sender would block; null where nobody outside the team has written.</summary>
    public static EmailAddress? Sender(Conversation conversation) => conversation.LatestCustomerEmail?.Email.From.Address;

    /// <summary>Why somebody cannot be blocked, in a sentence; null where they can.</summary>
    public static string? WhyNotBlocked(EmailAddress sender, bool wholeDomain, DeskDirectory directory)
        => directory.IsOurs(sender) ? $"{sender} is one of our own addresses, so it cannot be blocked."
            : wholeDomain && directory.IsShared(sender.Domain) ? $"{sender.Domain} gives addresses to everybody. Block {sender} alone."
            : null;

    /// <summary>The pattern that blocks a sender.</summary>
    private static string Pattern(EmailAddress sender, bool wholeDomain) => wholeDomain ? $"@{sender.Domain}" : sender.Value;
}
