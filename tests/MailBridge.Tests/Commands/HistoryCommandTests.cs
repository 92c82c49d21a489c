namespace MailBridge.Tests.Commands;

public sealed class HistoryCommandTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Theory]
    [InlineData("search", "parcel")]
    [InlineData("customer", "ana@shop.example")]
    public async Task Before_there_is_a_database_it_says_so(string command, string argument)
    {
        var run = await _shell.RunAsync(command, argument);
        Assert.Equal((0, ""), (run.Code, run.Output));
        Assert.StartsWith("There is no database yet (", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_shell.Folder, "data")));
    }

    [Fact]
    public async Task Search_finds_entries_by_their_words()
    {
        await ImportAsync();
        var page = await _shell.RunAsync("search", "parcel", "where");
        Assert.StartsWith("2026-03-02 07:00 +00:00  mail  Ana Novák  Parcel 1042\n    Where is my parcel?", page.Output, StringComparison.Ordinal);
        var hit = Assert.Single((await _shell.RunAsync("search", "--json", "parcel", "where")).Json);
        Assert.Equal(["conversation", "entry", "at", "what", "customer", "subject", "snippet"], hit.EnumerateObject().Select(p => p.Name));
        Assert.Equal("Parcel 1042", hit.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task Nothing_found_is_said_and_is_no_failure()
    {
        await ImportAsync();
        var search = await _shell.RunAsync("search", "--json", "zeppelin");
        Assert.Equal((0, "", "Nothing found for zeppelin."), (search.Code, search.Output, search.Error.Trim()));
        var customer = await _shell.RunAsync("customer", "nobody@shop.example");
        Assert.Equal((0, "", "No customer has the address nobody@shop.example."), (customer.Code, customer.Output, customer.Error.Trim()));
    }

    [Fact]
    public async Task A_customer_is_shown_with_their_conversations()
    {
        await ImportAsync();
        var page = await _shell.RunAsync("customer", "ANA@shop.example");
        Assert.StartsWith("Ana Novák  ana@shop.example  since 2026-03-02", page.Output, StringComparison.Ordinal);
        Assert.Contains("Parcel 1042", page.Output, StringComparison.Ordinal);
        Assert.Contains("2 mails, 1 answer, 0 notes; inbox hello", page.Output, StringComparison.Ordinal);
        var customer = Assert.Single((await _shell.RunAsync("customer", "--json", "ana@shop.example")).Json);
        Assert.Equal(["id", "name", "addresses", "since", "conversations"], customer.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["id", "inbox", "subject", "status", "assignee", "openedAt", "lastActivityAt", "waitingSince", "customerEmails", "answers", "notes", "entries"],
            customer.GetProperty("conversations")[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task A_damaged_database_is_told_in_a_sentence()
    {
        _shell.File("data/mailbridge.db", string.Concat(Enumerable.Repeat("This is no database. ", 500)));
        var run = await _shell.RunAsync("search", "parcel");
        Assert.Equal(1, run.Code);
        Assert.Contains("is not a SQLite database", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    private async Task ImportAsync()
    {
        _shell.File("mails/1.eml", Mails.Question);
        _shell.File("mails/2.eml", Mails.Answer);
        _shell.File("mails/3.eml", Mails.Thanks);
        Assert.Equal(0, (await _shell.RunAsync("import", "--our-domain", "acme.example", "mails")).Code);
    }
}
