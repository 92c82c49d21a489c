using System.Globalization;
using MailBridge.Conversations;
using MailBridge.MailProtocols;

namespace MailBridge.Operations;

/// <summary>
/// Says everything that is wrong with the options, a sentence each that names the key and the fix. Never shows a password.
/// </summary>
internal static class OptionsValidator
{
    private const int LongestKey = 64;

    private const int LongestSignature = 2000;

    public static void Check(BridgeOptions options, bool isTryOut, List<string> problems)
    {
        if (options.DataFolder.Length == 0)
            problems.Add("DataFolder is empty; name a folder that this program may write to, such as data.");
        foreach (var domain in options.OwnDomains.Where(d => !OptionsTranslation.IsDomain(d.TrimStart('@'))))
            problems.Add($"OwnDomains has \"{domain}\", which is no domain; write it as example.com.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
            problems.Add($"TimeZone is \"{options.TimeZone}\", which this machine does not know; write an IANA name such as Europe/Berlin, or UTC.");
        CheckRetries("Sending", options.Sending.FirstRetryAfter, options.Sending.LongestRetryAfter, problems);
        CheckRetries("Posting", options.Posting.FirstRetryAfter, options.Posting.LongestRetryAfter, problems);
        CheckSending(options.Sending, problems);
        TimerTranslation.Check(options, problems);
        CheckWorkspace(options.Workspace, problems);
        if (isTryOut) return;

        if (options.Inboxes.Count == 0)
            problems.Add("Inboxes is empty; name at least one mailbox to watch, as appsettings.example.json shows.");
        foreach (var (key, inbox) in options.Inboxes) CheckInbox(key, inbox, problems);
        foreach (var (key, inbox) in options.Inboxes) CheckOwner(key, inbox, options, problems);
        if (options.Agents.Count == 0)
            problems.Add("Agents is empty; name at least one colleague who answers, as appsettings.example.json shows.");
        foreach (var (key, agent) in options.Agents) CheckAgent(key, agent, problems);
        CheckShared(options, problems);
        CheckSlack(options, problems);
        CheckWayOut(options, problems);
    }

    private static void CheckOwner(string key, InboxOptions inbox, BridgeOptions options, List<string> problems)
    {
        if (inbox.Agent.Length > 0 && !options.Agents.ContainsKey(inbox.Agent))
            problems.Add($"Inboxes:{key}:Agent is \"{inbox.Agent}\", which is no key of Agents; write the key of the colleague whose mailbox it is, or leave it empty.");
    }

    private static void CheckInbox(string key, InboxOptions inbox, List<string> problems)
    {
        var path = $"Inboxes:{key}";
        CheckKey(path, key, problems);
        CheckAddresses(path, inbox.Addresses, problems);
        if (inbox.AllAddresses().Count == 0) problems.Add($"{path}:Addresses is empty; give the address that customers write to.");
        if (inbox.Channel.Length > 0 && OptionsTranslation.ToChannel(inbox.Channel) is not { Platform: "workspace" or "slack" })
            problems.Add($"{path}:Channel is \"{inbox.Channel}\"; write workspace:NAME for the built-in web chat, or slack:#name for a channel in Slack.");
        if (!Enum.GetNames<ThreadHabit>().Contains(inbox.ThreadReplies, StringComparer.OrdinalIgnoreCase))
            problems.Add($"{path}:ThreadReplies is \"{inbox.ThreadReplies}\"; write Note or Reply.");
        CheckSignature(path, inbox.Signature, problems);
        foreach (var server in inbox.TrustedAuthenticationServers.Where(s => s.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is ';' or '@' or '/' or '*')))
        {
            problems.Add(
                $"{path}:TrustedAuthenticationServers has \"{server}\"; write the name that stands first in the server's Authentication-Results field, "
                + "such as mx.google.com, or exchange-online.");
        }
        switch (inbox)
        {
            case { Imap: null, Maildir: null }:
                problems.Add($"{path} has no mailbox; give it an Imap or a Maildir section.");
                break;
            case { Imap: not null, Maildir: not null }:
                problems.Add($"{path} has both Imap and Maildir; keep one of them, and make another inbox of the other.");
                break;
            case { Imap: { } imap }:
                CheckImap($"{path}:Imap", imap, problems);
                break;
            case { Maildir: { } maildir } when maildir.Path.Length == 0:
                problems.Add($"{path}:Maildir:Path is empty; name the folder that holds new, cur and tmp.");
                break;
        }
    }

    private static void CheckImap(string path, ImapOptions imap, List<string> problems)
    {
        CheckServer(path, imap, "993 for TLS or 143 for StartTls", problems);
        if (imap.UserName.Length == 0) problems.Add($"{path}:UserName is empty; give the account to log in with.");
        else if (imap.Password.Length == 0) problems.Add(NoPassword(path));
        if (!IsStart(imap.StartFrom))
            problems.Add($"{path}:StartFrom is \"{imap.StartFrom}\"; write Beginning, Now, or a date such as 2026-11-01.");
    }

