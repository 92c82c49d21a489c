using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using MailBridge.Conversations;
using MailBridge.MailIn;
using MailBridge.Mime;

namespace MailBridge.Commands;

/// <summary>Gives old mails to the desk, one after the other, and remembers which file each entry came from.</summary>
internal sealed class ImportIntake
{
    /// <summary>What the source keys of imported mails begin with; the hash of the bytes follows.</summary>
    private const string KeyPrefix = "import:";

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

    /// <summary>
    /// Goes on where an earlier import was ended in the middle: what it had kept but not given to the desk is taken in as history, before a bridge that is
    /// started could take it for new mail.
    /// </summary>
    public async Task ResumeAsync(CancellationToken cancellation)
    {
        foreach (var mail in await _place.Store.RawMails.WaitingAsync(int.MaxValue, cancellation).ConfigureAwait(false))
        {
            if (!mail.SourceKey.StartsWith(KeyPrefix, StringComparison.Ordinal)) continue;
            if (await _place.Store.RawMails.ReadAsync(mail.Id, cancellation).ConfigureAwait(false) is not { } bytes) continue;
            var email = EmailTranslator.Translate(MimeMessage.Read(bytes), mail.Id, mail.Inbox, mail.ReceivedAt);
            await _intake.ReceiveAsync(email, history: true, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps mails and lets the desk decide about each. The same bytes are taken in once, however often they are met.</summary>
    public async IAsyncEnumerable<(ReadMail Mail, ImportedMail Result)> TakeAsync(
        IReadOnlyList<ReadMail> batch, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var fresh = new Dictionary<string, FoundMail>(StringComparer.Ordinal);
        var keyed = new List<(ReadMail Mail, InboxId Inbox, string Key)>(batch.Count);
        foreach (var mail in batch)
        {
            var inbox = _inbox ?? Addressed(mail.Message);
            var source = KeyPrefix + Convert.ToHexStringLower(SHA256.HashData(mail.Message.Bytes.Span));
            var key = $"{inbox} {source}";
            keyed.Add((mail, inbox, key));
            if (EmailTranslator.WhyUnreadable(mail.Message) is null && !_byKey.ContainsKey(key))
                fresh.TryAdd(key, new FoundMail(inbox, source, mail.At, mail.Message.Bytes));
        }
        var ids = await _place.Store.RawMails.KeepManyAsync([.. fresh.Values], cursor: null, cancellation).ConfigureAwait(false);
        var kept = fresh.Keys.Zip(ids).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
        foreach (var (mail, inbox, key) in keyed)
        {
            if (EmailTranslator.WhyUnreadable(mail.Message) is { } reason)
                yield return (mail, Said(mail) with { Problem = reason });
            else if (_byKey.TryGetValue(key, out var first))
                yield return (mail, first with { File = mail.Place.File, Offset = mail.Place.Offset, DuplicateOf = first.File, DuplicateOffset = first.Offset });
            else
                yield return (mail, _byKey[key] = await DecideAsync(mail, inbox, kept[key], cancellation).ConfigureAwait(false));
        }
    }

    private async Task<ImportedMail> DecideAsync(ReadMail mail, InboxId inbox, RawMailId? kept, CancellationToken cancellation)
    {
        if (kept is { } raw) _byRaw[raw] = mail.Place;
        var email = EmailTranslator.Translate(mail.Message, kept ?? RawMailId.New(_time), inbox, mail.At);
        var result = await (kept is null ? _preview : _intake).ReceiveAsync(email, history: true, mail.Related, cancellation).ConfigureAwait(false);
        var imported = Said(mail) with
        {
            Kind = email.Kind,
            Direction = result.Direction,
            Conversation = result.Conversation?.ToString(),
            Customer = result.Customer?.Addresses[0].Value,
            WasThere = kept is null,
        };
        return kept is not null && result.DuplicateOf is { } original
            ? await NameOriginalAsync(imported, original, cancellation).ConfigureAwait(false)
            : imported;
    }

    private static ImportedMail Said(ReadMail mail)
    {
        var id = mail.Message.MessageId is { Length: > 0 } given ? given : null;
        return new ImportedMail(mail.Place.File, id, (EmailKind)mail.Message.Kind, null, null, null, null, mail.Place.Offset, null, false, null);
    }

    private async Task<ImportedMail> NameOriginalAsync(ImportedMail copy, KnownEmail original, CancellationToken cancellation)
    {
        var conversation = await _place.Store.Conversations.LoadAsync(original.Conversation, cancellation).ConfigureAwait(false);
        var email = conversation?.Entry(original.Entry)?.Incoming;
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

        public Task<bool> IsCustomerNamedAsync(string name, CancellationToken cancellation) => store.IsCustomerNamedAsync(name, cancellation);

        public Task<ILookup<MsgId, KnownEmail>> FindEmailsAsync(IReadOnlyCollection<MsgId> ids, CancellationToken cancellation)
            => store.FindEmailsAsync(ids, cancellation);

        public Task<ILookup<ThreadClue, ConversationId>> FindByCluesAsync(IReadOnlyCollection<ThreadClue> clues, CancellationToken cancellation)
            => store.FindByCluesAsync(clues, cancellation);

        public Task<ConversationId?> FindBySubjectAsync(
            InboxId inbox, string baseSubject, EmailAddress participant, DateTimeOffset notBefore, CancellationToken cancellation)
            => store.FindBySubjectAsync(inbox, baseSubject, participant, notBefore, cancellation);

        public Task<BlockedSender?> FindBlockAsync(IReadOnlyCollection<string> patterns, CancellationToken cancellation)
            => store.FindBlockAsync(patterns, cancellation);

        public Task<ConversationId?> FindAsideBySubjectAsync(
            InboxId inbox, string baseSubject, EmailAddress thirdParty, DateTimeOffset notBefore, CancellationToken cancellation)
            => store.FindAsideBySubjectAsync(inbox, baseSubject, thirdParty, notBefore, cancellation);

        public Task<bool> HasSeenAsync(InboundReceipt receipt, CancellationToken cancellation) => store.HasSeenAsync(receipt, cancellation);

        public Task<IReadOnlySet<string>> FindInternalFilesAsync(IReadOnlyCollection<string> sha256, CancellationToken cancellation)
            => store.FindInternalFilesAsync(sha256, cancellation);

        public Task<IReadOnlySet<string>> FindRepeatedFilesAsync(
            EmailAddress sender, IReadOnlyCollection<string> sha256, int times, CancellationToken cancellation)
            => store.FindRepeatedFilesAsync(sender, sha256, times, cancellation);

        public Task<IReadOnlyList<Conversation>> LoadOfCustomerAsync(CustomerId customer, int most, CancellationToken cancellation)
            => store.LoadOfCustomerAsync(customer, most, cancellation);

        public Task<ChatPostRef?> FindPostAsync(ConversationId conversation, EntryId entry, CancellationToken cancellation)
            => store.FindPostAsync(conversation, entry, cancellation);

        public Task<ConversationId?> FindByThreadAsync(ChatPostRef root, CancellationToken cancellation)
            => store.FindByThreadAsync(root, cancellation);

        public Task<ConversationId?> FindHomeAsync(EntryId entry, CancellationToken cancellation) => store.FindHomeAsync(entry, cancellation);

        public Task<FoundEntry?> FindEntryAsync(ChatPostRef message, CancellationToken cancellation) => store.FindEntryAsync(message, cancellation);

        public Task<IReadOnlyDictionary<EntryId, ChatPostRef>> FindPostsAsync(ConversationId conversation, CancellationToken cancellation)
            => store.FindPostsAsync(conversation, cancellation);

        public Task<IReadOnlyList<ConversationVersion>> WaitingAsync(CancellationToken cancellation) => store.WaitingAsync(cancellation);

        public Task<CustomerHistory> HistoryOfAsync(CustomerId customer, ConversationId beside, CancellationToken cancellation)
            => store.HistoryOfAsync(customer, beside, cancellation);
    }
}

/// <summary>A mail of an import, read.</summary>
/// <param name="Index">Its place in the order of the files.</param>
/// <param name="Place">Where it was found.</param>
/// <param name="Message">The mail.</param>
/// <param name="At">When it was written, as far as that is believable.</param>
internal sealed record ReadMail(int Index, MailPlace Place, MimeMessage Message, DateTimeOffset At)
{
    /// <summary>Ids of its thread, where those it refers to itself may not lead there.</summary>
    public IReadOnlyList<MsgId> Related { get; init; } = [];
}
