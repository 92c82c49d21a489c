using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

/// <summary>
/// One commit of the desk inside its transaction. Everything that may refuse it is asked before the first row is written; where a database
/// lets another writer in between, its unique indexes and the version say the same.
/// </summary>
internal sealed class CommitStep(BridgeDatabase database, BridgeContext context, DeskCommit commit, DateTimeOffset now)
{
    public async Task<CommitResult> RunAsync(CancellationToken cancellation)
    {
        if (await IsSeenAsync(cancellation)) return CommitResult.AlreadySeen;
        var conversations = new[] { commit.Conversation, commit.Other }.OfType<Conversation>().ToList();
        var stored = new Dictionary<ConversationId, ConversationRow>();
        foreach (var conversation in conversations)
        {
            var row = await StoredAsync(conversation.Id, cancellation);
            if ((row?.Version ?? 0) != conversation.Version) return CommitResult.Conflict;
            if (row is not null) stored[conversation.Id] = row;
        }
        if (await IsTakenAsync(conversations, cancellation)) return CommitResult.Conflict;
        if (commit.Counted is { } counted && await AcknowledgementBook.CountAsync(context, counted, now, cancellation) is not CommitResult.Committed and var no) return no;

        if (commit.Receipt is { } receipt)
            context.Receipts.Add(new ReceiptRow { Source = receipt.Source, ExternalKey = receipt.ExternalKey, SeenAt = now });
        if (commit.Customer is { } customer) await KeepAsync(customer, cancellation);
        var added = new List<(EntryRow Row, Entry Entry)>();
        foreach (var conversation in conversations) added.AddRange(await KeepAsync(conversation, stored.GetValueOrDefault(conversation.Id), cancellation));
        await KeepBlocksAsync(cancellation);
        if (commit.RawMail is { } end) await EndAsync(end, cancellation);
        if (commit.Typed is { } typed) KeepTyped(typed, commit.Conversation!.Id);
        if (commit.Recalled is { } recalled) await RecallAsync(recalled, cancellation);
        if (commit.Delivery is { } delivery) await DeliveryEnds.ApplyAsync(context, delivery, cancellation);
        await ScheduleAsync(cancellation);
        await context.SaveChangesAsync(cancellation);
        // Behind the rows of conversations that are new.
        foreach (var conversation in conversations) await TakeStep.RunAsync(context, conversation, cancellation);
        foreach (var (row, entry) in added) await database.Engine.FullText.AddAsync(context.Database, row.Sequence, SearchText.Of(entry), cancellation);
        return CommitResult.Committed;
    }

    private async Task<IEnumerable<(EntryRow, Entry)>> KeepAsync(Conversation conversation, ConversationRow? stored, CancellationToken cancellation)
    {
        KeepState(conversation, stored);
        await KeepParticipantsAsync(conversation, cancellation);
        await KeepTagsAsync(conversation, cancellation);
        await KeepChangedAsync(conversation, cancellation);
        var added = conversation.Added.Select(e => (Row: Row(conversation.Id, e, commit.Typed), Entry: e)).ToList();
        context.Entries.AddRange(added.Select(a => a.Row));
        await KeepFurtherIdsAsync(conversation, cancellation);
        await KeepCluesAsync(conversation, cancellation);
        await SideRows.KeepAsync(context, conversation, cancellation);
        context.TemplateUses.AddRange(Templates.UsesIn(conversation));
        foreach (var entry in conversation.Added.OfType<Entry.CustomerEmail>()) await CountPicturesAsync(entry.Email, cancellation);
        return added;
    }

    private async Task<bool> IsSeenAsync(CancellationToken cancellation)
    {
        if (commit.Receipt is { } receipt
            && await context.Receipts.AnyAsync(r => r.Source == receipt.Source && r.ExternalKey == receipt.ExternalKey, cancellation)) return true;
        return commit.Typed is { Message: var message } && await ConversationStore.TypedIn(context, message).AnyAsync(cancellation);
    }

