using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Text;
using static MailBridge.Slack.Posts.CardWords;

namespace MailBridge.Slack.Posts;

/// <summary>A card as Slack takes it.</summary>
/// <param name="Text">What notifications and screen readers say; short.</param>
/// <param name="Blocks">What is seen.</param>
internal sealed record SlackPost(string Text, IReadOnlyList<Block> Blocks)
{
    /// <summary>The name it appears under, of a mail; null for the bridge's own.</summary>
    public string? Username { get; init; }
}

/// <summary>
/// Renders cards in Block Kit. A pure function whose result keeps every limit of Slack's, whatever is in the card. Customers' words are escaped or
/// <c>plain_text</c>; nobody's words ping, link or format but by a mail's own links and styles.
/// </summary>
internal static class SlackCards
{
    /// <summary>Sections that a mail's text may have; the rest waits behind "Show all".</summary>
    public const int MostSections = 12;

    /// <summary>
    /// What is behind "More…": the value of an option there is action, colon, target. Cards of former days have a "…" of the same name, whose options are alike.
    /// </summary>
    public const string More = "more";

    private const int MostUsername = 80;
    private const int MostListedFiles = 15;
    private const int MostLinks = 10;
    private const int SaidLength = 200;
    private const string ViaMail = " via e-mail";

    /// <summary>The card.</summary>
    /// <param name="card">What to render.</param>
    /// <param name="body">The text of an item with its styles; null for its plain text.</param>
    /// <param name="sections">How many sections a text may have.</param>
    public static SlackPost Of(Card card, BodyDocument? body = null, int sections = MostSections) => card switch
    {
        Card.Root root => Root(root),
        Card.Item { Kind: CardItemKind.Activity } item => Activity(item),
        Card.Item item => Item(item, body ?? BodyDocument.FromText(item.Text), sections),
        Card.Notice notice => Notice(notice),
        _ => throw new ArgumentOutOfRangeException(nameof(card), card, "A card without a rendering."),
    };

    /// <summary>The card as a few words, for when Slack will not take its blocks.</summary>
    public static SlackPost Plain(Card card)
    {
        var post = Of(card, sections: 1);
        var text = card switch
        {
            Card.Root root => $"{Strong(root.Customer, 300)} {Literal(root.CustomerAddress, 400)}\n{Literal(root.Subject, 1000)}",
            Card.Item item => $"{Strong(item.Author, 300)} {Address(item)}\n{Literal(item.Text, 2500)}",
            Card.Notice notice => $"{Strong(notice.Title, 300)}\n{Literal(notice.Text, 2500)}",
            _ => post.Text,
        };
        return post with { Text = text, Blocks = [] };
    }

    /// <summary>
    /// The blocks with another id for those that hold a menu: under its old id a menu goes on showing what somebody chose before, and offers it no more
    /// (https://docs.slack.dev/reference/block-kit/blocks/actions-block).
    /// </summary>
    public static IReadOnlyList<Block> Fresh(IReadOnlyList<Block> blocks, DateTimeOffset now)
        => [.. blocks.Select(b => b is ActionsBlock { Elements: var elements } && elements.Any(e => e is StaticSelectElement)
            ? b with { BlockId = string.Create(CultureInfo.InvariantCulture, $"{More}-{now.UtcTicks}") }
            : b)];

    private static SlackPost Root(Card.Root root)
    {
        var blocks = new List<Block> { new HeaderBlock(Label(root.Subject, BlockLimits.HeaderText)) };
        if (root.Subject.Length > BlockLimits.HeaderText) blocks.Add(new SectionBlock(Label(root.Subject, 1000)));
        var preview = HasWords(root.Preview) ? $"\n{Literal(root.Preview, 600)}" : "";
        blocks.Add(new SectionBlock(Say(Who(root.Customer, root.CustomerAddress) + preview)));
        blocks.Add(Context(
            root.Links.Count > 0 ? "🔀 Merged" : root.SnoozedUntil is { } until ? $"💤 Snoozed until {At(until)}" : Status(root.Status),
            root.Assignee is { } agent ? $"👤 {Literal(agent.Name, 200)}" : "👤 nobody yet",
            root.WaitingSince is { } since ? $"⏳ waits since {At(since)}" : "",
            root.Mails > 1 ? string.Create(CultureInfo.InvariantCulture, $"{root.Mails:N0} mails") : "",
            root.HasAttachments ? "📎" : ""));
        if (Links(root).ToList() is { Count: > 0 } links) blocks.Add(Context(links));
        if (root.Facts.Count > 0) blocks.Add(Context([.. root.Facts.Select(Fact)]));
        if (RootButtons(root.Buttons) is { Count: > 0 } buttons) blocks.Add(new ActionsBlock(buttons));
        return new SlackPost($"{Literal(root.Customer, SaidLength)}: {Literal(root.Subject, SaidLength)}", blocks);
    }