    private static void CheckServer(string path, MailServerOptions server, string ports, List<string> problems)
    {
        if (server.Host.Length == 0) problems.Add($"{path}:Host is empty; give the server's name.");
        else if (server.Host.AsSpan().ContainsAny(" /@"))
            problems.Add($"{path}:Host is \"{server.Host}\"; give the server's name alone, such as mail.example.com.");
        if (server.Port is < 1 or > 65535) problems.Add($"{path}:Port is {server.Port}; give the server's port, {ports}.");
        var isNamed = Enum.GetNames<TransportSecurity>().Contains(server.Security, StringComparer.OrdinalIgnoreCase);
        if (!isNamed || !Enum.TryParse<TransportSecurity>(server.Security, ignoreCase: true, out var security))
            problems.Add($"{path}:Security is \"{server.Security}\"; write Tls, StartTls or None.");
        else if (security == TransportSecurity.None && server.UserName.Length > 0 && !server.AllowClearTextLogin && !IsLoopback(server.Host))
        {
            problems.Add(
                $"{path}:Security is None, so the password would cross the network in clear text; "
                + $"write Tls or StartTls, or set {path}:AllowClearTextLogin to true.");
        }
        if (server.TrustedCertificateSha256 is { Length: > 0 } print && !IsSha256(print))
            problems.Add($"{path}:TrustedCertificateSha256 is not a SHA-256; give its 64 hexadecimal digits, with or without colons.");
    }

    private static void CheckAgent(string key, AgentOptions agent, List<string> problems)
    {
        CheckKey($"Agents:{key}", key, problems);
        CheckAddresses($"Agents:{key}", agent.Addresses, problems);
        CheckSignature($"Agents:{key}", agent.Signature, problems);
        if (agent.Name.Length == 0) problems.Add($"Agents:{key}:Name is empty; give the name that customers shall see.");
        else if (agent.Name.Any(char.IsControl)) problems.Add($"Agents:{key}:Name has a control character; write the name on one line.");
    }

