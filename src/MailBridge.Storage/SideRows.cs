using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

/// <summary>What is kept beside entries that are none of the customer's: who was written to in side threads under which subject, and their files.</summary>
internal static class SideRows
{
    public static async Task KeepAsync(BridgeContext context, Conversation conversation, CancellationToken cancellation)
    {
        var id = conversation.Id;
        var files = conversation.Added.SelectMany(e => Files(e).Distinct().Select(f => new NoteFileRow { Sha256 = f, Entry = e.Id, Conversation = id }));
        context.NoteFiles.AddRange(files);
        // Of a merged conversation they stay, as its people do: it leads to where it goes on, whatever inbox that is in.
        if (conversation.Given.Count > 0 && conversation.State.MergedInto is null)
        {
            // Who was written to in them alone is known where they are now.
            foreach (var (address, subject) in PeopleOf(conversation.Given).Except(PeopleOf(conversation.Entries)))
                await context.SidePeople.Where(p => p.Conversation == id && p.AddressKey == address && p.BaseSubjectKey == subject).ExecuteDeleteAsync(cancellation);
        }
        var people = PeopleOf(conversation.Added.Concat(conversation.Changed).Concat(conversation.Taken.Select(t => t.Entry)));
        if (people.Count == 0) return;
        var known = await context.SidePeople.Where(p => p.Conversation == id).ToListAsync(cancellation);
        people.ExceptWith(known.Select(p => (p.AddressKey, p.BaseSubjectKey)));
        context.SidePeople.AddRange(people.Select(p => new SidePersonRow { AddressKey = p.Address, BaseSubjectKey = p.Subject, Conversation = id }));
    }

    /// <summary>Who was written to. Whose mail is still held, or was taken back, has heard of nothing.</summary>
    private static HashSet<(string Address, string Subject)> PeopleOf(IEnumerable<Entry> entries)
        => entries.OfType<Entry.AgentReply>()
            .Where(r => r is { SideThread: not null, Life: not (ReplyLife.Held or ReplyLife.Stopped or ReplyLife.Withdrawn) })
            .SelectMany(r => r.Email.To.Concat(r.Email.Cc).Select(p => (Conversions.KeyOf(p.Address), Conversions.KeyOf(r.Email.BaseSubject))))
            .ToHashSet();

    private static IEnumerable<string> Files(Entry entry) => entry switch
    {
        Entry.Note note => note.Files.Select(f => f.Sha256),
        Entry.SideEmail { Email: var email } => email.Attachments.Select(a => a.Sha256),
        Entry.AgentReply { SideThread: not null, Email: var email } => email.Files.Select(f => f.Sha256),
        _ => [],
    };
}
