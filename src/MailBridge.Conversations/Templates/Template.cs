using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MailBridge.Conversations;

/// <summary>Names one template through all its versions.</summary>
public readonly record struct TemplateId(Guid Value)
{
    /// <inheritdoc cref="ConversationId.New"/>
    public static TemplateId New(TimeProvider time) => new(Guid.CreateVersion7(time.GetUtcNow()));

    /// <inheritdoc cref="ConversationId.TryParse"/>
    public static bool TryParse([NotNullWhen(true)] string? text, out TemplateId id)
    {
        var ok = Base32.TryDecodeGuid(text, out var value);
        id = new(value);
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Base32.Encode(Value);
}

/// <summary>One version of a template.</summary>
public sealed record TemplateRef(TemplateId Template, int Version)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for any other text.</summary>
    public static TemplateRef? Read(string? text)
        => text?.Split('.') is [var name, var number] && TemplateId.TryParse(name, out var id)
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                ? new TemplateRef(id, version)
                : null;

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Template}.{Version}");
}

/// <summary>
/// A ready answer as one version has it; the latest version is the template. Versions are added and never changed: deleting a template is a version too, and
/// so is bringing it back.
/// </summary>
public sealed record Template
{
    /// <summary>Its name through all versions.</summary>
    public required TemplateId Id { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The one inbox it is for; null for all.</summary>
    public required InboxId? Inbox { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it says, with placeholders as <see cref="TemplateText"/> reads them.</summary>
    public required string Text { get; init; }

    /// <summary>Who made this version.</summary>
    public required AgentId SavedBy { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>This version takes the template away.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>This version's name.</summary>
    public TemplateRef Ref => new(Id, Version);

    /// <summary>It can be used in an inbox.</summary>
    public bool IsFor(InboxId inbox) => !IsDeleted && (Inbox is null || Inbox == inbox);

    /// <summary>Both say the same under the same name for the same inboxes.</summary>
    internal bool SaysTheSameAs(Template other)
        => (Inbox, Name, Text, IsDeleted) == (other.Inbox, other.Name, other.Text, other.IsDeleted);
}

/// <summary>A reply in which a template was used.</summary>
/// <param name="Template">Which.</param>
/// <param name="Words">What the conversation was about, as <see cref="TemplateWords.Of"/> says it.</param>
public sealed record TemplateUse(TemplateId Template, string Words);

/// <summary>Keeps templates and in which replies they were used. Uses enter it with the reply, through <see cref="IConversationStore.CommitAsync"/>.</summary>
public interface ITemplateStore
{
    /// <summary>The latest version of every template, deleted ones too, in no order.</summary>
    Task<IReadOnlyList<Template>> LatestAsync(CancellationToken cancellation);

    /// <summary>Every version of a template, the latest first; none for a template that does not exist.</summary>
    Task<IReadOnlyList<Template>> VersionsAsync(TemplateId id, CancellationToken cancellation);

    /// <summary>Adds a version. False when there is one with that number already: somebody else was faster.</summary>
    Task<bool> AddAsync(Template version, CancellationToken cancellation);

    /// <summary>The last <paramref name="most"/> uses in an inbox, the latest first.</summary>
    Task<IReadOnlyList<TemplateUse>> UsesAsync(InboxId inbox, int most, CancellationToken cancellation);
}
