using System.Globalization;
using System.Text;
using MailBridge.Conversations;

namespace MailBridge.Operations;

/// <summary>What the bridge says at its start: one screen that tells a newcomer what it does and where.</summary>
internal static class Banner
{
    public static string Of(BridgeSettings settings)
    {
        var text = new StringBuilder();
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"  MailBridge {typeof(Banner).Assembly.GetName().Version?.ToString(3)}");
        text.AppendLine();
        if (settings.IsTryOut)
        {
            text.AppendLine("  No appsettings.json found, so this is the try-out: a made-up company with a sample mailbox.");
            text.AppendLine("  Nothing leaves this machine.");
            text.AppendLine();
        }
        Line(text, "Workspace", settings.Options.Workspace.Url);
        foreach (var inbox in settings.Directory.Inboxes)
            Line(text, "Mailbox", $"{Place(settings.Options.Inboxes[inbox.Id.Value])} → channel {inbox.Channel.Platform}:{inbox.Channel.Channel}");
        Line(text, "Replies", settings.Options.Smtp is { } smtp
            ? $"leave through {smtp.Host}:{smtp.Port}"
            : $"are written to {settings.Options.Pickup!.Folder}{Path.DirectorySeparatorChar} as .eml files");
        Line(text, "Data", $"{settings.Options.DataFolder}{Path.DirectorySeparatorChar} (database, logs{(settings.IsTryOut ? ", sample mailbox" : "")})");
        if (settings.File is { } file) Line(text, "Settings", file);
        text.AppendLine();
        text.AppendLine(settings.IsTryOut
            ? "  Open the Workspace, pick who you are, and answer somebody. Ctrl+C stops; --help shows what else there is."
            : "  The command doctor checks every connection. Ctrl+C stops.");
        return text.ToString();
    }

    private static string Place(InboxOptions inbox)
        => inbox.Imap is { } imap ? $"{imap.UserName} on {imap.Host}:{imap.Port}" : inbox.Maildir?.Path ?? "";

    private static void Line(StringBuilder text, string label, string value) => text.Append("  ").Append(label.PadRight(11)).AppendLine(value);
}
