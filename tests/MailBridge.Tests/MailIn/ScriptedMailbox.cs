using System.Net;
using System.Net.Sockets;
using System.Text;
using MailBridge.MailProtocols;
using MailBridge.Testing.Mail;

namespace MailBridge.Tests.MailIn;

/// <summary>An IMAP server on a loopback port that plays one transcript for each connection and hangs up at its end.</summary>
internal sealed class ScriptedMailbox : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _play;

    public ScriptedMailbox(params string[] sessions)
    {
        _listener.Start();
        _play = PlayAsync(sessions);
    }

    /// <summary>Ends when every session was played; a client that strays from its script makes this fail.</summary>
    public Task Played => _play;

    public MailServer Server => new() { Host = "localhost", Port = ((IPEndPoint)_listener.LocalEndpoint).Port, Security = TransportSecurity.None };

    /// <summary>Greeting, login and EXAMINE of INBOX; the next tag is A3.</summary>
    public static string Opening(uint uidValidity, uint uidNext, bool idle = true) => $"""
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR LITERAL+ AUTH=PLAIN] ready
        C: A1 AUTHENTICATE PLAIN AHN1cHBvcnRAYWNtZS5leGFtcGxlAHNlY3JldA==
        S: A1 OK [CAPABILITY IMAP4rev1 LITERAL+{(idle ? " IDLE" : "")}] logged in
        C: A2 EXAMINE "INBOX"
        S: * 9 EXISTS
        S: * OK [UIDVALIDITY {uidValidity}] valid
        S: * OK [UIDNEXT {uidNext}] next
        S: A2 OK [READ-ONLY] done

        """;

    /// <summary>The list of new mails with their sizes.</summary>
    public static string Listing(int tag, uint after, params (uint Uid, int Size)[] mails)
        => $"C: A{tag} UID FETCH {after + 1}:* (UID RFC822.SIZE)\n"
            + string.Concat(mails.Select(m => $"S: * 1 FETCH (UID {m.Uid} RFC822.SIZE {m.Size})\n"))
            + $"S: A{tag} OK done\n";

    /// <summary>A mail as the server hands it out.</summary>
    public static string Mail(uint uid, string mail)
    {
        var text = mail.ReplaceLineEndings("\n") + "\n";
        var lines = text.Split('\n')[..^1];
        return $"S: * 1 FETCH (UID {uid} INTERNALDATE \"22-Nov-2026 08:31:00 +0000\" BODY[] {{{lines.Sum(l => Encoding.Latin1.GetByteCount(l) + 2)}}}\n"
            + string.Concat(lines.Select(l => $"S: {l}\n")) + "S: )\n";
    }

    public static int Size(string mail) => Encoding.Latin1.GetByteCount((mail.ReplaceLineEndings("\n") + "\n").ReplaceLineEndings("\r\n"));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _play.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task PlayAsync(string[] sessions)
    {
        foreach (var session in sessions)
        {
            using var socket = await _listener.AcceptSocketAsync(_stop.Token);
            await using var stream = new NetworkStream(socket);
            foreach (var line in Transcript.Parse(session).Lines)
            {
                if (line.IsServer) await stream.WriteAsync(Encoding.Latin1.GetBytes(line.Text + "\r\n"), _stop.Token);
                else if (await ReadLineAsync(stream) is var said && said != line.Text) throw new TranscriptMismatchException($"expected {line}, got C: {said}");
            }
        }
    }

    private async Task<string> ReadLineAsync(NetworkStream stream)
    {
        var line = new List<byte>();
        var octet = new byte[1];
        while (await stream.ReadAsync(octet, _stop.Token) == 1 && octet[0] != '\n') line.Add(octet[0]);
        return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
    }
}
