namespace MailBridge.Conversations;

/// <summary>A mailbox that is watched and the chat channel it is bridged to.</summary>
/// <param name="Id">Its key in the configuration.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Addresses">The addresses customers write to; the first one is the address replies come from.</param>
/// <param name="Channel">Where its conversations are posted.</param>
/// <param name="PlusAddressing">The mail server delivers <c>local+detail@domain</c> to <c>local@domain</c> (RFC 5233), so replies may carry a token in Reply-To.</param>
/// <param name="CopyReplies">Each reply is also sent to the inbox itself, in the envelope only.</param>
/// <param name="ThreadHabit">What plain text in one of its threads is.</param>
public sealed record Inbox(
    InboxId Id,
    string Name,
    IReadOnlyList<EmailAddress> Addresses,
    ChatChannel Channel,
    bool PlusAddressing = false,
    bool CopyReplies = false,
    ThreadHabit ThreadHabit = ThreadHabit.Note)
{
    /// <summary>Whoever answers a conversation that nobody owns owns it from then on.</summary>
    public bool FirstReplyOwns { get; init; } = true;

    /// <summary>How long after it was closed an answer opens a conversation again; a later one opens a new one, which follows it.</summary>
    public TimeSpan ReopenWithin { get; init; } = TimeSpan.FromDays(90);

    /// <summary>What happens in it because time passes.</summary>
    public InboxTimers Timers { get; init; } = InboxTimers.None;

    /// <summary>What stands below every reply from it, below the agent's own <see cref="Agent.Signature"/>, with placeholders; empty for nothing.</summary>
    public string Signature { get; init; } = "";

    /// <summary>The colleague whose own mailbox it is; null for one that is everybody's.</summary>
    public AgentId? Owner { get; init; }

    /// <summary>The one of its addresses that a written address stands for, which may bear a detail behind a plus sign (RFC 5233); null for none.</summary>
    public EmailAddress? Named(EmailAddress written)
    {
        if (Addresses.Contains(written)) return Addresses.First(a => a == written);
        var local = written.LocalPart;
        var plus = local.IndexOf('+', StringComparison.Ordinal);
        var bare = plus > 0 ? new EmailAddress($"{local[..plus]}@{written.Domain}") : written;
        return plus > 0 && Addresses.Contains(bare) ? Addresses.First(a => a == bare) : null;
    }
}

/// <summary>What a message is that an agent types into a thread without saying which.</summary>
public enum ThreadHabit
{
    /// <summary>A note between colleagues.</summary>
    Note,

    /// <summary>A reply to the customer.</summary>
    Reply,
}

/// <summary>A colleague who answers customers.</summary>
/// <param name="Id">Their key in the configuration.</param>
/// <param name="Name">The name customers see.</param>
/// <param name="Addresses">Their own mail addresses; mail from these is a colleague's, never a customer's.</param>
public sealed record Agent(AgentId Id, string Name, IReadOnlyList<EmailAddress> Addresses)
{
    /// <summary>What stands below their replies, with placeholders; empty for nothing.</summary>
    public string Signature { get; init; } = "";
}

/// <summary>A channel of a chat platform.</summary>
/// <param name="Platform">Which gateway speaks to it: <c>workspace</c>, <c>slack</c>, <c>teams</c>.</param>
/// <param name="Workspace">The workspace or tenant within the platform.</param>
/// <param name="Channel">The channel within the workspace, in the platform's own terms.</param>
public sealed record ChatChannel(string Platform, string Workspace, string Channel);

/// <summary>One post in a channel: the platform's id of a message. Ids are unique within their channel only.</summary>
public sealed record ChatPostRef(ChatChannel Channel, string Message);

/// <summary>Who we are: the inboxes, the colleagues and the domains whose mail to each other stays out.</summary>
public sealed class DeskDirectory
{
    private readonly HashSet<EmailAddress> _ours;
    private readonly HashSet<string> _domains;
    private readonly Func<string, bool> _isShared;

    /// <summary>Builds the directory from what the configuration names.</summary>
    /// <param name="inboxes">Every inbox.</param>
    /// <param name="agents">Every colleague.</param>
    /// <param name="ownDomains">Our own domains.</param>
    /// <param name="isShared">Tells of a domain whether strangers have addresses in it; null for never.</param>
    public DeskDirectory(
        IReadOnlyList<Inbox> inboxes, IReadOnlyList<Agent> agents, IEnumerable<string> ownDomains, Func<string, bool>? isShared = null)
    {
        _isShared = isShared ?? (_ => false);
        Inboxes = inboxes;
        Agents = agents;
        _ours = [.. inboxes.SelectMany(i => i.Addresses), .. agents.SelectMany(a => a.Addresses)];
        _domains = new(ownDomains.Select(d => d.Trim().TrimStart('@')), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every inbox.</summary>
    public IReadOnlyList<Inbox> Inboxes { get; }

    /// <summary>Every colleague.</summary>
    public IReadOnlyList<Agent> Agents { get; }

    /// <summary>The inbox with that key, or null.</summary>
    public Inbox? Inbox(InboxId id) => Inboxes.FirstOrDefault(i => i.Id == id);

    /// <summary>The inbox that customers reach under that address, with a <c>+detail</c> or without; null for none.</summary>
    public Inbox? InboxWith(EmailAddress address) => Inboxes.FirstOrDefault(i => i.Named(address) is not null);

    /// <summary>True where answering a conversation that nobody owns makes it one's own.</summary>
    public bool FirstReplyOwns(InboxId id) => Inbox(id) is not { FirstReplyOwns: false };

    /// <summary>The colleague with that key, or null.</summary>
    public Agent? Agent(AgentId id) => Agents.FirstOrDefault(a => a.Id == id);

    /// <summary>What the colleague is called; their key where they are in the configuration no more.</summary>
    public string NameOf(AgentId id) => Agent(id)?.Name ?? id.Value;

    /// <summary>True for a provider's domain in which strangers have addresses.</summary>
    public bool IsShared(string domain) => _isShared(domain);

    /// <summary>True for an address of an inbox that is everybody's, with a detail or without.</summary>
    public bool IsSharedInbox(EmailAddress address) => Inboxes.Any(i => i.Owner is null && i.Named(address) is not null);

    /// <summary>The colleague who owns that address, or null.</summary>
    public Agent? AgentWith(EmailAddress address) => Agents.FirstOrDefault(a => a.Addresses.Contains(address));

    /// <summary>
    /// True for an address of an inbox or a colleague, an inbox' address with a <c>+detail</c>, and any address in one of our own domains.
    /// </summary>
    public bool IsOurs(EmailAddress address)
    {
        if (_ours.Contains(address) || _domains.Contains(address.Domain)) return true;
        var local = address.LocalPart;
        return local.IndexOf('+', StringComparison.Ordinal) is > 0 and var plus
            && _ours.Contains(new EmailAddress($"{local[..plus]}@{address.Domain}"));
    }

    /// <summary>
    /// True for the id of a list of our own (RFC 2919 section 2 puts the owner's domain behind the list's label): an inbox that is a group at a mail
    /// provider hands every customer's mail on as a list.
    /// </summary>
    public bool IsOurList(string listId) => _domains.Any(d => listId.EndsWith("." + d, StringComparison.OrdinalIgnoreCase));
}
