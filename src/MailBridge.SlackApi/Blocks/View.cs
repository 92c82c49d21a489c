using System.Text.Json.Serialization;

namespace MailBridge.SlackApi.Blocks;

/// <summary>A surface with blocks: a modal or a home tab (https://docs.slack.dev/reference/views).</summary>
[JsonDerivedType(typeof(ModalView))]
[JsonDerivedType(typeof(HomeView))]
public abstract record View
{
    private protected View(string type, IReadOnlyList<Block> blocks) => (Type, Blocks) = (type, blocks);

    /// <summary>Slack's name of the kind.</summary>
    [JsonPropertyOrder(-3)]
    public string Type { get; }

    /// <summary>At most 100.</summary>
    [JsonPropertyOrder(-1)]
    public IReadOnlyList<Block> Blocks { get; init; }

    /// <summary>What a payload names the view by; at most 255 characters.</summary>
    public string? CallbackId { get; init; }

    /// <summary>Comes back with every payload; at most 3000 characters. Ids only.</summary>
    public string? PrivateMetadata { get; init; }

    /// <summary>A name of ours, unique in the workspace; at most 255 characters.</summary>
    public string? ExternalId { get; init; }
}

/// <summary>A form before the person's eyes (https://docs.slack.dev/reference/views/modal-views).</summary>
public sealed record ModalView(PlainText Title, IReadOnlyList<Block> Blocks) : View("modal", Blocks)
{
    /// <summary>At most 24 characters.</summary>
    [JsonPropertyOrder(-2)]
    public PlainText Title { get; init; } = Title;

    /// <summary>At most 24 characters; must be there when there are input blocks.</summary>
    public PlainText? Submit { get; init; }

    /// <summary>At most 24 characters.</summary>
    public PlainText? Close { get; init; }

    /// <summary>True asks for <c>view_closed</c>.</summary>
    public bool? NotifyOnClose { get; init; }

    /// <summary>True closes all views when this one is closed.</summary>
    public bool? ClearOnClose { get; init; }
}

/// <summary>The app's home tab (https://docs.slack.dev/reference/views/home-tab-views).</summary>
public sealed record HomeView(IReadOnlyList<Block> Blocks) : View("home", Blocks);
