namespace MailBridge.Conversations;

/// <summary>
/// Which files may be logos: signatures carry the same small pictures in every mail, and a list of them in every post would hide the one file that
/// matters. The first times they are shown, for a picture that is sent twice may well be meant.
/// </summary>
public static class Logos
{
    /// <summary>A picture that came in so many earlier mails of the same sender is a logo.</summary>
    public const int TimesBefore = 2;

    /// <summary>Octets; what people send to be looked at is larger, what signatures hold is smaller.</summary>
    private const long Largest = 100 * 1024;

    /// <summary>Small enough, and a picture.</summary>
    public static bool MayBe(EmailAttachment file) => file.Size is > 0 and <= Largest && file.MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase);
}
