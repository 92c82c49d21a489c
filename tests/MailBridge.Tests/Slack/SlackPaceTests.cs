using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Slack.Posts;
using MailBridge.Testing;

namespace MailBridge.Tests.Slack;

public sealed class SlackPaceTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly SlackPace _pace;

    public SlackPaceTests() => _pace = new SlackPace(_time);

    [Fact]
    public void The_first_goes_at_once_and_the_next_ones_a_second_apart_in_the_order_of_what_happened()
    {
        _pace.TakePost("C1", "a");
        Assert.Equal(1, Wait("b"));
        Assert.Equal(2, Wait("d"));
        Assert.Equal(2, Wait("c"));
        Assert.Equal(3, Wait("d"));
        _time.Advance(TimeSpan.FromSeconds(1));
        _pace.TakePost("C1", "b");
        Assert.Equal(1, Wait("c"));
    }

    [Fact]
    public void One_channel_holds_up_no_other()
    {
        _pace.TakePost("C1", "a");
        Assert.Equal(1, Wait("b"));
        _pace.TakePost("C2", "c");
        _pace.TakeUpdate("d");
        Assert.Equal(1.2, Assert.Throws<ChatBusy>(() => _pace.TakeUpdate("e")).Until.Subtract(_time.GetUtcNow()).TotalSeconds);
    }

    [Fact]
    public void Turns_that_were_missed_do_not_go_all_at_once()
    {
        _pace.TakePost("C1", "a");
        foreach (var key in (string[])["b", "c", "d"]) Wait(key);
        _time.Advance(TimeSpan.FromSeconds(60));
        _pace.TakePost("C1", "b");
        Assert.Equal(1, Wait("c"));
        Assert.Equal(2, Wait("d"));
    }

    [Fact]
    public void A_channel_that_wants_to_be_left_alone_moves_everybody_back()
    {
        _pace.TakePost("C1", "b");
        Assert.Equal(1, Wait("c"));
        var busy = _pace.PushPosts("C1", "b", TimeSpan.FromSeconds(30));
        Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(30), busy.Until);
        Assert.Equal(31, Wait("c"));
        Assert.Equal(32, Wait("d"));
    }

    [Fact]
    public void A_turn_that_nobody_comes_for_slows_the_others_down_for_a_while_only()
    {
        _pace.TakePost("C1", "b");
        Assert.Equal(1, Wait("a"));
        for (var i = 0; i < 60; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            _pace.TakePost("C1", string.Create(CultureInfo.InvariantCulture, $"c{i:D2}"));
        }
        Assert.Equal(1, Wait("d"));
    }

    [Fact]
    public void Thousands_of_turns_are_given_quickly()
    {
        for (var i = 0; i < 5000; i++) if (i > 0) Wait(i.ToString("D5", CultureInfo.InvariantCulture)); else _pace.TakePost("C1", "00000");
        Assert.Equal(1, Wait("00000a"));
    }

    private double Wait(string key) => Assert.Throws<ChatBusy>(() => _pace.TakePost("C1", key)).Until.Subtract(_time.GetUtcNow()).TotalSeconds;
}
