namespace MailBridge.Conversations;

/// <summary>What threading needs to know about one mail of a set.</summary>
/// <param name="Id">Its Message-ID; null where it has none.</param>
/// <param name="References">The ids of References, oldest first; where there is no such field, the first id of In-Reply-To (RFC 5256 section 3).</param>
/// <param name="At">When it was written: answers to one mail are ordered by it.</param>
public sealed record ThreadMember(MsgId? Id, IReadOnlyList<MsgId> References, DateTimeOffset At)
{
    /// <summary>When it arrived: where two mails contradict each other, the earlier one is believed. When it was written, unless that is known.</summary>
    public DateTimeOffset ReceivedAt { get; init; } = At;

    /// <summary>Equal for two copies of one mail; two mails under one id that differ in it are two mails. Empty where nobody has looked.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>The subject without prefixes; only <see cref="ThreadMerging.BySubject"/> asks for it.</summary>
    public string BaseSubject { get; init; } = "";

    /// <summary>The subject says that this is a reply or a forwarded mail.</summary>
    public bool IsReplyOrForward { get; init; }
}

/// <summary>Whether subjects count.</summary>
public enum ThreadMerging
{
    /// <summary>Only ids make threads: REFS. Two customers who both write "Invoice" stay apart.</summary>
    None,

    /// <summary>Threads whose first mails have one base subject become one: REFERENCES (RFC 5256 section 3, step 5).</summary>
    BySubject,
}

/// <summary>A mail in its thread, or a missing mail that holds several answers together.</summary>
public sealed class ThreadNode
{
    private readonly List<ThreadNode> _children = [];

    internal ThreadNode(int mail, DateTimeOffset at) => (Mails, At) = (mail < 0 ? [] : [mail], at);

    /// <summary>Where in the set the mail stands; second copies behind it. Empty for a mail that is missing.</summary>
    public IReadOnlyList<int> Mails { get; internal set; }

    /// <summary>When it was written; of a missing mail, when its first answer was.</summary>
    public DateTimeOffset At { get; internal set; }

    /// <summary>The answers, oldest first.</summary>
    public IReadOnlyList<ThreadNode> Children => _children;

    /// <summary>This node and all below it, each before its answers. Needs no stack, however deep the thread is.</summary>
    public IEnumerable<ThreadNode> All()
    {
        var open = new Stack<ThreadNode>([this]);
        while (open.TryPop(out var node))
        {
            yield return node;
            for (var i = node._children.Count - 1; i >= 0; i--) open.Push(node._children[i]);
        }
    }

    internal void Adopt(IEnumerable<ThreadNode> children) => _children.AddRange(children);

    internal void Sort(Comparison<ThreadNode> order) => _children.Sort(order);
}
