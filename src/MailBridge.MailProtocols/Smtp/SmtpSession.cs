using System.Globalization;
using System.Text;
using MailBridge.MailProtocols.Wire;
using Microsoft.Extensions.Logging;

namespace MailBridge.MailProtocols.Smtp;

/// <summary>The conversation: command lines out, replies in (RFC 5321 §4.2).</summary>
internal sealed class SmtpSession(LineConnection connection, ILogger logger)
{
    public LineConnection Connection => connection;

    public MailServer Server => connection.Server;

    public ILogger Logger => logger;

    public SmtpExtensions Extensions { get; set; } = SmtpExtensions.None;

    /// <param name="shown">What the wire log shows in place of the line, where it holds a secret.</param>
    public Task SendAsync(string line, CancellationToken ct, string? shown = null) => SendAsync([line], ct, shown);

    /// <summary>Sends several lines in one write (RFC 2920).</summary>
    public Task SendAsync(IReadOnlyList<string> lines, CancellationToken ct, string? shown = null)
    {
        ct.ThrowIfCancellationRequested();
        var octets = new StringBuilder();
        foreach (var line in lines)
        {
            if (line.AsSpan().ContainsAny('\r', '\n', '\0')) throw new ArgumentException("CR, LF and NUL cannot be part of a command.");
            connection.Log.Client(shown ?? line);
            octets.Append(line).Append("\r\n");
        }
        return connection.WriteAsync(Encoding.UTF8.GetBytes(octets.ToString()), ct);
    }

    public async Task<SmtpReply> CommandAsync(string line, SmtpStage stage, CancellationToken ct, string? shown = null)
    {
        await SendAsync(line, ct, shown).ConfigureAwait(false);
        return await ReadReplyAsync(stage, ct).ConfigureAwait(false);
    }

    /// <summary>Reads one reply of any number of lines.</summary>
    /// <exception cref="SmtpRefusedException">421: the server is about to close; the connection is ended from our side too.</exception>
    public async Task<SmtpReply> ReadReplyAsync(SmtpStage stage, CancellationToken ct, TimeSpan? longest = null)
    {
        var text = new StringBuilder();
        string? enhanced = null;
        for (var count = 0; count < Server.Limits.ReplyLines; count++)
        {
            var line = await connection.ReadLineAsync(longest ?? Server.Timeouts.SmtpReply, ct).ConfigureAwait(false);
            connection.Log.Server(line);
            if (!TryParse(line, out var code, out var isLast, out var words))
            {
                throw connection.Break(
                    MailStreamFault.OutOfStep,
                    stage == SmtpStage.Greeting ? "this is not an SMTP server (is the port right?)" : "the server's reply is not SMTP");
            }
            var status = EnhancedStatus(words);
            if (status is not null)
            {
                enhanced ??= status;
                words = words[status.Length..].TrimStart(' ');
            }
            if (count > 0) text.Append('\n');
            text.Append(words);
            // QUIRK: where the lines of a reply differ in their code, the last one counts (RFC 5321 §4.2.1 forbids it; proxies do it).
            if (isLast) return Judge(new SmtpReply(code, enhanced, text.ToString()), stage);
        }
        throw connection.Break(MailStreamFault.OutOfStep, $"the server's reply has more than {Server.Limits.ReplyLines} lines");
    }

    public SmtpRefusedException Refused(
        SmtpStage stage, string what, SmtpReply reply, IReadOnlyList<RefusedRecipient>? recipients = null) =>
        new($"{Server.Address} refused {what}: {reply}", stage, reply, recipients);

    private SmtpReply Judge(SmtpReply reply, SmtpStage stage)
    {
        if (reply.Code != 421) return reply;
        connection.Break(MailStreamFault.Closed, "421");
        throw new SmtpRefusedException($"{Server.Address} closes the session: {reply}", stage, reply);
    }

    private static bool TryParse(ReadOnlySpan<byte> line, out int code, out bool isLast, out string words)
    {
        isLast = line.Length == 3 || (line.Length > 3 && line[3] == ' ');
        words = line.Length > 4 ? Encoding.UTF8.GetString(line[4..]) : "";
        code = 0;
        return line.Length >= 3
            && (isLast || line[3] == '-')
            && int.TryParse(line[..3], NumberStyles.None, CultureInfo.InvariantCulture, out code)
            && code is >= 200 and < 600;
    }

    /// <summary>class "." subject "." detail at the start of the words (RFC 2034 §4), or null.</summary>
    private static string? EnhancedStatus(string words)
    {
        var end = words.IndexOf(' ', StringComparison.Ordinal);
        var status = end < 0 ? words : words[..end];
        var parts = status.Split('.');
        return parts.Length == 3
            && parts[0] is "2" or "4" or "5"
            && parts.Skip(1).All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit))
                ? status
                : null;
    }
}
