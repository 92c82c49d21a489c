using MailBridge.ChatOut;
using MailBridge.SlackApi;

namespace MailBridge.Slack.Posts;

/// <summary>What a fault of Slack's means for a post, and what to do about it in a sentence.</summary>
internal static class SlackAdvice
{
    /// <summary>How often it is looked whether a person has mended what only a person can.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    /// <summary>The fault in the terms of the queue.</summary>
    public static ChatFault Fault(SlackException e) => e.Verdict switch
    {
        SlackVerdict.TryAgain or SlackVerdict.LookFirst => new ChatFault(e.Message, isTransient: true, e.RetryAfter, e),
        SlackVerdict.MendTheToken or SlackVerdict.MendTheSetup => Awaits(Sentence(e), e),
        _ => new ChatFault(e.Message, isTransient: false, cause: e),
    };

    /// <summary>A fault that passes when a person has done something.</summary>
    public static ChatFault Awaits(string sentence, Exception? cause = null)
        => new(sentence, isTransient: true, LookAgain, cause) { AwaitsMending = true };

    /// <summary>What is wrong and what to do.</summary>
    public static string Sentence(SlackException e) => e switch
    {
        SlackRefusedException { Error: "missing_scope", Needed: { Length: > 0 } needed }
            => $"The Slack app lacks the scope {needed}. Add it on the app's page OAuth & Permissions and install the app again.",
        { Verdict: SlackVerdict.MendTheToken }
            => $"Slack no longer takes MailBridge's token ({Code(e)}). Install the app again and give its Bot User OAuth Token in Slack:BotToken.",
        { Verdict: SlackVerdict.MendTheSetup }
            => $"{e.Message} Somebody who administers the Slack workspace has to allow it.",
        _ => e.Message,
    };

    /// <summary>Why a channel takes no posts of ours; null where the fault is another.</summary>
    public static string? WhyChannelIsLost(SlackException e) => (e as SlackRefusedException)?.Error switch
    {
        "is_archived" => "it is archived",
        "channel_not_found" => "it was deleted, or it is private and MailBridge is not in it",
        "not_in_channel" => "MailBridge was taken out of it",
        "restricted_action_thread_locked" => null,
        "channel_type_not_supported" or "method_not_supported_for_channel_type" => "it is no channel for messages",
        "posting_to_general_channel_denied" or "restricted_action_read_only_channel" => "only some people may post there",
        { } error when error.StartsWith("restricted_action", StringComparison.Ordinal) => $"Slack does not let MailBridge post there ({error})",
        _ => null,
    };

    /// <summary>True when the thread is gone while its channel is there.</summary>
    public static bool IsThreadLost(SlackException e)
        => e is SlackRefusedException { Error: "cannot_reply_to_message" or "thread_not_found" or "restricted_action_thread_locked" };

    /// <summary>True when a post cannot be changed any more.</summary>
    public static bool IsPostLost(SlackException e)
        => e is SlackRefusedException { Error: "message_not_found" or "cant_update_message" or "edit_window_closed" };

    /// <summary>Slack's code, or what happened.</summary>
    public static string Code(SlackException e) => e is SlackRefusedException refused ? refused.Error : e.Message;
}
