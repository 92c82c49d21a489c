using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>UID SEARCH HEADER (RFC 3501 §6.4.4).</summary>
internal sealed class SearchHeaderCommand(string fieldName, string value) : ImapCommand<IReadOnlyList<uint>>
{
    private readonly List<uint> _uids = [];

    public override string Name => "UID SEARCH";

    public override string Attempt => $"to search the folder by {fieldName}";

    public override void Write(ImapWriter writer) => writer.Raw("UID SEARCH HEADER ").String(fieldName).Raw(" ").String(value);

    public override void OnData(string name, ImapReader rest)
    {
        if (name != "SEARCH") return;
        rest.SkipSpaces();
        // CONDSTORE servers may append "(MODSEQ n)".
        while (rest.TryNumber(out var uid))
        {
            if (uid is > 0 and <= uint.MaxValue) _uids.Add((uint)uid);
            rest.SkipSpaces();
        }
    }

    public override IReadOnlyList<uint> Complete(ImapStatus ok) => _uids;
}
