using System.Diagnostics;
using System.Globalization;
using MailBridge.Mime;

namespace MailBridge.Benchmarks;

/// <summary>Messages a second on one thread, best of several rounds, and what one message allocates.</summary>
internal static class Throughput
{
    private const int Rounds = 12;

    public static int Run(string box)
    {
        var corpus = Corpus.Load(box);
        var bytes = corpus.Sum(mail => (long)mail.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{corpus.Count} messages, {bytes / (double)corpus.Count / 1024:F1} KiB each on average"));
        Measure("whole message decoded", corpus, Whole);
        Measure("header fields decoded", corpus, Envelope);
        Measure("header scan", corpus, Scan);
        return 0;
    }

    private static void Measure(string name, List<byte[]> corpus, Func<byte[], long> read)
    {
        var best = double.MaxValue;
        var allocated = 0L;
        long sink = 0;
        for (var round = 0; round < Rounds; round++)
        {
            GC.Collect();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            foreach (var mail in corpus) sink += read(mail);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-24} {corpus.Count / best,10:N0} messages/s {allocated / (double)corpus.Count / 1024,8:F1} KiB allocated a message ({sink & 1})"));
    }

    private static long Whole(byte[] mail)
    {
        var message = MimeMessage.Read(mail);
        var seen = Envelope(message) + (message.TextBody?.Length ?? 0) + (message.HtmlBody?.Length ?? 0);
        foreach (var attachment in message.Attachments) seen += attachment.Content.Length + attachment.FileName.Length;
        return seen;
    }

    private static long Envelope(byte[] mail) => Envelope(MimeMessage.Read(mail));

    private static long Envelope(MimeMessage message) =>
        message.Subject.Length + message.From.Count + message.To.Count + message.Cc.Count + (message.MessageId?.Length ?? 0)
        + message.References.Count + message.InReplyTo.Count + (message.Date?.Ticks ?? 0);

    private static long Scan(byte[] mail) => HeaderFields.Read(mail).Count;
}
