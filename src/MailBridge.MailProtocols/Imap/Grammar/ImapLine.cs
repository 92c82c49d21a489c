namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>A literal as it was received.</summary>
/// <param name="Octets">What was kept of it.</param>
/// <param name="Announced">How long the server said that it is.</param>
internal sealed record ImapLiteral(ReadOnlyMemory<byte> Octets, long Announced)
{
    public bool IsCut => Octets.Length < Announced;
}

/// <summary>
/// One response: text, and literals between the pieces of text. <c>Text[i]</c> is followed by <c>Literals[i]</c>; there is always one more
/// text than there are literals. The announcements <c>{n}</c> are taken off the texts.
/// </summary>
internal sealed record ImapLine(IReadOnlyList<byte[]> Text, IReadOnlyList<ImapLiteral> Literals);
