using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailBridge.MailProtocols.Wire;

/// <summary>TLS 1.2 or later (RFC 8997) with the certificate checked as the settings say.</summary>
internal sealed class TlsHandshake
{
    private readonly MailServer _server;
    private string? _distrust;

    private TlsHandshake(MailServer server) => _server = server;

    public static Task<Stream> RunAsync(Stream plain, MailServer server, TimeProvider time, CancellationToken ct) =>
        new TlsHandshake(server).RunAsync(plain, time, ct);

    private async Task<Stream> RunAsync(Stream plain, TimeProvider time, CancellationToken ct)
    {
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        try
        {
            await tls.AuthenticateAsClientAsync(Options(), CancellationToken.None)
                .WaitAsync(_server.Timeouts.Handshake, time, ct).ConfigureAwait(false);
            return tls;
        }
        catch (Exception e)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException) throw;
            throw Describe(e);
        }
    }

    private SslClientAuthenticationOptions Options()
    {
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _server.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            // Looking up revocation can hang on a third party's server, and its absence would have to be forgiven anyway.
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
                (_distrust = Judge(certificate, chain, errors)) is null,
        };
        if (_server.TrustedAuthoritiesPem is { } pem)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPem(pem);
            options.CertificateChainPolicy = policy;
        }
        return options;
    }

    /// <summary>Null when the certificate may be trusted, else why not.</summary>
    private string? Judge(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) return "the server showed none";
        var fingerprint = certificate.GetCertHash(HashAlgorithmName.SHA256);
        if (_server.TrustedCertificateSha256 is { } pin)
        {
            return CryptographicOperations.FixedTimeEquals(Parse(pin), fingerprint)
                ? null
                : $"it is not the one that was pinned but {Convert.ToHexString(fingerprint)}";
        }
        if (errors == SslPolicyErrors.None) return null;
        var leaf = certificate as X509Certificate2;
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            reasons.Add($"it is for {leaf?.GetNameInfo(X509NameType.DnsName, false) ?? certificate.Subject}, not for {_server.Host}");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            reasons.AddRange(chain?.ChainStatus.Select(s => Explain(s, leaf)).Distinct() ?? []);
        return $"{string.Join("; ", reasons)} (SHA-256 {Convert.ToHexString(fingerprint)})";
    }

    private static string Explain(X509ChainStatus status, X509Certificate2? leaf) => status.Status switch
    {
        X509ChainStatusFlags.UntrustedRoot => "it is signed by itself or by an authority that is not trusted here",
        X509ChainStatusFlags.PartialChain => "the authority that signed it is unknown",
        X509ChainStatusFlags.NotTimeValid when leaf is not null => string.Create(
            CultureInfo.InvariantCulture, $"it is valid only from {leaf.NotBefore:yyyy-MM-dd} to {leaf.NotAfter:yyyy-MM-dd}"),
        _ => status.StatusInformation.TrimEnd('.', ' ', '\n'),
    };

    private MailStreamException Describe(Exception e)
    {
        if (_distrust is { } why)
            return new(MailStreamFault.CertificateNotTrusted, $"{_server.Address}: the certificate is not trusted: {why}.", e);
        if (e is TimeoutException)
        {
            var waited = _server.Timeouts.Handshake.TotalSeconds;
            return new(
                MailStreamFault.TimedOut,
                $"{_server.Address}: the TLS handshake was not finished within {waited:0.#} s (is this a port for STARTTLS?).", e);
        }
        var hint = _server.Security == TransportSecurity.Tls ? " (is this a port for STARTTLS, or without TLS?)" : "";
        var words = e.GetBaseException().Message.TrimEnd('.');
        return new(MailStreamFault.TlsFailed, $"{_server.Address}: no TLS connection: {words}{hint}.", e);
    }

    private static byte[] Parse(string pin)
    {
        var hex = pin.Replace(":", "", StringComparison.Ordinal).Trim();
        return hex.Length == 2 * SHA256.HashSizeInBytes && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : [];
    }
}
