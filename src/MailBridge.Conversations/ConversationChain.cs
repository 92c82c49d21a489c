namespace MailBridge.Conversations;

/// <summary>Follows merged conversations to where they go on.</summary>
public static class ConversationChain
{
    /// <summary>The desk makes no circle; whatever made one, nobody walks in it.</summary>
    private const int MostSteps = 1000;

    /// <summary>The conversation and those that it was merged into, one after the other; empty where there is none of that id.</summary>
    public static async Task<IReadOnlyList<Conversation>> LoadChainAsync(this IConversationStore store, ConversationId id, CancellationToken cancellation)
    {
        var chain = new List<Conversation>();
        ConversationId? next = id;
        while (next is { } current && chain.Count < MostSteps && await store.LoadAsync(current, cancellation).ConfigureAwait(false) is { } conversation)
        {
            chain.Add(conversation);
            next = conversation.State.MergedInto;
        }
        return chain;
    }

    /// <summary>The conversation in which that one goes on; null where there is none of that id.</summary>
    public static async Task<Conversation?> LoadLastAsync(this IConversationStore store, ConversationId id, CancellationToken cancellation)
        => await store.LoadChainAsync(id, cancellation).ConfigureAwait(false) is [.., var last] ? last : null;
}
