using System.Buffers;
using System.Collections.Frozen;
using MailBridge.Conversations;
using MailBridge.MailProtocols;

namespace MailBridge.Operations;

/// <summary>The options in the terms of the desk and of the mail protocols.</summary>
public static class OptionsTranslation
{
    /// <summary>
    /// Providers whose domains strangers share. An address of ours there makes that address ours, not everyone else's. Those that give out
    /// most of the
    /// world's private addresses; a missing one can be countered by nothing, so the list is generous.
    /// </summary>
    private static readonly FrozenSet<string> PublicProviders = new[]
    {
        "126.com", "163.com", "alice.it", "aol.com", "arcor.de", "att.net", "bigpond.com", "bk.ru", "bluewin.ch", "bol.com.br",
        "btinternet.com", "centrum.cz", "comcast.net", "cox.net", "duck.com", "fastmail.com", "fastmail.fm", "foxmail.com", "free.fr",
        "freemail.hu", "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net", "googlemail.com", "hey.com",
        "hotmail.be", "hotmail.co.uk", "hotmail.com", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hushmail.com",
        "icloud.com", "inbox.lv", "inbox.ru", "interia.pl", "laposte.net", "libero.it", "list.ru", "live.co.uk", "live.com", "live.de",
        "live.fr", "live.nl", "mac.com", "mail.com", "mail.de", "mail.ru", "mailbox.org", "me.com", "msn.com", "naver.com", "o2.pl",
        "onet.pl", "op.pl", "orange.fr", "outlook.com", "outlook.de", "outlook.es", "outlook.fr", "outlook.it", "outlook.jp", "pm.me",
        "posteo.de", "poczta.onet.pl", "proton.me", "protonmail.com", "qq.com", "rambler.ru", "rediffmail.com", "rocketmail.com",
        "sbcglobal.net", "seznam.cz", "sfr.fr", "shaw.ca", "sina.com", "sky.com", "t-online.de", "telenet.be", "terra.com.br",
        "tiscali.it", "tuta.com", "tutanota.com", "ukr.net", "uol.com.br", "verizon.net", "virgilio.it", "virginmedia.com", "vp.pl",
        "wanadoo.fr", "web.de", "wp.pl", "ya.ru", "yahoo.ca", "yahoo.co.in", "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.br",
        "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru", "ymail.com", "ziggo.nl", "zoho.com", "zohomail.com",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly SearchValues<char> NoLocalPart = SearchValues.Create(" <>\"(),;:\t\r\n");

    /// <summary>True for a domain in which strangers have addresses.</summary>
    public static bool IsPublicProvider(string domain) => PublicProviders.Contains(domain);

    /// <summary>
    /// Who we are: inboxes and agents, and as our own domains those that are named and those of their addresses, public providers aside.
    /// </summary>
    public static DeskDirectory ToDirectory(this BridgeOptions options)
    {
        var inboxes = options.Inboxes.Select(
            i => ToInbox(i.Key, i.Value) with { Owner = OwnerOf(i.Value, options), Timers = TimerTranslation.ToTimers(options, i.Value) }).ToList();
        var agents = options.Agents
            .Select(a => new Agent(new AgentId(a.Key), a.Value.Name, [.. a.Value.Addresses.Select(x => new EmailAddress(x))]) { Signature = a.Value.Signature }).ToList();
        var ofAddresses = inboxes.SelectMany(i => i.Addresses).Concat(agents.SelectMany(a => a.Addresses))
            .Select(a => a.Domain).Where(d => !IsPublicProvider(d));
        return new DeskDirectory(inboxes, agents, [.. options.OwnDomains.Concat(ofAddresses).Distinct(StringComparer.OrdinalIgnoreCase)], IsPublicProvider);
    }

    /// <summary>The addresses customers write to: those that are named, else the account's own.</summary>
    public static IReadOnlyList<string> AllAddresses(this InboxOptions inbox)
        => inbox.Addresses.Count > 0 ? inbox.Addresses : inbox.Imap is { UserName: var user } && IsAddress(user) ? [user] : [];

    /// <summary>Where the server is and how its identity is checked. Call it for checked options only.</summary>
    public static MailServer ToServer(this MailServerOptions options) => new()
    {
        Host = options.Host,
        Port = options.Port,
        Security = Enum.Parse<TransportSecurity>(options.Security, ignoreCase: true),
        TrustedCertificateSha256 = string.IsNullOrEmpty(options.TrustedCertificateSha256) ? null : options.TrustedCertificateSha256,
        AllowClearTextLogin = options.AllowClearTextLogin,
    };

    /// <summary>The account, or null where no login is wanted.</summary>
    public static PasswordCredentials? ToCredentials(this MailServerOptions options)
        => options.UserName.Length == 0 ? null : new PasswordCredentials(options.UserName, options.Password);

    /// <summary>The desk's time zone.</summary>
    public static TimeZoneInfo ToTimeZone(this BridgeOptions options) => TimeZoneInfo.FindSystemTimeZoneById(options.TimeZone);

    /// <summary>How the desk sends replies.</summary>
    public static SendingRules ToRules(this SendingOptions options) => new(options.Hold, options.MostAttachmentBytes) { InternalPhrases = options.InternalPhrases };

    /// <summary>The folders of a mailbox to watch.</summary>
    public static IReadOnlyList<string> WatchedFolders(this ImapOptions options) => options.Folders.Count > 0 ? options.Folders : ["INBOX"];

    /// <summary>Reads <c>platform:channel</c>; null for anything else.</summary>
    public static ChatChannel? ToChannel(string text)
        => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && text[(colon + 1)..].Trim() is { Length: > 0 } channel
            ? new ChatChannel(text[..colon].Trim().ToLowerInvariant(), "", channel)
            : null;

    /// <summary>
    /// True for <c>local@domain</c> without blanks, controls or brackets: what people write into a configuration, not all that RFC 5322
    /// allows.
    /// </summary>
    internal static bool IsAddress(string text)
    {
        var at = text.LastIndexOf('@');
        return at > 0 && IsDomain(text[(at + 1)..]) && !text.AsSpan(0, at).ContainsAny(NoLocalPart);
    }

    internal static bool IsDomain(string text)
        => text.Length is > 0 and <= 253 && text[0] is not ('.' or '-') && text[^1] is not ('.' or '-')
            && text.All(c => c is '.' or '-' || char.IsLetterOrDigit(c)) && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>Whose own mailbox it is; null for everybody's.</summary>
    private static AgentId? OwnerOf(InboxOptions inbox, BridgeOptions options)
        => options.Agents.Keys.Where(a => a.Equals(inbox.Agent, StringComparison.OrdinalIgnoreCase)).Select(a => (AgentId?)new AgentId(a)).FirstOrDefault();

    private static Inbox ToInbox(string key, InboxOptions inbox) => new(
        new InboxId(key),
        inbox.Name.Length > 0 ? inbox.Name : key,
        [.. inbox.AllAddresses().Select(a => new EmailAddress(a))],
        ToChannel(inbox.Channel) ?? new ChatChannel("workspace", "", key),
        inbox.PlusAddressing,
        inbox.CopyReplies,
        Enum.TryParse<ThreadHabit>(inbox.ThreadReplies, ignoreCase: true, out var habit) ? habit : ThreadHabit.Note)
    {
        FirstReplyOwns = inbox.FirstReplyOwns,
        ReopenWithin = inbox.ReopenWithin,
        Signature = inbox.Signature,
    };
}
