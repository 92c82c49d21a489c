using System.Collections;

namespace MailBridge.Mime;

/// <summary>
/// The parameters of a Content-Type or Content-Disposition (RFC 2045 §5.1, RFC 2231), decoded; the first of a name counts.
/// </summary>
public sealed class MimeParameters : IReadOnlyList<KeyValuePair<string, string>>
{
    internal static MimeParameters Empty { get; } = new([]);

    private readonly KeyValuePair<string, string>[] _all;

    internal MimeParameters(KeyValuePair<string, string>[] all) => _all = all;

    /// <summary>The number of parameters.</summary>
    public int Count => _all.Length;

    /// <summary>The parameter at a place, its name in lower case.</summary>
    public KeyValuePair<string, string> this[int index] => _all[index];

    /// <summary>The value of a parameter, or null. Names compare without regard to case.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (key, value) in _all)
            {
                if (key.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
            }
            return null;
        }
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, string>>)_all).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
