using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap.Commands;

/// <summary>
/// One command: it writes itself and collects from the responses what is its own. Data that nobody asked for passes by: a server may say
/// anything at any time (RFC 3501 §5.2).
/// </summary>
internal abstract class ImapCommand<T>
{
    public abstract string Name { get; }

    /// <summary>What was attempted, for the sentence "the server refused …".</summary>
    public abstract string Attempt { get; }

    public abstract void Write(ImapWriter writer);

    public virtual void OnNumbered(uint number, string name, ImapReader rest) { }

    public virtual void OnData(string name, ImapReader rest) { }

    public virtual void OnCondition(ImapStatus status) { }

    /// <summary>A response that could not be read to its end, after it was offered.</summary>
    public virtual void OnUnreadable() { }

    /// <summary>What to answer to a continuation that is not for a literal; null where none is expected.</summary>
    public virtual byte[]? OnContinuation(string text) => null;

    /// <summary>The result, when the server said OK.</summary>
    public abstract T Complete(ImapStatus ok);
}

/// <summary>A command of which only the completion matters.</summary>
internal sealed class PlainCommand(string name, string attempt, Action<ImapWriter>? arguments = null) : ImapCommand<ImapStatus>
{
    public override string Name => name;

    public override string Attempt => attempt;

    public override void Write(ImapWriter writer)
    {
        writer.Raw(name);
        arguments?.Invoke(writer);
    }

    public override ImapStatus Complete(ImapStatus ok) => ok;
}
