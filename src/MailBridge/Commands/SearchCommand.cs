using System.CommandLine;
using MailBridge.Conversations;
using MailBridge.Operations;

namespace MailBridge.Commands;

/// <summary><c>search</c>: finds entries by their words.</summary>
internal sealed class SearchCommand : TeachingCommand
{
    private const int MostHits = 50;

    private readonly Option<bool> _json = new("--json") { Description = "One JSON object a line for each entry found." };

    public SearchCommand(Option<string?> config, Surroundings surroundings)
        : base("search", $"Find mails, replies and notes in which all the words occur: the latest {MostHits}, latest first.")
    {
        var query = new Argument<string[]>("QUERY")
        {
            Description = "Write the words to look for, or their beginnings; accents do not matter. \"Two words\" in quotes stand side by side.",
            Arity = ArgumentArity.OneOrMore,
        };
        Add(query);
        Add(_json);
        SetAction((parsed, cancellation) => RunAsync(
            string.Join(' ', parsed.GetRequiredValue(query)), parsed.GetValue(_json), surroundings.Settings(parsed.GetValue(config)),
            surroundings, cancellation));
    }

    public override IReadOnlyList<(string Line, string Purpose)> Examples =>
    [
        ("mailbridge search router error", "entries with both words, such as \"Routers show Error 7\""),
        ("mailbridge search '\"order 1042\"'", "the two words side by side"),
        ("mailbridge search --json refund", "for another program"),
    ];

    private static async Task<int> RunAsync(
        string query, bool json, BridgeSettings settings, Surroundings surroundings, CancellationToken cancellation)
    {
        await using var store = await OpenedStore.OpenExistingAsync(settings, surroundings, cancellation).ConfigureAwait(false);
        if (store is null) return ExitCode.Done;
        var hits = await store.History.SearchAsync(query, MostHits, cancellation).ConfigureAwait(false);
        if (hits.Count == 0) await surroundings.Error.WriteLineAsync($"Nothing found for {PlainPage.Safe(query)}.").ConfigureAwait(false);
        foreach (var hit in hits)
            await surroundings.Output.WriteLineAsync(json ? JsonLines.Of(FoundEntry.Of(hit)) : Page(hit)).ConfigureAwait(false);
        if (!json && hits.Count == MostHits)
            await surroundings.Error.WriteLineAsync($"These are the latest {MostHits}; more words find fewer.").ConfigureAwait(false);
        return ExitCode.Done;
    }

    private static string Page(HistoryHit hit)
        => PlainPage.Safe($"{PlainPage.Time(hit.At)}  {What(hit)}  {hit.Customer}  {hit.Subject}")
            + $"\n    {PlainPage.Safe(hit.Snippet)}\n    conversation {hit.Conversation}\n";

    private static string What(HistoryHit hit) => hit.What switch
    {
        "customer-email" => "mail",
        "agent-email" or "agent-reply" => "answer",
        var other => other,
    };

    /// <summary>The fields of <c>search --json</c>. Stable: fields may be added, never changed.</summary>
    private sealed record FoundEntry(
        string Conversation, string Entry, DateTimeOffset At, string What, string Customer, string Subject, string Snippet)
    {
        public static FoundEntry Of(HistoryHit hit)
            => new(hit.Conversation.ToString(), hit.Entry.ToString(), hit.At, hit.What, hit.Customer, hit.Subject, hit.Snippet);
    }
}
