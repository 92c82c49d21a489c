namespace MailBridge.Conversations;

/// <summary>
/// Threads of a set of mails (RFC 5256 section 3, after Jamie Zawinski). Unlike the RFC's own steps the outcome does not depend on the order of the input:
/// what each mail says of its own parent is linked first, then what others say of it, each in the order of arrival. No link is ever broken again, so a
/// union-find answers whether one would close a loop, and the whole is linear but for the sorting.
/// </summary>
public static class ReferenceThreads
{
    /// <summary>The threads, oldest first.</summary>
    public static IReadOnlyList<ThreadNode> Build(IReadOnlyList<ThreadMember> mails, ThreadMerging merging = ThreadMerging.None)
    {
        ArgumentNullException.ThrowIfNull(mails);
        var links = new ReferenceLinks(mails);
        foreach (var mail in links.InOrder) links.LinkToParent(mail);
        foreach (var mail in links.InOrder) links.LinkReferences(mail);
        var order = Order(mails);
        var roots = links.Roots(order);
        if (merging == ThreadMerging.BySubject) roots = new SubjectMerge(mails, order).Merge(roots);
        roots.Sort(order);
        return roots;
    }

    /// <summary>Oldest first; equal dates in an order that does not depend on the input's.</summary>
    private static Comparison<ThreadNode> Order(IReadOnlyList<ThreadMember> mails) => (one, other) =>
    {
        var byDate = one.At.CompareTo(other.At);
        if (byDate != 0) return byDate;
        var byId = string.CompareOrdinal(IdOf(one), IdOf(other));
        return byId != 0 ? byId : string.CompareOrdinal(PrintOf(one), PrintOf(other));

        string IdOf(ThreadNode node) => node.Mails.Count == 0 ? "" : mails[node.Mails[0]].Id?.Value ?? "";
        string PrintOf(ThreadNode node) => node.Mails.Count == 0 ? "" : mails[node.Mails[0]].Fingerprint;
    };
}