    private static SlackPost Item(Card.Item item, BodyDocument body, int sections)
    {
        var blocks = new List<Block> { Context(Headline(item), At(item.At)) };
        if (item.Aside.Length > 0) blocks.Add(Context($"↔️ *{Literal(item.Aside, 400)}*"));
        if (Recipients(item) is { Length: > 0 } recipients) blocks.Add(Context(recipients));
        if (item.Marks.Count > 0) blocks.Add(Context([.. item.Marks.Select(m => $"⚠️ {Literal(m, 400)}")]));
        var pieces = SlackMarkup.RenderPieces(body, BlockLimits.SectionText).Where(HasWords).ToList();
        blocks.AddRange(pieces.Take(sections).Select(p => new SectionBlock(Say(p)) { Expand = true }));
        var isCut = pieces.Count > sections || body.IsTruncated;
        if (pieces.Count == 0) blocks.Add(Context("No text."));
        if (isCut) blocks.Add(Context("This is the beginning; the whole text is behind the button."));
        if (Files(item) is { } files) blocks.Add(files);
        if (item.Life is { } life) blocks.Add(Context(Life(life)));
        if (ItemButtons(item, isCut) is { Count: > 0 } buttons) blocks.Add(new ActionsBlock(buttons));
        var verb = item.Kind switch { CardItemKind.AgentReply => item.Aside.Length > 0 ? " wrote aside" : " replied", CardItemKind.Note => " noted", _ => "" };
        return new SlackPost($"{Literal(item.Author, SaidLength)}{verb}: {Literal(item.Text, SaidLength)}", blocks)
        {
            Username = item.Kind is CardItemKind.CustomerEmail or CardItemKind.AgentEmail or CardItemKind.SideEmail ? OneLine(item.Author, MostUsername - ViaMail.Length) + ViaMail : null,
        };
    }

    private static SlackPost Activity(Card.Item item)
    {
        var pinged = string.Concat(item.Mentions.Where(m => m.Handle is not null).Select(m => $"{Mrkdwn.User(m.Handle!)} "));
        return new(
            pinged + Literal(item.Text, SaidLength),
            [Context([pinged + Literal(item.Text, 1500), .. Links(item), At(item.At)]), .. Actions(Buttons([.. item.Buttons.Where(b => !b.InMore)]))]);
    }

    /// <summary>The ways to other conversations, where Slack is where they live.</summary>
    private static IEnumerable<string> Links(Card card)
        => card.Links.Where(l => l.Address is not null).Select(l => Mrkdwn.Link(l.Address!.AbsoluteUri, OneLine(l.Label, 150)));

    private static SlackPost Notice(Card.Notice notice)
        => new(
            $"{Icon(notice.Tone)} {Literal(notice.Title, SaidLength)}",
            [
                new SectionBlock(Say($"{Icon(notice.Tone)} {Strong(notice.Title, 300)}{Told(notice)}")),
                Context(At(notice.At)),
                .. Actions(Buttons(notice.Buttons)),
            ]);

    private static string Told(Card.Notice notice)
    {
        var lines = notice.Links.Take(MostLinks).Select(l =>
        {
            // A bar would end the link's address.
            var label = Literal(l.Label.Replace('|', '/'), 100);
            return l.Address is { } address && Mrkdwn.TryUrl(address.AbsoluteUri) is { } url ? $"• <{url}|{label}>" : $"• {label}";
        });
        return string.Concat((notice.Text.Length > 0 ? [Literal(notice.Text, notice.Links.Count > 0 ? 500 : 2500)] : Array.Empty<string>()).Concat(lines).Select(l => $"\n{l}"));
    }

    private static string Headline(Card.Item item) => item.Kind switch
    {
        CardItemKind.CustomerEmail => $"📧 {Who(item.Author, item.AuthorAddress)}",
        CardItemKind.AgentEmail => $"📧 {Who(item.Author, item.AuthorAddress)} answered from their own mail program",
        CardItemKind.SideEmail => $"📧 {Who(item.Author, item.AuthorAddress)}, aside",
        CardItemKind.AgentReply when item.Aside.Length > 0 => $"✉️ {Strong(item.Author, 300)} writes aside" + (item.AuthorAddress.Length > 0 ? $" from {Address(item)}" : ""),
        CardItemKind.AgentReply => $"✉️ {Strong(item.Author, 300)} replies" + (item.AuthorAddress.Length > 0 ? $" from {Address(item)}" : ""),
        CardItemKind.Note => $"📝 {Strong(item.Author, 300)} noted, for colleagues only",
        _ => Strong(item.Author, 300),
    };

