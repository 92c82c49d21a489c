using MailBridge.Conversations;

namespace MailBridge.MailOut;

/// <summary>The Message-ID that a provider puts in the place of ours, where its answer to DATA tells.</summary>
internal static class ProviderIds
{
    private const string FirstRegion = "us-east-1";

    /// <summary>
    /// Amazon SES gives every mail a Message-ID of its own: the id of its answer before <c>@REGION.amazonses.com</c>, in its first region before
    /// <c>@email.amazonses.com</c> (Amazon SES Developer Guide, "Header fields"); its servers are <c>email-smtp.REGION.amazonaws.com</c>. Exchange
    /// answers with the whole Message-ID, as a rule ours. Null where the answer tells nothing.
    /// </summary>
    public static MsgId? Given(string host, string? queueId)
    {
        if (queueId is null) return null;
        if (queueId.Contains('@', StringComparison.Ordinal)) return new MsgId(queueId);
        return host.ToLowerInvariant().Split('.') is ["email-smtp" or "email-smtp-fips", var region, "amazonaws", "com", ..]
            ? new MsgId($"{queueId}@{(region == FirstRegion ? "email" : region)}.amazonses.com")
            : null;
    }
}
