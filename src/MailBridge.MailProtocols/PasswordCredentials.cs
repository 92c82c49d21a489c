using System.Text;

namespace MailBridge.MailProtocols;

/// <summary>A mail account's name and password. Printing it never shows the password.</summary>
public sealed record PasswordCredentials(string UserName, string Password)
{
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("UserName = ").Append(UserName).Append(", Password = ***");
        return true;
    }
}