    /// <summary>A customer's mail to the inbox alone need not say so; of a reply one always wants to know where it goes.</summary>
    private static string Recipients(Card.Item item)
    {
        var tells = item.Kind == CardItemKind.AgentReply ? item.To.Count + item.Cc.Count > 0 : item.To.Count + item.Cc.Count > 1;
        if (!tells) return "";
        var to = Joined(item.To.Select(p => Literal(p, 150)), 900, ", ");
        var cc = Joined(item.Cc.Select(p => Literal(p, 150)), 900, ", ");
        return Joined([to.Length > 0 ? $"To {to}" : "", cc.Length > 0 ? $"Cc {cc}" : ""], BlockLimits.FieldText);
    }

    private static SectionBlock? Files(Card.Item item)
    {
        var files = item.Files.Where(f => !f.IsInline).ToList();
        if (files.Count == 0) return null;
        var lines = files.Take(MostListedFiles)
            .Select(f => $"📎 {Literal(f.Name, 120)} ({Size(f.Size)}{(SlackUploads.IsTooLarge(f.Size) ? ", too large to be put here" : "")})");
        var more = files.Count > MostListedFiles ? string.Create(CultureInfo.InvariantCulture, $"\nand {files.Count - MostListedFiles:N0} more") : "";
        return new SectionBlock(Say(string.Join('\n', lines) + more));
    }

    private static string Life(CardLife life) => life.Until is { } until
        ? $"{Icon(life.Tone)} *{Literal(life.Word, 50)}* · goes out at {At(until, "{time_secs}")}; can be edited or taken back until then"
        : $"{Icon(life.Tone)} *{Literal(life.Word, 50)}*" + (HasWords(life.Detail) ? $" · {Literal(life.Detail, 1500)}" : "");

    private static string Icon(CardTone tone) => tone switch
    {
        CardTone.Good => "✅",
        CardTone.Warning => "⚠️",
        CardTone.Bad => "❌",
        _ => "⏳",
    };

    private static string Status(ConversationStatus status) => status switch
    {
        ConversationStatus.New => "🔵 New",
        ConversationStatus.Open => "🟠 Open",
        ConversationStatus.WaitingForCustomer => "⚪ Waiting for the customer",
        ConversationStatus.Snoozed => "💤 Snoozed until the customer writes",
        ConversationStatus.Closed => "✅ Closed",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, "A status without words."),
    };

    private static string Who(string name, string address)
        => address.Length == 0 || name == address ? Strong(name, 400) : $"{Strong(name, 300)} {Literal(address, 400)}";

    private static string Address(Card.Item item) => item.AuthorAddress.Length > 0 ? Literal(item.AuthorAddress, 400) : "";

    private static string Fact(CardFact fact)
    {
        var text = fact.At is { } at ? Mrkdwn.Date(at, "{date_short}", OneLine(fact.Text, 200)) : Literal(fact.Text, 200);
        return $"{Literal(fact.Label, 100)} *{text}*";
    }

    private static ContextBlock Context(params IReadOnlyList<string> parts) => new([Say(Joined(parts, BlockLimits.FieldText))]);

    private static List<BlockElement> RootButtons(IReadOnlyList<CardButton> buttons)
    {
        var elements = Buttons([.. buttons.Where(b => !b.InMore)]);
        var options = buttons.Where(b => b.InMore)
            .Select(b => new Option(Label(b.Label, BlockLimits.OptionText), $"{b.Action}:{b.Target}"))
            .Where(o => o.Value.Length <= BlockLimits.OptionText)
            .DistinctBy(o => o.Value)
            .Take(BlockLimits.Options).ToList();
        if (options.Count > 0) elements.Add(new StaticSelectElement(More) { Options = options, Placeholder = new PlainText("More…") });
        return elements;
    }

    private static List<BlockElement> ItemButtons(Card.Item item, bool isCut)
    {
        // What is behind "More…" on an item is a shortcut of the message here.
        var elements = Buttons([.. item.Buttons.Where(b => !b.InMore)]);
        var label = isCut ? "Show all" : item.Quoted.Length > 0 ? "Show quoted text" : item.Signature.Length > 0 ? "Show signature" : "";
        if (label.Length > 0)
            elements.Add(new ButtonElement(CardActions.ShowAll, Label(label, BlockLimits.ButtonText)) { Value = $"{item.Conversation}/{item.Entry}" });
        return elements;
    }

    private static List<BlockElement> Buttons(IReadOnlyList<CardButton> buttons)
        => [.. buttons.DistinctBy(b => b.Action).Take(20).Select(b => new ButtonElement(b.Action, Label(b.Label, BlockLimits.ButtonText))
        {
            Value = b.Target,
            Style = b.Primary ? "primary" : null,
        })];

    private static IEnumerable<Block> Actions(List<BlockElement> elements) => elements.Count > 0 ? [new ActionsBlock(elements)] : [];
}
