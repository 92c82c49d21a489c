using System.Globalization;
using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>APPEND (RFC 3501 §6.3.11) with APPENDUID (RFC 4315 §3).</summary>
internal sealed class AppendCommand(
    string folder, byte[] encodedName, ReadOnlyMemory<byte> message, IReadOnlyList<string> flags, DateTimeOffset? internalDate)
    : ImapCommand<uint?>
{
    public override string Name => "APPEND";

    public override string Attempt => $"to file a message in the folder '{folder}'";

    public override void Write(ImapWriter writer)
    {
        writer.Raw("APPEND ").Mailbox(encodedName).Raw(" ");
        if (flags.Count > 0) writer.Flags(flags).Raw(" ");
        if (internalDate is { } date) writer.String(ImapDate.Format(date)).Raw(" ");
        writer.Literal(message);
    }

    public override uint? Complete(ImapStatus ok)
    {
        var uid = ok.Code == "APPENDUID" ? ok.CodeArguments.Split(' ').ElementAtOrDefault(1) : null;
        return uint.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
