using System.Text;

namespace MailBridge.Testing.Mail;

/// <summary>One line of a conversation, without its line end.</summary>
public sealed record TranscriptLine(bool IsServer, string Text)
{
    public override string ToString() => (IsServer ? "S: " : "C: ") + Text;
}

/// <summary>
/// A recorded conversation: lines of <c>C: </c> and <c>S: </c>, each standing for a line with CRLF; lines of <c>#</c> are remarks. The file
/// is read octet by octet (Latin-1), so that it may hold any bytes but CR and LF.
/// </summary>
public sealed class Transcript(IReadOnlyList<TranscriptLine> lines)
{
    public IReadOnlyList<TranscriptLine> Lines { get; } = lines;

    public static Transcript Load(string path) => Parse(Encoding.Latin1.GetString(File.ReadAllBytes(path)));

    public static Transcript Parse(string text)
    {
        var lines = new List<TranscriptLine>();
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.Length == 0 || line[0] == '#') continue;
            // An empty line of a message is "S:" where an editor takes away the blank at the end.
            var content = line.Length > 3 ? line[3..] : "";
            lines.Add(line[..2] switch
            {
                "S:" => new TranscriptLine(true, content),
                "C:" => new TranscriptLine(false, content),
                _ => throw new FormatException($"Neither 'C: ' nor 'S: ' nor '#': {line}"),
            });
        }
        return new Transcript(lines);
    }

    /// <summary>The conversation up to a line, after which the server says no more.</summary>
    public Transcript CutAfter(int lines) => new([.. Lines.Take(lines)]);
}
