using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

internal sealed class ReplyFiles(BridgeDatabase database) : IReplyFiles
{
    public async Task<IReadOnlyList<OutgoingFile>> KeepAsync(IReadOnlyList<ReplyFile> files, CancellationToken cancellation)
    {
        // Hashed before the turn to write is asked for.
        var named = files.Select(f => f.Named()).ToList();
        await database.WriteAsync(async (context, ct) =>
        {
            var hashes = named.Select(f => f.Sha256).Distinct().ToList();
            var known = (await context.ReplyFiles.Where(f => hashes.Contains(f.Sha256)).Select(f => f.Sha256).ToListAsync(ct)).ToHashSet();
            foreach (var (file, name) in files.Zip(named))
            {
                if (known.Add(name.Sha256)) context.Add(new ReplyFileRow { Sha256 = name.Sha256, Size = name.Size, Bytes = file.Bytes.ToArray() });
            }
            return await context.SaveChangesAsync(ct);
        }, cancellation);
        return named;
    }

    public Task<ReadOnlyMemory<byte>?> ReadAsync(string sha256, CancellationToken cancellation)
        => database.ReadAsync<ReadOnlyMemory<byte>?>(
            async (context, ct) => await context.ReplyFiles.SingleOrDefaultAsync(f => f.Sha256 == sha256, ct) is { } row
                ? new ReadOnlyMemory<byte>(row.Bytes)
                : default(ReadOnlyMemory<byte>?),
            cancellation);
}
