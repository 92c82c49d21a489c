using System.Collections.Concurrent;
using MailBridge.Conversations;
using MailBridge.Operations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack;

/// <summary>How a colleague looks in Slack.</summary>
internal sealed record SlackFace(string User, string Name, string? Picture);

/// <summary>A person in Slack: which colleague they are, or what it would take to be one.</summary>
/// <param name="User">Their member id.</param>
/// <param name="Name">What they are called there.</param>
/// <param name="Email">Their address there, where Slack tells.</param>
/// <param name="Agent">The colleague; null for anybody else.</param>
internal sealed record SlackPerson(string User, string Name, string? Email, Agent? Agent)
{
    /// <summary>What somebody is told who is no agent.</summary>
    public string Unknown => Email is { Length: > 0 }
        ? $"You are not among the agents of MailBridge. Ask whoever runs it to add {Email} to the Addresses of your entry under Agents."
        : $"You are not among the agents of MailBridge. Ask whoever runs it to set SlackUser to {User} in your entry under Agents.";
}

/// <summary>
/// Who is who in Slack. A colleague is known by the member id in the configuration, else by the mail address that Slack has confirmed. Bots, people who left
/// and strangers of shared channels are nobody. Who somebody is is asked again after a minute, for people come and leave; how they look after an hour.
/// </summary>
internal sealed class SlackPeople(SlackClient api, SlackApp app, DeskDirectory directory, BridgeOptions options, TimeProvider time)
{
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(1);

    /// <summary>Who is missing may be added, or open an account, any minute; who is an agent may leave.</summary>
    private static readonly TimeSpan RememberedBriefly = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (SlackPerson Person, DateTimeOffset At)> _people = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<AgentId, (SlackFace? Face, DateTimeOffset Until)> _faces = [];

    private readonly Dictionary<string, AgentId> _byUser = options.Agents
        .Where(a => a.Value.SlackUser.Length > 0)
        .ToDictionary(a => a.Value.SlackUser, a => new AgentId(a.Key), StringComparer.Ordinal);

    /// <summary>The person with that member id.</summary>
    /// <exception cref="SlackException">Slack did not say.</exception>
    public async Task<SlackPerson> WhoAsync(string user, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var isKnown = _people.TryGetValue(user, out var known);
        if (isKnown && now - known.At < RememberedBriefly) return known.Person;
        try
        {
            var person = await AskAsync(user, cancellation).ConfigureAwait(false);
            _people[user] = (person, now);
            return person;
        }
        catch (SlackException e) when (isKnown && e.Verdict is SlackVerdict.TryAgain && now - known.At < Remembered)
        {
            // An hour's trouble of Slack's locks nobody out.
            return known.Person;
        }
    }

    /// <summary>How a colleague looks; null where Slack does not know them.</summary>
    /// <exception cref="SlackException">Slack did not say.</exception>
    public async Task<SlackFace?> FaceAsync(AgentId agent, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        if (_faces.TryGetValue(agent, out var known) && known.Until > now) return known.Face;
        var user = await FindAsync(agent, cancellation).ConfigureAwait(false);
        var face = user is null ? null : new SlackFace(user.Id, user.CalledName, user.ImageUrl);
        _faces[agent] = (face, now + (face is null ? RememberedBriefly : Remembered));
        return face;
    }

    private async Task<SlackPerson> AskAsync(string user, CancellationToken cancellation)
    {
        SlackUser found;
        try
        {
            found = await api.Users.InfoAsync(user, cancellation).ConfigureAwait(false);
        }
        catch (SlackRefusedException e) when (e.Error is "user_not_found" or "user_not_visible")
        {
            return new SlackPerson(user, user, null, null);
        }
        catch (SlackRefusedException e) when (e.Verdict is SlackVerdict.MendTheSetup && _byUser.TryGetValue(user, out var named) && directory.Agent(named) is { } agent)
        {
            // Slack may not tell who that is (a scope is missing); the configuration does.
            return new SlackPerson(user, agent.Name, null, agent);
        }
        var team = (await app.WhoAsync(cancellation).ConfigureAwait(false)).Self.Team;
        var isOneOfUs = found is { IsBot: false, IsDeleted: false, IsStranger: false } && (found.TeamId.Length == 0 || found.TeamId == team);
        return new SlackPerson(user, found.CalledName, found.Email, isOneOfUs ? AgentOf(found) : null);
    }

    private Agent? AgentOf(SlackUser user)
        => _byUser.TryGetValue(user.Id, out var agent) ? directory.Agent(agent)
            : user is { Email: { Length: > 0 } email, IsEmailConfirmed: true } ? directory.AgentWith(new EmailAddress(email))
            : null;

    private async Task<SlackUser?> FindAsync(AgentId agent, CancellationToken cancellation)
    {
        if (_byUser.FirstOrDefault(b => b.Value == agent).Key is { } user)
        {
            try
            {
                return await api.Users.InfoAsync(user, cancellation).ConfigureAwait(false);
            }
            catch (SlackRefusedException e) when (e.Error is "user_not_found" or "user_not_visible")
            {
                return null;
            }
        }
        foreach (var address in directory.Agent(agent)?.Addresses ?? [])
        {
            if (await api.Users.LookupByEmailAsync(address.Value, cancellation).ConfigureAwait(false) is { } found) return found;
        }
        return null;
    }
}
