namespace MailBridge.Conversations;

/// <summary>
/// How a set of mails is best taken in: by date, but none before the mail it answers, whatever the senders' clocks say; and each with the ids of its thread,
/// so that it finds its conversation where what it refers to itself is missing.
/// </summary>
public static class ThreadOrder
{
    /// <summary>A mail is looked for by no more ids than this; who is further from it in the thread is reached by those between.</summary>
    private const int MostRelated = 20;

    /// <summary>Where in the set each mail stands, in the order to take them in, with the ids of its thread.</summary>
    public static IReadOnlyList<(int Mail, IReadOnlyList<MsgId> Related)> Of(IReadOnlyList<ThreadMember> mails)
    {
        ArgumentNullException.ThrowIfNull(mails);
        var placed = new List<(DateTimeOffset At, int Depth, int Mail, IReadOnlyList<MsgId> Related)>(mails.Count);
        foreach (var thread in ReferenceThreads.Build(mails)) Place(thread, mails, placed);
        return [.. placed.OrderBy(p => p.At).ThenBy(p => p.Depth).ThenBy(p => p.Mail).Select(p => (p.Mail, p.Related))];
    }

    private static void Place(ThreadNode thread, IReadOnlyList<ThreadMember> mails, List<(DateTimeOffset, int, int, IReadOnlyList<MsgId>)> placed)
    {
        var near = new Queue<MsgId>(MostRelated);
        var open = new Stack<(ThreadNode Node, MsgId? Parent, DateTimeOffset NotBefore, int Depth)>([(thread, null, DateTimeOffset.MinValue, 0)]);
        while (open.TryPop(out var at))
        {
            var time = at.Node.At > at.NotBefore ? at.Node.At : at.NotBefore;
            foreach (var mail in at.Node.Mails)
            {
                // Whoever names the mail it stands under needs nobody else.
                var isFound = at.Parent is { } parent && mails[mail].References.Contains(parent);
                placed.Add((time, at.Depth, mail, isFound ? [] : [.. near.Reverse()]));
            }
            var id = at.Node.Mails.Count > 0 ? mails[at.Node.Mails[0]].Id : null;
            if (id is { } known)
            {
                if (near.Count == MostRelated) near.Dequeue();
                near.Enqueue(known);
            }
            for (var i = at.Node.Children.Count - 1; i >= 0; i--) open.Push((at.Node.Children[i], id, time, at.Depth + 1));
        }
    }
}
