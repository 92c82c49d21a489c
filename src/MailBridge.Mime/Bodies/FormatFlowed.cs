using System.Text;

namespace MailBridge.Mime;

/// <summary>Joins the lines of format=flowed text (RFC 3676).</summary>
internal static class FormatFlowed
{
    /// <summary>The text with every paragraph on one line; quoted paragraphs keep their marks. Lines end in LF before and after.</summary>
    public static string Unflow(string text, bool deleteSpace)
    {
        var result = new StringBuilder(text.Length);
        var openDepth = -1; // depth of the paragraph whose last line ended in a blank; -1 if none is open
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var whole = text.AsSpan(range);
            var depth = 0;
            while (depth < whole.Length && whole[depth] == '>') depth++;
            var line = whole[depth..];
            if (line is [' ', ..]) line = line[1..]; // §4.4: space-stuffing
            var isSignature = line is "-- "; // §4.3
            if (openDepth >= 0 && (openDepth != depth || isSignature))
            {
                result.Append('\n'); // §4.5: a paragraph ends where the depth changes
                openDepth = -1;
            }
            if (openDepth < 0 && depth > 0) result.Append('>', depth).Append(line.IsEmpty ? string.Empty : " ");
            var flows = !isSignature && line is [.., ' '];
            result.Append(flows && deleteSpace ? line[..^1] : line);
            if (flows) openDepth = depth;
            else
            {
                result.Append('\n');
                openDepth = -1;
            }
        }
        if (!text.EndsWith('\n') && result.Length > 0 && result[^1] == '\n') result.Length--;
        else if (text.EndsWith('\n') && openDepth < 0 && result.Length > 1 && result[^1] == '\n' && result[^2] == '\n') result.Length--;
        return result.ToString();
    }
}
