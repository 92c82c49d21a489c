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
        Print($"{corpus.Count} messages, {bytes / (double)corpus.Count / 1024:F1} KiB each on average; best of {Rounds} rounds in turn");
        var hasGMime = GMime.TryInit();
        if (!hasGMime) Print($"GMime is not installed: no comparison");
        var whole = new Measure("whole message decoded", Whole);
        var envelope = new Measure("header fields decoded", Envelope);
        var scan = new Measure("header scan", Scan);
        var theirs = new Measure("GMime, whole message", GMime.Whole);
        Measure[] all = hasGMime ? [whole, theirs, envelope, scan] : [whole, envelope, scan];
        for (var round = 0; round < Rounds; round++)
        {
            // In turn, so that what else the machine does meets all of them.
            foreach (var measure in all) measure.Round(corpus);
        }
        foreach (var measure in all) measure.Report(corpus.Count, hasGMime ? theirs : null);
        return 0;
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

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>One way to read, its best round so far and what it allocated.</summary>
    private sealed class Measure(string name, Func<byte[], long> read)
    {
        private double _best = double.MaxValue;
        private long _allocated;
        private long _sink;

        public void Round(List<byte[]> corpus)
        {
            GC.Collect();
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            foreach (var mail in corpus) _sink += read(mail);
            _best = Math.Min(_best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            _allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        public void Report(int count, Measure? reference)
        {
            var quotient = reference is null || reference == this ? string.Empty
                : string.Create(CultureInfo.InvariantCulture, $", {reference._best / _best:F1} times GMime");
            Print($"{name,-24} {count / _best,10:N0} messages/s {_allocated / (double)count / 1024,8:F1} KiB allocated a message{quotient} ({_sink & 1})");
        }
    }
}
