using System.Globalization;
using System.Text;

namespace MailBridge.Commands;

/// <summary>Text for a terminal.</summary>
internal static class PlainPage
{
    /// <summary>
    /// Text of strangers made harmless: control characters could drive the terminal, and overrides of the writing direction could show
    /// other words than
    /// there are (Unicode Technical Report 36, section 3.2).
    /// </summary>
    public static string Safe(string text, bool oneLine = true)
    {
        var safe = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            safe.Append(c switch
            {
                '\t' => ' ',
                '\n' when !oneLine => '\n',
                '\r' or '\n' => ' ',
                >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' => '\uFFFD',
                _ when char.IsControl(c) => '\uFFFD',
                _ => c,
            });
        }
        return safe.ToString();
    }

    /// <summary>A point in time with its offset.</summary>
    public static string Time(DateTimeOffset at) => at.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture);

    /// <summary>A number of octets as people say it.</summary>
    public static string Size(long octets) => octets switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{octets} B"),
        < 1000 * 1000 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1000.0:0.#} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{octets / 1_000_000.0:0.#} MB"),
    };

    /// <summary>A number with its thousands apart.</summary>
    public static string Number(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The number with the word for one or many.</summary>
    public static string Count(int number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";
}
