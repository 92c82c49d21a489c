using System.Globalization;
using MailBridge.ChatIn;
using MailBridge.ChatIn.Lookups;
using MailBridge.Slack.Posts;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Text;

namespace MailBridge.Slack.Received;

/// <summary>Translates what was looked up, and whole texts, into blocks. Pure functions; nothing of a customer's is ever unescaped.</summary>
internal static class SlackPages
{
    /// <summary>Sections of a text's page: 36,000 characters, which stay under a view's 250 KB in every script.</summary>
    internal const int SectionsOfPage = 12;

    private const int LongestHead = 300, LongestText = 600;

    /// <summary>A page as it is said to a person.</summary>
    public static SlackWord Word(LookupPage page, Installed installed)
    {
        var lines = page.Rows.Select(r => $"• {r.Head}").Prepend(page.Text).Prepend(page.Title).Where(l => l.Length > 0);
        return new SlackWord(Mrkdwn.Escape(string.Join('\n', lines), BlockLimits.SectionText), Blocks(page, installed));
    }

    /// <summary>A text that is offered to a person, with its buttons.</summary>
    public static SlackWord Word(ChatAnswer.Offered offered) => new(
        Mrkdwn.Escape($"{offered.Title}\n{offered.Text}", BlockLimits.SectionText),
        [
            new ContextBlock([(ContextElement)SlackForms.Literal(offered.Title, BlockLimits.FieldText)]),
            .. SlackText.Split(offered.Text, BlockLimits.SectionText).Select(p => new SectionBlock(SlackForms.Literal(p, BlockLimits.SectionText)) { Expand = true }),
            .. Actions(offered.Buttons),
        ]);

    /// <summary>A page in a modal, opened from the home tab.</summary>
    public static ModalView Modal(LookupPage page, Installed installed) => new(SlackForms.Literal("MailBridge", BlockLimits.ViewTitle), Blocks(page, installed))
    {
        CallbackId = SlackSurface.Shown,
        Close = new PlainText("Close"),
    };

    /// <summary>A page's blocks: title, rows and the buttons that turn it.</summary>
    public static IReadOnlyList<Block> Blocks(LookupPage page, Installed installed)
    {
        var blocks = new List<Block> { new HeaderBlock(SlackForms.Literal(page.Title, BlockLimits.HeaderText)) };
        if (page.Text.Length > 0) blocks.Add(new SectionBlock(SlackForms.Literal(page.Text, BlockLimits.SectionText)));
        blocks.AddRange(Rows(page.Rows, installed, "row"));
        var turns = new List<BlockElement>();
        if (page.Back is { } back) turns.Add(Lookup("back", "Back", back));
        if (page.Next is { } next) turns.Add(Lookup("next", "Next", next));
        turns.AddRange(SlackCards.Buttons(page.Buttons));
        if (turns.Count > 0) blocks.Add(new ActionsBlock(turns));
        return blocks;
    }

    /// <summary>Rows, each a section and the small print below it.</summary>
    /// <param name="rows">What was found.</param>
    /// <param name="installed">Where threads can be opened.</param>
    /// <param name="name">A word that no other list on the same surface has.</param>
    public static IEnumerable<Block> Rows(IEnumerable<LookupRow> rows, Installed installed, string name)
    {
        foreach (var (at, row) in rows.Index())
        {
            var text = CardWords.Strong(row.Head, LongestHead);
            if (row.Text.Length > 0) text += $"\n{CardWords.Literal(row.Text, LongestText)}";
            yield return new SectionBlock(new MrkdwnText(text) { Verbatim = true }) { Accessory = Button(row, installed, $"{name}-{at}") };
            if (Small(row) is { Length: > 0 } small) yield return new ContextBlock([(TextObject)new MrkdwnText(small)]);
            foreach (var block in Actions(row.Buttons)) yield return block;
        }
    }

    /// <summary>A button that looks something up.</summary>
    public static ButtonElement Lookup(string name, string label, LookupTarget target)
        => new($"{SlackSurface.LookupPrefix}{name}", new PlainText(label)) { Value = target.ToString() };

    /// <summary>A whole text as a modal, or one page of it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="target">What its buttons carry.</param>
    /// <param name="page">From 0; beyond the last is the last.</param>
    /// <param name="metadata">What the modal remembers.</param>
    public static ModalView Text(WholeText text, string target, int page, string metadata)
    {
        var sections = Sections(text);
        var pages = Math.Max(1, (sections.Count + SectionsOfPage - 1) / SectionsOfPage);
        page = Math.Clamp(page, 0, pages - 1);
        var blocks = new List<Block>();
        if (pages > 1) blocks.Add(new ContextBlock([(TextObject)new PlainText(string.Create(CultureInfo.InvariantCulture, $"Page {page + 1} of {pages}"))]));
        blocks.AddRange(sections.Skip(page * SectionsOfPage).Take(SectionsOfPage));
        if (blocks.Count == 0) blocks.Add(new SectionBlock(new PlainText("There is no text in it.")));
        var turns = new List<BlockElement>();
        if (page > 0) turns.Add(Turn("back", "Back", page - 1, target));
        if (page < pages - 1) turns.Add(Turn("next", "Next", page + 1, target));
        if (turns.Count > 0) blocks.Add(new ActionsBlock(turns));
        return new ModalView(SlackForms.Literal(text.Title, BlockLimits.ViewTitle), blocks)
        {
            CallbackId = SlackSurface.Shown,
            PrivateMetadata = metadata,
            Close = new PlainText("Close"),
        };
    }

    private static IEnumerable<Block> Actions(IReadOnlyList<ChatOut.CardButton> buttons) => buttons.Count > 0 ? [new ActionsBlock(SlackCards.Buttons(buttons))] : [];

    private static ButtonElement Turn(string name, string label, int page, string target)
        => new($"{SlackSurface.PagePrefix}{name}", new PlainText(label)) { Value = string.Create(CultureInfo.InvariantCulture, $"{page} {target}") };

    private static List<Block> Sections(WholeText text)
    {
        var sections = new List<Block>();
        foreach (var (label, words) in ((string, string)[])[("", text.Text), ("Signature", text.Signature), ("Quoted", text.Quoted)])
        {
            if (words.Trim().Length == 0) continue;
            if (label.Length > 0) sections.Add(new HeaderBlock(new PlainText(label)));
            sections.AddRange(SlackText.Split(words, BlockLimits.SectionText)
                .Select(piece => new SectionBlock(SlackForms.Literal(piece, BlockLimits.SectionText)) { Expand = true }));
        }
        return sections;
    }

    private static ButtonElement? Button(LookupRow row, Installed installed, string name)
        => row.Press is { } press ? new ButtonElement(press.Action, new PlainText(press.Label)) { Value = press.Target }
            : row.More is { } more ? Lookup(name, "Show", more)
            : row.Thread is { } thread && installed.Permalink(thread) is { } link
                ? new ButtonElement($"{SlackSurface.LinkPrefix}{name}", new PlainText("Open")) { Url = link.AbsoluteUri }
                : null;

    private static string Small(LookupRow row)
    {
        var marks = row.Marks.Select(m => CardWords.Literal(m, 100)).ToList();
        if (row.WaitingSince is { } since) marks.Add($"waiting since {Moment(since)}");
        else if (row.At is { } at) marks.Add(Moment(at));
        return string.Join(" · ", marks);
    }

    private static string Moment(DateTimeOffset at) => CardWords.At(at, "{date_short_pretty} {time}");
}
