namespace MailBridge.Mime;

/// <summary>Reads bounces of systems that write no delivery-status part from their words.</summary>
internal static class BounceText
{
    /// <summary>The report, or null if the message is no bounce.</summary>
    public static DeliveryReport? Read(MimeMessage message) => null;
}
