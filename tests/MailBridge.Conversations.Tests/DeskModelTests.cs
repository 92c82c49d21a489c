using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Conversations.Tests;

/// <summary>
/// Any sequence of what agents, customers, mail servers and the clock can do leaves the desk in order. A failure prints the shortest sequence found and the
/// seed that shows it again.
/// </summary>
public sealed class DeskModelTests
{
    private const int Runs = 30, Longest = 40;

    [Theory]
    [InlineData(20261122UL)]
    [InlineData(7UL)]
    public void Whatever_several_agents_and_customers_do_each_mail_has_one_place_one_owner_and_one_answer(ulong seed)
        => Check.One(
            Config.QuickThrowOnFailure.WithReplay(seed, 1).WithMaxTest(Runs).WithEndSize(Longest),
            Prop.ForAll(Sequences(), static story => RunAsync(story.Steps)));

    private static async Task RunAsync(IReadOnlyList<DeskStep> steps)
    {
        await using var world = await DeskWorld.CreateAsync();
        foreach (var step in steps)
        {
            await world.DoAsync(step);
            await world.CheckAsync();
        }
        await world.SettleAsync();
        await world.CheckAsync();
    }

    private static Arbitrary<Story> Sequences()
    {
        var kinds = Enum.GetValues<DeskStepKind>();
        var step = Gen.Choose(0, kinds.Length - 1).Zip(Gen.Choose(0, 11).Four(), (kind, at) => new DeskStep(kinds[kind], at.Item1, at.Item2, at.Item3, at.Item4));
        return Arb.ToArbitrary(step.ListOf().Select(s => new Story([new(DeskStepKind.CustomerWrites, 0, 0, 0, 0), .. s])), Shorter);
    }

    /// <summary>Halves first, then single steps left out: what remains when a run fails is what is needed for it.</summary>
    private static IEnumerable<Story> Shorter(Story story)
    {
        var steps = story.Steps;
        for (var length = steps.Count / 2; length > 0; length /= 2)
        {
            for (var at = 0; at < steps.Count; at += length) yield return new([.. steps.Take(at), .. steps.Skip(at + length)]);
        }
    }

    private sealed record Story(IReadOnlyList<DeskStep> Steps)
    {
        public override string ToString() => string.Join(Environment.NewLine, Steps);
    }
}
