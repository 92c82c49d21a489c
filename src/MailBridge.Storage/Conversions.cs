using System.Text;
using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace MailBridge.Storage;

/// <summary>
/// How typed values stand in columns. Ids are written as in logs and URLs, so that a row can be found by what an operator reads.
/// </summary>
internal static class Conversions
{
    /// <summary>Reads an id that the store wrote itself; all ids are written alike.</summary>
    public static Guid ReadId(string? text)
        => RawMailId.TryParse(text, out var id) ? id.Value : throw new FormatException($"The store holds '{text}' where an id belongs.");

    /// <summary>
    /// The form that equal addresses share, and only they: <see cref="EmailAddress.Equals(EmailAddress)"/> folds to upper case and never
    /// makes another script's letter an ASCII one. With plain lower case a Kelvin sign would become another person's <c>k</c>.
    /// </summary>
    public static string KeyOf(EmailAddress address)
    {
        if (Ascii.IsValid(address.Value)) return address.Value.ToUpperInvariant();
        var key = new StringBuilder(address.Value.Length);
        foreach (var rune in address.Value.EnumerateRunes())
        {
            var upper = Rune.ToUpperInvariant(rune);
            key.Append(upper.IsAscii && !rune.IsAscii ? rune : upper);
        }
        return key.ToString();
    }

    /// <summary>
    /// The form that equal base subjects share; cut, for an index entry has a limit in some databases (PostgreSQL: 2,704 octets).
    /// </summary>
    public static string KeyOf(string baseSubject)
    {
        var key = baseSubject.ToUpperInvariant();
        return key.Length <= 512 ? key : key[..512];
    }

    /// <summary>Instants are UTC ticks: they sort and compare alike in every database and lose nothing.</summary>
    internal sealed class OfInstant() : ValueConverter<DateTimeOffset, long>(v => v.UtcTicks, v => new DateTimeOffset(v, TimeSpan.Zero));

    internal sealed class OfConversation() : ValueConverter<ConversationId, string>(v => v.ToString(), v => new ConversationId(ReadId(v)));

    internal sealed class OfEntry() : ValueConverter<EntryId, string>(v => v.ToString(), v => new EntryId(ReadId(v)));

    internal sealed class OfCustomer() : ValueConverter<CustomerId, string>(v => v.ToString(), v => new CustomerId(ReadId(v)));

    internal sealed class OfDelivery() : ValueConverter<DeliveryId, string>(v => v.ToString(), v => new DeliveryId(ReadId(v)));

    internal sealed class OfTemplate() : ValueConverter<TemplateId, string>(v => v.ToString(), v => new TemplateId(ReadId(v)));

    internal sealed class OfRawMail() : ValueConverter<RawMailId, string>(v => v.ToString(), v => new RawMailId(ReadId(v)));

    internal sealed class OfInbox() : ValueConverter<InboxId, string>(v => v.Value, v => new InboxId(v));

    internal sealed class OfAgent() : ValueConverter<AgentId, string>(v => v.Value, v => new AgentId(v));

    internal sealed class OfMsgId() : ValueConverter<MsgId, string>(v => v.Value, v => new MsgId(v));
}
