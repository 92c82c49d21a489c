namespace MailBridge.MailProtocols.Imap;

/// <summary>What SELECT or EXAMINE told (RFC 3501 §6.3.1).</summary>
/// <param name="Name">The folder's name, decoded.</param>
/// <param name="UidValidity">
/// The era of this folder's UIDs: when it changes, all of them mean other messages. 0 where the server gave none.
/// </param>
/// <param name="UidNext">The next UID to be given, or null where the server did not say.</param>
/// <param name="Exists">Messages in the folder.</param>
/// <param name="IsReadOnly">Whether flags cannot be changed in this session.</param>
public sealed record SelectedFolder(string Name, uint UidValidity, uint? UidNext, uint Exists, bool IsReadOnly);

/// <summary>How much of a message could be had.</summary>
public enum FetchedContent
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Its beginning; the rest exceeds <see cref="MailLimits.LiteralOctets"/>.</summary>
    Cut,

    /// <summary>Nothing: the server has the message but refused or failed to hand it out while it handed out others.</summary>
    Unavailable,
}

/// <summary>One message as the server keeps it.</summary>
/// <param name="Uid">The message's number within the folder's <see cref="SelectedFolder.UidValidity"/>.</param>
/// <param name="InternalDate">When the server took it in, or null where it did not say.</param>
/// <param name="Bytes">The message, header section and body.</param>
/// <param name="Content">Whether <paramref name="Bytes"/> is all there is.</param>
public sealed record FetchedMessage(uint Uid, DateTimeOffset? InternalDate, ReadOnlyMemory<byte> Bytes, FetchedContent Content);

/// <summary>How to fetch from a server that ends the session over a message it cannot read.</summary>
public sealed record FetchPlan
{
    /// <summary>Everything at once, as fast as it goes.</summary>
    public static FetchPlan Fast { get; } = new();

    /// <summary>Ask for each message by itself, so that the one which breaks the session is known.</summary>
    public bool OneByOne { get; init; }

    /// <summary>Ask for no sizes beforehand: a server that has not kept them opens every message to count.</summary>
    public bool WithoutSizes { get; init; }

    /// <summary>UIDs that are asked for last, each by itself: they have broken a session before.</summary>
    public IReadOnlySet<uint> Last { get; init; } = new HashSet<uint>();

    /// <summary>UIDs that are not asked for any more; they come as <see cref="FetchedContent.Unavailable"/>.</summary>
    public IReadOnlySet<uint> GivenUp { get; init; } = new HashSet<uint>();
}

/// <summary>Why IDLE ended.</summary>
public enum IdleOutcome
{
    /// <summary>The folder has grown: fetch.</summary>
    Changed,

    /// <summary>Nothing happened within the time.</summary>
    TimeElapsed,

    /// <summary>The server has no IDLE: poll instead. Returned at once.</summary>
    NotSupported,
}

/// <summary>What a folder is for (RFC 6154, RFC 8457).</summary>
public enum SpecialUse { None, Inbox, All, Archive, Drafts, Flagged, Important, Junk, Sent, Trash }

/// <summary>One folder of LIST (RFC 3501 §7.2.2).</summary>
/// <param name="Name">Decoded from modified UTF-7; give it back as it is.</param>
/// <param name="Delimiter">What stands between the levels of a name, or null where there are no levels.</param>
/// <param name="SpecialUse">What the server says that the folder is for.</param>
/// <param name="IsSelectable">False for names that only hold other folders.</param>
public sealed record ListedFolder(string Name, char? Delimiter, SpecialUse SpecialUse, bool IsSelectable);
