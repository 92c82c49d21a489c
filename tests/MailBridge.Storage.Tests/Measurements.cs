using System.Diagnostics;
using System.Globalization;
using System.Text;
using MailBridge.Conversations;
using static MailBridge.Storage.Tests.Samples;

namespace MailBridge.Storage.Tests;

/// <summary>
/// Figures, printed. They run small with all tests, so that they keep working; MAILBRIDGE_MEASURE=1 runs them at full size:
/// <c>MAILBRIDGE_MEASURE=1 dotnet run -c Release --project tests/MailBridge.Storage.Tests -- -class "*Measurements" -showLiveOutput</c>.
/// </summary>
public sealed class Measurements(ITestOutputHelper output)
{
    private static readonly bool _isFull = Environment.GetEnvironmentVariable("MAILBRIDGE_MEASURE") == "1";

    [Fact]
    public async Task Commits_with_durable_sync()
    {
        await using var db = await TestDatabase.CreateAsync();
        await db.OpenAsync("warm@example.com");
        var count = _isFull ? 3_000 : 30;
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < count; i++) await db.OpenAsync($"{i}@example.com");
        Say($"one by one: {count / watch.Elapsed.TotalSeconds:n0} commits/s (conversation, entry, 2 deliveries, index row)");

        watch.Restart();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (i, _) => await db.OpenAsync($"p{i}@example.com"));
        Say($"8 callers: {count / watch.Elapsed.TotalSeconds:n0} commits/s");
    }

    [Fact]
    public async Task Raw_mails_kept()
    {
        await using var db = await TestDatabase.CreateAsync();
        var count = _isFull ? 10_000 : 50;
        var random = new Random(1);
        var mails = Enumerable.Range(0, count)
            .Select(i => new FoundMail(Support, $"INBOX/1/{i}", db.Time.GetUtcNow(), Encoding.UTF8.GetBytes(Words(random, 400))))
            .ToList();
        var size = mails.Sum(m => (long)m.Bytes.Length);
        var watch = Stopwatch.StartNew();
        foreach (var mail in mails[..(count / 5)]) await db.RawMail.KeepAsync(mail, null, TestContext.Current.CancellationToken);
        Say($"kept one by one: {count / 5 / watch.Elapsed.TotalSeconds:n0} mails/s, {size / count:n0} octets each");

        watch.Restart();
        foreach (var batch in mails[(count / 5)..].Chunk(100))
            await db.RawMail.KeepManyAsync(batch, null, TestContext.Current.CancellationToken);
        Say($"kept in batches of 100: {(count - count / 5) / watch.Elapsed.TotalSeconds:n0} mails/s");
    }

    [Fact]
    public async Task Search_among_short_entries()
    {
        await using var db = await TestDatabase.CreateAsync();
        var (conversations, each) = _isFull ? (1_000, 100) : (3, 10);
        var random = new Random(1);
        var customer = Customer(db.Time, "Ada Lovelace", "ada@example.com");
        var watch = Stopwatch.StartNew();
        for (var c = 0; c < conversations; c++)
        {
            var conversation = Opened(db.Time, customer, Email(db.Time, $"{c}@example.com", Words(random, 40)), out _);
            for (var i = 1; i < each; i++)
                conversation.Receive(Received(db.Time, Email(db.Time, $"{c}.{i}@example.com", Words(random, 40))), EntryId.New(db.Time));
            Assert.Equal(CommitResult.Committed, await db.CommitAsync(
                new DeskCommit { Conversation = conversation, Customer = c == 0 ? customer : null }));
        }
        var rate = conversations * each / watch.Elapsed.TotalSeconds;
        Say($"indexed {conversations * each:n0} entries at {rate:n0}/s, {new FileInfo(db.DataFile).Length / 1_000_000.0:n1} MB");

        string[] queries = ["w1", "w2 w3", "w17", "w150", "w999", "\"w1 w2\"", "w4 w5 w6", "A-1042", "ada@example.com", "w"];
        foreach (var query in queries)
        {
            List<double> times = [];
            var hits = 0;
            for (var i = 0; i < (_isFull ? 51 : 2); i++)
            {
                watch.Restart();
                hits = (await db.Search.SearchAsync(query, 20, TestContext.Current.CancellationToken)).Count;
                times.Add(watch.Elapsed.TotalMilliseconds);
            }
            Say($"search {query,-16} newest 20: {times.Order().ElementAt(times.Count / 2):n2} ms median, {hits} hits");
        }
    }

    [Fact]
    public async Task Leasing_from_a_long_queue()
    {
        await using var db = await TestDatabase.CreateAsync();
        var (lanes, each) = _isFull ? (20_000, 4) : (20, 4);
        var conversation = await db.OpenAsync("1@example.com");
        List<Delivery> deliveries = [];
        for (var lane = 0; lane < lanes; lane++)
        {
            var inbox = new InboxId($"lane{lane}");
            for (var i = 0; i < each; i++)
                deliveries.Add(Delivery(db.Time, null, new DeliveryWork.PostQuarantine(inbox, RawMailId.New(db.Time))));
        }
        // A lane whose first waits long with a thousand others behind it, all due before the rest.
        var blocked = Enumerable.Range(0, _isFull ? 1_000 : 5).Select(
            _ => Delivery(db.Time, conversation.Id, new DeliveryWork.PostEntry(EntryId.New(db.Time))));
        await db.CommitAsync(new DeskCommit { Deliveries = [.. blocked, .. deliveries] });

        List<double> leases = [], waits = [];
        for (var i = 0; i < (_isFull ? 101 : 2); i++)
        {
            var watch = Stopwatch.StartNew();
            await db.Queue.WaitAsync(DeliveryLeg.Chat, TimeSpan.FromHours(1), TestContext.Current.CancellationToken);
            waits.Add(watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            Assert.NotEmpty(await db.Queue.LeaseAsync(DeliveryLeg.Chat, 8, TimeSpan.FromHours(1), TestContext.Current.CancellationToken));
            leases.Add(watch.Elapsed.TotalMilliseconds);
        }
        var (wait, lease) = (waits.Order().ElementAt(waits.Count / 2), leases.Order().ElementAt(leases.Count / 2));
        Say($"{lanes * each:n0} scheduled: wait {wait:n2} ms, lease of 8 {lease:n2} ms, medians");
    }

    /// <summary>Words that are as unevenly frequent as those of a language.</summary>
    private static string Words(Random random, int count)
    {
        var text = new StringBuilder();
        for (var i = 0; i < count; i++) text.Append(CultureInfo.InvariantCulture, $"w{(int)Math.Pow(20_000, random.NextDouble())} ");
        return text.ToString();
    }

    private void Say(FormattableString line) => output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
