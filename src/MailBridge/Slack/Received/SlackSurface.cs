namespace MailBridge.Slack.Received;

/// <summary>
/// What Slack's side knows us by: the names in <c>bot-manifests/slack-app.yaml</c> and on what we show. A test holds them against the manifest, both ways.
/// </summary>
internal static class SlackSurface
{
    /// <summary>The slash command; another name given in the manifest is answered all the same.</summary>
    public const string Command = "/mail";

    /// <summary>Shortcut of a message: mail it to the customer of its thread, after a look at it.</summary>
    public const string SendAsReply = "send_as_reply";

    /// <summary>Shortcut of a message: keep it with the conversation of its thread.</summary>
    public const string KeepAsNote = "keep_as_note";

    /// <summary>Shortcut of a post that holds a mail: give the mail a conversation of its own, after a look at what goes along.</summary>
    public const string SplitMail = "split_mail";

    /// <summary>Shortcut of a post that holds a mail: put the mail into another conversation.</summary>
    public const string MoveMail = "move_mail";

    /// <summary>Callback id of a form.</summary>
    public const string Form = "form";

    /// <summary>Callback id of a text shown whole, of a lookup's page in a modal, and of a sentence there.</summary>
    public const string Shown = "shown";

    /// <summary>Action id of a card's "More…", whose options' values are action, colon, target.</summary>
    public const string More = Posts.SlackCards.More;

    /// <summary>Beginning of the action id of a button that looks something up; its value is a <see cref="ChatIn.Lookups.LookupTarget"/>.</summary>
    public const string LookupPrefix = "lookup:";

    /// <summary>Beginning of the action id of a button that opens a page in the browser: nothing is left to do.</summary>
    public const string LinkPrefix = "link:";

    /// <summary>Beginning of the action id of a button that turns the pages of a text; its value is the page's number and the text's target.</summary>
    public const string PagePrefix = "page:";

    /// <summary>The shortcuts of messages.</summary>
    public static readonly IReadOnlyList<string> Shortcuts = [SendAsReply, KeepAsNote, SplitMail, MoveMail];

    /// <summary>The events that are acted on, as a manifest subscribes to them.</summary>
    public static readonly IReadOnlyList<string> Events =
    [
        "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_deleted", "channel_left", "channel_rename", "channel_unarchive",
        "group_archive", "group_deleted", "group_left", "group_rename", "group_unarchive", "message.channels", "message.groups", "message.im", "tokens_revoked",
    ];
}
