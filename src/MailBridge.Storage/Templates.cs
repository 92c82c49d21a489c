using MailBridge.Conversations;
using Microsoft.EntityFrameworkCore;

namespace MailBridge.Storage;

/// <summary>A version of a template.</summary>
internal sealed class TemplateVersionRow
{
    public required TemplateId Template { get; init; }
    public required int Version { get; init; }
    public InboxId? Inbox { get; init; }
    public required string Name { get; init; }
    public required string Text { get; init; }
    public required AgentId SavedBy { get; init; }
    public required DateTimeOffset SavedAt { get; init; }
    public required bool IsDeleted { get; init; }
}

/// <summary>A reply in which a template was used, with what its conversation was about.</summary>
internal sealed class TemplateUseRow
{
    public required EntryId Entry { get; init; }
    public required TemplateId Template { get; init; }
    public required int Version { get; init; }
    public required InboxId Inbox { get; init; }
    public required ConversationId Conversation { get; init; }
    public required string Words { get; init; }
}

internal sealed class Templates(BridgeDatabase database) : ITemplateStore
{
    public Task<IReadOnlyList<Template>> LatestAsync(CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<Template>>(
        async (context, ct) =>
        {
            var latest = context.TemplateVersions.Where(
                v => !context.TemplateVersions.Any(later => later.Template == v.Template && later.Version > v.Version));
            return (await latest.ToListAsync(ct)).ConvertAll(Read);
        },
        cancellation);

    public Task<IReadOnlyList<Template>> VersionsAsync(TemplateId id, CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<Template>>(
        async (context, ct) => (await context.TemplateVersions.Where(v => v.Template == id).OrderByDescending(v => v.Version).ToListAsync(ct)).ConvertAll(Read),
        cancellation);

    public Task<bool> AddAsync(Template version, CancellationToken cancellation) => database.WriteAsync(
        async (context, ct) =>
        {
            var (id, number) = (version.Id, version.Version);
            if (await context.TemplateVersions.AnyAsync(v => v.Template == id && v.Version >= number, ct)) return false;
            context.Add(new TemplateVersionRow
            {
                Template = id,
                Version = number,
                Inbox = version.Inbox,
                Name = version.Name,
                Text = version.Text,
                SavedBy = version.SavedBy,
                SavedAt = version.SavedAt,
                IsDeleted = version.IsDeleted,
            });
            await context.SaveChangesAsync(ct);
            return true;
        },
        cancellation);

    public Task<IReadOnlyList<TemplateUse>> UsesAsync(InboxId inbox, int most, CancellationToken cancellation) => database.ReadAsync<IReadOnlyList<TemplateUse>>(
        async (context, ct) =>
        {
            // Ids of entries sort by the time they were made.
            var rows = await context.TemplateUses.Where(u => u.Inbox == inbox).OrderByDescending(u => u.Entry).ThenBy(u => u.Template).Take(most).ToListAsync(ct);
            return rows.ConvertAll(u => new TemplateUse(u.Template, u.Words));
        },
        cancellation);

    /// <summary>The uses that a commit of the conversation adds.</summary>
    public static IEnumerable<TemplateUseRow> UsesIn(Conversation conversation)
        => from reply in conversation.Added.OfType<Entry.AgentReply>()
           from used in reply.Templates.DistinctBy(t => t.Template)
           select new TemplateUseRow
           {
               Entry = reply.Id,
               Template = used.Template,
               Version = used.Version,
               Inbox = conversation.State.Inbox,
               Conversation = conversation.Id,
               Words = TemplateWords.Of(conversation),
           };

    private static Template Read(TemplateVersionRow row) => new()
    {
        Id = row.Template,
        Version = row.Version,
        Inbox = row.Inbox,
        Name = row.Name,
        Text = row.Text,
        SavedBy = row.SavedBy,
        SavedAt = row.SavedAt,
        IsDeleted = row.IsDeleted,
    };
}
