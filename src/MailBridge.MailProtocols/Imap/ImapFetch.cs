using System.Globalization;
using MailBridge.MailProtocols.Imap.Commands;
using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Imap;

/// <summary>A message that waits to be fetched.</summary>
internal readonly record struct WaitingMessage(uint Uid, ulong Size);

/// <summary>
/// Fetches new messages: first their sizes, then the messages themselves in batches that memory can hold. What a batch did not bring is
/// asked for one by one, so that one bad message neither holds up the others nor gets lost unnoticed.
/// </summary>
internal sealed class ImapFetch(ImapSession session)
{
    private readonly MailLimits _limits = session.Server.Limits;

    public async Task<IReadOnlyList<WaitingMessage>> ListAsync(uint lastUid, bool withoutSizes, CancellationToken ct)
    {
        if (lastUid == uint.MaxValue) return [];
        session.MarkUnchanged();
        var range = string.Create(CultureInfo.InvariantCulture, $"{lastUid + 1}:*");
        var listed = await session.RunAsync(new FetchCommand(range, withoutSizes ? "UID" : "UID RFC822.SIZE"), ct).ConfigureAwait(false);
        // RFC 3501 §6.4.8: "n:*" holds the last message even if its UID is below n.
        return [.. listed.Where(m => m.Key > lastUid).Select(m => new WaitingMessage(m.Key, m.Value.Size ?? 0))];
    }

    /// <summary>The messages in the order and the groups in which they are asked for.</summary>
    public IEnumerable<IReadOnlyList<WaitingMessage>> InBatches(IReadOnlyList<WaitingMessage> messages, FetchPlan plan)
    {
        var alone = messages.Where(message => plan.OneByOne || plan.Last.Contains(message.Uid) || plan.GivenUp.Contains(message.Uid)).ToList();
        IEnumerable<IReadOnlyList<WaitingMessage>> others = InBatches(alone.Count == 0 ? messages : [.. messages.Except(alone)]);
        // A given-up message costs nothing; one that may break the session comes when all others are safe.
        return others.Concat(alone.OrderBy(message => plan.Last.Contains(message.Uid)).ThenBy(message => message.Uid).Select(message => new[] { message }));
    }

    private IEnumerable<IReadOnlyList<WaitingMessage>> InBatches(IReadOnlyList<WaitingMessage> messages)
    {
        var batch = new List<WaitingMessage>();
        ulong octets = 0;
        foreach (var message in messages)
        {
            if (batch.Count > 0
                && (batch.Count >= _limits.FetchBatchMessages || octets + message.Size > (ulong)_limits.FetchBatchOctets
                    || IsTooBig(message) || IsTooBig(batch[0])))
            {
                yield return batch;
                (batch, octets) = ([], 0);
            }
            batch.Add(message);
            octets += message.Size;
        }
        if (batch.Count > 0) yield return batch;
    }

    public async Task<IReadOnlyList<FetchedMessage>> FetchAsync(IReadOnlyList<WaitingMessage> batch, CancellationToken ct)
    {
        var attempt = await TryAsync(batch, ct).ConfigureAwait(false);
        var messages = new SortedDictionary<uint, FetchedMessage>();
        var failures = new Dictionary<uint, ImapRefusedException?>();
        foreach (var wanted in batch)
        {
            if (attempt.Answered(wanted.Uid) is { } message) messages.Add(wanted.Uid, message);
            else await RetryAsync(wanted, messages, failures, ct).ConfigureAwait(false);
        }
        // A refusal that met every message is the server's state, not theirs: nothing may be skipped on its account.
        if (messages.Count == 0 && failures.Values.FirstOrDefault(f => f is not null) is { } refusal) throw refusal;
        foreach (var uid in failures.Keys)
        {
            ImapLog.Unavailable(session.Logger, uid);
            messages.Add(uid, new FetchedMessage(uid, null, default, FetchedContent.Unavailable));
        }
        if (messages.Count > 0)
            ImapLog.Fetched(session.Logger, messages.Count, messages.Values.Sum(m => (long)m.Bytes.Length), messages.Keys.Max());
        return [.. messages.Values];
    }

    private async Task RetryAsync(
        WaitingMessage wanted, SortedDictionary<uint, FetchedMessage> messages, Dictionary<uint, ImapRefusedException?> failures,
        CancellationToken ct)
    {
        var attempt = await TryAsync([wanted], ct).ConfigureAwait(false);
        if (attempt.Answered(wanted.Uid) is { } message) messages.Add(wanted.Uid, message);
        else if (attempt.Refusal is { IsTransient: true, Code: not null }) throw attempt.Refusal;
        else if (attempt.Refusal is not null || attempt.Command.MetUnreadable || attempt.Command.Messages.ContainsKey(wanted.Uid))
            failures.Add(wanted.Uid, attempt.Refusal);
        // else it was expunged between the listing and now
    }

    private async Task<Attempt> TryAsync(IReadOnlyList<WaitingMessage> batch, CancellationToken ct)
    {
        // One that is known to be beyond the limit stands alone in its batch; not all of it is asked for.
        var partial = IsTooBig(batch[0]) ? _limits.LiteralOctets : (int?)null;
        var body = partial is null ? "BODY.PEEK[]" : string.Create(CultureInfo.InvariantCulture, $"BODY.PEEK[]<0.{partial}>");
        var command = new FetchCommand(UidSet(batch), $"UID INTERNALDATE {body}");
        try
        {
            await session.RunAsync(command, ct).ConfigureAwait(false);
            return new Attempt(command, null, partial);
        }
        catch (ImapRefusedException refusal)
        {
            return new Attempt(command, refusal, partial);
        }
    }

    private bool IsTooBig(WaitingMessage message) => message.Size > (ulong)_limits.LiteralOctets;

    /// <summary>sequence-set (RFC 3501 §9), runs of numbers drawn together.</summary>
    private static string UidSet(IReadOnlyList<WaitingMessage> batch)
    {
        var set = new List<string>();
        for (var i = 0; i < batch.Count;)
        {
            var first = i++;
            while (i < batch.Count && batch[i].Uid == batch[i - 1].Uid + 1) i++;
            set.Add(i - first == 1
                ? batch[first].Uid.ToString(CultureInfo.InvariantCulture)
                : string.Create(CultureInfo.InvariantCulture, $"{batch[first].Uid}:{batch[i - 1].Uid}"));
        }
        return string.Join(',', set);
    }

    private sealed record Attempt(FetchCommand Command, ImapRefusedException? Refusal, int? AskedOctets)
    {
        public FetchedMessage? Answered(uint uid)
        {
            if (!Command.Messages.TryGetValue(uid, out var items) || items.Body is not { } body) return null;
            // RFC822.SIZE may have been an estimate: what is shorter than the range asked for is whole.
            var isCut = body.IsCut || body.Octets.Length >= AskedOctets;
            return new FetchedMessage(uid, items.InternalDate, body.Octets, isCut ? FetchedContent.Cut : FetchedContent.Whole);
        }
    }
}
