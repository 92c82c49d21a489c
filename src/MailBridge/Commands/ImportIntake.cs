using System.Security.Cryptography;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;

namespace MailBridge.Commands;

/// <summary>Gives old mails to the desk, one after the other, and remembers which file each entry came from.</summary>
internal sealed class ImportIntake
{
    private readonly ImportPlace _place;
    private readonly DeskDirectory _directory;
    private readonly InboxId? _inbox;
    private readonly TimeProvider _time;
    private readonly MailIntake _intake;
    private readonly MailIntake _preview;
    private readonly Dictionary<string, ImportedMail> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<RawMailId, MailPlace> _byRaw = [];

    public ImportIntake(ImportPlace place, DeskDirectory directory, string? inbox, TimeProvider time)
    {
        (_place, _directory, _time) = (place, directory, time);
        _inbox = inbox is null ? null : new InboxId(inbox);
        var signer = new MessageIdSigner(place.SigningKey);
        _intake = new MailIntake(place.Store.Conversations, directory, signer, time);
        _preview = new MailIntake(new PreviewStore(place.Store.Conversations), directory, signer, time);
    }

    /// <summary>Keeps a mail and lets the desk decide about it. The same bytes are taken in once, however often they are met.</summary>
    public async Task<ImportedMail> TakeAsync(
        MailPlace place, ReadOnlyMemory<byte> bytes, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        var message = MimeMessage.Read(bytes);
        var id = message.MessageId is { Length: > 0 } given ? given : null;
        var said = new ImportedMail(place.File, id, (EmailKind)message.Kind, null, null, null, null, place.Offset, null, false, null);
        if (EmailTranslator.WhyUnreadable(message) is { } reason) return said with { Problem = reason };

        var inbox = _inbox ?? Addressed(message);
        var key = $"{inbox} import:{Convert.ToHexStringLower(SHA256.HashData(bytes.Span))}";
        if (_byKey.TryGetValue(key, out var first))
            return first with { File = place.File, Offset = place.Offset, DuplicateOf = first.File, DuplicateOffset = first.Offset };

        var found = new FoundMail(inbox, key[(inbox.Value.Length + 1)..], receivedAt, bytes);
        var kept = await _place.Store.RawMails.KeepAsync(found, cursor: null, cancellation).ConfigureAwait(false);
        var email = EmailTranslator.Translate(message, kept ?? RawMailId.New(_time), inbox, receivedAt);
        var result = await (kept is null ? _preview : _intake).ReceiveAsync(email, history: true, cancellation).ConfigureAwait(false);
        if (kept is { } raw) _byRaw[raw] = place;
        var imported = said with
        {
            Kind = email.Kind,
            Direction = result.Direction,
            Conversation = result.Conversation?.ToString(),
            Customer = result.Customer?.Addresses[0].Value,
            WasThere = kept is null,
        };
        if (kept is not null && result.DuplicateOf is { } original)
            imported = await NameOriginalAsync(imported, original, cancellation).ConfigureAwait(false);
        return _byKey[key] = imported;
    }

    private async Task<ImportedMail> NameOriginalAsync(ImportedMail copy, KnownEmail original, CancellationToken cancellation)
    {
        var conversation = await _place.Store.Conversations.LoadAsync(original.Conversation, cancellation).ConfigureAwait(false);
        var email = conversation?.Entry(original.Entry) switch
        {
            Entry.CustomerEmail e => e.Email,
            Entry.AgentEmail e => e.Email,
            _ => null,
        };
        // The first copy may have come by the mailbox and not by this import: then there is no file to name.
        if (email is null || !_byRaw.TryGetValue(email.Raw, out var place)) return copy with { WasThere = true };
        return copy with { DuplicateOf = place.File, DuplicateOffset = place.Offset };
    }

    /// <summary>The inbox whose address the mail names, else the first.</summary>
    private InboxId Addressed(MimeMessage message)
    {
        var inboxes = _directory.Inboxes;
        if (inboxes.Count == 1) return inboxes[0].Id;
        var named = message.Headers.All("Delivered-To").Select(f => f.Text.Trim().Trim('<', '>'))
            .Concat(message.To.Concat(message.Cc).Concat(message.From).Select(m => m.Address)).Select(a => new EmailAddress(a));
        return (named.Select(a => inboxes.FirstOrDefault(i => i.Addresses.Contains(a))).FirstOrDefault(i => i is not null) ?? inboxes[0]).Id;
    }

    /// <summary>Lets the desk decide without effect: what it would say of a mail that it has already.</summary>
    private sealed class PreviewStore(IConversationStore store) : IConversationStore
    {
        public Task<CommitResult> CommitAsync(DeskCommit commit, CancellationToken cancellation) => Task.FromResult(CommitResult.Committed);

        public Task<Conversation?> LoadAsync(ConversationId id, CancellationToken cancellation) => store.LoadAsync(id, cancellation);

        public Task<Customer?> LoadCustomerAsync(CustomerId id, CancellationToken cancellation)
            => store.LoadCustomerAsync(id, cancellation);

        public Task<Customer?> FindCustomerAsync(EmailAddress address, CancellationToken cancellation)
            => store.FindCustomerAsync(address, cancellation);

        public Task<IReadOnlyDictionary<MsgId, KnownEmail>> FindEmailsAsync(IReadOnlyCollection<MsgId> ids, CancellationToken cancellation)
            => store.FindEmailsAsync(ids, cancellation);

        public Task<ConversationId?> FindBySubjectAsync(
            InboxId inbox, string baseSubject, EmailAddress participant, DateTimeOffset notBefore, CancellationToken cancellation)
            => store.FindBySubjectAsync(inbox, baseSubject, participant, notBefore, cancellation);

        public Task<IReadOnlyList<Conversation>> LoadOfCustomerAsync(CustomerId customer, int most, CancellationToken cancellation)
            => store.LoadOfCustomerAsync(customer, most, cancellation);

        public Task<ChatPostRef?> FindPostAsync(ConversationId conversation, EntryId entry, CancellationToken cancellation)
            => store.FindPostAsync(conversation, entry, cancellation);

        public Task<ConversationId?> FindByThreadAsync(ChatPostRef root, CancellationToken cancellation)
            => store.FindByThreadAsync(root, cancellation);
    }
}
