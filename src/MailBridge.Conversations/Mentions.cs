namespace MailBridge.Conversations;

/// <summary>Finds colleagues who are spoken to in a text: <c>@jonas</c>, <c>@Jonas Weber</c>, by key, by name, or by a first name that only one has.</summary>
internal static class Mentions
{
    /// <summary>Those who are mentioned, each once, in the order of the text.</summary>
    public static IReadOnlyList<AgentId> In(string text, DeskDirectory directory)
    {
        var found = new List<AgentId>();
        for (var at = 0; at < text.Length; at++)
        {
            // A letter before it makes it a mail address.
            if (text[at] is not ('@' or '＠') || (at > 0 && (char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or '_' or '-' or '+'))) continue;
            var rest = text.AsSpan(at + 1);
            AgentId? longest = null;
            var length = 0;
            foreach (var (name, agent) in Names(directory))
            {
                if (name.Length <= length || !rest.StartsWith(name, StringComparison.OrdinalIgnoreCase) || !Ends(rest[name.Length..])) continue;
                (longest, length) = (agent, name.Length);
            }
            if (longest is { } one && !found.Contains(one)) found.Add(one);
        }
        return found;
    }

    private static IEnumerable<(string Name, AgentId Agent)> Names(DeskDirectory directory)
    {
        foreach (var agent in directory.Agents)
        {
            yield return (agent.Id.Value, agent.Id);
            if (agent.Name.Length == 0) continue;
            yield return (agent.Name, agent.Id);
            yield return (agent.Name.Replace(" ", "", StringComparison.Ordinal), agent.Id);
            var first = First(agent);
            if (first.Length > 1 && directory.Agents.Count(a => First(a).Equals(first, StringComparison.OrdinalIgnoreCase)) == 1) yield return (first, agent.Id);
        }

        static string First(Agent agent) => agent.Name.Split(' ')[0];
    }

    /// <summary>The name is over: <c>@anna.shop</c> and <c>@annabel</c> are somebody else.</summary>
    private static bool Ends(ReadOnlySpan<char> rest) => rest switch
    {
        [] => true,
        ['.' or '-' or '@', var next, ..] => !char.IsLetterOrDigit(next),
        [var next, ..] => !char.IsLetterOrDigit(next) && next != '_',
    };
}
