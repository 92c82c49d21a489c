using MailBridge.MailProtocols.Imap;

namespace MailBridge.MailIn;

/// <summary>
/// Remembers over what the server ended the session. Dovecot says BYE in the middle of a batch when it cannot read one mail in it, so the same batch would
/// break for ever: after some breaks each mail is asked for by itself, and one that broke the session alone again and again is stepped over.
/// </summary>
/// <param name="mostBatches">So many breaks within batches are taken for the network's.</param>
/// <param name="mostAlone">So often one mail may break the session by itself before it is given up.</param>
internal sealed class FetchBreaks(int mostBatches, int mostAlone)
{
    private readonly Dictionary<uint, int> _alone = [];
    private int _batches;
    private int _listings;

    /// <summary>How to ask next time.</summary>
    public FetchPlan Plan => new()
    {
        OneByOne = _batches >= mostBatches,
        WithoutSizes = _listings >= mostBatches,
        Last = _alone.Where(broken => broken.Value < mostAlone).Select(broken => broken.Key).ToHashSet(),
        GivenUp = _alone.Where(broken => broken.Value >= mostAlone).Select(broken => broken.Key).ToHashSet(),
    };

    /// <summary>The session broke.</summary>
    /// <param name="fetching">The mails that were being fetched; empty if none was.</param>
    /// <param name="listing">New mails were being listed.</param>
    public void Note(IReadOnlyList<uint> fetching, bool listing)
    {
        if (listing) _listings++;
        if (fetching is [var uid]) _alone[uid] = _alone.GetValueOrDefault(uid) + 1;
        else if (fetching.Count > 1) _batches++;
    }

    /// <summary>Everything was fetched: what broke before is past.</summary>
    public void Clear()
    {
        _alone.Clear();
        (_batches, _listings) = (0, 0);
    }
}
