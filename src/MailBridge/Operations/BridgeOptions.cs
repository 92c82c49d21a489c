using System.ComponentModel.DataAnnotations;

namespace MailBridge.Operations;

/// <summary>
/// Everything that can be configured. <c>appsettings.example.json</c> shows each option with its meaning, unit, default and range, and a test holds the two
/// together. Durations are written <c>d.hh:mm:ss</c> or <c>hh:mm:ss</c>.
/// </summary>
public sealed class BridgeOptions
{
    /// <summary>Where the database, the log files and, in the try-out, the sample mailbox live. Relative to the working directory.</summary>
    public string DataFolder { get; set; } = "data";

    /// <summary>Our own mail domains: mail from one of them to another is internal and stays out. The domains of the inboxes' and agents' addresses need not be repeated.</summary>
    public List<string> OwnDomains { get; set; } = [];

    /// <summary>
    /// The time zone of the people at the desk, by its IANA name such as <c>Europe/Berlin</c>: when "tomorrow morning" is, and in which times are told where
    /// the chat does not know the reader's own. Default UTC.
    /// </summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When the team works; an inbox may say it otherwise.</summary>
    public WorkingHoursOptions WorkingHours { get; set; } = new();

    /// <summary>The mailboxes to watch, by a short key.</summary>
    public Dictionary<string, InboxOptions> Inboxes { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The colleagues who answer, by a short key.</summary>
    public Dictionary<string, AgentOptions> Agents { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The server that replies leave through. Exactly one of this and <see cref="Pickup"/> is needed.</summary>
    public SmtpOptions? Smtp { get; set; }

    /// <summary>A folder that replies are written to as <c>.eml</c> files, instead of a server.</summary>
    public PickupOptions? Pickup { get; set; }

    /// <summary>How long replies are held, how they are retried and when they are given up.</summary>
    public SendingOptions Sending { get; set; } = new();

    /// <summary>How posts to chat are retried.</summary>
    public PostingOptions Posting { get; set; } = new();

    /// <summary>The Slack app; needed where an inbox' channel is one of Slack's.</summary>
    public SlackAppOptions? Slack { get; set; }

    /// <summary>The built-in web chat.</summary>
    public WorkspaceOptions Workspace { get; set; } = new();
}

/// <summary>A mailbox and the channel it is bridged to. Exactly one of <see cref="Imap"/> and <see cref="Maildir"/> is needed.</summary>
public sealed class InboxOptions
{
    /// <summary>What people call it, such as "Example Support".</summary>
    public string Name { get; set; } = "";

    /// <summary>
    /// The addresses customers write to. Replies come from the one that was written to, else from the first. Empty: the account's
    /// <see cref="MailServerOptions.UserName"/>, where that is an address.
    /// </summary>
    public List<string> Addresses { get; set; } = [];

    /// <summary>
    /// Where its conversations appear, as <c>platform:channel</c>: <c>workspace:NAME</c> is the built-in web chat, <c>slack:#name</c> or <c>slack:C0123ABCD</c>
    /// a channel in Slack.
    /// </summary>
    public string Channel { get; set; } = "";

    /// <summary>The mail server delivers <c>support+anything@…</c> to <c>support@…</c>, so replies carry a token in Reply-To. Default false.</summary>
    public bool PlusAddressing { get; set; }

    /// <summary>
    /// Sends a blind copy of each reply to the inbox itself: it lies in the mailbox for everyone, and its arrival proves what was sent when a connection
    /// broke at the last moment. It is not posted. Default false.
    /// </summary>
    public bool CopyReplies { get; set; }

    /// <summary>
    /// The receiving servers whose Authentication-Results fields (RFC 8601) are believed, by the name they write there, such as <c>mx.google.com</c>;
    /// <c>exchange-online</c> for Microsoft 365, which writes none. Hosts that hand mail on behind them may be named too. Each must take fields that bear
    /// its own name out of incoming mail. Empty (default): nobody is judged, and whoever writes from a colleague's address counts as the colleague.
    /// </summary>
    public List<string> TrustedAuthenticationServers { get; set; } = [];

    /// <summary>
    /// What a message is that an agent types into a thread of its channel without saying which: <c>Note</c> (words between colleagues; default) or
    /// <c>Reply</c> (mailed to the customer after <see cref="SendingOptions.Hold"/>). <c>!reply</c> and <c>!note</c> before the text say it outright.
    /// </summary>
    public string ThreadReplies { get; set; } = "Note";

    /// <summary>Whoever answers a conversation that nobody owns owns it from then on. Default true.</summary>
    public bool FirstReplyOwns { get; set; } = true;

    /// <summary>
    /// How long after it was closed an answer of the customer opens a conversation again. A later one opens a new conversation with a link to the old one.
    /// Default 90 days; 1 day to 10 years.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan ReopenWithin { get; set; } = TimeSpan.FromDays(90);

    /// <summary>When its team works; left out: as <see cref="BridgeOptions.WorkingHours"/>.</summary>
    public WorkingHoursOptions? WorkingHours { get; set; }

    /// <summary>What happens because time passes: claims lapse, threads are reminded, the channel is told what is open.</summary>
    public TimerOptions Timers { get; set; } = new();

    /// <summary>What customers are told by itself.</summary>
    public AcknowledgementOptions Acknowledgement { get; set; } = new();

    /// <summary>
    /// The key of the colleague whose own mailbox it is: their replies go out from their address, and only they begin a conversation there. Its addresses may
    /// be among <see cref="AgentOptions.Addresses"/> of theirs. Empty (default): everybody's.
    /// </summary>
    public string Agent { get; set; } = "";

    /// <summary>
    /// What stands below every reply from this inbox, under <c>-- </c> and below the agent's own lines; line breaks are <c>\n</c>, and placeholders such as
    /// <c>{{agent.name}}</c> are filled in as in templates. Default none.
    /// </summary>
    public string Signature { get; set; } = "";

    /// <summary>The mailbox on an IMAP server.</summary>
    public ImapOptions? Imap { get; set; }

    /// <summary>The mailbox on this machine's disk.</summary>
    public MaildirOptions? Maildir { get; set; }
}

/// <summary>A server and how its identity is checked.</summary>
public abstract class MailServerOptions
{
    /// <summary>Host name or IP address; also the name its certificate must bear.</summary>
    public string Host { get; set; } = "";

    /// <summary>TCP port, 1–65535.</summary>
    [Range(1, 65535)]
    public int Port { get; set; }

    /// <summary><c>Tls</c> (from the first byte; default), <c>StartTls</c> (mandatory, no fallback), or <c>None</c>.</summary>
    public string Security { get; set; } = "Tls";

    /// <summary>The account to log in with. Empty: no login, for SMTP only.</summary>
    public string UserName { get; set; } = "";

    /// <summary>Its password. Better given in the environment than in the file.</summary>
    public string Password { get; set; } = "";

    /// <summary>SHA-256 of the server's certificate, hexadecimal: accept exactly this one, whoever signed it. For self-signed servers.</summary>
    public string? TrustedCertificateSha256 { get; set; }

    /// <summary>Lets the password cross a network in clear text. Default false.</summary>
    public bool AllowClearTextLogin { get; set; }
}

/// <summary>A mailbox on an IMAP server.</summary>
public sealed class ImapOptions : MailServerOptions
{
    /// <summary>The folders to watch; each has a connection of its own. Default INBOX alone.</summary>
    public List<string> Folders { get; set; } = [];

    /// <summary>The folder where sent mail is filed. Watched for mail that agents send from their own program; also searched for a reply of unknown fate. Empty: none.</summary>
    public string SentFolder { get; set; } = "";

    /// <summary>
    /// What the first reading makes of mail that is there: <c>Beginning</c> posts all of it (default), <c>Now</c> leaves it out, and a date such as
    /// <c>2026-11-01</c> posts what arrived since then (UTC) and keeps what is older as history, searchable but not posted.
    /// </summary>
    public string StartFrom { get; set; } = "Beginning";

    /// <summary>How often to ask for news beside IDLE, and alone where the server has no IDLE. Default 5 min, 5 s – 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>A mailbox on disk.</summary>
public sealed class MaildirOptions
{
    /// <summary>The folder that holds <c>new</c>, <c>cur</c> and <c>tmp</c>. Nothing in it is ever changed.</summary>
    public string Path { get; set; } = "";

    /// <summary>How often to look. Default 2 s, 100 ms – 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>A colleague.</summary>
public sealed class AgentOptions
{
    /// <summary>The name customers see as the sender.</summary>
    public string Name { get; set; } = "";

    /// <summary>Their own mail addresses: mail from these is never a customer's. Also how they are recognised in Slack.</summary>
    public List<string> Addresses { get; set; } = [];

    /// <summary>Their member id in Slack, such as <c>U0123ABCD</c>; needed only where their address there is none of <see cref="Addresses"/>.</summary>
    public string SlackUser { get; set; } = "";

    /// <summary>What stands below their replies, under <c>-- </c>, with placeholders as in templates. Default none.</summary>
    public string Signature { get; set; } = "";
}

/// <summary>The server that replies leave through.</summary>
public sealed class SmtpOptions : MailServerOptions
{
    /// <summary>The name told in EHLO (RFC 5321 section 4.1.4); empty for this machine's host name where it has a domain, else <c>[127.0.0.1]</c>.</summary>
    public string EhloName { get; set; } = "";
}

/// <summary>A folder instead of a server.</summary>
public sealed class PickupOptions
{
    /// <summary>Where the <c>.eml</c> files are written. Relative to the working directory.</summary>
    public string Folder { get; set; } = "";
}

/// <summary>How replies are sent and retried.</summary>
public sealed class SendingOptions
{
    /// <summary>
    /// How long a reply waits before it goes out, so that its author can still change it or take it back; <c>00:00:00</c> sends at once. Default 15 s,
    /// 0 – 10 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How large the files of one reply may be together, in bytes before they are encoded for mail, which adds a third. Default 20 MiB (20971520),
    /// 1 – 100 MiB.
    /// </summary>
    [Range(1, 104857600)]
    public int MostAttachmentBytes { get; set; } = 20 << 20;

    /// <summary>
    /// Words that no customer is to read, letter case aside: a reply that says one of them waits until its author sends it all the same. Default: a few in
    /// several languages; an empty text alone for none.
    /// </summary>
    public List<string> InternalPhrases { get; set; } =
    [
        "internal only", "internal use only", "not for the customer", "do not forward", "nur intern",
        "nur für den internen gebrauch", "nicht weiterleiten", "usage interne", "ne pas transférer", "uso interno",
        "no reenviar", "non inoltrare", "alleen voor intern gebruik", "niet doorsturen", "do użytku wewnętrznego",
    ];

    /// <summary>Wait before the second attempt; it doubles with each further one. Default 1 min, 1 s – 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest wait between two attempts. Default 1 h, up to 12 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "12:00:00")]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When a reply that the server keeps deferring is given up. Default 2 days, 1 min – 7 days (RFC 5321 section 4.5.4.1 asks for 4–5 days between servers; a person waits here).</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How long after a break behind the last byte the reply is looked for, and sent once more if it is not found. Default 15 min, 1 s – 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UncertainWait { get; set; } = TimeSpan.FromMinutes(15);
}

/// <summary>How posts to chat are retried.</summary>
public sealed class PostingOptions
{
    /// <summary>Wait before the second attempt; it doubles with each further one. Default 2 s, 100 ms – 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan FirstRetryAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The longest wait between two attempts. Default 5 min, up to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How long a conversation's card says that a colleague is writing, after the last sign of it; <c>00:00:00</c> for never. Default 5 min, 0 – 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan WritingShownFor { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>When a post that the platform keeps refusing is given up. Default 3 days, 1 min – 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);
}

/// <summary>The built-in web chat.</summary>
public sealed class WorkspaceOptions
{
    /// <summary>Where it listens. Default http://127.0.0.1:5080: this machine alone, since it asks for no password. Put a proxy with sign-in before it to share it.</summary>
    public string Url { get; set; } = "http://127.0.0.1:5080";

    /// <summary>Host names under which it may be opened, beside the one of <see cref="Url"/> and localhost.</summary>
    public List<string> AllowedHosts { get; set; } = [];
}
