using System.Security.Cryptography;
using MailBridge.Conversations;

namespace MailBridge.Workspace.Web;

/// <summary>Names one press of one button as it stands on one page: pressing it twice is the same press.</summary>
internal static class Nonce
{
    /// <summary>A new one.</summary>
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The receipt that the desk keeps of it.</summary>
    public static InboundReceipt Receipt(string nonce) => new(WorkspaceGateway.Name, nonce);

    /// <summary>True for what <see cref="New"/> gives.</summary>
    public static bool IsOne(string? text) => text is { Length: 32 } && text.All(char.IsAsciiHexDigitLower);
}
