using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>Words typed into a thread that ask for work with something behind them: whom, until when, which tags.</summary>
internal sealed class TypedWork(DeskDirectory directory, SnoozeTimes times)
{
    /// <summary>The action that was typed, or why it cannot be read; neither for any other word.</summary>
    public (AgentAction? Action, string Problem) Read(ThreadWords words, AgentId agent, Conversation conversation, InboundReceipt receipt)
    {
        var (id, text) = (conversation.Id, words.Text);
        switch (words.Verb)
        {
            case ThreadVerb.Take:
                var isSure = text.Equals("anyway", StringComparison.OrdinalIgnoreCase);
                return text.Length > 0 && !isSure
                    ? (null, "Type !take alone, or !take anyway to take it from a colleague.")
                    : (Assign(agent, isSure), "");
            case ThreadVerb.Assign:
                var (name, sure) = text.EndsWith(" anyway", StringComparison.OrdinalIgnoreCase) ? (text[..^7].Trim(), true) : (text, false);
                if (name.Length == 0) return (null, "Type whom it shall be given to, such as !assign Anna.");
                return Colleague(name, agent) is [var one]
                    ? (Assign(one, sure), "")
                    : (null, $"“{name[..Math.Min(name.Length, 60)]}” is not the name of one colleague. There are {string.Join(", ", directory.Agents.Select(a => a.Name))}.");
            case ThreadVerb.Snooze:
                if (text.Length == 0) return (null, "Type until when, such as !snooze tomorrow, !snooze monday or !snooze 2026-12-24 14:30.");
                if (text.Equals("reply", StringComparison.OrdinalIgnoreCase) || text.StartsWith("until the customer", StringComparison.OrdinalIgnoreCase))
                    return (new AgentAction.Snooze { Agent = agent, Conversation = id, Receipt = receipt }, "");
                return times.ReadWords(text) is { } until
                    ? (new AgentAction.Snooze { Agent = agent, Conversation = id, Receipt = receipt, Until = until }, "")
                    : (null, $"“{text[..Math.Min(text.Length, 40)]}” is no date and time. Write tomorrow, a weekday, or a date and time as 2026-12-24 14:30.");
            case ThreadVerb.Tag or ThreadVerb.Untag:
                var tags = Tags.Read(text);
                if (tags.Count == 0) return (null, $"Type which tag, such as !{words.Verb.ToString().ToLowerInvariant()} refund.");
                return (new AgentAction.Tag
                {
                    Agent = agent, Conversation = id, Receipt = receipt,
                    Add = words.Verb == ThreadVerb.Tag ? tags : [], Remove = words.Verb == ThreadVerb.Untag ? tags : [],
                }, "");
            default:
                return (null, "");
        }

        AgentAction Assign(AgentId to, bool confirmed)
            => new AgentAction.Assign { Agent = agent, Conversation = id, Receipt = receipt, To = to, Seen = conversation.State.Assignee, Confirmed = confirmed };
    }

    /// <summary>The colleagues who are called so: by key, by name, or by a part of it that stands at the beginning of a word.</summary>
    private List<AgentId> Colleague(string text, AgentId me)
    {
        var name = text.TrimStart('@', '＠').Trim();
        if (name.Equals("me", StringComparison.OrdinalIgnoreCase)) return [me];
        var exact = directory.Agents.Where(a => Is(a.Id.Value) || Is(a.Name)).Select(a => a.Id).Distinct().ToList();
        return exact.Count > 0 ? exact : [.. directory.Agents.Where(a => a.Name.Split(' ').Any(Is)).Select(a => a.Id)];

        bool Is(string word) => word.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
