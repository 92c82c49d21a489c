using System.Globalization;
using MailBridge.Conversations;
using MailBridge.MailProtocols.Imap;

namespace MailBridge.MailIn;

/// <summary>
/// Where a mail lies on an IMAP server, as it is written in <see cref="FoundMail.SourceKey"/>: with a word at its end when not all of the mail could be had.
/// </summary>
internal readonly record struct ImapPlace(string Folder, uint UidValidity, uint Uid, FetchedContent Content)
{
    private const string Scheme = "imap:";
    private const string Cut = ":cut";
    private const string Withheld = ":withheld";

    /// <summary>The server handed out the beginning alone, or we asked for no more: the mail is larger than the limit.</summary>
    public static bool IsCut(RawMail mail) => Ends(mail, Cut);

    /// <summary>The server lists the mail but never handed it out: nothing of it is kept.</summary>
    public static bool IsWithheld(RawMail mail) => Ends(mail, Withheld);

    /// <summary>The mail was found in that folder.</summary>
    public static bool IsIn(RawMail mail, string folder)
    {
        var key = mail.SourceKey;
        // Behind the folder stand UIDVALIDITY and UID, both digits; a folder's name may itself hold colons.
        return key.StartsWith(Scheme, StringComparison.Ordinal)
            && key.AsSpan(Scheme.Length).StartsWith($"{folder}:", StringComparison.Ordinal)
            && key[(Scheme.Length + folder.Length + 1)..].Split(':') is [var validity, var uid, ..] rest && rest.Length <= 3
            && validity.All(char.IsAsciiDigit) && uid.All(char.IsAsciiDigit) && (rest.Length == 2 || !rest[2].All(char.IsAsciiDigit));
    }

    /// <inheritdoc/>
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Scheme}{Folder}:{UidValidity}:{Uid}{Suffix}");

    private string Suffix => Content switch { FetchedContent.Cut => Cut, FetchedContent.Unavailable => Withheld, _ => "" };

    // A whole mail's place ends in its UID, so that no folder name can be taken for the word.
    private static bool Ends(RawMail mail, string word)
        => mail.SourceKey.StartsWith(Scheme, StringComparison.Ordinal) && mail.SourceKey.EndsWith(word, StringComparison.Ordinal);
}
