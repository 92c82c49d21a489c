using System.Net;
using System.Text;

namespace MailBridge.Mime.Tests.Replies;

/// <summary>One mail as a program would write it, and what its author newly wrote.</summary>
internal sealed record ProgramMail(string Program, string Language, string Body, bool IsHtml, string Reply, string Elsewhere);

/// <summary>Replies and forwards as mail programs write them, in a language of the table.</summary>
internal static class MailPrograms
{
    /// <summary>Where mail programs and relays break lines.</summary>
    private const int WrapAt = 76;

    internal static IEnumerable<ProgramMail> Of(MailLanguage language) => Text(language).Concat(Outlooks(language)).Concat(Html(language));

    private static IEnumerable<ProgramMail> Text(MailLanguage l)
    {
        var quoted = Quote(l.Question);
        foreach (var (key, attribution) in l.Forms("gmail").Concat(l.Forms("apple")).Concat(l.Forms("thunderbird")))
        {
            yield return Mail($"{key} text", $"{l.Answer}\n\n{attribution}\n\n{quoted}\n");
            yield return Mail($"{key} text wrapped", $"{l.Answer}\n\n{Wrap(attribution, WrapAt)}\n\n{quoted}\n");
            yield return Mail($"{key} text wrapped short", $"{l.Answer}\n\n{Wrap(attribution, 48)}\n{quoted}\n");
            yield return Mail($"{key} text no blank above", $"{l.Answer}\n{attribution}\n{quoted}\n");
            yield return Mail($"{key} text attribution marked", $"{l.Answer}\n\n{Quote(attribution)}\n> \n{quoted}\n");
            yield return Mail($"{key} text two levels", $"{l.Answer}\n\n{attribution}\n{quoted}\n>\n{Quote(attribution)}\n>> Old\n");
            yield return Mail($"{key} text answer below", $"{attribution}\n{quoted}\n\n{l.Answer}\n");
            var inline = $"{attribution}\n> 1\n\n{l.Answer}\n\n{quoted}\n\n{l.Answer}";
            yield return Mail($"{key} text inline", inline, inline);
            if (!key.StartsWith("thunderbird", StringComparison.Ordinal))
                yield return Mail($"{key} text not marked below", $"{l.Answer}\n\n{attribution}\n\n{l.Question}\n");
        }
        foreach (var (key, line) in l.Forms("iphone").Concat(l.Forms("outlook")).Concat(l.Forms("mobile")))
        {
            yield return Mail($"{key} alone", $"{l.Answer}\n\n{line}\n", elsewhere: line);
            yield return Mail($"{key} above quote", $"{l.Answer}\n\n{line}\n\n{quoted}\n");
        }
        foreach (var (key, line) in l.Forms("closing"))
        {
            yield return Mail($"{key} text", $"{l.Answer}\n\n{line}\nBob Fox\n", elsewhere: line);
            yield return Mail($"{key} with contacts", $"{l.Answer}\n\n{line}\n\nBob Fox\nFox AG\n+49 30 1234567\nwww.fox.example\n",
                elsewhere: line);
            yield return Mail($"{key} above quote", $"{l.Answer}\n\n{line}\nBob Fox\n\n{l.Form("gmail")}\n\n{quoted}\n");
        }
        yield return Mail("dashes", $"{l.Answer}\n-- \nBob Fox\nFox AG\n", elsewhere: "Fox AG");

        ProgramMail Mail(string program, string body, string? reply = null, string? elsewhere = null) =>
            new(program, l.Code, body, false, reply ?? l.Answer, reply is null ? elsewhere ?? l.Question : "");
    }

