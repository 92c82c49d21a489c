using System.Buffers;

namespace MailBridge.Conversations;

/// <summary>Looks over the recipients that an agent has named.</summary>
internal static class ReplyRecipients
{
    /// <summary>A reply is no circular; many servers take a hundred recipients at once (RFC 5321 section 4.5.3.1.8).</summary>
    private const int Most = 100;

    private const int LongestLocalPart = 64, LongestDomain = 253; // RFC 5321 section 4.5.3.1

    private static readonly SearchValues<char> _noLocalPart = SearchValues.Create(" <>\"(),;:[]\\@");

    /// <summary>The draft with those recipients, each once, or why not, in a sentence. Whom the draft itself names is right as they are.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="wantedTo">The To field; null for the draft's.</param>
    /// <param name="wantedCc">The Cc field; null for the draft's.</param>
    /// <param name="directory">Who we are.</param>
    /// <param name="mayBeColleagues">Colleagues may get it, as third parties; an inbox of ours never.</param>
    public static (OutgoingEmail Email, string? Problem) Apply(
        OutgoingEmail draft, IReadOnlyList<EmailPerson>? wantedTo, IReadOnlyList<EmailPerson>? wantedCc, DeskDirectory directory, bool mayBeColleagues = false)
    {
        List<EmailPerson> to = [.. (wantedTo ?? draft.To).DistinctBy(p => p.Address)];
        List<EmailPerson> cc = [.. (wantedCc ?? draft.Cc).DistinctBy(p => p.Address).Where(p => to.All(t => t.Address != p.Address))];
        if (to.Count == 0) return (draft, "There is nobody under To. Name at least one recipient.");
        if (to.Count + cc.Count > Most) return (draft, $"These are more than {Most} recipients; name fewer.");
        var known = draft.To.Concat(draft.Cc).Select(p => p.Address).ToHashSet();
        foreach (var person in to.Concat(cc).Where(p => !known.Contains(p.Address)))
        {
            if (!IsAddress(person.Address.Value)) return (draft, $"“{person.Address}” is no mail address. Write it as name@example.com.");
            if (mayBeColleagues && directory.IsOurs(person.Address) && !directory.IsSharedInbox(person.Address)) continue;
            if (mayBeColleagues && directory.IsSharedInbox(person.Address))
                return (draft, $"{person.Address} is one of our inboxes, which has this mail already. Name a colleague's own address or somebody outside.");
            if (directory.IsOurs(person.Address))
                return (draft, $"{person.Address} is one of our own addresses. Replies go to customers; tell colleagues in a note.");
        }
        return (draft with { To = to, Cc = cc }, null);
    }

    /// <summary>What people write as an address, not all that RFC 5322 allows.</summary>
    private static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        if (at is <= 0 or > LongestLocalPart || text.Length - at - 1 is 0 or > LongestDomain) return false;
        var domain = text[(at + 1)..];
        return !text.AsSpan(0, at).ContainsAny(_noLocalPart) && !text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))
            && domain.All(c => c is '.' or '-' || char.IsLetterOrDigit(c)) && !domain.Contains("..", StringComparison.Ordinal)
            && domain[0] is not ('.' or '-') && domain[^1] is not ('.' or '-');
    }
}
