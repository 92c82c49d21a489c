using System.Globalization;
using System.Text;
using MailBridge.MailProtocols.Imap.Commands;
using MailBridge.MailProtocols.Imap.Grammar;
using MailBridge.MailProtocols.Wire;
using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Imap;

/// <summary>The conversation: tags, continuations, capabilities, and what the server says unasked.</summary>
internal sealed class ImapSession(LineConnection connection, ILogger logger)
{
    private readonly HashSet<string> _capabilities = new(StringComparer.OrdinalIgnoreCase);
    private uint _lastTag;
    private uint _exists;
    private string? _bye;

    public LineConnection Connection => connection;

    public MailServer Server => connection.Server;

    public ILogger Logger => logger;

    /// <summary>Whether the server told its capabilities and they still hold (RFC 3501 §6.2.1: they change with TLS and login).</summary>
    public bool KnowsCapabilities { get; private set; }

    /// <summary>Whether the folder changed since <see cref="MarkUnchanged"/>.</summary>
    public bool HasGrown { get; private set; }

    public void MarkUnchanged() => HasGrown = false;

    public bool Has(string capability) => _capabilities.Contains(capability);

    public void ForgetCapabilities()
    {
        _capabilities.Clear();
        KnowsCapabilities = false;
    }

    public async Task<ImapStatus> ReadGreetingAsync(CancellationToken ct)
    {
        var response = await ReadResponseAsync("the greeting", ct).ConfigureAwait(false);
        if (response is not ImapResponse.Condition { Status: var status })
            throw connection.Break(MailStreamFault.OutOfStep, "this is not an IMAP server (is the port right?)");
        if (status.Kind == ImapStatusKind.Bye)
            throw connection.Break(MailStreamFault.Closed, $"the server turned us away: {status.Words()}");
        Note(status);
        return status;
    }

    /// <param name="forgetsCapabilities">Whether what was known holds no longer once the command is done (RFC 3501 §6.2).</param>
    public async Task<T> RunAsync<T>(ImapCommand<T> command, CancellationToken ct, bool forgetsCapabilities = false)
    {
        ct.ThrowIfCancellationRequested();
        var (tag, early) = await SendAsync(command, ct).ConfigureAwait(false);
        if (forgetsCapabilities) KnowsCapabilities = false;
        var status = early ?? await ReadToCompletionAsync(command, tag, ct).ConfigureAwait(false);
        Note(status);
        return status.Kind == ImapStatusKind.Ok ? command.Complete(status) : throw Refused(command.Name, command.Attempt, status);
    }

    public ImapRefusedException Refused(string name, string attempt, ImapStatus status) => new(
        $"{Server.Address} refused {attempt}: {status.Words()}",
        name,
        status.Kind == ImapStatusKind.Bad ? ImapCondition.Bad : ImapCondition.No,
        status.Code,
        status.Text);

    /// <summary>Sends a line outside of any command's text: IDLE's DONE, an answer to a challenge.</summary>
    public Task SendLineAsync(byte[] line, string shown, CancellationToken ct)
    {
        connection.Log.Client(shown);
        return connection.WriteAsync(line, ct);
    }

    public string NextTag() => "A" + (++_lastTag).ToString(CultureInfo.InvariantCulture);

    /// <summary>The next response; whatever concerns the session as a whole has been noted.</summary>
    public async Task<ImapResponse> ReadResponseAsync(string during, CancellationToken ct, TimeSpan? longest = null)
    {
        try
        {
            var line = await ImapLineReader.ReadAsync(connection, longest ?? Server.Timeouts.ImapAnswer, ct).ConfigureAwait(false);
            var response = ImapResponse.Read(line, Server.Limits.ListDepth);
            Note(response, during);
            return response;
        }
        catch (MailStreamException e) when (_bye is not null && e.Fault == MailStreamFault.Closed)
        {
            throw connection.Break(MailStreamFault.Closed, $"the server ended the session: {_bye}", e);
        }
    }

