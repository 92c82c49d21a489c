using System.Text;
using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>What the responses said about one message; an item that was not among them is null.</summary>
internal sealed class FetchedItems
{
    public DateTimeOffset? InternalDate { get; set; }

    public ulong? Size { get; set; }

    public ImapLiteral? Body { get; set; }
}

/// <summary>
/// UID FETCH (RFC 3501 §6.4.8). Items of one message may come in several responses, in any order, among others that nobody asked for.
/// </summary>
internal sealed class FetchCommand(string uidSet, string items) : ImapCommand<IReadOnlyDictionary<uint, FetchedItems>>
{
    private readonly SortedDictionary<uint, FetchedItems> _messages = [];

    public override string Name => "UID FETCH";

    public override string Attempt => "to hand out messages";

    /// <summary>What has been collected so far, also when the server refused the rest.</summary>
    public IReadOnlyDictionary<uint, FetchedItems> Messages => _messages;

    /// <summary>Whether a response was lost to a defect, so that a missing message need not be an expunged one.</summary>
    public bool MetUnreadable { get; private set; }

    public override void Write(ImapWriter writer) => writer.Raw($"UID FETCH {uidSet} ({items})");

    public override void OnUnreadable() => MetUnreadable = true;

    public override void OnNumbered(uint number, string name, ImapReader rest)
    {
        if (name != "FETCH") return;
        uint? uid = null;
        var items = new FetchedItems();
        try
        {
            if (!rest.TryList(() => ReadItem(rest, items, ref uid))) throw new ImapSyntaxException("FETCH without a list");
        }
        finally
        {
            // What was read before a defect is good.
            if (uid is { } known) Merge(known, items);
        }
    }

    public override IReadOnlyDictionary<uint, FetchedItems> Complete(ImapStatus ok) => _messages;

    private static void ReadItem(ImapReader rest, FetchedItems items, ref uint? uid)
    {
        var name = rest.ExpectItemName().ToUpperInvariant();
        rest.SkipSpaces();
        switch (name)
        {
            case "UID":
                uid = rest.ExpectNumber();
                break;
            case "RFC822.SIZE":
                // QUIRK: sizes beyond 32 bits, and negative ones where a server overflowed: only an estimate is needed.
                if (rest.TryNumber(out var size)) items.Size = size;
                else rest.SkipValue();
                break;
            case "INTERNALDATE":
                items.InternalDate = rest.ExpectNString() is { } date ? ImapDate.TryRead(Encoding.ASCII.GetString(date.Octets.Span)) : null;
                break;
            case "BODY[]" or "RFC822" or "BODY.PEEK[]":
            case var partial when partial.StartsWith("BODY[]<", StringComparison.Ordinal):
                items.Body = rest.ExpectNString();
                break;
            default:
                rest.SkipValue();
                break;
        }
    }

    private void Merge(uint uid, FetchedItems items)
    {
        if (!_messages.TryGetValue(uid, out var known))
        {
            _messages.Add(uid, items);
            return;
        }
        known.InternalDate ??= items.InternalDate;
        known.Size ??= items.Size;
        known.Body ??= items.Body;
    }
}
