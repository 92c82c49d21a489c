using System.Text;

namespace MailBridge.Mime.Tests.Replies;

/// <summary>The hand-written tables: replies of all programs with their traps, and prose that only looks like a quote.</summary>
public sealed class ReplyCaseTests
{
    private sealed record Case(string Name, string Body, string? Reply);

    [Theory]
    [InlineData("replies-1.txt")]
    [InlineData("replies-2.txt")]
    [InlineData("replies-3.txt")]
    [InlineData("replies-4.txt")]
    [InlineData("replies-5.txt")]
    public void The_reply_of_the_table_is_found(string file)
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var (name, body, reply) in Read(file))
        {
            count++;
            var isHtml = name.EndsWith("[html]", StringComparison.Ordinal);
            var extracted = isHtml ? ReplyExtractor.FromHtml(body) : ReplyExtractor.FromText(body);
            var isRight = reply is null ? extracted.ShowsEverything
                : ReplyProgramTests.Normal(extracted.Reply) == ReplyProgramTests.Normal(reply);
            if (isRight) continue;
            wrong.Add(name);
            TestContext.Current.TestOutputHelper?.WriteLine($"=== {name}\n{body}--- {extracted}\n");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"RATE {file} {count - wrong.Count} of {count}: {string.Join(", ", wrong)}");
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("prose.txt")]
    [InlineData("prose-2.txt")]
    public void Prose_stays_whole(string file)
    {
        var (count, wrong) = (0, new List<string>());
        foreach (var (name, body, _) in Read(file))
        {
            count++;
            var extracted = ReplyExtractor.FromText(body);
            if (ReplyProgramTests.Normal(extracted.Reply) == ReplyProgramTests.Normal(body) && !extracted.ShowsEverything) continue;
            wrong.Add(name);
            TestContext.Current.TestOutputHelper?.WriteLine($"=== {name}\n{body}--- {extracted}\n");
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"RATE {file} {count - wrong.Count} of {count}: {string.Join(", ", wrong)}");
        Assert.Empty(wrong);
    }

    private static IEnumerable<Case> Read(string file)
    {
        var (name, body, reply, isReply) = ("", new StringBuilder(), (StringBuilder?)null, false);
        foreach (var line in Cases.Lines(file))
        {
            if (line.StartsWith("%%% ", StringComparison.Ordinal))
            {
                var title = line[4..];
                if (title == "everything") continue;
                isReply = title == "reply";
                if (isReply) reply = new StringBuilder();
                if (isReply) continue;
                if (name.Length > 0) yield return new Case(name, body.ToString(), reply?.ToString());
                (name, body, reply) = (title, new StringBuilder(), null);
            }
            else if (name.Length > 0) (isReply ? reply! : body).Append(line).Append('\n');
        }
        yield return new Case(name, body.ToString(), reply?.ToString());
    }
}
