using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.ChatIn;

/// <summary>
/// Who has the reply form of a conversation open at this moment, as far as the platforms tell: a mark on its card, so that nobody answers beside a colleague
/// unknowingly. It is a courtesy and kept in memory alone; what is put off with it in the queue takes the mark off the card after its time, and after a restart.
/// </summary>
internal sealed class Writers(IConversationStore store, PostingOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();

    /// <summary>A conversation stays in here, with nobody writing, until what was put off for it has come.</summary>
    private readonly Dictionary<ConversationId, Dictionary<AgentId, Writing>> _writing = [];

    /// <summary>Somebody opens the form, or still has it open.</summary>
    public async Task BeginAsync(ConversationId conversation, AgentId agent, CancellationToken cancellation)
    {
        if (options.WritingShownFor <= TimeSpan.Zero) return;
        var now = time.GetUtcNow();
        var until = now + options.WritingShownFor;
        lock (_gate)
        {
            if (!_writing.TryGetValue(conversation, out var there)) _writing[conversation] = there = [];
            var isNews = !there.TryGetValue(agent, out var before) || before.Until <= now;
            there[agent] = new Writing(isNews ? now : before!.Since, until);
            if (!isNews) return;
        }
        await ScheduleAsync(conversation, cancellation, (new DeliveryWork.UpdateConversation(), now), (new DeliveryWork.ClearWriters(), until)).ConfigureAwait(false);
    }

    /// <summary>Somebody has sent or closed the form, or left it.</summary>
    public async Task EndAsync(ConversationId conversation, AgentId agent, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_writing.TryGetValue(conversation, out var there) || !there.Remove(agent)) return;
        }
        await ScheduleAsync(conversation, cancellation, (new DeliveryWork.UpdateConversation(), time.GetUtcNow())).ConfigureAwait(false);
    }

    /// <summary>Who is writing, whoever began first before the others.</summary>
    public IReadOnlyList<AgentId> On(ConversationId conversation) => [.. Of(conversation).Select(w => w.Agent)];

    /// <summary>What a colleague is told who opens the form too, a sentence for each.</summary>
    public IEnumerable<string> Told(ConversationId conversation, AgentId but, DeskDirectory directory)
        => Of(conversation).Where(w => w.Agent != but).Select(w => $"{directory.NameOf(w.Agent)} opened a reply {Ago(time.GetUtcNow() - w.Since)}.");

    /// <summary>The time of a mark is over: it is taken off the card, unless somebody is still writing.</summary>
    public async Task ClearAsync(Delivery delivery, CancellationToken cancellation)
    {
        if (delivery.Conversation is not { } conversation) return;
        var now = time.GetUtcNow();
        bool isShown;
        DateTimeOffset? later;
        lock (_gate)
        {
            // Whom this process does not know the last one has shown.
            isShown = !_writing.TryGetValue(conversation, out var there) || there.Count > 0;
            later = there?.Values.Where(w => w.Until > now).Select(w => (DateTimeOffset?)w.Until).Max();
            if (later is null) _writing.Remove(conversation);
        }
        if (later is { } until)
        {
            var again = new DeliveryEnd.Retry(delivery.Id, until, "", ClearFinalDot: false);
            await store.CommitAsync(new DeskCommit { Delivery = again }, cancellation).ConfigureAwait(false);
            return;
        }
        var update = new Delivery { Id = DeliveryId.New(time), Conversation = conversation, Work = new DeliveryWork.UpdateConversation(), ScheduledAt = now, DueAt = now };
        await store.CommitAsync(
            new DeskCommit { Deliveries = isShown ? [update] : [], Delivery = new DeliveryEnd.Completed(delivery.Id) }, cancellation).ConfigureAwait(false);
    }

    private IReadOnlyList<(AgentId Agent, DateTimeOffset Since)> Of(ConversationId conversation)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            return _writing.TryGetValue(conversation, out var there)
                ? [.. there.Where(w => w.Value.Until > now).OrderBy(w => w.Value.Since).Select(w => (w.Key, w.Value.Since))]
                : [];
        }
    }

    private async Task ScheduleAsync(ConversationId conversation, CancellationToken cancellation, params (DeliveryWork Work, DateTimeOffset At)[] works)
        => await store.CommitAsync(
            new DeskCommit
            {
                Deliveries =
                [
                    .. works.Select(w => new Delivery { Id = DeliveryId.New(time), Conversation = conversation, Work = w.Work, ScheduledAt = w.At, DueAt = w.At }),
                ],
            },
            cancellation).ConfigureAwait(false);

    private static string Ago(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? "just now" : $"{Spans.Words(TimeSpan.FromMinutes(Math.Floor(span.TotalMinutes)))} ago";

    private sealed record Writing(DateTimeOffset Since, DateTimeOffset Until);
}
