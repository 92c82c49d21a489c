using System.Collections.Immutable;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Received;

/// <summary>Files that people add to messages and forms. Their bytes are fetched only when they are mailed.</summary>
internal sealed class SlackFiles(SlackClient api, SendingRules rules)
{
    /// <summary>The file as the door takes it. A stub, which does not even know its name, is asked about first.</summary>
    /// <param name="file">The file of a message.</param>
    /// <param name="isPatient">What Slack may know better in a moment is a <see cref="ChatFault"/>, not a refusal.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<ThreadFile> OfferAsync(SlackFile file, bool isPatient, CancellationToken cancellation)
    {
        var known = file is { Access: SlackFileAccess.AskInfo } ? await TryAskAsync(file, cancellation).ConfigureAwait(false) : file;
        return new ThreadFile(Name(known), known.Mimetype ?? "", known.Size ?? 0, stop => ReadAsync(known, isPatient, stop));
    }

    /// <summary>The bytes.</summary>
    /// <exception cref="IOException">They cannot be had; the message is a sentence.</exception>
    /// <exception cref="ChatFault">They may be had later; only for <paramref name="isPatient"/>.</exception>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(SlackFile file, bool isPatient, CancellationToken cancellation)
    {
        try
        {
            if (file.Access == SlackFileAccess.AskInfo) file = await api.Files.InfoAsync(file.Id, cancellation).ConfigureAwait(false);
            switch (file.Access)
            {
                case SlackFileAccess.Gone:
                    throw new IOException("it was deleted, or is hidden by the limit of the workspace's plan.");
                case SlackFileAccess.External:
                    throw new IOException("it lies outside of Slack, which has only a link to it. Put the link into the text, or add the file itself.");
            }
            using var bytes = new MemoryStream();
            await api.Files.DownloadAsync(file, bytes, rules.MostAttachmentBytes, cancellation).ConfigureAwait(false);
            return bytes.ToArray();
        }
        catch (SlackException e) when (isPatient && e.Verdict is SlackVerdict.TryAgain)
        {
            throw new ChatFault(e.Message, isTransient: true, e.RetryAfter, e);
        }
    }

    /// <summary>The files of a form, all of them.</summary>
    /// <exception cref="IOException">One cannot be had, or they are too many octets; the message is a sentence.</exception>
    public async Task<IReadOnlyList<ReplyFile>> ReadAllAsync(IReadOnlyList<SlackFile> files, CancellationToken cancellation)
    {
        var known = new List<SlackFile>(files.Count);
        foreach (var file in files)
            known.Add(file.Access == SlackFileAccess.AskInfo ? await api.Files.InfoAsync(file.Id, cancellation).ConfigureAwait(false) : file);
        if (known.Sum(f => f.Size ?? 0) is var size && size > rules.MostAttachmentBytes) throw new IOException(AgentDesk.TooLarge(size, rules));
        var read = ImmutableArray.CreateBuilder<ReplyFile>(known.Count);
        foreach (var file in known)
        {
            try
            {
                read.Add(new ReplyFile(Name(file), file.Mimetype ?? "", await ReadAsync(file, isPatient: false, cancellation).ConfigureAwait(false)));
            }
            catch (IOException e)
            {
                throw new IOException($"The file {Name(file)} could not be fetched, so nothing was sent: {e.Message}", e);
            }
        }
        return read.MoveToImmutable();
    }

    private async Task<SlackFile> TryAskAsync(SlackFile file, CancellationToken cancellation)
    {
        try
        {
            return await api.Files.InfoAsync(file.Id, cancellation).ConfigureAwait(false);
        }
        catch (SlackException)
        {
            return file;
        }
    }

    private static string Name(SlackFile file) => file.Name ?? file.Title ?? file.Id;
}
