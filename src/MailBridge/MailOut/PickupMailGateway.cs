using MailBridge.Conversations;
using MailBridge.MailProtocols.Files;

namespace MailBridge.MailOut;

/// <summary>Writes mails into a folder. The file is named after the delivery, so a repeated hand-over leaves one file.</summary>
internal sealed class PickupMailGateway(string folder, string? shownAs = null) : IMailGateway
{
    public async Task<MailAccepted> SubmitAsync(MailToSend mail, Func<CancellationToken, ValueTask> beforeFinalDot, CancellationToken cancellation)
    {
        try
        {
            var path = await PickupFolder.WriteAsync(folder, mail.Delivery.ToString(), mail.Bytes, cancellation).ConfigureAwait(false);
            return new MailAccepted($"written to {Path.Combine(shownAs ?? folder, Path.GetFileName(path))}", []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailFault(MailFaultKind.Account, $"The folder {folder} could not be written to: {e.Message}", e);
        }
    }

    public Task CheckAsync(CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        return Task.CompletedTask;
    }

    public Task<string?> FindSentAsync(InboxId inbox, MsgId id, CancellationToken cancellation) => Task.FromResult<string?>(null);
}
