namespace MailBridge.Conversations;

/// <summary>Keeps the ready answers: saves, deletes and brings back, and says which suit a conversation. Any colleague may.</summary>
public sealed class TemplateDesk(ITemplateStore store, DeskDirectory directory, TimeProvider time)
{
    /// <summary>What a chat's menu shows of a name (Slack: 75 characters).</summary>
    public const int LongestName = 75;

    /// <summary>What a chat's form can hold (Slack: six inputs of 3,000 characters), in UTF-16 units.</summary>
    public const int LongestText = 15_000;

    private const int MostTries = 20;

    /// <summary>Every template that is not deleted, by name.</summary>
    public async Task<IReadOnlyList<Template>> AllAsync(CancellationToken cancellation) => Sorted(await store.LatestAsync(cancellation).ConfigureAwait(false), t => !t.IsDeleted);

    /// <summary>Every template that was deleted, by name.</summary>
    public async Task<IReadOnlyList<Template>> DeletedAsync(CancellationToken cancellation) => Sorted(await store.LatestAsync(cancellation).ConfigureAwait(false), t => t.IsDeleted);

    /// <summary>Every version of a template, the latest first; none for a template that does not exist.</summary>
    public Task<IReadOnlyList<Template>> VersionsAsync(TemplateId id, CancellationToken cancellation) => store.VersionsAsync(id, cancellation);

    /// <summary>That version, or null.</summary>
    public async Task<Template?> FindAsync(TemplateRef version, CancellationToken cancellation)
        => (await store.VersionsAsync(version.Template, cancellation).ConfigureAwait(false)).FirstOrDefault(v => v.Version == version.Version);

    /// <summary>The template with that name in an inbox, letter case aside: the inbox' own before one for all, then one whose name begins so; null for none.</summary>
    public async Task<Template?> FindAsync(string name, InboxId inbox, CancellationToken cancellation)
    {
        var offered = (await AllAsync(cancellation).ConfigureAwait(false)).Where(t => t.IsFor(inbox)).OrderBy(t => t.Inbox is null).ToList();
        return offered.Find(t => t.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? (offered.Where(t => t.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase)).ToList() is [var one] ? one : null);
    }

    /// <summary>The templates for a conversation: those that suit it, the best first, and all others by name.</summary>
    public async Task<(IReadOnlyList<Template> Suggested, IReadOnlyList<Template> Others)> OfferAsync(Conversation conversation, CancellationToken cancellation)
    {
        var inbox = conversation.State.Inbox;
        var offered = (await AllAsync(cancellation).ConfigureAwait(false)).Where(t => t.IsFor(inbox)).ToList();
        if (offered.Count == 0) return ([], []);
        var uses = await store.UsesAsync(inbox, TemplateSuggestions.MostUses, cancellation).ConfigureAwait(false);
        var suggested = TemplateSuggestions.Of(offered, uses, TemplateWords.Of(conversation));
        return (suggested, [.. offered.Except(suggested)]);
    }

    /// <summary>Saves what was written as a new version.</summary>
    /// <param name="id">The template, which this makes if it is new.</param>
    /// <param name="seen">The version that was changed; 0 for a new template.</param>
    /// <param name="inbox">The one inbox it is for; null for all.</param>
    /// <param name="name">What people shall call it.</param>
    /// <param name="text">What it shall say.</param>
    /// <param name="agent">Who saves it.</param>
    /// <param name="cancellation">Stops it before it is saved.</param>
    public async Task<ActionOutcome> SaveAsync(
        TemplateId id, int seen, InboxId? inbox, string name, string text, AgentId agent, CancellationToken cancellation)
    {
        var version = new Template
        {
            Id = id,
            Version = seen + 1,
            Inbox = inbox,
            Name = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
            Text = text.ReplaceLineEndings("\n").Trim(),
            SavedBy = agent,
            SavedAt = time.GetUtcNow(),
        };
        if (Problem(version) is { } problem) return new ActionOutcome.Refused(problem);
        var all = await store.LatestAsync(cancellation).ConfigureAwait(false);
        var latest = all.FirstOrDefault(t => t.Id == id);
        if (latest is null && seen > 0) return new ActionOutcome.Refused("This template is not there any more.");
        if (latest?.SaysTheSameAs(version) == true) return new ActionOutcome.Done { IsRepeat = latest.Version > seen };
        if ((latest?.Version ?? 0) != seen) return Overtaken(latest!);
        if (Taken(version, all) is { } taken) return new ActionOutcome.Refused(taken);
        if (await store.AddAsync(version, cancellation).ConfigureAwait(false)) return new ActionOutcome.Done();
        var winner = (await store.VersionsAsync(id, cancellation).ConfigureAwait(false))[0];
        return winner.SaysTheSameAs(version) ? new ActionOutcome.Done { IsRepeat = true } : Overtaken(winner);
    }

