using System.Security.Cryptography;
using System.Text;

namespace MailBridge.Conversations;

/// <summary>
/// Makes and recognises our own message ids: <c>mb.CONVERSATION.ENTRY.MAC@domain</c>, and the same token for a plus-address,
/// <c>local+cCONVERSATION.MAC@domain</c>. Whoever quotes a valid one has seen our mail; that shows knowledge of the thread, not who they are.
/// </summary>
/// <param name="key">Secret of at least 16 octets, the same for all processes of one installation and for all time.</param>
public sealed class MessageIdSigner(ReadOnlyMemory<byte> key)
{
    private const string Prefix = "mb.";
    private const int MacOctets = 9;

    /// <summary>The id of the mail that carries an entry.</summary>
    public MsgId Sign(ConversationId conversation, EntryId entry, string domain)
        => new($"{Prefix}{conversation}.{entry}.{Mac($"{conversation}.{entry}")}@{domain}");

    /// <summary>The conversation and entry that one of our own ids names; false for any other id or a wrong signature.</summary>
    public bool TryVerify(MsgId id, out ConversationId conversation, out EntryId entry)
    {
        (conversation, entry) = (default, default);
        var local = id.Value.AsSpan();
        if (local.IndexOf('@') is >= 0 and var at) local = local[..at];
        if (!local.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return false;
        var parts = local[Prefix.Length..].ToString().Split('.');
        return parts.Length == 3
            && ConversationId.TryParse(parts[0], out conversation)
            && EntryId.TryParse(parts[1], out entry)
            && IsMac(parts[2], $"{conversation}.{entry}");
    }

    /// <summary>The inbox' address with the conversation's token as its detail (RFC 5233).</summary>
    public EmailAddress Tag(EmailAddress inbox, ConversationId conversation)
        => new($"{inbox.LocalPart}+c{conversation}.{Mac(conversation.ToString())}@{inbox.Domain}");

    /// <summary>The conversation whose token an address carries; false for any other address or a wrong signature.</summary>
    public bool TryVerify(EmailAddress address, out ConversationId conversation)
    {
        conversation = default;
        var local = address.LocalPart;
        var plus = local.LastIndexOf("+c", StringComparison.OrdinalIgnoreCase);
        if (plus < 0) return false;
        var parts = local[(plus + 2)..].Split('.');
        return parts.Length == 2 && ConversationId.TryParse(parts[0], out conversation) && IsMac(parts[1], conversation.ToString());
    }

    private bool IsMac(string given, string text)
        => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given.ToLowerInvariant()), Encoding.ASCII.GetBytes(Mac(text)));

    private string Mac(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, Encoding.ASCII.GetBytes(text), hash);
        return Base32.Encode(hash[..MacOctets]);
    }
}
