using MailBridge.MailProtocols.Imap.Grammar;

namespace MailBridge.MailProtocols.Imap;

/// <summary>IDLE (RFC 2177): the server tells by itself when the folder changes.</summary>
internal static class ImapIdle
{
    // Servers may log off a client after half an hour (RFC 2177 §3).
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(29);

    public static async Task<IdleOutcome> RunAsync(ImapSession session, TimeSpan longest, CancellationToken ct)
    {
        if (session.HasGrown) return IdleOutcome.Changed;
        if (!session.Has("IDLE")) return IdleOutcome.NotSupported;
        var tag = session.NextTag();
        await session.SendLineAsync(ImapSession.Ascii(tag + " IDLE\r\n"), tag + " IDLE", ct).ConfigureAwait(false);
        var ended = await WaitForStartAsync(session, tag, ct).ConfigureAwait(false)
            ?? await WaitForGrowthAsync(session, tag, longest < Longest ? longest : Longest, ct).ConfigureAwait(false);
        // QUIRK: Exchange ends an IDLE by itself after a while; a DONE after that would be an unknown command.
        ended ??= await EndAsync(session, tag, ct).ConfigureAwait(false);
        if (ended.Kind != ImapStatusKind.Ok) throw session.Refused("IDLE", "to tell changes by itself", ended);
        return session.HasGrown ? IdleOutcome.Changed : IdleOutcome.TimeElapsed;
    }

    private static async Task<ImapStatus?> WaitForStartAsync(ImapSession session, string tag, CancellationToken ct)
    {
        while (true)
        {
            var response = await session.ReadResponseAsync("IDLE", ct).ConfigureAwait(false);
            if (response is ImapResponse.Continuation) return null;
            if (response is ImapResponse.Completion completion && completion.Tag == tag) return completion.Status;
        }
    }

    private static async Task<ImapStatus?> WaitForGrowthAsync(ImapSession session, string tag, TimeSpan longest, CancellationToken ct)
    {
        var time = session.Connection.Time;
        var began = time.GetTimestamp();
        while (!session.HasGrown)
        {
            var left = longest - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero || !await session.Connection.WaitForDataAsync(left, ct).ConfigureAwait(false)) return null;
            var response = await session.ReadResponseAsync("IDLE", ct).ConfigureAwait(false);
            if (response is ImapResponse.Completion completion && completion.Tag == tag) return completion.Status;
        }
        return null;
    }

    private static async Task<ImapStatus> EndAsync(ImapSession session, string tag, CancellationToken ct)
    {
        await session.SendLineAsync("DONE\r\n"u8.ToArray(), "DONE", ct).ConfigureAwait(false);
        while (true)
        {
            var response = await session.ReadResponseAsync("DONE", ct, session.Server.Timeouts.ImapIdleEnd).ConfigureAwait(false);
            if (response is ImapResponse.Completion completion && completion.Tag == tag) return completion.Status;
        }
    }
}
