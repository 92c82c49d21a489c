using System.CommandLine;
using System.Globalization;
using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary><c>audit</c>: prints who did what.</summary>
internal sealed class AuditCommand : TeachingCommand
{
    private readonly Option<string?> _conversation = new("--conversation") { Description = "Of this conversation alone.", HelpName = "ID" };
    private readonly Option<string?> _agent = new("--agent") { Description = "Done by this colleague, by their key under Agents.", HelpName = "KEY" };
    private readonly Option<string?> _kind = new("--kind") { Description = "Of this kind: send, hold, withdraw, fail, note, claimed, assigned, tagged, …", HelpName = "KIND" };
    private readonly Option<string?> _since = new("--since") { Description = "Done at that time or later (UTC unless it names an offset).", HelpName = "TIME" };
    private readonly Option<string?> _until = new("--until") { Description = "Done before that time.", HelpName = "TIME" };
    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line." };
    private readonly Option<bool> _csv = new("--csv") { Description = "A table for a spreadsheet (RFC 4180)." };

    public AuditCommand(Option<string?> config, Surroundings surroundings)
        : base("audit", "Print who did what and when: sends, overrides, claims, tags, blocks, changed notes. It changes nothing.")
    {
        foreach (var option in (Option[])[_conversation, _agent, _kind, _since, _until, _json, _csv]) Add(option);
        SetAction((parsed, cancellation) => RunAsync(parsed, surroundings.Settings(parsed.GetValue(config)), surroundings, cancellation));
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples =>
    [
        ("mailbridge audit --since 2026-11-01 --kind send", "every mail that went out since then"),
        ("mailbridge audit --agent anna --csv", "what Anna did, for a spreadsheet"),
        ("mailbridge audit --json", "everything, for another program"),
    ];

    private async Task<int> RunAsync(ParseResult parsed, BridgeSettings settings, Surroundings surroundings, CancellationToken cancellation)
    {
        var conversation = default(ConversationId);
        if (parsed.GetValue(_conversation) is { } text && !ConversationId.TryParse(text, out conversation))
            throw new CommandFault($"“{PlainPage.Safe(text)}” is no conversation's id. search and customer print them.");
        if (parsed.GetValue(_kind) is { } wanted && !AuditRecord.Kinds.Contains(wanted, StringComparer.OrdinalIgnoreCase))
            throw new CommandFault($"“{PlainPage.Safe(wanted)}” is no kind. There are {string.Join(", ", AuditRecord.Kinds)}.");
        var filter = new AuditFilter
        {
            Conversation = parsed.GetValue(_conversation) is null ? null : conversation,
            Agent = parsed.GetValue(_agent) is { } agent ? new AgentId(agent) : null,
            Kind = parsed.GetValue(_kind),
            Since = Moment(parsed.GetValue(_since)),
            Until = Moment(parsed.GetValue(_until)),
        };
        await using var store = await OpenedStore.OpenExistingAsync(settings, surroundings, cancellation).ConfigureAwait(false);
        if (store is null) return ExitCode.Done;
        var isCsv = parsed.GetValue(_csv);
        if (isCsv) await surroundings.Output.WriteAsync("at,kind,agent,conversation,entry,link,detail\r\n").ConfigureAwait(false);
        var isEmpty = true;
        await foreach (var record in store.Audit.ReadAsync(filter, cancellation).ConfigureAwait(false))
        {
            isEmpty = false;
            var row = Row.Of(record, settings);
            if (isCsv) await surroundings.Output.WriteAsync(row.Csv).ConfigureAwait(false);
            else await surroundings.Output.WriteLineAsync(parsed.GetValue(_json) ? JsonLines.Of(row) : row.Page).ConfigureAwait(false);
        }
        if (isEmpty) await surroundings.Error.WriteLineAsync(Nothing(filter, settings)).ConfigureAwait(false);
        return ExitCode.Done;
    }

    /// <summary>Whoever is no longer under Agents may have done much; who was never there has done nothing.</summary>
    private static string Nothing(AuditFilter filter, BridgeSettings settings)
        => filter.Agent is { } agent && !settings.Options.Agents.ContainsKey(agent.Value)
            ? $"Nothing found, and nobody has the key {PlainPage.Safe(agent.Value)} under Agents."
            : "Nothing found.";

    private static DateTimeOffset? Moment(string? text)
        => text is null ? null
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
            : throw new CommandFault($"“{PlainPage.Safe(text)}” is no time. Write it as 2026-11-01 or 2026-11-01T14:30:00Z.");

    /// <summary>
    /// RFC 4180 section 2, and no formula: a spreadsheet reckons what begins with one of these signs, so a quote sign goes before it
    /// (https://owasp.org/www-community/attacks/CSV_Injection).
    /// </summary>
    internal static string Cell(string text)
    {
        var inert = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] ? $"'{text}" : text;
        return inert.AsSpan().ContainsAny(",\"\r\n'") ? $"\"{inert.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : inert;
    }

    /// <summary>The fields of <c>audit --json</c>. Stable: fields may be added, never changed.</summary>
    private sealed record Row(DateTimeOffset At, string Kind, string? Agent, string Conversation, string Entry, string? Link, string Detail)
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public string Page => PlainPage.Safe($"{PlainPage.Time(At)}  {Kind}  {Agent ?? "MailBridge"}  {Detail}") + $"\n    conversation {Conversation}{(Link is null ? "" : $"  {PlainPage.Safe(Link)}")}\n";

        [System.Text.Json.Serialization.JsonIgnore]
        public string Csv => string.Join(
            ',', new[] { At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), Kind, Agent ?? "", Conversation, Entry, Link ?? "", Detail }.Select(Cell)) + "\r\n";

        public static Row Of(AuditRecord record, BridgeSettings settings) => new(
            record.At.ToUniversalTime(), record.Kind, record.Agent?.Value, record.Conversation.ToString(), record.Entry.ToString(), LinkTo(record, settings), record.Detail);

        /// <summary>Where it stands in chat. Slack's own address of the workspace is known to Slack alone; this one leads there.</summary>
        private static string? LinkTo(AuditRecord record, BridgeSettings settings) => record.Post switch
        {
            { Channel: { Platform: "workspace" } } => $"{settings.Options.Workspace.Url.TrimEnd('/')}/c/{record.Conversation}#e-{record.Entry}",
            { Channel: { Platform: "slack" } channel, Message: var message }
                => $"https://slack.com/app_redirect?team={Uri.EscapeDataString(channel.Workspace)}&channel={Uri.EscapeDataString(channel.Channel)}&message_ts={Uri.EscapeDataString(message)}",
            _ => null,
        };
    }
}
