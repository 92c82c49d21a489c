using System.Globalization;
using MailBridge.Conversations;

namespace MailBridge.MailOut;

/// <summary>The header block above a mail that is passed on, as mail programs write and read it.</summary>
internal static class ForwardWords
{
    /// <summary>What stands above the block.</summary>
    public const string Separator = "---------- Forwarded message ---------";

    /// <summary>The fields of the block, in their order.</summary>
    public static IEnumerable<(string Label, string Value)> Fields(ForwardedEmail mail)
    {
        yield return ("From", OneLine(mail.From.Full));
        var offset = mail.At.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
        yield return ("Date", string.Create(CultureInfo.InvariantCulture, $"{mail.At:ddd, d MMM yyyy HH:mm:ss} {offset}"));
        yield return ("Subject", OneLine(mail.Subject));
        if (mail.To.Count > 0) yield return ("To", OneLine(string.Join(", ", mail.To.Select(p => p.Full))));
        if (mail.Cc.Count > 0) yield return ("Cc", OneLine(string.Join(", ", mail.Cc.Select(p => p.Full))));
    }

    /// <summary>Separator, fields and text.</summary>
    public static string Block(ForwardedEmail mail)
        => $"{Separator}\n{string.Join('\n', Fields(mail).Select(f => $"{f.Label}: {f.Value}"))}\n\n{mail.Text.ReplaceLineEndings("\n").Trim('\n')}";

    /// <summary>A line break in a value must not begin another field.</summary>
    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