    private Task<ConversationRow?> StoredAsync(ConversationId id, CancellationToken cancellation)
        => context.Conversations.AsTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation);

    /// <summary>Another customer has an address, or another entry a Message-ID.</summary>
    private async Task<bool> IsTakenAsync(IReadOnlyList<Conversation> conversations, CancellationToken cancellation)
    {
        if (commit.Customer is { Id: var customer, Addresses: var addresses })
        {
            var keys = addresses.Select(Conversions.KeyOf).ToList();
            if (await context.CustomerAddresses.AnyAsync(a => keys.Contains(a.AddressKey) && a.Customer != customer, cancellation))
                return true;
        }
        var ids = conversations.SelectMany(c => c.Added).Select(MessageIdOf).Where(id => id is not null).ToList();
        if (ids.Count == 0) return false;
        return ids.Distinct().Count() < ids.Count || await context.Entries.AnyAsync(e => ids.Contains(e.MessageId), cancellation);
    }

    private async Task KeepAsync(Customer customer, CancellationToken cancellation)
    {
        var id = customer.Id;
        if (await context.Customers.AsTracking().SingleOrDefaultAsync(c => c.Id == id, cancellation) is { } row)
            (row.Name, row.Since) = (customer.Name, customer.Since);
        else
            context.Customers.Add(new CustomerRow { Id = id, Name = customer.Name, Since = customer.Since });

        var stored = await context.CustomerAddresses.AsTracking().Where(a => a.Customer == id).ToDictionaryAsync(
            a => a.AddressKey, cancellation);
        foreach (var (position, address) in customer.Addresses.DistinctBy(Conversions.KeyOf).Index())
        {
            var key = Conversions.KeyOf(address);
            if (stored.Remove(key, out var old)) (old.Address, old.Position) = (address.Value, position);
            else context.Add(new CustomerAddressRow { AddressKey = key, Customer = id, Address = address.Value, Position = position });
        }
        context.CustomerAddresses.RemoveRange(stored.Values);
    }

    private void KeepState(Conversation conversation, ConversationRow? row)
    {
        var state = conversation.State;
        if (row is null)
        {
            row = new ConversationRow
            {
                Id = state.Id,
                Inbox = state.Inbox,
                Customer = state.Customer,
                Subject = state.Subject,
                BaseSubject = state.BaseSubject,
                BaseSubjectKey = Conversions.KeyOf(state.BaseSubject),
                Status = state.Status,
                OpenedAt = state.OpenedAt,
                LastActivityAt = state.LastActivityAt,
                Version = 0,
            };
            context.Conversations.Add(row);
        }
        (row.Inbox, row.Customer, row.Subject, row.Status) = (state.Inbox, state.Customer, state.Subject, state.Status);
        (row.BaseSubject, row.BaseSubjectKey) = (state.BaseSubject, Conversions.KeyOf(state.BaseSubject));
        (row.Assignee, row.Follows, row.Outcome) = (state.Assignee, state.Follows, state.Outcome);
        (row.OpenedAt, row.LastActivityAt) = (state.OpenedAt, state.LastActivityAt);
        row.IsSpam = state.IsSpam;
        (row.WaitingSince, row.SnoozedUntil) = (state.WaitingSince, state.SnoozedUntil);
        (row.MergedInto, row.CameBy) = (state.MergedInto, state.CameBy);
        if (conversation.HasLeftThread) LeaveThread(row);
        // The queue writes the thread too, without a version: whoever loaded before the card was posted must not take it away.
        if (state.Thread is { } thread)
        {
            (row.ThreadPlatform, row.ThreadWorkspace) = (thread.Channel.Platform, thread.Channel.Workspace);
            (row.ThreadChannel, row.ThreadMessage) = (thread.Channel.Channel, thread.Message);
        }
        row.Version++;
    }

    /// <summary>What is typed into the thread that is left still finds its conversation.</summary>
    private void LeaveThread(ConversationRow row)
    {
        if (Posts.Read(row.ThreadPlatform, row.ThreadWorkspace, row.ThreadChannel, row.ThreadMessage) is { } left)
        {
            context.LeftThreads.Add(new LeftThreadRow
            {
                Platform = left.Channel.Platform, Workspace = left.Channel.Workspace, Channel = left.Channel.Channel, Message = left.Message, Conversation = row.Id,
            });
        }
        (row.ThreadPlatform, row.ThreadWorkspace, row.ThreadChannel, row.ThreadMessage) = (null, null, null, null);
    }

    private async Task KeepParticipantsAsync(Conversation conversation, CancellationToken cancellation)
    {
        var id = conversation.Id;
        var stored = conversation.Version == 0
            ? []
            : await context.Participants.AsTracking().Where(p => p.Conversation == id).ToDictionaryAsync(p => p.AddressKey, cancellation);
        foreach (var (position, address) in conversation.State.Participants.DistinctBy(Conversions.KeyOf).Index())
        {
            var key = Conversions.KeyOf(address);
            if (stored.Remove(key, out var old)) (old.Address, old.Position) = (address.Value, position);
            else context.Add(new ParticipantRow { Conversation = id, AddressKey = key, Address = address.Value, Position = position });
        }
        context.Participants.RemoveRange(stored.Values);
    }

    private async Task KeepTagsAsync(Conversation conversation, CancellationToken cancellation)
    {
        var id = conversation.Id;
        var stored = conversation.Version == 0
            ? []
            : await context.Tags.AsTracking().Where(t => t.Conversation == id).ToDictionaryAsync(t => t.TagKey, cancellation);
        foreach (var (position, tag) in conversation.State.Tags.DistinctBy(Conversions.KeyOf).Index())
        {
            var key = Conversions.KeyOf(tag);
            if (stored.Remove(key, out var old)) (old.Tag, old.Position) = (tag, position);
            else context.Add(new TagRow { Conversation = id, TagKey = key, Tag = tag, Position = position });
        }
        context.Tags.RemoveRange(stored.Values);
    }

    private async Task KeepBlocksAsync(CancellationToken cancellation)
    {
        if (commit.Blocked is { } blocked)
        {
            context.Add(new BlockedSenderRow
            {
                PatternKey = Conversions.KeyOf(blocked.Pattern), Pattern = blocked.Pattern, By = blocked.By, At = blocked.At, Conversation = blocked.Conversation,
            });
        }
        if (commit.Unblocked is { } pattern)
        {
            var key = Conversions.KeyOf(pattern);
            await context.BlockedSenders.Where(b => b.PatternKey == key).ExecuteDeleteAsync(cancellation);
        }
        if (commit.SetAside is { } mail && !await context.BlockedMails.AnyAsync(m => m.Mail == mail.Mail, cancellation))
        {
            context.Add(new BlockedMailRow
            {
                Mail = mail.Mail, PatternKey = Conversions.KeyOf(mail.Pattern), Pattern = mail.Pattern, SenderName = mail.From.Name,
                SenderAddress = mail.From.Address.Value, Subject = mail.Subject, ReceivedAt = mail.ReceivedAt,
            });
        }
    }

    private async Task KeepChangedAsync(Conversation conversation, CancellationToken cancellation)
    {
        var id = conversation.Id;
        foreach (var entry in conversation.Changed)
        {
            var body = EntryJson.Write(entry);
            await context.Entries.Where(e => e.Id == entry.Id && e.Conversation == id)
                .ExecuteUpdateAsync(set => set.SetProperty(e => e.Body, body), cancellation);
            if (!conversation.Reworded.Contains(entry.Id)) continue;
            var sequence = await context.Entries.Where(e => e.Id == entry.Id).Select(e => e.Sequence).SingleAsync(cancellation);
            await database.Engine.FullText.RemoveAsync(context.Database, sequence, cancellation);
            await database.Engine.FullText.AddAsync(context.Database, sequence, SearchText.Of(entry), cancellation);
        }
    }

    private async Task KeepFurtherIdsAsync(Conversation conversation, CancellationToken cancellation)
    {
        foreach (var entry in conversation.Added.Concat(conversation.Changed))
        {
            var ids = FurtherIdsOf(entry);
            if (ids.Count == 0) continue;
            var stored = await context.FurtherIds.Where(f => f.Entry == entry.Id).Select(f => f.MessageId).ToListAsync(cancellation);
            context.FurtherIds.AddRange(
                ids.Except(stored).Select(id => new FurtherIdRow { MessageId = id, Entry = entry.Id, Conversation = conversation.Id }));
        }
    }

    private async Task KeepCluesAsync(Conversation conversation, CancellationToken cancellation)
    {
        var id = conversation.Id;
        if (conversation.Given.Count > 0)
        {
            // What only they had leads there no more.
            var gone = conversation.Given.SelectMany(e => e.Incoming?.Clues ?? []).Except(conversation.Entries.SelectMany(e => e.Incoming?.Clues ?? [])).ToList();
            foreach (var clue in gone)
                await context.Clues.Where(c => c.Conversation == id && c.Kind == clue.Kind && c.Value == clue.Value).ExecuteDeleteAsync(cancellation);
        }
        var clues = conversation.Added.Concat(conversation.Taken.Select(t => t.Entry)).SelectMany(e => e.Incoming?.Clues ?? []).ToHashSet();
        if (clues.Count == 0) return;
        if (conversation.Version > 0)
        {
            var values = clues.Select(c => c.Value).ToArray();
            var stored = await context.Clues.Where(c => c.Conversation == id && values.Contains(c.Value)).ToListAsync(cancellation);
            clues.ExceptWith(stored.Select(c => new ThreadClue(c.Kind, c.Value)));
        }
        context.Clues.AddRange(clues.Select(c => new ClueRow { Kind = c.Kind, Value = c.Value, Conversation = id }));
    }

    private void KeepTyped(TypedMessage typed, ConversationId conversation)
        => context.TypedMessages.Add(new TypedMessageRow
        {
            Platform = typed.Message.Channel.Platform,
            Workspace = typed.Message.Channel.Workspace,
            Channel = typed.Message.Channel.Channel,
            Message = typed.Message.Message,
            Conversation = conversation,
            Entry = typed.Entry,
        });

    /// <summary>A worker that has leased it finds the reply changed, and the delivery gone.</summary>
    private Task<int> RecallAsync(EntryId reply, CancellationToken cancellation)
        => context.Deliveries.Where(d => d.Entry == reply && d.Kind == DeliveryRows.SubmitReply && d.State == DeliveryState.Scheduled)
            .ExecuteDeleteAsync(cancellation);

    private async Task CountPicturesAsync(IncomingEmail email, CancellationToken cancellation)
    {
        var hashes = email.Attachments.Where(Logos.MayBe).Select(a => a.Sha256).Distinct().ToList();
        if (hashes.Count == 0) return;
        var domain = Conversions.KeyOf(email.From.Address.Domain);
        var known = await context.SentPictures.AsTracking().Where(p => p.Domain == domain && hashes.Contains(p.Sha256)).ToDictionaryAsync(
            p => p.Sha256, cancellation);
        foreach (var hash in hashes)
        {
            if (known.TryGetValue(hash, out var row)) row.Mails++;
            else context.Add(new SentPictureRow { Domain = domain, Sha256 = hash, Mails = 1 });
        }
    }

    private Task<int> EndAsync(RawMailEnd end, CancellationToken cancellation)
    {
        var (id, remark, conversation) = (end.Id, end.Disposition.ToString(), end.Conversation);
        return context.RawMails.Where(m => m.Id == id && m.State != RawMailState.Own).ExecuteUpdateAsync(
            set => set
                .SetProperty(m => m.State, RawMailState.Read)
                .SetProperty(m => m.Remark, remark)
                .SetProperty(m => m.Conversation, conversation),
            cancellation);
    }

    private async Task ScheduleAsync(CancellationToken cancellation)
    {
        HashSet<(string Lane, EntryId? Entry)> updates = [];
        foreach (var row in commit.Deliveries.Select(DeliveryRows.Scheduled))
        {
            if (row.Kind is DeliveryRows.UpdateConversation or DeliveryRows.UpdateEntry or DeliveryRows.ClearWriters)
            {
                if (!updates.Add((row.Lane, row.Entry)) || await WaitsAlreadyAsync(row, cancellation)) continue;
            }
            // One that is due before would stand in line behind it.
            if (row.Kind == DeliveryRows.Wake)
                await context.Deliveries.Where(d => d.Lane == row.Lane && d.State == DeliveryState.Scheduled).ExecuteDeleteAsync(cancellation);
            context.Deliveries.Add(row);
        }
    }

    /// <summary>The same update waits and nobody has begun to render it.</summary>
    private Task<bool> WaitsAlreadyAsync(DeliveryRow row, CancellationToken cancellation)
        => context.Deliveries.AnyAsync(
            d => d.Lane == row.Lane && d.State == DeliveryState.Scheduled && d.Kind == row.Kind && d.Entry == row.Entry
                && (d.LeasedUntil == null || d.LeasedUntil <= now),
            cancellation);

    private static EntryRow Row(ConversationId conversation, Entry entry, TypedMessage? typed)
    {
        var post = typed is { IsPost: true } && typed.Entry == entry.Id ? typed.Message : null;
        return new EntryRow
        {
            Id = entry.Id,
            Conversation = conversation,
            Kind = EntryJson.KindOf(entry),
            At = entry.At,
            MessageId = MessageIdOf(entry),
            Fingerprint = entry.Incoming?.Fingerprint,
            Body = EntryJson.Write(entry),
            PostPlatform = post?.Channel.Platform,
            PostWorkspace = post?.Channel.Workspace,
            PostChannel = post?.Channel.Channel,
            PostMessage = post?.Message,
        };
    }

    private static MsgId? MessageIdOf(Entry entry) => entry is Entry.Outgoing sent ? sent.Email.MessageId : entry.Incoming?.MessageId;

    private static IReadOnlyCollection<MsgId> FurtherIdsOf(Entry entry)
        => entry is Entry.Outgoing sent ? sent.FurtherIds : entry.Incoming?.HeaderId is { } id ? [id] : [];
}
