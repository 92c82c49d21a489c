using System.Diagnostics.CodeAnalysis;

namespace MailBridge.Conversations;

/// <summary>Names one conversation. Written as 26 characters of lower-case base32, fit for URLs and for a mail address' local part.</summary>
public readonly record struct ConversationId(Guid Value)
{
    /// <summary>A new id that sorts by the time it was made (UUID version 7, RFC 9562 section 5.7).</summary>
    public static ConversationId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <summary>Reads what <see cref="ToString"/> wrote; any other text gives false.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ConversationId id)
    {
        var ok = Base32.TryDecodeGuid(text, out var value);
        id = new(value);
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Base32.Encode(Value);
}

/// <summary>Names one entry of a conversation.</summary>
public readonly record struct EntryId(Guid Value)
{
    /// <inheritdoc cref="ConversationId.New"/>
    public static EntryId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc cref="ConversationId.TryParse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out EntryId id)
    {
        var ok = Base32.TryDecodeGuid(text, out var value);
        id = new(value);
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Base32.Encode(Value);
}

/// <summary>Names one customer.</summary>
public readonly record struct CustomerId(Guid Value)
{
    /// <inheritdoc cref="ConversationId.New"/>
    public static CustomerId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc/>
    public override string ToString() => Base32.Encode(Value);
}

/// <summary>Names one thing to be sent.</summary>
public readonly record struct DeliveryId(Guid Value)
{
    /// <inheritdoc cref="ConversationId.New"/>
    public static DeliveryId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc/>
    public override string ToString() => Base32.Encode(Value);
}

/// <summary>Names one mail as it was kept, byte for byte.</summary>
public readonly record struct RawMailId(Guid Value)
{
    /// <inheritdoc cref="ConversationId.New"/>
    public static RawMailId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc cref="ConversationId.TryParse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out RawMailId id)
    {
        var ok = Base32.TryDecodeGuid(text, out var value);
        id = new(value);
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Base32.Encode(Value);
}

/// <summary>Names an inbox by the key it has in the configuration.</summary>
public readonly record struct InboxId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names an agent by the key they have in the configuration.</summary>
public readonly record struct AgentId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>A message identifier without its angle brackets; compared octet for octet (RFC 5322 section 3.6.4).</summary>
public readonly record struct MsgId(string Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// A mail address as it was written. Two addresses are equal when they differ in letter case only: RFC 5321 section 2.4 lets a
/// host tell local parts apart by case, no host in use does.
/// </summary>
public readonly struct EmailAddress(string value) : IEquatable<EmailAddress>
{
    private readonly string? _value = value;

    /// <summary>The address as it was written.</summary>
    public string Value => _value ?? "";

    /// <summary>What stands after the last <c>@</c>, in lower case; empty when there is none.</summary>
    public string Domain => Value.LastIndexOf('@') is >= 0 and var at ? Value[(at + 1)..].ToLowerInvariant() : "";

    /// <summary>What stands before the last <c>@</c>.</summary>
    public string LocalPart => Value.LastIndexOf('@') is >= 0 and var at ? Value[..at] : Value;

    /// <summary>The form that equal addresses share.</summary>
    public string Normalized => Value.ToLowerInvariant();

    /// <inheritdoc/>
    public bool Equals(EmailAddress other) => string.Equals(Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EmailAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Compares without letter case.</summary>
    public static bool operator ==(EmailAddress left, EmailAddress right) => left.Equals(right);

    /// <summary>Compares without letter case.</summary>
    public static bool operator !=(EmailAddress left, EmailAddress right) => !left.Equals(right);
}

/// <summary>A name with an address, as a mail's address field gives them; the name may be empty.</summary>
public sealed record EmailPerson(string Name, EmailAddress Address)
{
    /// <summary>The name, or the address where there is none.</summary>
    public string Display => Name.Length > 0 ? Name : Address.Value;

    /// <summary>Name and address as people write them, <c>Zoë &lt;zoe@example.com&gt;</c>; the address alone where there is no name.</summary>
    public string Full => Name.Length > 0 ? $"{Name} <{Address}>" : Address.Value;
}
