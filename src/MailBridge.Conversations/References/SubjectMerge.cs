namespace MailBridge.Conversations;

/// <summary>Joins threads whose first mails have one base subject (RFC 5256 section 3, step 5).</summary>
internal sealed class SubjectMerge(IReadOnlyList<ThreadMember> mails, Comparison<ThreadNode> order)
{
    private readonly Dictionary<string, ThreadNode> _bySubject = new(StringComparer.OrdinalIgnoreCase);

    public List<ThreadNode> Merge(List<ThreadNode> roots)
    {
        roots.Sort(order);
        foreach (var root in roots)
        {
            if (SubjectOf(root) is not { Length: > 0 } subject) continue;
            if (!_bySubject.TryGetValue(subject, out var first) || Precedes(root, first)) _bySubject[subject] = root;
        }
        var gone = new HashSet<ThreadNode>();
        var (added, joined) = (new List<ThreadNode>(), new HashSet<ThreadNode>());
        foreach (var root in roots)
        {
            if (SubjectOf(root) is not { Length: > 0 } subject || _bySubject[subject] is var first && first == root) continue;
            gone.Add(root);
            if (IsMissing(first)) first.Adopt(IsMissing(root) ? root.Children : [root]);
            else if (!IsMissing(root) && IsReply(root) && !IsReply(first)) first.Adopt([root]);
            else
            {
                var both = new ThreadNode(-1, first.At);
                both.Adopt([first, root]);
                gone.Add(first);
                added.Add(both);
                _bySubject[subject] = both;
            }
            joined.Add(_bySubject[subject]);
        }
        foreach (var root in joined)
        {
            root.Sort(order);
            if (IsMissing(root)) root.At = root.Children[0].At;
        }
        return [.. roots.Concat(added).Where(r => !gone.Contains(r))];
    }

    /// <summary>Step 5.B: a missing mail, or else a mail that is no reply, is what the others are joined to.</summary>
    private bool Precedes(ThreadNode root, ThreadNode first) => !IsMissing(first) && (IsMissing(root) || (IsReply(first) && !IsReply(root)));

    private string SubjectOf(ThreadNode root) => mails[(IsMissing(root) ? root.Children[0] : root).Mails[0]].BaseSubject;

    private bool IsReply(ThreadNode root) => mails[root.Mails[0]].IsReplyOrForward;

    private static bool IsMissing(ThreadNode node) => node.Mails.Count == 0;
}