    /// <summary>Takes a template away. All its versions are kept.</summary>
    public Task<ActionOutcome> DeleteAsync(TemplateId id, AgentId agent, CancellationToken cancellation)
        => AddAsync(id, latest => (latest with { IsDeleted = true }, null), agent, cancellation);

    /// <summary>Makes what an earlier version says the template again, also of one that was deleted.</summary>
    public async Task<ActionOutcome> BringBackAsync(TemplateRef earlier, AgentId agent, CancellationToken cancellation)
    {
        if (await FindAsync(earlier, cancellation).ConfigureAwait(false) is not { } version) return new ActionOutcome.Refused("There is no such version of this template.");
        var all = await store.LatestAsync(cancellation).ConfigureAwait(false);
        var wanted = version with { IsDeleted = false };
        return await AddAsync(earlier.Template, _ => (wanted, Problem(wanted) ?? Taken(wanted, all)), agent, cancellation).ConfigureAwait(false);
    }

    private async Task<ActionOutcome> AddAsync(TemplateId id, Func<Template, (Template Wanted, string? Problem)> change, AgentId agent, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            if (await store.VersionsAsync(id, cancellation).ConfigureAwait(false) is not [var latest, ..])
                return new ActionOutcome.Refused("This template is not there any more.");
            var (wanted, problem) = change(latest);
            if (latest.SaysTheSameAs(wanted)) return new ActionOutcome.Done { IsRepeat = true };
            if (problem is not null) return new ActionOutcome.Refused(problem);
            var version = wanted with { Version = latest.Version + 1, SavedBy = agent, SavedAt = time.GetUtcNow() };
            if (await store.AddAsync(version, cancellation).ConfigureAwait(false)) return new ActionOutcome.Done();
        }
        throw new InvalidOperationException($"Template {id} was changed by others {MostTries} times in a row.");
    }

    /// <summary>What is wrong with a template by itself, in a sentence; null for nothing.</summary>
    private string? Problem(Template template)
    {
        if (template.Name.Length == 0) return "Give the template a name.";
        if (template.Name.Length > LongestName) return $"The name is longer than {LongestName} characters; shorten it.";
        if (template.Name.Any(char.IsControl)) return "The name has a control character; write it anew.";
        if (template.Text.Length == 0) return "The template says nothing. Write something first.";
        if (template.Text.Length > LongestText)
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The text is longer than {LongestText:N0} characters; shorten it.");
        if (template.Inbox is { } inbox && directory.Inbox(inbox) is null) return $"There is no inbox “{inbox}” any more. Choose another, or all.";
        return TemplateText.Read(template.Text).Problem is { Length: > 0 } problem ? problem : null;
    }

    private string? Taken(Template template, IReadOnlyList<Template> all)
    {
        var same = all.Any(t => t.Id != template.Id && !t.IsDeleted && t.Inbox == template.Inbox && t.Name.Equals(template.Name, StringComparison.OrdinalIgnoreCase));
        var where = template.Inbox is { } inbox ? $"for {directory.Inbox(inbox)?.Name ?? inbox.Value}" : "for all inboxes";
        return same ? $"There is a template “{template.Name}” {where} already. Give this one another name, or change that one." : null;
    }

    private ActionOutcome.Refused Overtaken(Template latest) => new(
        latest.IsDeleted
            ? $"{directory.NameOf(latest.SavedBy)} deleted this template meanwhile. Bring it back first; copy what you wrote."
            : $"{directory.NameOf(latest.SavedBy)} saved this template meanwhile, as version {latest.Version}. Copy what you wrote, open it again and see what it says now.");

    private static List<Template> Sorted(IEnumerable<Template> templates, Func<Template, bool> which) => [.. templates
        .Where(which).OrderBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ThenBy(t => t.Id.ToString(), StringComparer.Ordinal)];
}
