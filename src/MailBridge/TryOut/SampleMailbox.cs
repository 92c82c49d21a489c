using System.Globalization;
using System.Reflection;
using System.Text;
using MailBridge.MailProtocols.Files;

namespace MailBridge.TryOut;

/// <summary>The mailbox that a newcomer finds: a Maildir with a handful of mails that we wrote ourselves, dated shortly before the first start.</summary>
internal static class SampleMailbox
{
    /// <summary>How long before the first start each mail was written, in the order of the sample's file names.</summary>
    private static readonly TimeSpan[] Ages =
    [
        TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(200), TimeSpan.FromMinutes(155),
        TimeSpan.FromMinutes(310), TimeSpan.FromHours(26), TimeSpan.FromHours(51),
    ];

    /// <summary>Makes the Maildir and fills it, unless it is there already.</summary>
    public static async Task SeedAsync(string path, TimeProvider time, CancellationToken cancellation)
    {
        if (Directory.Exists(Path.Combine(path, "cur"))) return;
        Directory.CreateDirectory(path);
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(n => n.StartsWith("TryOut/", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        foreach (var (name, age) in names.Zip(Ages).OrderByDescending(p => p.Second))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            var at = time.GetUtcNow() - age;
            var date = at.ToString("ddd, d MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture);
            var mail = (await reader.ReadToEndAsync(cancellation).ConfigureAwait(false)).Replace("{date}", date, StringComparison.Ordinal);
            var key = await Maildir.DeliverAsync(path, Encoding.UTF8.GetBytes(mail), time, cancellation).ConfigureAwait(false);
            File.SetLastWriteTimeUtc(Path.Combine(path, "new", key), at.UtcDateTime);
        }
        Directory.CreateDirectory(Path.Combine(path, "cur"));
        Directory.CreateDirectory(Path.Combine(path, "tmp"));
    }
}
