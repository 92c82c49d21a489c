using System.Net;

namespace MailBridge.SlackApi;

/// <summary>What to do after a call failed.</summary>
public enum SlackVerdict
{
    /// <summary>Nothing happened, or doing it twice does no harm: the same call may succeed later.</summary>
    TryAgain,

    /// <summary>It may have happened, and doing it twice would show: look for it before the call is repeated.</summary>
    LookFirst,

    /// <summary>The token is dead or the app was removed: nothing works before a person installs it anew.</summary>
    MendTheToken,

    /// <summary>A scope, a membership or a setting is missing, or the channel is gone: a person has to mend it.</summary>
    MendTheSetup,

    /// <summary>What was sent is not what Slack takes: send something simpler.</summary>
    MendThePayload,

    /// <summary>Slack says no to this one thing, such as the edit of a message that is gone; nothing is broken.</summary>
    GiveUp,
}

/// <summary>
/// Which of Slack's error codes means what (the tables "Errors" on each method's page, https://docs.slack.dev/reference/methods).
/// </summary>
internal static class SlackVerdicts
{
    public static SlackVerdict Of(string error, HttpStatusCode status, bool isRepeatable) => error switch
    {
        "ratelimited" or "rate_limited" or "service_unavailable" or "request_timeout" or "team_added_to_org" => SlackVerdict.TryAgain,
        // "It's possible some aspect of the operation succeeded before the error was raised", say the pages of both.
        "internal_error" or "fatal_error" => Uncertain(isRepeatable),
        "not_authed" or "invalid_auth" or "account_inactive" or "token_revoked" or "token_expired" or "org_login_required"
            or "team_access_not_granted" or "invalid_token" or "forbidden_team" or "user_removed_from_team"
            => SlackVerdict.MendTheToken,
        "missing_scope" or "no_permission" or "not_allowed_token_type" or "channel_not_found" or "not_in_channel" or "is_archived"
            or "ekm_access_denied" or "messages_tab_disabled" or "access_denied" or "enterprise_is_restricted"
            or "two_factor_setup_required" or "team_not_found" or "not_enabled" or "link_disabled" or "file_uploads_disabled"
            or "storage_limit_reached" or "method_not_supported_for_channel_type" or "unknown_method" or "deprecated_endpoint"
            or "method_deprecated" or "accesslimited" or "user_is_restricted" or "posting_to_general_channel_denied" or "is_inactive"
            or "slack_connect_file_upload_sharing_blocked"
            => SlackVerdict.MendTheSetup,
        _ when error.StartsWith("restricted_action", StringComparison.Ordinal) => SlackVerdict.MendTheSetup,
        "invalid_blocks" or "invalid_blocks_format" or "msg_too_long" or "msg_blocks_too_long" or "no_text" or "too_many_attachments"
            or "invalid_arguments" or "invalid_arg_name" or "invalid_array_arg" or "invalid_charset" or "invalid_form_data"
            or "invalid_post_type" or "missing_argument" or "metadata_too_large" or "invalid_metadata_format" or "invalid_metadata_schema"
            or "metadata_must_be_sent_from_app" or "markdown_text_conflict" or "view_too_large" or "attachment_payload_limit_exceeded"
            or "too_many_contact_cards" or "block_mismatch" or "file_upload_size_restricted" or "file_type_not_allowed"
            or "invalid_name" or "invalid_cursor" or "invalid_limit"
            or "invalid_ts_latest" or "invalid_ts_oldest" or "duplicate_external_id" or "channel_type_not_supported"
            => SlackVerdict.MendThePayload,
        _ => OfUnknown(status, isRepeatable),
    };

    /// <summary>An answer that is not Slack's JSON: a proxy's page, an outage, a wrong base URL.</summary>
    public static SlackVerdict Of(HttpStatusCode status, bool isRepeatable) => (int)status switch
    {
        429 => SlackVerdict.TryAgain,
        408 or >= 500 => Uncertain(isRepeatable),
        413 or 414 or 431 => SlackVerdict.MendThePayload,
        >= 300 => SlackVerdict.MendTheSetup,
        _ => Uncertain(isRepeatable),
    };

    public static SlackVerdict Uncertain(bool isRepeatable) => isRepeatable ? SlackVerdict.TryAgain : SlackVerdict.LookFirst;

    private static SlackVerdict OfUnknown(HttpStatusCode status, bool isRepeatable) => (int)status switch
    {
        429 => SlackVerdict.TryAgain,
        >= 500 => Uncertain(isRepeatable),
        _ => SlackVerdict.GiveUp,
    };
}
