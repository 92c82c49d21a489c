using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary>Finds out from the mails themselves which side is ours, where nobody has said it.</summary>
internal sealed class OurSide
{
    private readonly Dictionary<string, int> _domains = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private int _mails;

    /// <summary>Notes who takes part in a mail: sender, recipients and the mailbox it was delivered to.</summary>
    public void Note(MimeMessage message)
    {
        _mails++;
        var people = message.From.Concat(message.To).Concat(message.Cc).Select(m => m.Address)
            .Concat(message.Headers.All("Delivered-To").Select(f => f.Text.Trim().Trim('<', '>')))
            .Where(OptionsTranslation.IsAddress).Select(a => new EmailAddress(a)).ToHashSet();
        foreach (var address in people) Count(_addresses, address.Normalized);
        foreach (var domain in people.Select(a => a.Domain).ToHashSet()) Count(_domains, domain);
    }

    /// <summary>
    /// The domain that takes part in most of the mails; or the address, where that domain is a provider's that strangers share. Null when
    /// no mail has an
    /// address. Equal counts are settled by name, so that the same mails always give the same answer.
    /// </summary>
    public Guess? Best()
    {
        var shared = Top(_domains.Where(d => !OptionsTranslation.IsPublicProvider(d.Key)));
        var single = Top(_addresses.Where(a => OptionsTranslation.IsPublicProvider(new EmailAddress(a.Key).Domain)));
        var best = single.Value > shared.Value ? single : shared;
        return best.Key is null ? null : new Guess(best.Key, best.Value, _mails);
    }

    private static KeyValuePair<string, int> Top(IEnumerable<KeyValuePair<string, int>> counts)
        => counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).FirstOrDefault();

    private static void Count(Dictionary<string, int> counts, string key) => counts[key] = counts.GetValueOrDefault(key) + 1;

    /// <summary>A domain or an address that seems to be ours.</summary>
    internal sealed record Guess(string Name, int Mails, int Of)
    {
        public bool IsAddress => Name.Contains('@', StringComparison.Ordinal);

        public override string ToString()
            => $"{(IsAddress ? "Our address" : "Our domain")} is taken to be {Name}, which takes part in "
                + $"{PlainPage.Number(Mails)} of {PlainPage.Number(Of)} mails; --our-domain DOMAIN says otherwise.";
    }
}
