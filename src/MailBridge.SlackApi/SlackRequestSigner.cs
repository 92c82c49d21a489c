using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MailBridge.SlackApi;

/// <summary>What a request's signature says.</summary>
public enum SlackSignature
{
    /// <summary>Slack sent exactly these bytes a moment ago.</summary>
    Valid,

    /// <summary>A header is missing or is not one of Slack's.</summary>
    Missing,

    /// <summary>The time is too far from ours: a replay, or a clock that is wrong.</summary>
    Stale,

    /// <summary>Somebody else signed, or somebody changed the bytes.</summary>
    Forged,
}

/// <summary>
/// Checks and makes the signatures on what Slack posts to us (https://docs.slack.dev/authentication/verifying-requests-from-slack). They
/// are over the raw body: check before anything reads it, and answer 401 unless valid.
/// </summary>
public sealed class SlackRequestSigner
{
    /// <summary>The header with the Unix time in seconds.</summary>
    public const string TimestampHeader = "X-Slack-Request-Timestamp";

    /// <summary>The header with <c>v0=</c> and the HMAC-SHA256 in hexadecimal.</summary>
    public const string SignatureHeader = "X-Slack-Signature";

    /// <summary>How far the time may be off, either way.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(300);

    private readonly byte[] _secret;
    private readonly TimeProvider _time;

    /// <param name="signingSecret">The app's, from its page "Basic Information".</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ArgumentException">The secret is empty: everyone could sign with it.</exception>
    public SlackRequestSigner(string signingSecret, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(signingSecret);
        _secret = Encoding.UTF8.GetBytes(signingSecret.Trim());
        _time = time;
    }

    /// <param name="timestamp">The header <see cref="TimestampHeader"/>; null where there is none or more than one.</param>
    /// <param name="signature">The header <see cref="SignatureHeader"/>; null where there is none or more than one.</param>
    /// <param name="body">Every byte of the body.</param>
    public SlackSignature Verify(string? timestamp, string? signature, ReadOnlySpan<byte> body)
    {
        timestamp = timestamp?.Trim();
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || TryHash(signature) is not { } theirs)
            return SlackSignature.Missing;
        var off = (decimal)_time.GetUtcNow().ToUnixTimeSeconds() - seconds;
        if (Math.Abs(off) > (decimal)Window.TotalSeconds) return SlackSignature.Stale;
        return CryptographicOperations.FixedTimeEquals(theirs, Hash(timestamp, body)) ? SlackSignature.Valid : SlackSignature.Forged;
    }

    /// <summary>The headers' values for a body sent now.</summary>
    public (string Timestamp, string Signature) Sign(ReadOnlySpan<byte> body)
    {
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return (timestamp, "v0=" + Convert.ToHexStringLower(Hash(timestamp, body)));
    }

    private byte[] Hash(string timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        hmac.AppendData(Encoding.ASCII.GetBytes($"v0:{timestamp}:"));
        hmac.AppendData(body);
        return hmac.GetHashAndReset();
    }

    private static byte[]? TryHash(string? signature)
    {
        signature = signature?.Trim();
        if (signature is not ['v', '0', '=', ..] || signature.Length != 3 + (2 * SHA256.HashSizeInBytes)) return null;
        var hash = new byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(signature.AsSpan(3), hash, out _, out _) == OperationStatus.Done ? hash : null;
    }
}
