namespace MailBridge.Conversations;

/// <summary>
/// Tells which templates suit a conversation by those that were used in similar ones: each earlier use votes with the cosine of its words' tf-idf weights
/// (Salton and Buckley 1988), squared so that one close case outweighs many far ones. The same history gives the same answer.
/// </summary>
public static class TemplateSuggestions
{
    /// <summary>What stands above the others; more would be a list again.</summary>
    public const int Most = 5;

    /// <summary>Uses that are compared: what was used long ago suits less.</summary>
    public const int MostUses = 500;

    /// <summary>Below this two mails share hardly more than greetings.</summary>
    private const double Least = 0.1;

    /// <summary>The templates that suit best, the best first.</summary>
    /// <param name="offered">Those that may be used.</param>
    /// <param name="uses">Earlier uses in the same inbox.</param>
    /// <param name="words">What the conversation is about, as <see cref="TemplateWords.Of"/> says it.</param>
    public static IReadOnlyList<Template> Of(IReadOnlyList<Template> offered, IReadOnlyList<TemplateUse> uses, string words)
    {
        var cases = uses.Select(u => (u.Template, Words: Counted(u.Words))).ToList();
        var rarity = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in cases.SelectMany(c => c.Words.Keys)) rarity[word] = rarity.GetValueOrDefault(word) + 1;
        foreach (var word in rarity.Keys) rarity[word] = 1 + Math.Log((1 + cases.Count) / (1 + rarity[word]));
        // A word that no earlier case has is the rarest.
        var unknown = 1 + Math.Log(1 + cases.Count);

        var wanted = Weighed(Counted(words));
        var votes = new Dictionary<TemplateId, double>();
        foreach (var (template, counted) in cases)
        {
            var likeness = Cosine(wanted, Weighed(counted));
            if (likeness >= Least) votes[template] = votes.GetValueOrDefault(template) + likeness * likeness;
        }
        return [.. offered
            .Where(t => votes.ContainsKey(t.Id))
            .OrderByDescending(t => votes[t.Id]).ThenBy(t => t.Name, StringComparer.OrdinalIgnoreCase).ThenBy(t => t.Id.ToString(), StringComparer.Ordinal)
            .Take(Most)];

        SortedDictionary<string, double> Weighed(Dictionary<string, int> counted)
        {
            var weights = new SortedDictionary<string, double>(StringComparer.Ordinal);
            foreach (var (word, count) in counted) weights[word] = (1 + Math.Log(count)) * rarity.GetValueOrDefault(word, unknown);
            return weights;
        }
    }

    private static Dictionary<string, int> Counted(string words)
    {
        var counted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries)) counted[word] = counted.GetValueOrDefault(word) + 1;
        return counted;
    }

    // Sorted, so that the sums are the same to the last bit.
    private static double Cosine(SortedDictionary<string, double> a, SortedDictionary<string, double> b)
    {
        var (dot, lengthA, lengthB) = (0.0, 0.0, 0.0);
        foreach (var (word, weight) in a)
        {
            lengthA += weight * weight;
            if (b.TryGetValue(word, out var other)) dot += weight * other;
        }
        foreach (var (_, weight) in b) lengthB += weight * weight;
        return dot == 0 ? 0 : dot / Math.Sqrt(lengthA * lengthB);
    }
}
