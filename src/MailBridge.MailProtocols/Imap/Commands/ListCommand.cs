using System.Text;
using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>A folder with its name as the server wrote it.</summary>
internal sealed record ListedName(ListedFolder Folder, byte[] EncodedName);

/// <summary>LIST of all folders (RFC 3501 §6.3.8) with their special uses (RFC 6154).</summary>
internal sealed class ListCommand(bool returnSpecialUse) : ImapCommand<IReadOnlyList<ListedName>>
{
    private readonly List<ListedName> _folders = [];

    public override string Name => "LIST";

    public override string Attempt => "to list the folders";

    public override void Write(ImapWriter writer) => writer.Raw("LIST \"\" \"*\"").Raw(returnSpecialUse ? " RETURN (SPECIAL-USE)" : "");

    public override void OnData(string name, ImapReader rest)
    {
        if (name != "LIST") return;
        var attributes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        rest.TryList(() => attributes.Add(rest.ExpectAtom()));
        rest.SkipSpaces();
        var delimiter = rest.ExpectNString()?.Octets;
        rest.SkipSpaces();
        var encoded = rest.ExpectAString();
        var folder = Decode(encoded);
        _folders.Add(new ListedName(
            new ListedFolder(
                folder,
                delimiter is { Length: > 0 } d ? (char)d.Span[0] : null,
                ReadUse(folder, attributes),
                !attributes.Contains("\\Noselect") && !attributes.Contains("\\NonExistent")),
            encoded));
    }

    public override IReadOnlyList<ListedName> Complete(ImapStatus ok)
    {
        if (_folders.Exists(f => f.Folder.SpecialUse is not (SpecialUse.None or SpecialUse.Inbox))) return _folders;
        // QUIRK: servers without SPECIAL-USE (Exchange Online, older Cyrus and Courier) leave only the customary names.
        return _folders.ConvertAll(f => f with { Folder = f.Folder with { SpecialUse = GuessUse(f.Folder) } });
    }

    // QUIRK: names that are not modified UTF-7 are raw UTF-8 in practice (RFC 6855 servers, old webmailers).
    private static string Decode(byte[] encoded) => ModifiedUtf7.TryDecode(encoded) ?? Encoding.UTF8.GetString(encoded);

    private static SpecialUse ReadUse(string name, HashSet<string> attributes)
    {
        if (name.Equals("INBOX", StringComparison.OrdinalIgnoreCase)) return SpecialUse.Inbox;
        foreach (var use in Enum.GetValues<SpecialUse>())
        {
            if (use != SpecialUse.Inbox && attributes.Contains("\\" + use)) return use;
        }
        // QUIRK: Gmail's and old Outlook's words from before RFC 6154.
        return attributes.Contains("\\AllMail") ? SpecialUse.All : attributes.Contains("\\Spam") ? SpecialUse.Junk : SpecialUse.None;
    }

    private static SpecialUse GuessUse(ListedFolder folder)
    {
        if (folder.SpecialUse != SpecialUse.None) return folder.SpecialUse;
        var levels = folder.Delimiter is { } delimiter ? folder.Name.Split(delimiter) : [folder.Name];
        // Only a folder of the first level, or one directly below INBOX, is the account's own.
        var isOwn = levels.Length == 1 || (levels.Length == 2 && levels[0].Equals("INBOX", StringComparison.OrdinalIgnoreCase));
        if (!isOwn) return SpecialUse.None;
        return levels[^1].ToLowerInvariant() switch
        {
            "sent" or "sent items" or "sent messages" or "sent mail" or "gesendet" or "gesendete elemente" or "gesendete objekte"
                => SpecialUse.Sent,
            "junk" or "spam" or "junk e-mail" or "junk email" or "bulk mail" or "junk-e-mail" => SpecialUse.Junk,
            "trash" or "deleted items" or "deleted messages" or "papierkorb" or "gelöschte elemente" => SpecialUse.Trash,
            "drafts" or "draft" or "entwürfe" => SpecialUse.Drafts,
            "archive" or "archives" or "archiv" => SpecialUse.Archive,
            _ => SpecialUse.None,
        };
    }
}
