using System.Security.Cryptography;
using System.Text;

namespace MailBridge.Testing.Slack;

/// <summary>Slack's request signature, version 0, as Slack computes it.</summary>
public static class SlackSignature
{
    public const string Header = "X-Slack-Signature";

    public const string TimestampHeader = "X-Slack-Request-Timestamp";

    /// <summary><c>v0=</c> and HMAC-SHA256 in lower-case hex over <c>v0:{timestamp}:{raw body}</c>.</summary>
    public static string Sign(string signingSecret, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        return "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingSecret), signed));
    }
}
