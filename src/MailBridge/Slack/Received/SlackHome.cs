using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.SlackApi.Blocks;

namespace MailBridge.Slack.Received;

/// <summary>The home tab of one colleague: what waits for them, what else is theirs, what waits for anybody. A pure function.</summary>
internal static class SlackHome
{
    /// <summary>The tab.</summary>
    /// <param name="name">What the colleague is called.</param>
    /// <param name="mine">The first page of their conversations, those that wait first.</param>
    /// <param name="unanswered">The first page of those in which a customer waits.</param>
    /// <param name="installed">Where threads can be opened.</param>
    public static HomeView Of(string name, LookupPage mine, LookupPage unanswered, Installed installed)
    {
        var waiting = mine.Rows.Where(r => r.WaitingSince is not null).ToList();
        var others = mine.Rows.Where(r => r.WaitingSince is null).ToList();
        var foreign = unanswered.Rows.Where(r => waiting.TrueForAll(w => w.Conversation != r.Conversation)).ToList();
        var blocks = new List<Block> { new HeaderBlock(SlackForms.Literal($"What waits for you, {name}", BlockLimits.HeaderText)) };
        Add(blocks, waiting, "mine", "Nobody waits for an answer of yours.", installed);
        blocks.Add(new DividerBlock());
        blocks.Add(new HeaderBlock(new PlainText("Unanswered")));
        Add(blocks, foreign, "unanswered", unanswered.Rows.Count > 0 ? "Nobody else waits." : unanswered.Text, installed);
        blocks.Add(new DividerBlock());
        blocks.Add(new HeaderBlock(new PlainText("Your other conversations")));
        Add(blocks, others, "others", mine.Rows.Count > 0 ? "There is no other." : mine.Text, installed);
        blocks.Add(new ActionsBlock(
        [
            new ButtonElement(CardActions.Compose, new PlainText("New mail")) { Value = "/" },
            SlackPages.Lookup("all-unanswered", "All unanswered", new LookupTarget("unanswered", 0)),
            SlackPages.Lookup("all-mine", "All of mine", new LookupTarget("mine", 0)),
            SlackPages.Lookup("all-open", "All open", new LookupTarget("open", 0)),
            SlackPages.Lookup("help", "What can I ask?", new LookupTarget("help", 0)),
        ]));
        return new HomeView(blocks);
    }

    /// <summary>The tab of somebody who is no agent, or for whom it cannot be shown.</summary>
    public static HomeView Sentence(string sentence) => new([new SectionBlock(SlackForms.Literal(sentence, BlockLimits.SectionText))]);

    private static void Add(List<Block> blocks, List<LookupRow> rows, string name, string none, Installed installed)
    {
        if (rows.Count > 0) blocks.AddRange(SlackPages.Rows(rows, installed, name));
        else blocks.Add(new SectionBlock(SlackForms.Literal(none, BlockLimits.SectionText)));
    }
}
