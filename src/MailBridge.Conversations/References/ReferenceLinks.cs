namespace MailBridge.Conversations;

/// <summary>Containers of a set of mails and of the ids they name, and the links from parent to child between them.</summary>
internal sealed class ReferenceLinks
{
    private const int None = -1;

    private readonly IReadOnlyList<ThreadMember> _mails;
    private readonly int[] _containerOf;
    private readonly Dictionary<MsgId, int> _byId = [];
    private readonly List<List<int>?> _held = [];
    private readonly List<int> _parents = [];
    private readonly List<int> _trees = [];

    public ReferenceLinks(IReadOnlyList<ThreadMember> mails)
    {
        _mails = mails;
        _containerOf = new int[mails.Count];
        InOrder = [.. Enumerable.Range(0, mails.Count)
            .OrderBy(i => mails[i].ReceivedAt).ThenBy(i => mails[i].At).ThenBy(i => mails[i].Id?.Value, StringComparer.Ordinal)
            .ThenBy(i => mails[i].Fingerprint, StringComparer.Ordinal).ThenBy(i => i)];
        var others = new Dictionary<(MsgId, string), int>();
        foreach (var i in InOrder)
        {
            if (mails[i].Id is not { } id) _containerOf[i] = Add();
            else if (Of(id) is var known && (_held[known] is null || mails[_held[known]![0]].Fingerprint == mails[i].Fingerprint)) _containerOf[i] = known;
            // Another mail under an id that is taken: a container of its own, which no id names.
            else if (others.TryGetValue((id, mails[i].Fingerprint), out var other)) _containerOf[i] = other;
            else _containerOf[i] = others[(id, mails[i].Fingerprint)] = Add();
            (_held[_containerOf[i]] ??= []).Add(i);
        }
    }

    /// <summary>The mails by their arrival, then by date and id: the order in which links are made, whatever order they came in.</summary>
    public IReadOnlyList<int> InOrder { get; }

    /// <summary>Step 1.B: the last reference is the mail's parent.</summary>
    public void LinkToParent(int mail)
    {
        var child = _containerOf[mail];
        var references = _mails[mail].References;
        for (var i = references.Count - 1; i >= 0; i--)
        {
            var parent = Of(references[i]);
            if (parent == child) continue;
            Link(parent, child);
            return;
        }
    }

    /// <summary>
    /// Step 1.A: each reference answers the one before it. A mail that is there speaks for itself, but for one that names no parent and was there already:
    /// whoever answered it may know better than its own mail program told.
    /// </summary>
    public void LinkReferences(int mail)
    {
        var references = _mails[mail].References;
        for (var i = 1; i < references.Count; i++)
        {
            var child = Of(references[i]);
            if (_held[child] is not { } held || (_mails[held[0]].References.Count == 0 && _mails[held[0]].ReceivedAt < _mails[mail].ReceivedAt))
                Link(Of(references[i - 1]), child);
        }
    }

    /// <summary>Steps 2 to 4: the threads, without missing mails that hold nothing together, answers by date.</summary>
    public List<ThreadNode> Roots(Comparison<ThreadNode> order)
    {
        var fromRoots = FromRoots();
        var kept = new List<ThreadNode>?[_parents.Count];
        var roots = new List<ThreadNode>();
        for (var i = fromRoots.Count - 1; i >= 0; i--)
        {
            var container = fromRoots[i];
            var below = kept[container] ?? [];
            kept[container] = null;
            var node = Node(container, below, isRoot: _parents[container] == None, order);
            if (_parents[container] == None) roots.AddRange(node is null ? below : [node]);
            else if (node is not null) Take(ref kept[_parents[container]], [node]);
            else Take(ref kept[_parents[container]], below);
        }
        return roots;
    }

    /// <summary>The node of a container; null for one that is dropped in favour of what is below it.</summary>
    private ThreadNode? Node(int container, List<ThreadNode> below, bool isRoot, Comparison<ThreadNode> order)
    {
        var held = _held[container];
        if (held is null && !(isRoot && below.Count > 1)) return null;
        below.Sort(order);
        var node = new ThreadNode(None, held is null ? below[0].At : _mails[held[0]].At) { Mails = held ?? [] };
        node.Adopt(below);
        return node;
    }

    /// <summary>The shorter list goes into the longer one, so that a chain of missing mails costs no more than its answers.</summary>
    private static void Take(ref List<ThreadNode>? into, List<ThreadNode> nodes)
    {
        if (into is null || into.Count < nodes.Count)
        {
            if (into is not null) nodes.AddRange(into);
            into = nodes;
            return;
        }
        into.AddRange(nodes);
    }

    private List<int> FromRoots()
    {
        var children = new List<int>?[_parents.Count];
        var order = new List<int>(_parents.Count);
        for (var i = 0; i < _parents.Count; i++)
        {
            if (_parents[i] == None) order.Add(i);
            else (children[_parents[i]] ??= []).Add(i);
        }
        for (var i = 0; i < order.Count; i++)
        {
            if (children[order[i]] is { } below) order.AddRange(below);
        }
        return order;
    }

    private void Link(int parent, int child)
    {
        if (_parents[child] != None) return;
        var (above, below) = (Tree(parent), Tree(child));
        // The child is the root of its tree: one tree for both means that it is an ancestor of its parent.
        if (above == below) return;
        _parents[child] = parent;
        _trees[below] = above;
    }

    private int Tree(int container)
    {
        while (_trees[container] != container) container = _trees[container] = _trees[_trees[container]];
        return container;
    }

    private int Of(MsgId id)
    {
        if (!_byId.TryGetValue(id, out var container)) _byId[id] = container = Add();
        return container;
    }

    private int Add()
    {
        _held.Add(null);
        _parents.Add(None);
        _trees.Add(_trees.Count);
        return _trees.Count - 1;
    }
}
