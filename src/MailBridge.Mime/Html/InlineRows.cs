using System.Runtime.InteropServices;
using System.Text;

namespace MailBridge.Mime;

/// <summary>A line of inlines: its plain text, and the same with its looks.</summary>
internal readonly record struct InlineRow(string Text, IReadOnlyList<BodyRun> Runs);

/// <summary>
/// Inlines as lines of characters: white space collapsed as in a browser, breaks as line ends, links followed by their address.
/// </summary>
internal sealed class InlineRows
{
    private readonly StringBuilder text = new();
    private readonly List<BodyLook> looks = []; // one for each character of text

    private InlineRows()
    {
    }

    internal static List<InlineRow> Of(IReadOnlyList<HtmlInline> inlines, TextStyle style = TextStyle.None)
    {
        var rows = new InlineRows();
        rows.Append(inlines, BodyLook.Plain with { Style = style });
        return rows.Split();
    }

    /// <summary>Whether anything but images would be shown.</summary>
    internal static bool HasCharacters(IReadOnlyList<HtmlInline> inlines)
    {
        foreach (var inline in inlines)
        {
            var has = inline switch
            {
                HtmlInline.Text run => !string.IsNullOrWhiteSpace(run.Value),
                HtmlInline.Styled styled => HasCharacters(styled.Inlines),
                HtmlInline.Link link => HasCharacters(link.Inlines),
                _ => false,
            };
            if (has) return true;
        }
        return false;
    }

    private void Append(IReadOnlyList<HtmlInline> inlines, BodyLook look)
    {
        foreach (var inline in inlines)
        {
            switch (inline)
            {
                case HtmlInline.Text run: Collapse(run.Value, look); break;
                case HtmlInline.Break:
                    TrimBlank();
                    Add('\n', look);
                    break;
                case HtmlInline.Styled styled: Append(styled.Inlines, With(look, styled.Style)); break;
                case HtmlInline.Link link: Link(link, look); break;
                case HtmlInline.Image { Alt.Length: > 0 } image: Collapse($"[{image.Alt}]", look); break;
            }
        }
    }

    private static BodyLook With(BodyLook look, TextStyle style) =>
        (look.Style & style) == style ? look : look with { Style = look.Style | style };

    private void Add(char c, BodyLook look)
    {
        text.Append(c);
        looks.Add(look);
    }

    private void Collapse(string value, BodyLook look)
    {
        foreach (var c in value)
        {
            if (c is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                if (text.Length > 0 && text[^1] is not (' ' or '\n')) Add(' ', look);
            }
            else if (c == '\u00A0') Add(' ', look);
            else if (c is not ('\u200B' or '\uFEFF' or '\u00AD' or '\u034F') && !(char.IsControl(c) && c != '\u0085')) Add(c, look);
        }
    }

    private void TrimBlank()
    {
        while (text.Length > 0 && text[^1] == ' ') text.Length--;
        CollectionsMarshal.SetCount(looks, text.Length);
    }

    /// <summary>A link whose text already is its address is written once.</summary>
    private void Link(HtmlInline.Link link, BodyLook look)
    {
        var start = text.Length;
        Append(link.Inlines, look with { Href = link.Href });
        var shown = text.ToString(start, text.Length - start).Trim();
        var target = LinkTarget.Shown(link.Href);
        if (shown.Length == 0 || target.Length == 0 || LinkTarget.IsSame(shown, target)) return;
        var endsBlank = text[^1] == ' ';
        TrimBlank();
        var note = new BodyLook(TextStyle.None, link.Href) { IsTarget = true, IsElsewhere = LinkTarget.LeadsElsewhere(shown, link.Href) };
        Add(' ', endsBlank ? look : note); // the blank that stood there parts words also where the target is not shown
        foreach (var c in $"<{target}>") Add(c, note);
    }

    /// <summary>A break at the very end only ends the line that it stands on.</summary>
    private List<InlineRow> Split()
    {
        var all = text.ToString();
        var length = all.EndsWith('\n') ? all.Length - 1 : all.Length;
        var rows = new List<InlineRow>();
        for (var start = 0; start <= length;)
        {
            var end = all.IndexOf('\n', start, length - start);
            if (end < 0) end = length;
            rows.Add(new InlineRow(all[start..end], Runs(all, start, end)));
            start = end + 1;
        }
        return rows;
    }

    private List<BodyRun> Runs(string all, int start, int end)
    {
        var runs = new List<BodyRun>();
        while (end > start && char.IsWhiteSpace(all[end - 1])) end--;
        for (var at = start; at < end;)
        {
            var next = at + 1;
            while (next < end && ReferenceEquals(looks[next], looks[at])) next++;
            runs.Add(new BodyRun(all[at..next], looks[at]));
            at = next;
        }
        return runs;
    }
}
