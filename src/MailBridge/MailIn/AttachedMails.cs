using System.Text;
using MailBridge.Mime;

namespace MailBridge.MailIn;

/// <summary>The words of mails that came as files of a mail (message/rfc822), so that a search finds what was forwarded so.</summary>
internal static class AttachedMails
{
    /// <summary>Characters; a digest of a thousand mails must not become the index.</summary>
    private const int Most = 64 * 1024;

    /// <summary>Subject and text of each, one after another; a report's returned mail is not the sender's words and left out.</summary>
    public static string Text(MimeMessage message)
    {
        if (message.DeliveryReport is not null || message.FeedbackReport is not null || message.DispositionNotification is not null) return "";
        var text = new StringBuilder();
        Add(message.Root, text);
        return text.Length <= Most ? text.ToString() : text.ToString(0, char.IsHighSurrogate(text[Most - 1]) ? Most - 1 : Most);
    }

    private static void Add(MimePart part, StringBuilder text)
    {
        if (text.Length > Most) return;
        if (part.EmbeddedMessage is { } attached)
        {
            text.Append(attached.Subject).Append('\n').Append(EmailText.Of(attached).Whole).Append('\n');
            Add(attached.Root, text);
        }
        foreach (var child in part.Children) Add(child, text);
    }
}
