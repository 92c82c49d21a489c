using System.Runtime.InteropServices;
using System.Text.Json;
using MailBridge.ChatLedger;
using MailBridge.ChatOut;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Posts;

/// <summary>A file that Slack would not take, and its code for why.</summary>
internal sealed record RefusedFile(string Name, string Why);

/// <summary>
/// Puts a mail's files into its thread, in one message, once (https://docs.slack.dev/messaging/working-with-files). The ids are kept before the files are
/// shared: after a crash Slack is asked whether they were.
/// </summary>
internal sealed class SlackUploads(SlackClient api, AttemptBook attempts, SlackPace pace, TimeProvider time)
{
    /// <summary>Octets of a file; larger ones stay with the original. No mailbox takes mails of this size, and Slack takes a gigabyte.</summary>
    public const long MostBytes = 100_000_000;

    private const int LongestName = 200;

    /// <summary>Slack shares files after it has answered, once they are scanned; so long it is not asked again whether it did.</summary>
    private static readonly TimeSpan Scanned = TimeSpan.FromMinutes(1);

    /// <summary>True for a file that is only listed.</summary>
    public static bool IsTooLarge(long octets) => octets > MostBytes;

    /// <summary>Shares what was not shared before.</summary>
    /// <param name="key">The key of the post that the files belong to.</param>
    /// <param name="channel">Where.</param>
    /// <param name="thread">The root's time stamp.</param>
    /// <param name="files">All that are to stand there.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Those that Slack would not take.</returns>
    /// <exception cref="ChatBusy">It is not the turn of the message that shows them.</exception>
    /// <exception cref="SlackException">Slack did not answer, or the thread is lost.</exception>
    public async Task<IReadOnlyList<RefusedFile>> ShareAsync(
        string key, string channel, string thread, IReadOnlyList<ThreadUpload> files, CancellationToken cancellation)
    {
        var wanted = files.Where(f => f.Size > 0 && !IsTooLarge(f.Size)).ToList();
        if (wanted.Count == 0) return [];
        var place = $"{channel} {thread}";
        var uploaded = await UploadAsync(key, $"upload {place}", wanted, cancellation).ConfigureAwait(false);
        if (uploaded.Files.Count == 0) return uploaded.Refused;
        var why = await ShareOnceAsync(key, $"share {place}", uploaded.Files, channel, thread, cancellation).ConfigureAwait(false);
        return why.Length == 0 ? uploaded.Refused : [.. uploaded.Refused, .. uploaded.Files.Select(f => new RefusedFile(f.Title ?? f.Id, why))];
    }

    /// <summary>The first step. Files that Slack has are not sent again when a later one fails.</summary>
    private async Task<Uploaded> UploadAsync(string key, string step, List<ThreadUpload> files, CancellationToken cancellation)
    {
        var begun = await attempts.BeginAsync(key, step, cancellation).ConfigureAwait(false);
        var uploaded = begun.Outcome is { } before ? JsonSerializer.Deserialize<Uploaded>(before)! : new Uploaded([], []);
        var done = uploaded.Files.Count + uploaded.Refused.Count;
        if (done == files.Count) return uploaded;
        try
        {
            foreach (var file in files.Skip(done)) await UploadAsync(file, uploaded, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await attempts.EndAsync(key, step, JsonSerializer.Serialize(uploaded), CancellationToken.None).ConfigureAwait(false);
        }
        return uploaded;
    }

    private async Task UploadAsync(ThreadUpload file, Uploaded uploaded, CancellationToken cancellation)
    {
        var name = CardWords.OneLine(file.Name, LongestName);
        try
        {
            var upload = new FileUpload(name, file.Size, async stop => Stream(await file.ReadAsync(stop).ConfigureAwait(false)));
            uploaded.Files.Add(await api.Files.UploadAsync(upload, cancellation).ConfigureAwait(false));
        }
        catch (SlackException e) when (IsRefusal(e))
        {
            uploaded.Refused.Add(new RefusedFile(name, SlackAdvice.Code(e)));
        }
    }

    /// <returns>Slack's code for why it would not; empty when the files are shared.</returns>
    private async Task<string> ShareOnceAsync(
        string key, string step, IReadOnlyList<UploadedFile> files, string channel, string thread, CancellationToken cancellation)
    {
        if (await attempts.FindAsync(key, step, cancellation).ConfigureAwait(false) is { } before) return before;
        pace.TakePost(channel, $"{key}/files");
        var begun = await attempts.BeginAsync(key, step, cancellation).ConfigureAwait(false);
        var why = "";
        if (begun.IsFirst || !await IsSharedAsync(files, channel, begun.BegunAt, cancellation).ConfigureAwait(false))
        {
            try
            {
                await api.Files.CompleteUploadAsync(files, new FileSharing { ChannelId = channel, ThreadTs = thread }, cancellation).ConfigureAwait(false);
            }
            catch (SlackException e) when (e.Verdict != SlackVerdict.LookFirst)
            {
                if (!IsRefusal(e) || SlackAdvice.IsThreadLost(e) || SlackAdvice.WhyChannelIsLost(e) is not null)
                {
                    await attempts.TakeBackAsync(key, step, CancellationToken.None).ConfigureAwait(false);
                    throw;
                }
                why = SlackAdvice.Code(e);
            }
        }
        await attempts.EndAsync(key, step, why, CancellationToken.None).ConfigureAwait(false);
        return why;
    }

    /// <summary>Whether an earlier attempt, of which no answer came, shared the files after all.</summary>
    private async Task<bool> IsSharedAsync(IReadOnlyList<UploadedFile> files, string channel, DateTimeOffset begunAt, CancellationToken cancellation)
    {
        try
        {
            var file = await api.Files.InfoAsync(files[0].Id, cancellation).ConfigureAwait(false);
            if (file.Shares.Any(s => s.Channel == channel)) return true;
        }
        catch (SlackException e) when (IsRefusal(e))
        {
            return false;
        }
        return time.GetUtcNow() - begunAt >= Scanned ? false : throw new ChatBusy(begunAt + Scanned);
    }

    private static bool IsRefusal(SlackException e) => e.Verdict is SlackVerdict.MendTheSetup or SlackVerdict.MendThePayload or SlackVerdict.GiveUp;

    /// <summary>What came of the first step so far, as it is kept.</summary>
    private sealed record Uploaded(List<UploadedFile> Files, List<RefusedFile> Refused);

    /// <summary>Bytes as a stream, without a copy where that can be.</summary>
    private static MemoryStream Stream(ReadOnlyMemory<byte> bytes)
        => MemoryMarshal.TryGetArray(bytes, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
}
