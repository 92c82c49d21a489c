using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Smtp;
using MailBridge.MailProtocols.Wire;
using MailBridge.Testing;
using MailBridge.Testing.Mail;
using Microsoft.Extensions.Logging.Abstractions;

namespace MailBridge.MailProtocols.Tests.Wire;

/// <summary>Clients on scripted streams.</summary>
internal static class Scripts
{
    /// <summary>Far beyond what any script needs: only a hang meets it.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(20);

    public static MailServer Server { get; } = new()
    {
        Host = "mail.example.org",
        Port = 993,
        Security = TransportSecurity.None,
        AllowClearTextLogin = true,
        ClientVersion = "1.0",
    };

    public static Transcript Load(string protocol, string name) =>
        Transcript.Load(Path.Combine(AppContext.BaseDirectory, protocol, "Transcripts", name + ".transcript"));

    public static Task<ImapClient> ImapAsync(Stream stream, CancellationToken ct, TimeProvider? time = null, MailServer? server = null) =>
        ImapClient.StartAsync(new LineConnection(stream, server ?? Server, time ?? new ManualTimeProvider()), NullLogger.Instance, ct);

    public static Task<ImapClient> ImapAsync(string transcript, CancellationToken ct, MailServer? server = null) =>
        ImapAsync(new ScriptedStream(Transcript.Parse(transcript)), ct, server: server);

    public static Task<SmtpClient> SmtpAsync(Stream stream, CancellationToken ct, TimeProvider? time = null, MailServer? server = null) =>
        SmtpClient.StartAsync(
            new LineConnection(stream, server ?? Server, time ?? new ManualTimeProvider()), "client.example", NullLogger.Instance, ct);

    public static Task<SmtpClient> SmtpAsync(string transcript, CancellationToken ct, MailServer? server = null) =>
        SmtpAsync(new ScriptedStream(Transcript.Parse(transcript)), ct, server: server);

    /// <summary>Lets time pass until the task is done; a task that waits for nothing measurable would never be.</summary>
    public static async Task<Exception?> PassTimeUntilDoneAsync(Task task, ManualTimeProvider time)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!task.IsCompleted)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Hang, "a hang");
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }
        return await Record.ExceptionAsync(() => task);
    }
}
