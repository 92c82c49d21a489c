namespace MailBridge.MailProtocols.Imap.Grammar;

/// <summary>
/// A response is not what the grammar says. It never leaves the client: the response is skipped or the stream is given up.
/// </summary>
internal sealed class ImapSyntaxException(string message) : FormatException(message);
