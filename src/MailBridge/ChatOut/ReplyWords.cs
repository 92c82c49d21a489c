using System.Globalization;
using MailBridge.Conversations;

namespace MailBridge.ChatOut;

/// <summary>How far a reply has come, in words, and what can be done about it.</summary>
internal static class ReplyWords
{
    public static CardLife Life(ReplyLife life, DeskDirectory directory) => life switch
    {
        ReplyLife.Held h => new CardLife("Sending", CardTone.Neutral, $"goes out at {Clock(h.Until)}; can be edited or taken back until then") { Until = h.Until },
        ReplyLife.Stopped s => new CardLife("Not sent", CardTone.Warning, $"{s.Reason} Send it anyway, edit it, or drop it."),
        ReplyLife.Withdrawn w => new CardLife("Taken back", CardTone.Neutral, $"by {directory.NameOf(w.By)}; nothing was mailed"),
        ReplyLife.Queued { LastFault.Length: 0 } => new CardLife("Queued", CardTone.Neutral, "waiting for the mail server"),
        ReplyLife.Queued { LastFault: var fault } => new CardLife("Queued", CardTone.Warning, $"not sent yet, will be tried again: {fault}"),
        ReplyLife.Accepted { Refused.Count: > 0 } a => new CardLife("Sent in part", CardTone.Warning, $"refused for {Words(a.Refused)}"),
        ReplyLife.Accepted a => new CardLife("Sent", CardTone.Good, a.ServerWords),
        ReplyLife.Partial { Refused.Count: > 0 } p => new CardLife(
            "Sent in part", CardTone.Warning, $"will be tried again for {Words(p.Waiting)}; refused for {Words(p.Refused)}"),
        ReplyLife.Partial p => new CardLife("Sent in part", CardTone.Warning, $"will be tried again for {Words(p.Waiting)}"),
        ReplyLife.Failed f => new CardLife("Not sent", CardTone.Bad, f.Cause),
        ReplyLife.Uncertain => new CardLife(
            "Unclear", CardTone.Warning, "the connection to the mail server broke at the last moment; MailBridge looks whether it was sent before it tries again"),
        ReplyLife.Bounced b => new CardLife("Came back", CardTone.Bad, b.ServerWords),
        _ => throw new ArgumentOutOfRangeException(nameof(life), life, "A life without words."),
    };

    /// <summary>Receipts stand behind what the server said: they prove no reading, and many readers send none.</summary>
    public static CardLife Seen(CardLife life, IReadOnlyList<ReadReceipt> receipts)
        => receipts.Count == 0 ? life : life with
        {
            Detail = string.Join("; ", [
                life.Detail,
                .. receipts.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Act} by {r.Reader} on {r.At:yyyy-MM-dd HH:mm} UTC")),
            ]),
        };

    /// <summary>A reply that was mailed to others instead says so behind what became of it.</summary>
    public static CardLife Replaced(CardLife life, Entry.AgentReply reply)
        => reply.ReplacedBy is null ? life : life with { Detail = $"{life.Detail}; sent to other recipients since" };

    /// <summary>What can be done about a reply. Of a side thread nothing is written once more: its words must not come into a form to the customer.</summary>
    public static IReadOnlyList<CardButton> Buttons(Entry.AgentReply reply, string target)
        => reply.SideThread is null ? All(reply, target) : [.. All(reply, target).Where(b => !b.OpensForm)];

    private static IReadOnlyList<CardButton> All(Entry.AgentReply reply, string target) => reply switch
    {
        { ReplacedBy: not null } => [],
        { Life: ReplyLife.Held } =>
        [
            new CardButton(CardActions.Drop, target, "Undo"),
            new CardButton(CardActions.Edit, target, "Edit", OpensForm: true),
            new CardButton(CardActions.Send, target, "Send now"),
        ],
        { Life: ReplyLife.Stopped } =>
        [
            new CardButton(CardActions.Send, target, "Send anyway"),
            new CardButton(CardActions.Edit, target, "Edit", OpensForm: true),
            new CardButton(CardActions.Drop, target, "Drop"),
        ],
        { Life: ReplyLife.Withdrawn } => [new CardButton(CardActions.Rewrite, target, "Edit", OpensForm: true)],
        { Life: ReplyLife.Failed or ReplyLife.Bounced or ReplyLife.Accepted { Refused.Count: > 0 } } =>
        [
            new CardButton(CardActions.Retry, target, "Try again"),
            new CardButton(CardActions.Recipients, target, "Change recipients", OpensForm: true),
        ],
        _ => [],
    };

    /// <summary>A time of day for people anywhere: platforms that can show the reader's own time do so.</summary>
    public static string Clock(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Clock"/>
    public static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Words(IReadOnlyList<BouncedRecipient> recipients)
        => string.Join("; ", recipients.Select(r => r.Diagnostic.Length > 0 ? $"{r.Address}: {r.Diagnostic}" : r.Address.Value));
}
