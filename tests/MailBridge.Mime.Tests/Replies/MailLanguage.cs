namespace MailBridge.Mime.Tests.Replies;

/// <summary>One language of <c>Cases/languages.txt</c>: what mail programs write around a reply in it.</summary>
internal sealed class MailLanguage(string code, IReadOnlyDictionary<string, string> forms)
{
    internal const string Address = "ann@example.com";

    /// <summary>The first table; the second as <c>de/2</c>, which takes from the first what it does not say again.</summary>
    internal static IReadOnlyList<MailLanguage> All { get; } = ReadAll();

    internal string Code => code;

    private IReadOnlyDictionary<string, string> Table => forms;

    internal string Name => forms.GetValueOrDefault("name", "Ann Lee");

    internal string Answer => forms["answer"];

    internal string Question => forms["question"];

    internal string[] Labels => forms["labels"].Split('|');

    /// <summary>The form, name and address filled in; null where the table has none for this language.</summary>
    internal string? Form(string form) => forms.GetValueOrDefault(form)?.Replace("{n}", Name, StringComparison.Ordinal)
        .Replace("{a}", Address, StringComparison.Ordinal);

    /// <summary>The forms whose name begins so: <c>gmail</c>, <c>gmail2</c>.</summary>
    internal IEnumerable<(string Key, string Text)> Forms(string kind) =>
        from key in forms.Keys where key.TrimEnd('2', '3', '4') == kind select (key, Form(key)!);

    /// <summary>The header block as Outlook and others write it, each label and value through <paramref name="field"/>.</summary>
    internal IEnumerable<string> HeaderBlock(Func<string, string, string> field) =>
    [
        field(Labels[0], $"{Name} <{Address}>"), field(Labels[1], forms["date"]), field(Labels[2], "Bob Fox <bob@example.org>"),
        field(Labels[3], "4711 / Printer"),
    ];

    private static List<MailLanguage> ReadAll()
    {
        var all = Read("languages.txt").ToList();
        foreach (var second in Read("languages-2.txt"))
        {
            var first = all.Find(language => language.Code == second.Code);
            var both = new Dictionary<string, string>(second.Table);
            foreach (var (key, form) in first?.Table ?? second.Table) both.TryAdd(key, form);
            all.Add(new MailLanguage(second.Code + "/2", both));
        }
        return all;
    }

    private static IEnumerable<MailLanguage> Read(string file)
    {
        var code = "";
        var forms = new Dictionary<string, string>();
        foreach (var line in Cases.Lines(file))
        {
            if (line.StartsWith('#') || line.Length == 0) continue;
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                if (code.Length > 0) yield return new MailLanguage(code, forms);
                (code, forms) = (line[3..], []);
                continue;
            }
            var blank = line.IndexOf(' ', StringComparison.Ordinal);
            forms.Add(line[..blank], line[blank..].TrimStart(' '));
        }
        yield return new MailLanguage(code, forms);
    }
}

/// <summary>The tables that lie beside these tests.</summary>
internal static class Cases
{
    internal static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(typeof(Cases).Assembly.GetManifestResourceStream("Replies/" + file)!);
        return reader.ReadToEnd().ReplaceLineEndings("\n").Split('\n');
    }
}
