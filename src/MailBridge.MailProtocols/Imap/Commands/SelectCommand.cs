using System.Globalization;
using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>SELECT and EXAMINE (RFC 3501 §6.3.1, §6.3.2).</summary>
internal sealed class SelectCommand(string folder, byte[] encodedName, bool readOnly) : ImapCommand<SelectedFolder>
{
    private uint _uidValidity;
    private uint? _uidNext;
    private uint _exists;

    public override string Name => readOnly ? "EXAMINE" : "SELECT";

    public override string Attempt => $"to open the folder '{folder}'";

    public override void Write(ImapWriter writer) => writer.Raw(Name).Raw(" ").Mailbox(encodedName);

    public override void OnNumbered(uint number, string name, ImapReader rest)
    {
        if (name == "EXISTS") _exists = number;
    }

    public override void OnCondition(ImapStatus status)
    {
        if (!uint.TryParse(status.CodeArguments, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return;
        if (status.Code == "UIDVALIDITY") _uidValidity = number;
        if (status.Code == "UIDNEXT") _uidNext = number;
    }

    public override SelectedFolder Complete(ImapStatus ok) =>
        new(folder, _uidValidity, _uidNext, _exists, readOnly || ok.Code == "READ-ONLY");
}
