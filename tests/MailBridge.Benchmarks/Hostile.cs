using System.Diagnostics;
using System.Globalization;
using MailBridge.Mime.Tests;

namespace MailBridge.Benchmarks;

/// <summary>
/// Time and memory of inputs made to be slow, at 250 KB, 500 KB and 1 MB and with every limit but those of depth lifted: twice the input takes twice
/// the time, not four times.
/// </summary>
internal static class Hostile
{
    private const int Rounds = 7;
    private static readonly int[] Sizes = [250_000, 500_000, 1_000_000];

    /// <summary>All kinds, or the one of that name.</summary>
    public static int Run(string? only)
    {
        Console.WriteLine("| input | 250 KB | 500 KB | 1 MB | 1 MB : 250 KB | allocated at 1 MB |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var name in HostileMail.Names.Where(name => only is null || name == only))
        {
            var times = new double[Sizes.Length];
            var allocated = 0L;
            for (var i = 0; i < Sizes.Length; i++) (times[i], allocated) = Measure(HostileMail.Build(name, Sizes[i]));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {times[0]:F1} ms | {times[1]:F1} ms | {times[2]:F1} ms | {times[2] / times[0]:F1} | {allocated / 1024.0 / 1024:F1} MiB |"));
        }
        return 0;
    }

    private static (double Milliseconds, long Allocated) Measure(byte[] bytes)
    {
        var best = double.MaxValue;
        var allocated = 0L;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            HostileMail.Read(bytes, HostileMail.Unlimited);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        return (best, allocated);
    }
}
