namespace MailBridge.SlackApi.Blocks;

/// <summary>One limit of Slack's that a payload does not keep.</summary>
/// <param name="Where">Such as <c>blocks[3].elements[0].text</c>.</param>
/// <param name="Limit">The limit's name, such as "characters" or "options".</param>
/// <param name="Most">What is allowed at most; 0 where something is missing or given twice.</param>
/// <param name="Found">What was found.</param>
public sealed record BlockBreach(string Where, string Limit, int Most, int Found)
{
    public override string ToString() => Most > 0 ? $"{Where}: {Found} {Limit}, at most {Most}" : $"{Where}: {Limit}";
}

/// <summary>A payload was built that Slack would refuse; nothing was sent.</summary>
public sealed class BlockLimitException(IReadOnlyList<BlockBreach> breaches) : ArgumentException(string.Join("; ", breaches))
{
    public IReadOnlyList<BlockBreach> Breaches { get; } = breaches;
}

/// <summary>
/// The limits on each page of https://docs.slack.dev/reference/block-kit. Checked here, because Slack says only <c>invalid_blocks</c>, and
/// only once the message should have been there. Characters are counted as UTF-16 units of what is sent, which is never fewer than Slack
/// counts.
/// </summary>
public static class BlockLimits
{
    /// <summary>Blocks in a message.</summary>
    public const int MessageBlocks = 50;

    /// <summary>Blocks in a modal or home tab.</summary>
    public const int ViewBlocks = 100;

    /// <summary>Characters of a section's text.</summary>
    public const int SectionText = 3000;

    /// <summary>Characters of a section's field, and of a text in a context.</summary>
    public const int FieldText = 2000;

    /// <summary>Fields of a section.</summary>
    public const int Fields = 10;

    /// <summary>Characters of a header.</summary>
    public const int HeaderText = 150;

    /// <summary>Characters shown on a button.</summary>
    public const int ButtonText = 75;

    /// <summary>Characters of a button's value.</summary>
    public const int ButtonValue = 2000;

    /// <summary>Characters of an option's text, description and value.</summary>
    public const int OptionText = 75;

    /// <summary>Options in a menu, or groups of them.</summary>
    public const int Options = 100;

    /// <summary>Characters of a view's title and of its two buttons.</summary>
    public const int ViewTitle = 24;

    /// <summary>Characters of a view's <c>private_metadata</c>.</summary>
    public const int PrivateMetadata = 3000;

    /// <summary>Characters of ids of ours.</summary>
    public const int Ids = 255;

    /// <summary>Characters of an input's initial value.</summary>
    public const int InputValue = 3000;

    /// <summary>Characters of all Markdown blocks of a message.</summary>
    public const int Markdown = 12_000;

    /// <summary>Characters of <c>chat.postMessage</c>'s <c>text</c>; what is beyond is cut off by Slack.</summary>
    public const int MessageText = 40_000;

    /// <summary>Characters of <c>chat.update</c>'s <c>text</c>; more is refused.</summary>
    public const int UpdateText = 4000;

    /// <summary>Bytes of a view's JSON.</summary>
    public const int ViewBytes = 250_000;

    /// <summary>What a message's blocks break; empty when all is well.</summary>
    public static IReadOnlyList<BlockBreach> Check(IReadOnlyList<Block> blocks)
    {
        var check = new BlockCheck();
        check.Blocks(blocks, MessageBlocks);
        return check.Breaches;
    }

    /// <summary>What a view breaks; empty when all is well.</summary>
    public static IReadOnlyList<BlockBreach> Check(View view)
    {
        var check = new BlockCheck();
        check.View(view);
        return check.Breaches;
    }

    internal static void Require(string text, int most, IReadOnlyList<Block>? blocks)
    {
        var check = new BlockCheck();
        check.Length("text", text, most);
        if (text.Length == 0 && blocks is not { Count: > 0 }) check.Add("text", "neither text nor blocks");
        check.Blocks(blocks ?? [], MessageBlocks);
        Require(check);
    }

    internal static void Require(IReadOnlyList<Option> found)
    {
        var check = new BlockCheck();
        if (found.Count > 0) check.Options("", found, Options);
        Require(check);
    }

    internal static void Require(View view)
    {
        var check = new BlockCheck();
        check.View(view);
        Require(check);
    }

    private static void Require(BlockCheck check)
    {
        if (check.Breaches.Count > 0) throw new BlockLimitException(check.Breaches);
    }
}
