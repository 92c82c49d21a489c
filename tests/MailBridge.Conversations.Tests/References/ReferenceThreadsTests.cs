using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Conversations.Tests.References;

public sealed class ReferenceThreadsTests
{
    [Fact]
    public void Answers_stand_below_what_they_answer_and_are_ordered_by_date()
        => Assert.Equal("a(b(d) c)", Threads("a", "b <a", "c <a", "d <a b"));

    [Fact]
    public void The_order_of_the_input_changes_nothing()
    {
        string[] mails = ["a", "b <a", "c <x b", "d <x y", "e <y", "f", "g <f a"];
        var random = new Random(5256);
        for (var i = 0; i < 100; i++) Assert.Equal(Threads(mails), Shuffled(mails, random));
    }

    [Fact]
    public void A_missing_mail_holds_its_answers_together_and_is_passed_over_where_it_holds_one()
    {
        Assert.Equal("-(a b)", Threads("a <x", "b <x"));
        Assert.Equal("a", Threads("a <x y z"));
        Assert.Equal("a(b)", Threads("a", "b <a x y"));
        Assert.Equal("-(a b(c))", Threads("a <x y", "b <x z", "c <x z b"));
    }

    [Fact]
    public void What_a_mail_says_of_its_own_parent_wins_over_what_others_say()
        => Assert.Equal("a(b(c(d)))", Threads("a", "b <a", "c <b", "d <a c"));

    [Fact]
    public void A_mail_that_lost_its_references_is_placed_by_those_who_answered_it_later()
    {
        Assert.Equal("a(b(c))", Threads("a", "b", "c <a b"));
        // The mail that is there last speaks for itself.
        Assert.Equal("a d(c)", Threads("a", "c <a d", "d"));
    }

    [Fact]
    public void Loops_and_references_to_oneself_are_not_followed()
    {
        Assert.Equal("a", Threads("a <a"));
        Assert.Equal("a(b)", Threads("a", "b <a b"));
        Assert.Equal("b(a)", Threads("a <b", "b <a"));
        Assert.Equal("c(b(a))", Threads("a <b", "b <c", "c <a"));
        Assert.Equal("a(b)", Threads("a", "b <a a a"));
        Assert.Equal("a", Threads("a <x y x y"));
    }

    [Fact]
    public void Two_copies_of_a_mail_share_a_node_and_two_mails_under_one_id_do_not()
    {
        var at = DateTimeOffset.UnixEpoch;
        var a = new ThreadMember(new MsgId("a"), [], at) { Fingerprint = "1" };
        var answer = new ThreadMember(new MsgId("b"), [new MsgId("a")], at.AddDays(1)) { Fingerprint = "2" };
        var other = a with { Fingerprint = "3", At = at.AddDays(2) };

        var threads = ReferenceThreads.Build([a, answer, a, other, other]);

        Assert.Equal([[0, 2], [3, 4]], threads.Select(t => t.Mails));
        Assert.Equal([1], Assert.Single(threads[0].Children).Mails);
    }

    [Fact]
    public void Mails_without_an_id_are_mails_of_their_own()
    {
        var nameless = new ThreadMember(null, [new MsgId("a")], DateTimeOffset.UnixEpoch.AddDays(1));
        var threads = ReferenceThreads.Build([new ThreadMember(new MsgId("a"), [], DateTimeOffset.UnixEpoch), nameless, nameless with { At = nameless.At.AddDays(1) }]);
        Assert.Equal([[1], [2]], Assert.Single(threads).Children.Select(c => c.Mails));
    }

    [Fact]
    public void By_subject_a_reply_joins_the_mail_it_answers_and_equals_stand_side_by_side()
    {
        var at = DateTimeOffset.UnixEpoch;
        ThreadMember Mail(string id, int day, bool isReply, string subject = "Invoice") => new(new MsgId(id), [], at.AddDays(day)) { BaseSubject = subject, IsReplyOrForward = isReply };

        Assert.Single(ReferenceThreads.Build([Mail("a", 0, true), Mail("b", 1, false)], ThreadMerging.BySubject));
        var reply = Assert.Single(ReferenceThreads.Build([Mail("a", 0, false), Mail("b", 1, true)], ThreadMerging.BySubject));
        Assert.Equal([0], reply.Mails);
        var equals = Assert.Single(ReferenceThreads.Build([Mail("a", 0, false), Mail("b", 1, false), Mail("c", 2, true)], ThreadMerging.BySubject));
        Assert.Empty(equals.Mails);
        Assert.Equal(3, equals.All().Sum(n => n.Mails.Count));
        Assert.Equal(2, ReferenceThreads.Build([Mail("a", 0, false, ""), Mail("b", 1, false, "")], ThreadMerging.BySubject).Count);
        Assert.Equal(2, ReferenceThreads.Build([Mail("a", 0, false), Mail("b", 1, true)]).Count);
    }

