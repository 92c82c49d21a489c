using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

/// <summary>Counts acknowledgements, in the caller's transaction.</summary>
internal static class AcknowledgementBook
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1), Hour = TimeSpan.FromHours(1);

    /// <summary>Counts one, unless that may not be; <see cref="CommitResult.Committed"/> when it is counted.</summary>
    public static async Task<CommitResult> CountAsync(
        BridgeContext context, CountedAcknowledgement counted, DateTimeOffset now, CancellationToken cancellation)
    {
        var (inbox, key) = (counted.Inbox, Conversions.KeyOf(counted.Recipient));
        var (yesterday, anHourAgo) = (now - Day, now - Hour);
        if (await context.Acknowledgements.AnyAsync(a => a.Inbox == inbox && a.AddressKey == key && a.At > yesterday, cancellation))
            return CommitResult.AlreadySeen;
        if (await context.Acknowledgements.CountAsync(a => a.Inbox == inbox && a.At > anHourAgo, cancellation) >= counted.MostPerHour) return CommitResult.Full;
        await context.Acknowledgements.Where(a => a.At <= yesterday).ExecuteDeleteAsync(cancellation);
        context.Acknowledgements.Add(new AcknowledgementRow { Inbox = inbox, AddressKey = key, At = now });
        return CommitResult.Committed;
    }
}
