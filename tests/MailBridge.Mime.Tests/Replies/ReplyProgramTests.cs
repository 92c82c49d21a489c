namespace MailBridge.Mime.Tests.Replies;

/// <summary>Replies as mail programs write them, generated for every language of the table.</summary>
public sealed class ReplyProgramTests
{
    public static TheoryData<string> Languages => [.. MailLanguage.All.Select(static language => language.Code)];

    [Theory]
    [MemberData(nameof(Languages))]
    public void The_reply_is_found_in_what_programs_write_in(string language)
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var mail in MailPrograms.Of(MailLanguage.All.Single(l => l.Code == language)))
        {
            count++;
            if (Difference(mail) is not { } difference) continue;
            wrong.Add(mail.Program);
            TestContext.Current.TestOutputHelper?.WriteLine($"=== {language} {mail.Program}\n{mail.Body}\n--- {difference}\n");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"RATE {language} {count - wrong.Count} of {count}: {string.Join(", ", wrong)}");
        Assert.Empty(wrong);
    }

    internal static string? Difference(ProgramMail mail)
    {
        var extracted = mail.IsHtml ? ReplyExtractor.FromHtml(mail.Body) : ReplyExtractor.FromText(mail.Body);
        var isForward = mail.Elsewhere.StartsWith("fwd:", StringComparison.Ordinal);
        if (isForward && (extracted.Forwarded is not { } forwarded || forwarded.Text.Trim() != mail.Elsewhere[4..]))
            return $"forward {extracted}";
        if (isForward && mail.Reply == "all") return extracted.ShowsEverything ? null : "not everything";
        if (Normal(extracted.Reply) != Normal(mail.Reply)) return extracted.ToString();
        return isForward || extracted.Quoted.Contains(mail.Elsewhere, StringComparison.Ordinal)
            || extracted.Signature.Contains(mail.Elsewhere, StringComparison.Ordinal) ? null : $"elsewhere {extracted}";
    }

    internal static string Normal(string text)
    {
        var joined = string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(static line => line.TrimEnd()));
        while (joined.Contains("\n\n\n", StringComparison.Ordinal)) joined = joined.Replace("\n\n\n", "\n\n", StringComparison.Ordinal);
        return joined.Trim();
    }
}