    [Theory]
    [InlineData("forward")]
    [InlineData("backward")]
    [InlineData("missing")]
    [InlineData("loop")]
    public void A_hundred_thousand_answers_in_a_row_take_a_moment_and_no_stack(string shape)
    {
        const int count = 100_000;
        var mails = Enumerable.Range(0, count).Select(i => shape switch
        {
            "forward" => Chained(i, i - 1, i),
            "backward" => Chained(i, i - 1, -i),
            "missing" => new ThreadMember(new MsgId($"m{i}"), [new MsgId($"x{i}"), new MsgId($"x{i + 1}")], At(i)),
            _ => Chained(i, (i + count - 1) % count, i),
        }).ToList();
        var clock = Stopwatch.GetTimestamp();

        var threads = ReferenceThreads.Build(mails);

        Assert.Single(threads);
        Assert.Equal(count, threads[0].All().Sum(n => n.Mails.Count));
        Assert.True(Stopwatch.GetElapsedTime(clock) < TimeSpan.FromSeconds(10), "It is not linear.");

        static ThreadMember Chained(int i, int parent, int at) => new(new MsgId($"m{i}"), parent < 0 ? [] : [new MsgId($"m{parent}")], At(at));
    }

    [Fact]
    public void Every_mail_is_in_one_thread_whatever_refers_to_whatever_and_in_whatever_order()
        => Prop.ForAll<(byte Id, byte[] References, byte Day)[], int>((drawn, seed) =>
        {
            var mails = drawn.Select((d, i) => new ThreadMember(
                d.Id % 8 == 7 ? null : new MsgId($"m{d.Id % 12}"), [.. (d.References ?? []).Take(6).Select(r => new MsgId($"m{r % 16}"))], At(d.Day))
            {
                Fingerprint = $"{i}",
            }).ToList();
            var order = Enumerable.Range(0, mails.Count).ToArray();
            new Random(seed).Shuffle(order);

            var one = ReferenceThreads.Build(mails);
            var other = ReferenceThreads.Build([.. order.Select(i => mails[i])]);

            Assert.Equal(Enumerable.Range(0, mails.Count), one.SelectMany(t => t.All()).SelectMany(n => n.Mails).Order());
            Assert.Equal(one.Select(t => Shown(t, m => $"{m}")), other.Select(t => Shown(t, m => $"{order[m]}")));
        }).Check(Config.QuickThrowOnFailure.WithReplay(1, 1));

    private static DateTimeOffset At(int day) => DateTimeOffset.UnixEpoch.AddDays(40_000).AddMinutes(day);

    /// <summary>Each mail is written as its id and, behind a bracket, its references; its date is its place in the alphabet.</summary>
    private static string Threads(params string[] mails) => Shown(mails);

    private static string Shuffled(string[] mails, Random random)
    {
        var shuffled = mails.ToArray();
        random.Shuffle(shuffled);
        return Shown(shuffled);
    }

    private static string Shown(string[] mails)
    {
        var members = mails.Select(m => m.Split(" <")).Select(m => new ThreadMember(
            new MsgId(m[0]), m.Length == 1 ? [] : [.. m[1].Split(' ').Select(r => new MsgId(r))], At(m[0][0]))).ToList();
        return string.Join(' ', ReferenceThreads.Build(members).Select(t => Shown(t, m => members[m].Id!.Value.Value)));
    }

    private static string Shown(ThreadNode node, Func<int, string> name)
        => (node.Mails.Count == 0 ? "-" : string.Join('+', node.Mails.Select(name)))
            + (node.Children.Count == 0 ? "" : $"({string.Join(' ', node.Children.Select(c => Shown(c, name)))})");
}
