namespace MailBridge.Benchmarks;

/// <summary>Messages of a Maildir in memory.</summary>
internal static class Corpus
{
    private const int LargeMail = 200_000; // bytes; single mails of megabytes would be all that is measured

    public static List<byte[]> Load(string box) =>
        Directory.EnumerateFiles(box, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes).Where(bytes => bytes.Length < LargeMail).ToList();
}
