namespace MailBridge.Conversations;

/// <summary>
/// What stands below a reply: the agent's own lines, then the inbox'. It belongs to whoever sends, so no draft can take a colleague's along.
/// </summary>
public static class ReplySignature
{
    /// <summary>The filled signature, without its delimiter; empty for none.</summary>
    internal static string Of(PlaceholderSource source)
        => string.Join('\n', new[] { source.Agent.Signature, source.Inbox.Signature }.Where(s => s.Trim().Length > 0).Select(s => Fill(s, source)));

    /// <summary>True when a text ends with the signature already, whatever blanks and empty lines are between.</summary>
    public static bool Ends(string text, string signature)
    {
        var (said, signed) = (Lines(text), Lines(signature));
        return signed.Count > 0 && said.Count >= signed.Count && said.TakeLast(signed.Count).SequenceEqual(signed, StringComparer.Ordinal);
    }

    // An unknown placeholder stops the start, so it is never met here; whoever reads it as it is loses nothing.
    private static string Fill(string signature, PlaceholderSource source)
    {
        var text = signature.ReplaceLineEndings("\n").Trim('\n');
        return (TemplateText.Read(text).Text?.Fill(source) ?? text).TrimEnd();
    }

    private static List<string> Lines(string text)
        => [.. text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0)];
}
