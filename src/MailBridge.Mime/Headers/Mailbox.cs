namespace MailBridge.Mime;

/// <summary>A person or thing that receives mail (RFC 5322 §3.4).</summary>
/// <param name="Name">The decoded display name; empty if there is none. One line, no control characters.</param>
/// <param name="Address">
/// The addr-spec <c>local-part@domain</c> as it was written, without comments, route and blanks. May lack the domain in broken mail.
/// </param>
public sealed record Mailbox(string Name, string Address)
{
    /// <summary><c>Name &lt;address&gt;</c>, or the address alone; for people, not for the wire.</summary>
    public override string ToString() => Name.Length == 0 ? Address : $"{Name} <{Address}>";
}