    private async Task<(string Tag, ImapStatus? Completion)> SendAsync<T>(ImapCommand<T> command, CancellationToken ct)
    {
        var tag = NextTag();
        var writer = new ImapWriter(Has("LITERAL+"), Has("LITERAL-")).Raw(tag + " ");
        command.Write(writer);
        foreach (var segment in writer.End())
        {
            connection.Log.Client(segment.Shown);
            await connection.WriteAsync(segment.Octets, ct).ConfigureAwait(false);
            if (!segment.AwaitsContinuation) continue;
            while (true)
            {
                var response = await ReadResponseAsync(command.Name, ct).ConfigureAwait(false);
                if (response is ImapResponse.Continuation) break;
                if (response is ImapResponse.Completion done && done.Tag == tag) return (tag, done.Status);
                Offer(command, response);
            }
        }
        return (tag, null);
    }

    private async Task<ImapStatus> ReadToCompletionAsync<T>(ImapCommand<T> command, string tag, CancellationToken ct)
    {
        while (true)
        {
            switch (await ReadResponseAsync(command.Name, ct).ConfigureAwait(false))
            {
                case ImapResponse.Completion done when done.Tag == tag:
                    return done.Status;
                case ImapResponse.Continuation continuation:
                    if (command.OnContinuation(continuation.Text) is { } answer)
                        await SendLineAsync(answer, "***", ct).ConfigureAwait(false);
                    break;
                case var response:
                    Offer(command, response);
                    break;
            }
        }
    }

    private void Offer<T>(ImapCommand<T> command, ImapResponse response)
    {
        try
        {
            switch (response)
            {
                case ImapResponse.Numbered { Number: var number, Name: var name, Rest: var rest }:
                    command.OnNumbered(number, name, rest);
                    break;
                case ImapResponse.Data { Name: not "CAPABILITY" } data:
                    command.OnData(data.Name, data.Rest);
                    break;
                case ImapResponse.Condition condition:
                    command.OnCondition(condition.Status);
                    break;
                case ImapResponse.Unreadable or ImapResponse.Completion:
                    command.OnUnreadable();
                    break;
            }
        }
        catch (ImapSyntaxException e)
        {
            command.OnUnreadable();
            ImapLog.Unreadable(logger, command.Name, e.Message);
        }
    }

    private void Note(ImapResponse response, string during)
    {
        switch (response)
        {
            case ImapResponse.Condition { Status: { Kind: ImapStatusKind.Bye } status }:
                _bye = status.Words();
                break;
            case ImapResponse.Condition { Status: { Code: "ALERT" } status }:
                // RFC 3501 §7.1: an alert must be shown to a person.
                ImapLog.Alert(logger, Server.Host, Server.Port, status.Text);
                break;
            case ImapResponse.Condition { Status: var status }:
                Note(status);
                break;
            case ImapResponse.Data { Name: "CAPABILITY", Rest: var rest }:
                NoteCapabilities(rest.RestAsText());
                break;
            case ImapResponse.Numbered { Name: "EXISTS", Number: var exists }:
                HasGrown |= exists > _exists;
                _exists = exists;
                break;
            case ImapResponse.Numbered { Name: "EXPUNGE" }:
                if (_exists > 0) _exists--;
                break;
            case ImapResponse.Unreadable:
                ImapLog.Unreadable(logger, during, "neither tagged nor untagged data");
                break;
        }
    }

    private void Note(ImapStatus status)
    {
        if (status.Code == "CAPABILITY") NoteCapabilities(status.CodeArguments);
    }

    private void NoteCapabilities(string words)
    {
        _capabilities.Clear();
        _capabilities.UnionWith(words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        KnowsCapabilities = true;
    }

    /// <summary>Starts to count the folder that is being opened from nothing.</summary>
    public void ForgetFolder()
    {
        _exists = 0;
        HasGrown = false;
    }

    internal static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
