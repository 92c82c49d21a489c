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

    /// <summary>Before a side thread's token, where a conversation's has <c>c</c>.</summary>
    private const char SideMark = 's';

    /// <summary>Letters of a MAC and of an id in base32.</summary>
    private const int MacLetters = 15, IdLetters = 26;

    /// <summary>RFC 5321 section 4.5.3.1.1.</summary>
    private const int LongestLocalPart = 64;

    /// <summary>An address or id is searched for a token up to here: what is longer is none of ours.</summary>
    private const int LongestSearched = 1000;

    /// <summary>The id of the mail that carries an entry.</summary>
    public MsgId Sign(ConversationId conversation, EntryId entry, string domain)
        => new($"{Prefix}{conversation}.{entry}.{Mac($"{conversation}.{entry}")}@{domain}");

    /// <summary>
    /// The conversation and entry that one of our own ids names; false for any other id or a wrong signature. Relays that put an id of their own around ours
    /// leave it readable, so it may stand anywhere in the text.
    /// </summary>
    public bool TryVerify(MsgId id, out ConversationId conversation, out EntryId entry)
    {
        (conversation, entry) = (default, default);
        var text = id.Value;
        if (text.Length > LongestSearched) return false;
        for (var at = 0; (at = text.IndexOf(Prefix, at, StringComparison.OrdinalIgnoreCase)) >= 0; at += Prefix.Length)
        {
            var token = text.AsSpan(at + Prefix.Length);
            const int length = IdLetters + 1 + IdLetters + 1 + MacLetters;
            if (token.Length < length || token[IdLetters] != '.' || token[2 * IdLetters + 1] != '.') continue;
            if (ConversationId.TryParse(token[..IdLetters].ToString(), out conversation)
                && EntryId.TryParse(token.Slice(IdLetters + 1, IdLetters).ToString(), out entry)
                && IsMac(token[(length - MacLetters)..length], $"{conversation}.{entry}")) return true;
        }
        (conversation, entry) = (default, default);
        return false;
    }

    /// <summary>
    /// The inbox' address with the conversation's token as its detail (RFC 5233); null where that would make the local part longer than servers accept.
    /// </summary>
    public EmailAddress? Tag(EmailAddress inbox, ConversationId conversation)
        => $"{inbox.LocalPart}+c{conversation}.{Mac(conversation.ToString())}" is { Length: <= LongestLocalPart } local
            ? new EmailAddress($"{local}@{inbox.Domain}")
            : null;

    /// <summary>
    /// The conversation whose token an address carries; false for any other address or a wrong signature. QUIRK: the plus sign before it comes back as
    /// <c>=</c>, <c>-</c>, <c>_</c> or <c>%2B</c> from systems that allow none, or stands within quotes or a sender rewriting scheme's address: the signature
    /// tells it, not what stands around it.
    /// </summary>
    public bool TryVerify(EmailAddress address, out ConversationId conversation)
    {
        var text = address.Value;
        const int length = IdLetters + 1 + MacLetters;
        for (var at = 1; text.Length <= LongestSearched && at + length <= text.Length; at++)
        {
            if (text[at + IdLetters] != '.' || text[at - 1] is not ('c' or 'C')) continue;
            if (ConversationId.TryParse(text.Substring(at, IdLetters), out conversation)
                && IsMac(text.AsSpan(at + IdLetters + 1, MacLetters), conversation.ToString())) return true;
        }
        conversation = default;
        return false;
    }

    /// <summary>The inbox' address with a token of a side thread as its detail; null where that would be longer than servers accept.</summary>
    public EmailAddress? TagAside(EmailAddress inbox, ConversationId conversation, EntryId thread)
        => $"{inbox.LocalPart}+{SideMark}{conversation}.{Mac(SideText(conversation, thread))}" is { Length: <= LongestLocalPart } local
            ? new EmailAddress($"{local}@{inbox.Domain}")
            : null;

    /// <summary>The conversations that the recipients of a mail name together with a side thread; whether there is one must be asked of <see cref="IsAside"/>.</summary>
    internal static IEnumerable<ConversationId> SideConversationsIn(IncomingEmail email)
        => Recipients(email).SelectMany(r => SideTags(r.Value)).Select(t => t.Conversation).Distinct();

    /// <summary>A recipient of the mail bears the token of that side thread.</summary>
    internal bool IsAside(IncomingEmail email, EntryId thread)
        => Recipients(email).SelectMany(r => SideTags(r.Value)).Any(t => IsMac(t.Mac, SideText(t.Conversation, thread)));

    /// <summary>
    /// The text without our tokens, in addresses and in Message-IDs: whoever reads one in a mail that is passed on to them would be let into the conversation.
    /// </summary>
    public static string WithoutTokens(string text)
    {
        const int tag = IdLetters + 1 + MacLetters, id = IdLetters + 1 + tag;
        var clean = new StringBuilder(text.Length);
        var from = 0;
        for (var at = 1; at + tag <= text.Length; at++)
        {
            if (at + IdLetters >= text.Length || text[at + IdLetters] != '.' || !ConversationId.TryParse(text.Substring(at, IdLetters), out _)) continue;
            var isId = at >= Prefix.Length && at + id <= text.Length && text.AsSpan(at - Prefix.Length, Prefix.Length).Equals(Prefix, StringComparison.OrdinalIgnoreCase);
            if (!isId && text[at - 1] is not ('c' or 'C' or SideMark or 'S')) continue;
            var start = isId ? at - Prefix.Length : at > 1 && text[at - 2] is '+' or '=' or '-' or '_' ? at - 2 : at - 1;
            clean.Append(text, from, Math.Max(0, start - from));
            from = at + (isId ? id : tag);
            at = from;
        }
        return from == 0 ? text : clean.Append(text, from, text.Length - from).ToString();
    }

    private static IEnumerable<(ConversationId Conversation, string Mac)> SideTags(string text)
    {
        const int length = IdLetters + 1 + MacLetters;
        for (var at = 1; text.Length <= LongestSearched && at + length <= text.Length; at++)
        {
            if (text[at + IdLetters] == '.' && text[at - 1] is SideMark or 'S' && ConversationId.TryParse(text.Substring(at, IdLetters), out var conversation))
                yield return (conversation, text.Substring(at + IdLetters + 1, MacLetters));
        }
    }

    private static string SideText(ConversationId conversation, EntryId thread) => $"aside {conversation}.{thread}";

    private static IEnumerable<EmailAddress> Recipients(IncomingEmail email)
        => email.DeliveredTo.Concat(email.To.Concat(email.Cc).SelectMany(p => (EmailAddress[])[p.Address, new EmailAddress(p.Name)]));

    /// <summary>
    /// The conversations whose tokens the recipients of a mail carry. QUIRK: relays that cut the detail off an address leave the name before it as it was.
    /// </summary>
    internal IEnumerable<ConversationId> ConversationsIn(IncomingEmail email)
    {
        foreach (var recipient in Recipients(email))
        {
            if (TryVerify(recipient, out ConversationId conversation)) yield return conversation;
        }
    }

    private bool IsMac(ReadOnlySpan<char> given, string text)
        => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given.ToString().ToLowerInvariant()), Encoding.ASCII.GetBytes(Mac(text)));

    private string Mac(string text)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key.Span, Encoding.ASCII.GetBytes(text), hash);
        return Base32.Encode(hash[..MacOctets]);
    }
}
