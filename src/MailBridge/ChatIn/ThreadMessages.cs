using MailBridge.ChatIn.Lookups;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.ChatIn;

/// <summary>
/// Messages that agents type into a conversation's thread. Plain text is a note; <c>!reply</c> mails it after a hold, in which editing and deleting the
/// message edits and withdraws the mail. A message is recognised by its place, so events that arrive twice or out of order do no harm.
/// </summary>
internal sealed class ThreadMessages(
    AgentDesk desk, IConversationStore store, DeskDirectory directory, SendingRules rules, Lookups.Lookups lookups, ReplyTemplates templates, TypedWork work,
    IEnumerable<IChatGateway> gateways, TimeProvider time)
{
    private const string Change = "Edit or delete your message to change your mind.";

    public async Task<ChatAnswer> WrittenAsync(ChatRequest.ThreadMessage message, CancellationToken cancellation)
    {
        if (await store.FindByThreadAsync(message.Root, cancellation).ConfigureAwait(false) is not { } id)
            return message.IsAddressed ? await LookUpAsync(message, cancellation).ConfigureAwait(false) : new ChatAnswer.Ignored();
        if (ChatActions.Stranger(message.Agent, directory) is { } stranger) return stranger;
        if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) return new ChatAnswer.Ignored();
        if (message.Text.Length > ChatActions.LongestText) return ChatActions.TooLong(message.Text);
        if (conversation.State.Thread is { } thread && thread != message.Root)
            return new ChatAnswer.Refused("This conversation goes on in another thread, so this was not kept. Write it there.") { Instead = id };

        var words = ThreadWords.Read(message.Text, message.IsAddressed);
        return words.Verb switch
        {
            // Nobody who asks the bridge something leaves a note by it.
            ThreadVerb.Unknown when message.IsAddressed && LookupWords.Read(message.Text) is not LookupWords.Unknown
                => await LookUpAsync(message, cancellation).ConfigureAwait(false),
            ThreadVerb.Unknown => Unknown(words.Word),
            ThreadVerb.Template => await templates.OfferAsync(conversation, directory.Agent(message.Agent)!, words.Text, cancellation).ConfigureAwait(false),
            ThreadVerb.Reply => await ReplyAsync(message, conversation, words.Text, doubt: "", cancellation).ConfigureAwait(false),
            ThreadVerb.None when Habit(conversation) == ThreadHabit.Reply
                => await ReplyAsync(message, conversation, words.Text, ThreadWords.Doubt(words.Text), cancellation).ConfigureAwait(false),
            ThreadVerb.None or ThreadVerb.Note or ThreadVerb.Outcome => await NoteAsync(
                message, id, words.Text, Seen(message.Post), cancellation, words.Verb == ThreadVerb.Outcome).ConfigureAwait(false),
            _ => await DoAsync(message, conversation, words, cancellation).ConfigureAwait(false),
        };
    }

    public async Task<ChatAnswer> EditedAsync(ChatRequest.ThreadMessageEdited edited, CancellationToken cancellation)
    {
        if (await TypedAsync(edited.Post, cancellation).ConfigureAwait(false) is not { } found)
        {
            // Refused before, or the edit has overtaken the message: what it says now counts, and what it said arrives too late.
            return await WrittenAsync(
                new ChatRequest.ThreadMessage
                {
                    Agent = edited.Agent, Receipt = edited.Receipt, Post = edited.Post, Root = edited.Root,
                    Text = edited.Text, At = edited.At, IsAddressed = edited.IsAddressed, Files = edited.Files,
                },
                cancellation).ConfigureAwait(false);
        }
        if (ChatActions.Stranger(edited.Agent, directory) is { } stranger) return stranger;
        if (edited.Text.Length > ChatActions.LongestText) return ChatActions.TooLong(edited.Text);
        var words = ThreadWords.Read(edited.Text, edited.IsAddressed);
        return found.Entry is Entry.Note
            ? await EditNoteAsync(edited, found, words, cancellation).ConfigureAwait(false)
            : await EditReplyAsync(edited, found, words, cancellation).ConfigureAwait(false);
    }

    public async Task<ChatAnswer> DeletedAsync(ChatRequest.ThreadMessageDeleted deleted, CancellationToken cancellation)
    {
        if (await TypedAsync(deleted.Post, cancellation).ConfigureAwait(false) is { } found)
        {
            var (conversation, entry) = (found.Conversation.Id, found.Entry.Id);
            AgentAction action = found.Entry is Entry.Note
                ? new AgentAction.DeleteNote { Agent = deleted.Agent, Conversation = conversation, Receipt = deleted.Receipt, Entry = entry }
                : new AgentAction.WithdrawReply { Agent = deleted.Agent, Conversation = conversation, Receipt = deleted.Receipt, Entry = entry };
            return Answer(await desk.ActAsync(action, cancellation).ConfigureAwait(false));
        }
        // The deletion may have overtaken the message, which must then come to nothing.
        if (await store.FindByThreadAsync(deleted.Root, cancellation).ConfigureAwait(false) is not null)
            await store.CommitAsync(new DeskCommit { Receipt = Seen(deleted.Post) }, cancellation).ConfigureAwait(false);
        return new ChatAnswer.Ignored();
    }

    private async Task<ChatAnswer> LookUpAsync(ChatRequest.ThreadMessage message, CancellationToken cancellation)
        => ChatActions.Stranger(message.Agent, directory) is { } stranger ? stranger
            : new ChatAnswer.Found(
                await lookups.AnswerAsync(new LookupTarget(message.Text, 0), directory.Agent(message.Agent)!, cancellation).ConfigureAwait(false));

    private async Task<ChatAnswer> ReplyAsync(
        ChatRequest.ThreadMessage message, Conversation conversation, string text, string doubt, CancellationToken cancellation)
    {
        if (message.Files.Sum(f => f.Size) is var size && size > rules.MostAttachmentBytes) return new ChatAnswer.Refused(AgentDesk.TooLarge(size, rules));
        var files = new List<ReplyFile>();
        foreach (var file in message.Files)
        {
            try
            {
                files.Add(new ReplyFile(file.Name, file.MediaType, await file.ReadAsync(cancellation).ConfigureAwait(false)));
            }
            catch (IOException e)
            {
                return new ChatAnswer.Refused($"The file {file.Name} could not be fetched, so nothing was sent: {e.Message}");
            }
        }
        var action = new AgentAction.Reply
        {
            Agent = message.Agent,
            Conversation = conversation.Id,
            Receipt = Seen(message.Post),
            Text = text,
            LastSeen = await LastSeenAsync(conversation, message.At, cancellation).ConfigureAwait(false),
            Files = files,
            TypedIn = message.Post,
            Doubt = doubt,
        };
        return Answer(await desk.ActAsync(action, cancellation).ConfigureAwait(false));
    }

    private async Task<ChatAnswer> NoteAsync(
        ChatRequest.ThreadMessage message, ConversationId id, string text, InboundReceipt receipt, CancellationToken cancellation, bool isOutcome = false)
    {
        var action = new AgentAction.AddNote
        {
            Agent = message.Agent,
            Conversation = id,
            Receipt = receipt,
            // A message of files alone says which.
            Text = text.Length > 0 ? text : string.Join(", ", message.Files.Select(f => f.Name)),
            PostedAt = message.Post,
            IsOutcome = isOutcome,
            Files = await NoteFilesAsync(message.Files, cancellation).ConfigureAwait(false),
        };
        return Answer(await desk.ActAsync(action, cancellation).ConfigureAwait(false));
    }

    /// <summary>What hangs on a note, to be known again should somebody mail it; what is too large to be mailed, or cannot be fetched, need not be.</summary>
    private async Task<IReadOnlyList<ReplyFile>> NoteFilesAsync(IReadOnlyList<ThreadFile> files, CancellationToken cancellation)
    {
        var read = new List<ReplyFile>();
        foreach (var file in files.Where(f => f.Size <= rules.MostAttachmentBytes))
        {
            try
            {
                read.Add(new ReplyFile(file.Name, file.MediaType, await file.ReadAsync(cancellation).ConfigureAwait(false)));
            }
            catch (IOException)
            {
                // The note is worth more than its file's hash.
            }
        }
        return read;
    }

    private async Task<ChatAnswer> DoAsync(ChatRequest.ThreadMessage message, Conversation conversation, ThreadWords words, CancellationToken cancellation)
    {
        var (id, receipt) = (conversation.Id, Seen(message.Post));
        if (words.Verb is ThreadVerb.Take or ThreadVerb.Assign or ThreadVerb.Snooze or ThreadVerb.Tag or ThreadVerb.Untag)
        {
            var (typed, problem) = work.Read(words, message.Agent, conversation, receipt);
            if (typed is null) return new ChatAnswer.Refused(problem);
            return await desk.ActAsync(typed, cancellation).ConfigureAwait(false) is var outcome && outcome is ActionOutcome.Held held
                ? new ChatAnswer.Refused($"{held.Reason} Type !{words.Word}{(words.Text.Length > 0 ? $" {words.Text}" : "")} anyway to do it all the same.")
                : Answer(outcome);
        }
        AgentAction action = words.Verb switch
        {
            ThreadVerb.Claim => new AgentAction.Claim { Agent = message.Agent, Conversation = id, Receipt = receipt },
            ThreadVerb.Release => new AgentAction.Release { Agent = message.Agent, Conversation = id, Receipt = receipt },
            ThreadVerb.Close => new AgentAction.Close { Agent = message.Agent, Conversation = id, Receipt = receipt },
            _ => new AgentAction.Reopen { Agent = message.Agent, Conversation = id, Receipt = receipt },
        };
        var answer = Answer(await desk.ActAsync(action, cancellation).ConfigureAwait(false));
        // "!close he has paid": the reason is worth keeping.
        if (answer is not ChatAnswer.Done || words.Text.Length == 0) return answer;
        return await NoteAsync(message, id, words.Text, receipt with { Source = $"{receipt.Source} note" }, cancellation).ConfigureAwait(false);
    }

    private async Task<ChatAnswer> EditNoteAsync(
        ChatRequest.ThreadMessageEdited edited, (Conversation Conversation, Entry Entry) found, ThreadWords words, CancellationToken cancellation)
    {
        var isNote = words.Verb is ThreadVerb.None or ThreadVerb.Note or ThreadVerb.Outcome;
        var action = new AgentAction.EditNote
        {
            Agent = edited.Agent,
            Conversation = found.Conversation.Id,
            Receipt = edited.Receipt,
            Entry = found.Entry.Id,
            Text = isNote ? words.Text : edited.Text,
        };
        var answer = Answer(await desk.ActAsync(action, cancellation).ConfigureAwait(false));
        return isNote || answer is not ChatAnswer.Done
            ? answer
            : new ChatAnswer.Told("It stays an internal note: editing a note mails nothing and does nothing else. Write a new message for that.");
    }

    private async Task<ChatAnswer> EditReplyAsync(
        ChatRequest.ThreadMessageEdited edited, (Conversation Conversation, Entry Entry) found, ThreadWords words, CancellationToken cancellation)
    {
        var (conversation, entry) = (found.Conversation.Id, found.Entry.Id);
        var byHabit = words.Verb == ThreadVerb.None && Habit(found.Conversation) == ThreadHabit.Reply;
        if (words.Text.Length > 0 && (byHabit || words.Verb == ThreadVerb.Reply))
        {
            return Answer(await desk.ActAsync(
                new AgentAction.EditReply
                {
                    Agent = edited.Agent, Conversation = conversation, Receipt = edited.Receipt, Entry = entry, Text = words.Text,
                    Doubt = byHabit ? ThreadWords.Doubt(words.Text) : "",
                },
                cancellation).ConfigureAwait(false));
        }
        // What no longer says that it is a reply must not be mailed in its old words.
        var withdrawal = new AgentAction.WithdrawReply { Agent = edited.Agent, Conversation = conversation, Receipt = edited.Receipt, Entry = entry };
        var outcome = await desk.ActAsync(withdrawal, cancellation).ConfigureAwait(false);
        return outcome is ActionOutcome.Done
            ? new ChatAnswer.Told("Your message is no reply any more, so nothing is mailed. Write a new one to answer, or to leave a note.")
            : Answer(outcome);
    }

    /// <summary>The last entry whose post is older than the message: what its author can have read.</summary>
    private async Task<EntryId?> LastSeenAsync(Conversation conversation, DateTimeOffset at, CancellationToken cancellation)
    {
        var posts = await store.FindPostsAsync(conversation.Id, cancellation).ConfigureAwait(false);
        foreach (var entry in conversation.Entries.Reverse())
        {
            if (posts.TryGetValue(entry.Id, out var post) && (PostedAt(post) is not { } posted || posted <= at)) return entry.Id;
        }
        return null;
    }

    private DateTimeOffset? PostedAt(ChatPostRef post)
        => gateways.FirstOrDefault(g => g.Platform.Equals(post.Channel.Platform, StringComparison.OrdinalIgnoreCase))?.PostedAt(post);

    /// <summary>The conversation and entry that were typed in a message; null for any other message.</summary>
    private async Task<(Conversation Conversation, Entry Entry)?> TypedAsync(ChatPostRef message, CancellationToken cancellation)
        => await store.FindEntryAsync(message, cancellation).ConfigureAwait(false) is { IsTyped: true } found
            && await store.LoadAsync(found.Conversation, cancellation).ConfigureAwait(false) is { } conversation
            && conversation.Entry(found.Entry) is { } entry
                ? (conversation, entry)
                : null;

    private ThreadHabit Habit(Conversation conversation) => directory.Inbox(conversation.State.Inbox)?.ThreadHabit ?? ThreadHabit.Note;

    private ChatAnswer Answer(ActionOutcome outcome) => outcome switch
    {
        ActionOutcome.Done { IsRepeat: true } => new ChatAnswer.Done(),
        ActionOutcome.Done { Life: ReplyLife.Held { Until: var until } } => new ChatAnswer.Told($"Goes out in {Left(until)}. {Change}"),
        ActionOutcome.Done { Life: ReplyLife.Stopped { Reason: var reason } }
            => new ChatAnswer.Told($"Not sent yet. {reason} Press “Send anyway” or “Drop” on its post, or edit your message."),
        ActionOutcome.Done { Life: ReplyLife.Withdrawn } => new ChatAnswer.Told("Taken back. Nothing is mailed."),
        _ => ChatActions.Answer(outcome),
    };

    private string Left(DateTimeOffset until) => Spans.Words(until - time.GetUtcNow() is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero);

    private static ChatAnswer.Refused Unknown(string word)
    {
        var what = word.Length > 0 ? $"“{word}” is no word that MailBridge knows" : "There is no word for MailBridge";
        return new(
            $"{what}, so nothing was done. The words are {ThreadWords.Known}; to look something up, mention MailBridge with {LookupWords.Known}.");
    }

    /// <summary>The receipt of a message, whatever event told of it.</summary>
    private static InboundReceipt Seen(ChatPostRef post)
        => new($"message {post.Channel.Platform}", $"{post.Channel.Workspace}/{post.Channel.Channel}/{post.Message}");
}
