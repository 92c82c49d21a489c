using MailBridge.SlackApi.Payloads;

namespace MailBridge.Slack.Received;

/// <summary>Something that was pressed: a button, or what stands behind a card's "More…".</summary>
/// <param name="Action">Its action id; behind "More…" the one that its option names.</param>
/// <param name="Target">Its value; empty for none.</param>
/// <param name="ActionTs">When, as Slack names it.</param>
internal readonly record struct SlackButton(string Action, string Target, string ActionTs)
{
    /// <summary>It was chosen from a menu that goes on showing what was chosen.</summary>
    public bool IsChosen { get; init; }

    /// <summary>Reads a button, or an option of a menu whose value is action, colon, target.</summary>
    public static SlackButton Of(SlackAction action) => action switch
    {
        { ActionId: SlackSurface.More, Value: SlackValue.Choices { Values: [var option, ..] } } when option.Split(':', 2) is [var name, var target]
            => new SlackButton(name, target, action.ActionTs) { IsChosen = action.Type == "static_select" },
        { Value: SlackValue.Text { Value: var value } } => new SlackButton(action.ActionId, value, action.ActionTs),
        _ => new SlackButton(action.ActionId, "", action.ActionTs),
    };
}
