using System.Buffers;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// A line of mrkdwn in the making. It remembers which characters are the mail's own, and on the way out keeps those from meaning
/// anything: <c>&amp; &lt; &gt;</c> become entities, which disarms every <c>&lt;!…&gt;</c>, <c>&lt;@…&gt;</c> and <c>&lt;#…&gt;</c>. Slack
/// has no escape for its other marks, so an invisible character parts a mark from the word beside it, and only where it would find a
/// partner on its line: <c>2 * 3</c>, <c>snake_case</c> and <c>*.txt</c> stay as they are.
/// </summary>
internal sealed class SlackLine
{
    /// <summary>Zero width space: no client draws it, and none takes a mark beside it for the edge of a word.</summary>
    private const char Invisible = '\u200B';

    /// <summary>
    /// Words that ring for a whole channel behind an <c>@</c>. Posts are sent with <c>parse: none</c>, but text objects have a switch
    /// of their own (<c>verbatim</c>, off by default) under which "certain mentions" are parsed; none of these is part of an address.
    /// </summary>
    private static readonly string[] Broadcasts = ["channel", "here", "everyone", "group"];

    private static readonly SearchValues<char> Special = SearchValues.Create("*_~`:@");
    private const string Marks = "*_~`";

    private readonly StringBuilder line = new();
    private readonly List<Origin> origins = []; // one for each character of line
    private bool inCode;

    private enum Origin : byte
    {
        Mail,
        Code,
        Opens,
        Closes,
        Address,
    }

    internal static void AppendVerbatim(StringBuilder output, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            // Three in a row would end the fence.
            if (text[i] == '`' && i > 0 && text[i - 1] == '`') output.Append(Invisible);
            Escape(output, text[i]);
            if (IsBroadcast(text, i)) output.Append(Invisible);
        }
    }

    internal void Literal(string text)
    {
        foreach (var c in text) Add(c, inCode ? Origin.Code : Origin.Mail);
    }

    internal void Mark(char mark, bool opens)
    {
        Add(mark, opens ? Origin.Opens : Origin.Closes);
        if (mark == '`') inCode = opens;
    }

    /// <summary>A label holds no bar and no angle bracket, which would end it.</summary>
    internal void Link(string address, string label)
    {
        foreach (var c in "<" + address) Add(c, Origin.Address);
        if (address != label)
        {
            Add('|', Origin.Address);
            foreach (var c in label)
                if (c is not ('|' or '<' or '>')) Add(c, Origin.Mail);
            if (origins[^1] == Origin.Address) RemoveLast(); // a label of nothing else
        }
        Add('>', Origin.Address);
    }

    internal void AppendTo(StringBuilder output, bool startsLine)
    {
        var text = line.ToString();
        var pairs = new MarkPairs(this, text);
        var atStart = startsLine;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (origins[i] != Origin.Mail)
            {
                if (origins[i] == Origin.Code || c == '&') Escape(output, c);
                else output.Append(c);
                if (origins[i] == Origin.Code && IsBroadcast(text, i)) output.Append(Invisible);
                atStart = false;
                continue;
            }
            // At the head of a line it draws a quote, three of them one to the end of the post (Slack takes the entity for the mark).
            if (atStart && c is '>' or '＞') output.Append(Invisible);
            atStart &= char.IsWhiteSpace(c);
            if (pairs.Closes(i)) output.Append(Invisible);
            Escape(output, c);
            if (pairs.Opens(i) || (c == ':' && IsEmoji(text, i)) || IsBroadcast(text, i)) output.Append(Invisible);
        }
    }

    private void Add(char c, Origin origin)
    {
        line.Append(c);
        origins.Add(origin);
    }

    private void RemoveLast()
    {
        line.Length--;
        origins.RemoveAt(origins.Count - 1);
    }

    private static void Escape(StringBuilder output, char c)
    {
        switch (c)
        {
            case '&': output.Append("&amp;"); break;
            case '<': output.Append("&lt;"); break;
            case '>': output.Append("&gt;"); break;
            default: output.Append(c); break;
        }
    }

    /// <summary>A name of an emoji between two colons; the time 10:30:45 is none.</summary>
    private static bool IsEmoji(string text, int colon)
    {
        const int LongestName = 100;
        var letters = 0;
        for (var i = colon + 1; i < text.Length && i - colon <= LongestName + 1; i++)
        {
            if (text[i] == ':') return letters > 0 || text.AsSpan(colon, i - colon + 1) is ":100:" or ":+1:" or ":-1:";
            if (!char.IsLetterOrDigit(text[i]) && text[i] is not ('_' or '-' or '+' or '\'')) return false;
            if (char.IsLetter(text[i])) letters++;
        }
        return false;
    }

    private static bool IsBroadcast(string text, int at)
    {
        if (text[at] != '@' || (at > 0 && char.IsLetterOrDigit(text[at - 1]))) return false;
        var rest = text.AsSpan(at + 1);
        foreach (var word in Broadcasts)
        {
            if (!rest.StartsWith(word, StringComparison.OrdinalIgnoreCase)) continue;
            if (rest.Length == word.Length || !char.IsLetterOrDigit(rest[word.Length])) return true;
        }
        return false;
    }

    /// <summary>Which marks of the mail could open or close a style, given all marks of the line, ours among them.</summary>
    private readonly ref struct MarkPairs
    {
        private readonly SlackLine owner;
        private readonly string text;
        private readonly int[]? firstOpen;
        private readonly int[]? lastClose;

        internal MarkPairs(SlackLine owner, string text)
        {
            (this.owner, this.text) = (owner, text);
            if (!text.AsSpan().ContainsAny(Special)) return;
            firstOpen = [int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue];
            lastClose = [-1, -1, -1, -1];
            for (var i = 0; i < text.Length; i++)
            {
                var mark = Marks.IndexOf(text[i], StringComparison.Ordinal);
                if (mark < 0 || owner.origins[i] is Origin.Address or Origin.Code) continue;
                if (CanOpen(i)) firstOpen[mark] = Math.Min(firstOpen[mark], i);
                if (CanClose(i)) lastClose[mark] = i;
            }
        }

        internal bool Opens(int at) => MarkAt(at) is var mark and >= 0 && lastClose![mark] > at && CanOpen(at);

        internal bool Closes(int at) => MarkAt(at) is var mark and >= 0 && firstOpen![mark] < at && CanClose(at);

        private int MarkAt(int at) => firstOpen is null ? -1 : Marks.IndexOf(text[at], StringComparison.Ordinal);

        private bool CanOpen(int at) =>
            owner.origins[at] == Origin.Opens
            || (owner.origins[at] == Origin.Mail && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1])
                && (text[at] == '`' || (text[at + 1] != text[at] && !IsLetter(RunStart(at) - 1))));

        private bool CanClose(int at) =>
            owner.origins[at] == Origin.Closes
            || (owner.origins[at] == Origin.Mail && at > 0 && !char.IsWhiteSpace(text[at - 1])
                && (text[at] == '`' || (text[at - 1] != text[at] && !IsLetter(RunEnd(at) + 1))));

        /// <summary>A row of the same mark counts as one, so that a drawn line stays as it is; three backticks are a mark of their own.</summary>
        private int RunStart(int at)
        {
            while (at > 0 && text[at - 1] == text[at]) at--;
            return at;
        }

        private int RunEnd(int at)
        {
            while (at + 1 < text.Length && text[at + 1] == text[at]) at++;
            return at;
        }

        private bool IsLetter(int at) => at >= 0 && at < text.Length && char.IsLetterOrDigit(text[at]);
    }
}
