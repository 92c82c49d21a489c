namespace MailBridge.SlackApi.Text;

/// <summary>
/// How ids become words in a mail. Each function may say null where it does not know; then the label that Slack sent stands, else something
/// neutral. Names are asked for at once: collect the ids first (<see cref="SlackWords.MentionedUsers(Payloads.SlackMessage)"/>).
/// </summary>
public sealed record SlackNames
{
    /// <summary>A person's name by user id, without "@".</summary>
    public Func<string, string?> User { get; init; } = static _ => null;

    /// <summary>A channel's name by its id, without "#".</summary>
    public Func<string, string?> Channel { get; init; } = static _ => null;

    /// <summary>A group's name by its id, without "@".</summary>
    public Func<string, string?> Usergroup { get; init; } = static _ => null;

    /// <summary>An emoji's characters by its name without colons.</summary>
    public Func<string, string?> Emoji { get; init; } = static _ => null;
}
