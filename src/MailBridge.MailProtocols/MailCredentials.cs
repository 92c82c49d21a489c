using System.Text;

namespace MailBridge.MailProtocols;

/// <summary>How we prove who we are. Printing it never shows the secret.</summary>
public abstract record MailCredentials(string UserName)
{
    /// <summary>Prints the name only; a record would otherwise print everything.</summary>
    protected virtual bool PrintMembers(StringBuilder builder)
    {
        builder.Append("UserName = ").Append(UserName).Append(", secret = ***");
        return true;
    }
}

/// <summary>A mail account's name and password: SASL PLAIN (RFC 4616) or LOGIN.</summary>
public sealed record PasswordCredentials(string UserName, string Password) : MailCredentials(UserName)
{
    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => base.PrintMembers(builder);
}

/// <summary>
/// A mail account's name and an OAuth 2.0 access token that its holder keeps fresh: SASL XOAUTH2 (Gmail, Exchange Online) or OAUTHBEARER
/// (RFC 7628). A refused token may have expired on the way: fetch a new one and try once more.
/// </summary>
public sealed record AccessTokenCredentials(string UserName, string AccessToken) : MailCredentials(UserName)
{
    /// <inheritdoc/>
    protected override bool PrintMembers(StringBuilder builder) => base.PrintMembers(builder);
}
