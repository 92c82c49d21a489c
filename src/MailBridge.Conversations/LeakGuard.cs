namespace MailBridge.Conversations;

/// <summary>Looks for what should not leave the house before a reply is mailed.</summary>
internal sealed class LeakGuard(IConversationStore store, DeskDirectory directory, IReadOnlyList<string> internalPhrases)
{
    /// <summary>Addresses of a text that are looked up: who pastes a longer list has met the first ones.</summary>
    private const int MostAddresses = 50;

    /// <summary>What speaks against mailing a text with these files, a sentence for each reason; empty for nothing.</summary>
    /// <param name="conversation">The conversation it would go out in.</param>
    /// <param name="author">Who wrote it: their own name and addresses are theirs to give.</param>
    /// <param name="text">What they wrote; the quote below it is the customer's own.</param>
    /// <param name="recipients">Who gets it besides those who take part already.</param>
    /// <param name="files">What goes with it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<string> AgainstAsync(
        Conversation conversation, AgentId author, string text, IReadOnlyList<EmailPerson> recipients, IReadOnlyList<OutgoingFile> files, CancellationToken cancellation)
    {
        var reasons = new List<string>();
        reasons.AddRange(recipients.Where(p => conversation.SideThreadOf(p.Address) is not null).Select(
            p => $"{p.Address} takes part in a side thread here; with this mail the customer and they would know of each other."));
        if (Repeated(text, conversation) is { } aside) reasons.Add($"It repeats what {aside.From.Display} wrote in a side thread.");
        reasons.AddRange(await AgainstWordsAsync(conversation, author, text, recipients, cancellation).ConfigureAwait(false));
        if (files.Count > 0)
        {
            var inside = await store.FindInternalFilesAsync([.. files.Select(f => f.Sha256)], cancellation).ConfigureAwait(false);
            reasons.AddRange(files.Where(f => inside.Contains(f.Sha256)).Select(f => CameAside(conversation, f.Sha256)
                ? $"The file {f.Name} was only ever in a side thread." : $"The file {f.Name} was only ever among colleagues."));
        }
        return string.Join(' ', reasons);
    }

    /// <summary>What speaks against mailing a text with these files to third parties, a sentence for each reason; empty for nothing.</summary>
    /// <param name="conversation">The conversation beside which it would go out.</param>
    /// <param name="author">Who wrote it.</param>
    /// <param name="text">What they wrote.</param>
    /// <param name="recipients">Who gets it.</param>
    /// <param name="files">What goes with it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<string> AgainstAsideAsync(
        Conversation conversation, AgentId author, string text, IReadOnlyList<EmailPerson> recipients, IReadOnlyList<OutgoingFile> files, CancellationToken cancellation)
    {
        var customer = await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false);
        var reasons = recipients.Where(p => !directory.IsOurs(p.Address) && (conversation.IsOfCustomersSide(p.Address) || customer?.Addresses.Contains(p.Address) == true))
            .Select(p => $"{p.Address} is on the customer's side, and a side thread is not for them.").ToList();
        // Among colleagues everything may be said.
        if (recipients.Count > 0 && recipients.All(p => directory.IsOurs(p.Address))) return string.Join(' ', reasons);
        reasons.AddRange(await AgainstWordsAsync(conversation, author, text, recipients, cancellation).ConfigureAwait(false));
        var others = files.Where(f => !CameFromOutside(conversation, f.Sha256)).ToList();
        if (others.Count > 0)
        {
            var inside = await store.FindInternalFilesAsync([.. others.Select(f => f.Sha256)], cancellation).ConfigureAwait(false);
            reasons.AddRange(others.Where(f => inside.Contains(f.Sha256)).Select(f => $"The file {f.Name} was only ever among colleagues."));
        }
        return string.Join(' ', reasons);
    }

    private async Task<List<string>> AgainstWordsAsync(
        Conversation conversation, AgentId author, string text, IEnumerable<EmailPerson> recipients, CancellationToken cancellation)
    {
        var reasons = new List<string>();
        if (Mentions.In(text, directory).FirstOrDefault(a => a != author) is { Value: not null } mentioned)
            reasons.Add($"It mentions {directory.NameOf(mentioned)}, as one speaks to a colleague.");
        if (TemplateText.Unfinished(text) is { Length: > 0 } unfinished) reasons.Add(unfinished);
        if (internalPhrases.FirstOrDefault(p => Says(text, p)) is { } phrase) reasons.Add($"It says “{phrase}”.");
        var reached = recipients.Select(p => p.Address).ToHashSet();
        foreach (var address in Addresses(text).Distinct().Where(a => IsForeign(a, conversation) && !reached.Contains(a)).Take(MostAddresses))
        {
            if (await AgainstAsync(address, conversation, author, cancellation).ConfigureAwait(false) is { } reason) reasons.Add(reason);
        }
        return reasons;
    }

    private static bool CameAside(Conversation conversation, string sha256)
        => conversation.Entries.OfType<Entry.SideEmail>().Any(e => e.Email.Attachments.Any(a => a.Sha256 == sha256));

    /// <summary>A file that somebody outside sent us in this conversation.</summary>
    private static bool CameFromOutside(Conversation conversation, string sha256) => conversation.Entries.Any(e => e switch
    {
        Entry.CustomerEmail m => m.Email.Attachments.Any(a => a.Sha256 == sha256),
        Entry.SideEmail { Agent: null } m => m.Email.Attachments.Any(a => a.Sha256 == sha256),
        _ => false,
    });

    /// <summary>The mail of a side thread of which the text repeats a line that the customer's own mails have not; null for none.</summary>
    private static IncomingEmail? Repeated(string text, Conversation conversation)
    {
        const int shortest = 25;
        var aside = conversation.Entries.OfType<Entry.SideEmail>().Select(e => e.Email).ToList();
        if (aside.Count == 0) return null;
        var said = Line(text);
        var theirs = conversation.Entries.OfType<Entry.CustomerEmail>().Select(e => Line(e.Email.FullText)).ToList();
        return aside.Find(email => email.NewText.Split('\n').Select(Line).Any(
            line => line.Length >= shortest && said.Contains(line, StringComparison.OrdinalIgnoreCase)
                && !theirs.Exists(t => t.Contains(line, StringComparison.OrdinalIgnoreCase))));
    }

    private static string Line(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsForeign(EmailAddress address, Conversation conversation)
        => !conversation.IsParticipant(address) || conversation.SideThreadOf(address) is not null;

    private async Task<string?> AgainstAsync(EmailAddress address, Conversation conversation, AgentId author, CancellationToken cancellation)
    {
        if (directory.IsSharedInbox(address)) return null;
        if (directory.AgentWith(address) is { } colleague)
            return colleague.Id == author ? null : $"It contains {address}, {colleague.Name}'s own address.";
        if (conversation.SideThreadOf(address) is not null) return $"It contains {address}, which takes part in a side thread.";
        var customer = await store.FindCustomerAsync(address, cancellation).ConfigureAwait(false);
        return customer is null || customer.Id == conversation.State.Customer ? null : $"It contains {address}, the address of another customer.";
    }

    /// <summary>The phrase stands in the text as words of its own, however its blanks and letter case are.</summary>
    private static bool Says(string text, string phrase)
    {
        var line = Line(text);
        for (var from = 0; line.IndexOf(phrase, from, StringComparison.OrdinalIgnoreCase) is >= 0 and var at; from = at + 1)
        {
            var end = at + phrase.Length;
            if ((at == 0 || !char.IsLetterOrDigit(line[at - 1])) && (end == line.Length || !char.IsLetterOrDigit(line[end]))) return true;
        }
        return false;
    }

    /// <summary>What looks like a mail address (RFC 5321 section 4.1.2, dot-string without quotes; letters of any script, RFC 6531).</summary>
    private static IEnumerable<EmailAddress> Addresses(string text)
    {
        for (var at = text.IndexOf('@', StringComparison.Ordinal); at >= 0; at = text.IndexOf('@', at + 1))
        {
            var (start, end) = (at, at + 1);
            while (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || "!#$%&'*+-/=?^_`{|}~.".Contains(text[start - 1], StringComparison.Ordinal))) start--;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-')) end++;
            var (local, domain) = (text[start..at].Trim('.', '\''), text[(at + 1)..end].Trim('.', '-'));
            if (local.Length > 0 && domain.Contains('.', StringComparison.Ordinal)) yield return new EmailAddress($"{local}@{domain}");
        }
    }
}
