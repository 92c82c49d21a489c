using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>What about a sender looks like a trick. It needs no knowledge beside the message.</summary>
[Flags]
public enum SenderWarnings
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>The display name shows another address than the sender's own.</summary>
    NameHoldsAddress = 1,
    /// <summary>There are several From fields; mail programs differ in which one they show (RFC 5322 §3.6 allows one).</summary>
    SeveralFrom = 2,
    /// <summary>The domain mixes letters of scripts that look alike (UTS #39), or is made of look-alikes alone.</summary>
    LookAlikeDomain = 4,
}

/// <summary>Finds <see cref="SenderWarnings"/>.</summary>
public static class SenderInspection
{
    private static readonly SearchValues<char> AddressEnd = SearchValues.Create(" \t<>()[]\"',;:");
    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    /// <summary>Cyrillic letters that are drawn as Latin ones (UTS #39 confusables).</summary>
    private static readonly SearchValues<char> DrawnAsLatin = SearchValues.Create("асԁеһіјӏорԛѕԝхуѵ-0123456789");

    /// <summary>What is odd about the sender of a message.</summary>
    public static SenderWarnings Inspect(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var warnings = SenderWarnings.None;
        if (message.Headers.OffsetOfSecond("From") >= 0) warnings |= SenderWarnings.SeveralFrom;
        foreach (var author in message.From)
        {
            if (HoldsAddress(author.Name, author.Address)) warnings |= SenderWarnings.NameHoldsAddress;
            if (IsLookAlike(AddrSpec.Domain(author.Address))) warnings |= SenderWarnings.LookAlikeDomain;
        }
        return warnings;
    }

    private static bool HoldsAddress(string name, string address)
    {
        // U+FF20 and U+FE6B are drawn as @.
        var text = name.Replace('＠', '@').Replace('﹫', '@').AsSpan();
        while (text.IndexOf('@') is >= 0 and var at)
        {
            var start = text[..at].LastIndexOfAny(AddressEnd) + 1;
            var rest = text[(at + 1)..].IndexOfAny(AddressEnd);
            var shown = (rest < 0 ? text[start..] : text[start..(at + 1 + rest)]).TrimEnd('.');
            if (shown.Length > at - start + 1 && at > start && shown[(at - start + 1)..].Contains('.')
                && !shown.Equals(address, StringComparison.OrdinalIgnoreCase)) return true;
            text = text[(at + 1)..];
        }
        return false;
    }

    private static bool IsLookAlike(string domain)
    {
        if (Ascii.IsValid(domain) && !domain.Contains("xn--", StringComparison.OrdinalIgnoreCase)) return false;
        var labels = Unicode(domain).Split('.');
        if (labels.Any(IsMixed)) return true;
        // аррӏе.com: one script throughout, but no letter that a Latin reader would notice.
        return Ascii.IsValid(labels[^1])
            && labels[..^1].Any(l => l.Length > 0 && !Ascii.IsValid(l) && l.ToLowerInvariant().AsSpan().IndexOfAnyExcept(DrawnAsLatin) < 0);
    }

    private static string Unicode(string domain)
    {
        try
        {
            return Idn.GetUnicode(domain.TrimEnd('.'));
        }
        catch (ArgumentException)
        {
            return domain;
        }
    }

    /// <summary>Han, kana and Hangul are mixed with Latin in honest names; Latin, Greek, Cyrillic, Armenian and Cherokee are not mixed with one another.</summary>
    private static bool IsMixed(string label) => label.Select(ScriptOf).Where(s => s != 0).Distinct().Skip(1).Any();

    private static int ScriptOf(char letter) => letter switch
    {
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '\u00C0' and <= '\u024F' and not ('\u00D7' or '\u00F7') or >= '\u1E00' and <= '\u1EFF' => 1,
        >= '\u0370' and <= '\u03FF' or >= '\u1F00' and <= '\u1FFF' => 2,
        >= '\u0400' and <= '\u052F' or >= '\u1C80' and <= '\u1C8F' => 3,
        >= '\u0531' and <= '\u058F' => 4,
        >= '\u13A0' and <= '\u13FF' or >= '\uAB70' and <= '\uABBF' => 5,
        _ => 0,
    };
}
