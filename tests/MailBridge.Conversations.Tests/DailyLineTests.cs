namespace MailBridge.Conversations.Tests;

public sealed class DailyLineTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_is_told_once_a_day_at_its_time_also_after_a_crash_and_by_several_processes()
    {
        // Sunday 22 November 2026, 10:00 in Berlin.
        await using var desk = await DeskFixture.CreateAsync(At(new TimeOnly(10, 30)));
        Assert.Equal(0, await RunAsync(desk));
        desk.Time.Advance(TimeSpan.FromMinutes(30));
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => RunAsync(desk), Token)));
        Assert.Equal(1, made.Sum());
        Assert.Equal([new DeliveryWork.PostDailyLine(DeskFixture.Support)], await desk.DrainAsync(DeliveryLeg.Chat));
        desk.Time.Advance(TimeSpan.FromHours(13));
        Assert.Equal(0, await RunAsync(desk));
        // After midnight, but before the time.
        desk.Time.Advance(TimeSpan.FromHours(10));
        Assert.Equal(0, await RunAsync(desk));
        desk.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, await RunAsync(desk));
    }

    [Theory]
    [InlineData("2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z")]
    public async Task On_a_day_whose_clocks_skip_or_repeat_the_time_there_is_one_line_as_well(string before, string due)
    {
        await using var desk = await DeskFixture.CreateAsync(At(new TimeOnly(2, 30)));
        var time = new MailBridge.Testing.ManualTimeProvider(Parse(before));
        var lines = new DailyLines(desk.Store, desk.Directory_, time);
        // The line of the day before may be due, not this day's.
        await lines.RunAsync(Token);
        Assert.Equal(0, await lines.RunAsync(Token));
        time.Advance(Parse(due) - Parse(before));
        Assert.Equal(1, await lines.RunAsync(Token));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await lines.RunAsync(Token));
    }

    [Fact]
    public async Task What_somebody_has_to_do_something_about_is_listed_the_longest_wait_first()
    {
        await using var desk = await DeskFixture.CreateAsync();
        var open = new List<ConversationId>();
        foreach (var subject in (string[])["One", "Two", "Three", "Four"])
        {
            open.Add((await desk.ReceiveAsync("zoe@customer.example", "support@acme.example", subject, "It drips.")).Conversation!.Value);
            desk.Time.Advance(TimeSpan.FromMinutes(1));
        }
        await desk.ReceiveAsync("zoe@customer.example", "sales@acme.example", "Elsewhere", "Hello", inbox: DeskFixture.Sales);
        await desk.Agents.ActAsync(new AgentAction.Close { Agent = DeskFixture.Anna, Conversation = open[0] }, Token);
        await desk.Agents.ActAsync(new AgentAction.Snooze { Agent = DeskFixture.Anna, Conversation = open[1] }, Token);
        var listed = await desk.List.ListAsync(new ConversationFilter.ToDo([DeskFixture.Support]), 0, int.MaxValue, Token);
        Assert.Equal([open[2], open[3]], listed.Conversations.Select(c => c.Id));
        Assert.Equal(2, listed.Total);
    }

    private static InboxTimers At(TimeOnly time) => new() { Calendar = WorkingCalendar.NineToFive(Berlin), DailyLineAt = time };

    private static Task<int> RunAsync(DeskFixture desk) => new DailyLines(desk.Store, desk.Directory_, desk.Time).RunAsync(Token);

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