    private static void CheckSlack(BridgeOptions options, List<string> problems)
    {
        foreach (var (key, agent) in options.Agents.Where(a => a.Value.SlackUser.Length > 0 && !a.Value.SlackUser.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
            problems.Add($"Agents:{key}:SlackUser is \"{agent.SlackUser}\"; write the member id from their profile, such as U0123ABCD.");
        foreach (var same in options.Agents.Where(a => a.Value.SlackUser.Length > 0).GroupBy(a => a.Value.SlackUser, StringComparer.Ordinal).Where(g => g.Count() > 1))
            problems.Add($"Agents:{same.Last().Key}:SlackUser is {same.Key}, which Agents:{same.First().Key} has too; leave it with the one it belongs to.");
        var needed = options.Inboxes.FirstOrDefault(i => OptionsTranslation.ToChannel(i.Value.Channel) is { Platform: "slack" }).Key;
        if (options.Slack is not { } slack)
        {
            if (needed is not null)
                problems.Add($"Inboxes:{needed}:Channel is in Slack but there is no Slack section; give its BotToken and AppToken, as appsettings.example.json shows.");
            return;
        }
        CheckToken("BotToken", slack.BotToken, "xoxb-", "OAuth & Permissions, as Bot User OAuth Token", problems);
        if (slack.AppToken.Length > 0) CheckToken("AppToken", slack.AppToken, "xapp-", "Basic Information, under App-Level Tokens", problems);
        else if (slack.SigningSecret.Length == 0)
            problems.Add("Slack has neither AppToken nor SigningSecret; give the AppToken for Socket Mode, or the SigningSecret where Slack can reach this machine.");
        if (slack.OperationsChannel.AsSpan().ContainsAny(" :"))
            problems.Add($"Slack:OperationsChannel is \"{slack.OperationsChannel}\"; write a channel as #name or by its id.");
        if (!Uri.TryCreate(slack.ApiBaseUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || !url.AbsolutePath.EndsWith('/'))
            problems.Add($"Slack:ApiBaseUrl is \"{slack.ApiBaseUrl}\"; leave it out, or write an address that ends in a slash.");
        else if (url.Scheme == "http" && !url.IsLoopback)
            problems.Add($"Slack:ApiBaseUrl is \"{slack.ApiBaseUrl}\", over which tokens would travel in clear text; write https://.");
    }

    private static void CheckToken(string name, string token, string prefix, string place, List<string> problems)
    {
        if (token.Length == 0)
            problems.Add($"Slack:{name} is empty; give it here or, better, in the environment as {Variable("Slack")}__{name}. Slack shows it on the app's page {place}.");
        else if (!token.StartsWith(prefix, StringComparison.Ordinal) || token.Any(c => c is <= ' ' or > '~'))
            problems.Add($"Slack:{name} does not begin with {prefix}, so it is another kind of token; Slack shows the right one on the app's page {place}.");
    }

    private static void CheckWayOut(BridgeOptions options, List<string> problems)
    {
        switch (options)
        {
            case { Smtp: null, Pickup: null }:
                problems.Add("Smtp is missing; give the server that replies leave through, or a Pickup:Folder to write them to.");
                break;
            case { Smtp: not null, Pickup: not null }:
                problems.Add("Both Smtp and Pickup are given; keep the one that replies shall leave through.");
                break;
            case { Smtp: { } smtp }:
                CheckServer("Smtp", smtp, "465 for TLS or 587 for StartTls", problems);
                if (smtp.EhloName.Length > 0 && !OptionsTranslation.IsDomain(smtp.EhloName) && smtp.EhloName is not ['[', .., ']'])
                    problems.Add($"Smtp:EhloName is \"{smtp.EhloName}\"; write a host name such as bridge.example.com, or an address in brackets, or leave it out.");
                if (smtp.UserName.Length > 0 && smtp.Password.Length == 0) problems.Add(NoPassword("Smtp"));
                if (smtp.UserName.Length == 0 && smtp.Password.Length > 0)
                    problems.Add("Smtp:UserName is empty although there is a password; give the account, or take the password out.");
                break;
            case { Pickup: { } pickup } when pickup.Folder.Length == 0:
                problems.Add("Pickup:Folder is empty; name the folder that replies are written to.");
                break;
        }
    }

    private static void CheckSending(SendingOptions sending, List<string> problems)
    {
        const int most = 100 << 20;
        if (sending.MostAttachmentBytes is < 1 or > most)
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"Sending:MostAttachmentBytes is {sending.MostAttachmentBytes}; it must lie between 1 and {most}."));
    }

    private static void CheckWorkspace(WorkspaceOptions workspace, List<string> problems)
    {
        if (!Uri.TryCreate(workspace.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.AbsolutePath != "/")
            problems.Add($"Workspace:Url is \"{workspace.Url}\"; write scheme, host and port alone, such as http://127.0.0.1:5080.");
        else if (url.Scheme == "https")
            problems.Add($"Workspace:Url is \"{workspace.Url}\"; write http://, and put a proxy that has the certificate before it.");
        foreach (var host in workspace.AllowedHosts.Where(h => h.AsSpan().ContainsAny(" /@")))
            problems.Add($"Workspace:AllowedHosts has \"{host}\"; write host names alone, such as desk.example.com.");
    }

    private static void CheckShared(BridgeOptions options, List<string> problems)
    {
        var owners = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var all = options.Inboxes.SelectMany(i => i.Value.AllAddresses().Select(a => (Owner: $"Inboxes:{i.Key}", Address: a)))
            .Concat(options.Agents.SelectMany(a => a.Value.Addresses.Select(x => (Owner: $"Agents:{a.Key}", Address: x))));
        foreach (var (owner, address) in all)
        {
            // An agent's own mailbox may be watched; its address is then both.
            var isTheirOwn = owner.StartsWith("Agents:", StringComparison.Ordinal) && owners.GetValueOrDefault(address) is ['I', ..] and var watched
                && options.Inboxes[watched["Inboxes:".Length..]].Agent.Equals(owner["Agents:".Length..], StringComparison.OrdinalIgnoreCase);
            if (!owners.TryAdd(address, owner) && owners[address] != owner && !isTheirOwn)
                problems.Add($"{owner}:Addresses has {address}, which {owners[address]} has too; leave it with the one it belongs to.");
        }
    }

    private static void CheckAddresses(string path, List<string> addresses, List<string> problems)
    {
        foreach (var address in addresses.Where(a => !OptionsTranslation.IsAddress(a)))
            problems.Add($"{path}:Addresses has \"{address}\", which is no mail address; write it as support@example.com.");
    }

    private static void CheckKey(string path, string key, List<string> problems)
    {
        if (key.Length > LongestKey || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            problems.Add(
                $"{path}: \"{key}\" is no good key; use up to {LongestKey} letters, digits, dots, hyphens and underscores, "
                + "since it names the thing for ever.");
        }
    }

    private static void CheckSignature(string path, string signature, List<string> problems)
    {
        if (signature.Length > LongestSignature) problems.Add($"{path}:Signature is longer than {LongestSignature} characters; shorten it.");
        if (TemplateText.Read(signature).Problem is { Length: > 0 } problem) problems.Add($"{path}:Signature: {problem}");
    }

    private static void CheckRetries(string path, TimeSpan first, TimeSpan longest, List<string> problems)
    {
        if (longest < first)
        {
            problems.Add(
                $"{path}:LongestRetryAfter is {OptionsBinder.Text(longest)}, less than FirstRetryAfter ({OptionsBinder.Text(first)}); "
                + "make it at least as long.");
        }
    }

    private static string NoPassword(string path)
        => $"{path}:Password is empty; give it here or, better, in the environment as {Variable(path)}__Password.";

    private static string Variable(string path) => SettingsReader.EnvironmentPrefix + path.Replace(":", "__", StringComparison.Ordinal);

    private static bool IsLoopback(string host)
        => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (System.Net.IPAddress.TryParse(host, out var ip) && System.Net.IPAddress.IsLoopback(ip));

    private static bool IsSha256(string text)
        => text.Replace(":", "", StringComparison.Ordinal) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit);

    private static bool IsStart(string text)
        => text.Equals("Now", StringComparison.OrdinalIgnoreCase)
            || text.Equals("Beginning", StringComparison.OrdinalIgnoreCase)
            || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
}
