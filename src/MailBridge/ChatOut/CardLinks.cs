using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>Finds the threads that a card's links lead to.</summary>
internal sealed class CardLinks(IConversationStore store, TimeProvider time)
{
    /// <summary>How long a card waits for a thread that is only just being opened; after that it goes without the way there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>The card with the threads of what it links to.</summary>
    /// <exception cref="ChatBusy">One of them is not there yet.</exception>
    public async Task<TCard> LedAsync<TCard>(TCard card, Delivery delivery, CancellationToken cancellation) where TCard : Card
    {
        if (card.Links.Count == 0) return card;
        var led = new List<CardLink>();
        foreach (var link in card.Links)
        {
            var thread = (await store.LoadAsync(link.Conversation, cancellation).ConfigureAwait(false))?.State.Thread;
            if (thread is null && time.GetUtcNow() - delivery.ScheduledAt < Patience) throw new ChatBusy(time.GetUtcNow() + LookAgain);
            led.Add(link with { Thread = thread });
        }
        return card with { Links = led };
    }
}
