namespace MailBridge.Conversations;

/// <summary>A person who writes to us. They may have several addresses; two customers never share one.</summary>
public sealed record Customer(CustomerId Id, string Name, IReadOnlyList<EmailAddress> Addresses, DateTimeOffset Since)
{
    /// <summary>The name, or the first address where there is none.</summary>
    public string Display => Name.Length > 0 ? Name : Addresses[0].Value;
}
