using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MailBridge.Testing.Mail;

/// <summary>A certificate signed by itself, made for one test run, for <c>localhost</c> and 127.0.0.1.</summary>
public sealed class TestCertificate : IDisposable
{
    public TestCertificate(string name = "localhost", int validFromDays = -1, int validToDays = 2)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        // An authority of its own, so that it can also be trusted as one.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(validFromDays), now.AddDays(validToDays));
        Pem = certificate.ExportCertificatePem();
        KeyPem = key.ExportPkcs8PrivateKeyPem();
        Sha256 = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        Certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    public string Pem { get; }

    public string KeyPem { get; }

    /// <summary>What <c>MailServer.TrustedCertificateSha256</c> takes.</summary>
    public string Sha256 { get; }

    public X509Certificate2 Certificate { get; }

    public void Dispose() => Certificate.Dispose();
}