    private static IEnumerable<ProgramMail> Outlooks(MailLanguage l)
    {
        var plain = string.Join('\n', l.HeaderBlock(static (label, value) => $"{label}: {value}"));
        var bold = string.Join('\n', l.HeaderBlock(static (label, value) => $"*{label}:* {value}"));
        var bold2 = string.Join('\n', l.HeaderBlock(static (label, value) => $"**{label}:** {value}"));
        yield return Mail("outlook rule", $"________________________________\n{plain}\n");
        yield return Mail("outlook no rule", plain);
        yield return Mail("outlook bold", bold);
        yield return Mail("outlook bold 2", bold2);
        // Below "Date:" the same lines are a forward of Apple Mail.
        if (!CopiedFields.SaysDate(l.Labels[1] + ":")) yield return Mail("outlook marked", Quote(plain), marked: true);
        yield return Mail("outlook narrow", plain.Replace(": ", ":\u00A0", StringComparison.Ordinal));
        foreach (var (key, original) in l.Forms("original"))
        {
            yield return Mail($"{key} with block", $"-----{original}-----\n{plain}\n");
            yield return Mail($"{key} samsung", $"-------- {original} --------\n{plain}\n");
            yield return Mail($"{key} hyphens", $"‐‐‐‐‐‐‐ {original} ‐‐‐‐‐‐‐\n");
        }
        foreach (var (key, forwarded) in l.Forms("forwarded"))
        {
            yield return new ProgramMail($"{key} text", l.Code,
                $"{l.Answer}\n\n---------- {forwarded} ---------\n{plain}\n\n\n{l.Question}\n", false, l.Answer, "fwd:" + l.Question);
            yield return new ProgramMail($"{key} thunderbird", l.Code,
                $"{l.Answer}\n\n\n-------- {forwarded} --------\n{plain}\n\n\n{l.Question}\n", false, l.Answer, "fwd:" + l.Question);
            yield return new ProgramMail($"{key} alone", l.Code, $"---------- {forwarded} ---------\n{plain}\n\n\n{l.Question}\n", false,
                "all", "fwd:" + l.Question);
        }

        ProgramMail Mail(string program, string block, bool marked = false) =>
            new(program, l.Code, $"{l.Answer}\n\n{block}\n{(marked ? ">\n" + Quote(l.Question) : "\n" + l.Question)}\n", false, l.Answer,
                l.Question);
    }

    private static IEnumerable<ProgramMail> Html(MailLanguage l)
    {
        var block = string.Join("<br>", l.HeaderBlock(static (label, value) => $"<b>{Encode(label)}:</b> {Encode(value)}"));
        foreach (var (key, form) in l.Forms("gmail").Concat(l.Forms("apple")))
        {
            var attribution = Encode(form);
            yield return Mail($"{key} html class", $"<div dir=\"ltr\">{Encode(l.Answer)}</div><br><div class=\"gmail_quote\">" +
                $"<div dir=\"ltr\" class=\"gmail_attr\">{attribution}<br></div>" +
                $"<blockquote class=\"gmail_quote\">{Encode(l.Question)}</blockquote></div>");
            yield return Mail($"{key} html cite", $"<html><body>{Encode(l.Answer)}<div><br><blockquote type=\"cite\"><div>{attribution}" +
                $"</div><br><div>{Encode(l.Question)}</div></blockquote></div></body></html>");
            yield return Mail($"{key} html plain blockquote", $"<p>{Encode(l.Answer)}</p><p>{attribution}</p><blockquote><p>" +
                $"{Encode(l.Question)}</p></blockquote>");
            yield return Mail($"{key} html no quote", $"<div>{Encode(l.Answer)}</div><div><br></div><div>{attribution}</div><div>" +
                $"{Encode(l.Question)}</div>");
        }
        yield return Mail("outlook html rule", $"<div class=WordSection1><p class=MsoNormal>{Encode(l.Answer)}</p><div>" +
            $"<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>" +
            $"<p class=MsoNormal>{block}</p></div></div>" +
            $"<p>{Encode(l.Question)}</p></div>");
        yield return Mail("outlook html hr", $"<div>{Encode(l.Answer)}</div><hr><div><font>{block}</font><br></div><div>" +
            $"{Encode(l.Question)}</div>");
        yield return Mail("outlook html bare", $"<p>{Encode(l.Answer)}</p><p>{block}</p><p>{Encode(l.Question)}</p>");
        yield return Mail("outlook html table", $"<p>{Encode(l.Answer)}</p><table>" + string.Concat(l.HeaderBlock(static (label, value) =>
            $"<tr><td><b>{Encode(label)}:</b></td><td>{Encode(value)}</td></tr>")) + $"</table><p>{Encode(l.Question)}</p>");

        ProgramMail Mail(string program, string html) => new(program, l.Code, html, true, l.Answer, l.Question);
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Quote(string text) => "> " + text.Replace("\n", "\n> ", StringComparison.Ordinal);

    private static string Wrap(string text, int width)
    {
        var (wrapped, length) = (new StringBuilder(), 0);
        foreach (var word in text.Split(' '))
        {
            if (length > 0 && length + 1 + word.Length > width) (length, _) = (0, wrapped.Append('\n'));
            else if (length > 0) (length, _) = (length + 1, wrapped.Append(' '));
            (length, _) = (length + word.Length, wrapped.Append(word));
        }
        return wrapped.ToString();
    }
}
