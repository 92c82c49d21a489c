using MailBridge.Conversations;

namespace MailBridge.Tests.Workspace;

/// <summary>Keeps templates as long as the test lasts.</summary>
internal sealed class PretendedTemplates : ITemplateStore
{
    private readonly List<Template> _versions = [];

    public Task<IReadOnlyList<Template>> LatestAsync(CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<Template>>([.. _versions.GroupBy(v => v.Id).Select(g => g.MaxBy(v => v.Version)!)]);

    public Task<IReadOnlyList<Template>> VersionsAsync(TemplateId id, CancellationToken cancellation)
        => Task.FromResult<IReadOnlyList<Template>>([.. _versions.Where(v => v.Id == id).OrderByDescending(v => v.Version)]);

    public Task<bool> AddAsync(Template version, CancellationToken cancellation)
    {
        if (_versions.Exists(v => v.Ref == version.Ref)) return Task.FromResult(false);
        _versions.Add(version);
        return Task.FromResult(true);
    }

    public Task<IReadOnlyList<TemplateUse>> UsesAsync(InboxId inbox, int most, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<TemplateUse>>([]);
}
