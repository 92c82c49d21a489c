namespace MailBridge.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Without_a_command_it_serves()
    {
        var run = await _shell.RunAsync();
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.True(_shell.Served?.IsTryOut);
    }

    [Fact]
    public async Task Serve_does_not_start_with_a_faulty_configuration_and_tells_every_problem()
    {
        _shell.File("appsettings.json", """{ "Inboxs": {}, "Smtp": { "Host": "mail.acme.example", "Port": 0 } }""");
        var run = await _shell.RunAsync("serve");
        Assert.Equal(1, run.Code);
        Assert.Null(_shell.Served);
        Assert.Contains("Inboxs is not an option; did you mean Inboxes?", run.Error, StringComparison.Ordinal);
        Assert.Contains("Smtp:Port is 0; give the server's port, 465 for TLS or 587 for StartTls.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspct", "inspct is not a command; did you mean inspect?")]
    [InlineData("frobnicate", "frobnicate is not a command; see mailbridge --help.")]
    [InlineData("--verison", "--verison is not an option of mailbridge; did you mean --version?")]
    [InlineData("inspect", "mailbridge inspect needs PATH: name a mail")]
    [InlineData("inspect --jsn mail.eml", "--jsn is not an option of mailbridge inspect; did you mean --json?")]
    [InlineData("search", "mailbridge search needs QUERY: write the words")]
    [InlineData("customer", "mailbridge customer needs ADDRESS: write one")]
    [InlineData("customer a@b.example c@d.example", "c@d.example is not expected by mailbridge customer")]
    [InlineData("doctor --config", "--config needs PATH: read the options")]
    public async Task A_command_line_that_makes_no_sense_gets_one_sentence_and_code_2(string line, string sentence)
    {
        var run = await _shell.RunAsync(line.Split(' '));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.StartsWith(sentence, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("inspect")]
    [InlineData("import")]
    [InlineData("search")]
    [InlineData("customer")]
    [InlineData("doctor")]
    public async Task Help_teaches_with_examples(string command)
    {
        var run = await _shell.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
        var examples = run.Output[run.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.Contains($"mailbridge {command}".TrimEnd(), examples, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told_in_one_line()
    {
        var run = await _shell.RunAsync("--version");
        Assert.Equal(0, run.Code);
        Assert.Matches(@"^mailbridge \d+\.\d+\.\d+$", run.Output.Trim());
    }

    [Fact]
    public async Task A_command_that_is_stopped_ends_with_the_code_of_a_signal()
    {
        _shell.File("mail.eml", Mails.Question);
        var run = await _shell.RunAsync(new CancellationToken(canceled: true), "inspect", "mail.eml");
        Assert.Equal((130, ""), (run.Code, run.Error));
    }

    [Fact]
    public async Task Output_to_a_closed_pipe_ends_quietly()
    {
        _shell.File("mail.eml", Mails.Question);
        using var error = new StringWriter();
        var code = await _shell.RunIntoAsync(new ClosedPipe(), error, TestContext.Current.CancellationToken, "inspect", "mail.eml");
        Assert.Equal((0, ""), (code, error.ToString()));
    }

    private sealed class ClosedPipe : StringWriter
    {
        public override void Write(string? value) => throw new IOException("Broken pipe");

        public override void Write(char value) => throw new IOException("Broken pipe");

        public override void Write(char[] buffer, int index, int count) => throw new IOException("Broken pipe");

        public override void WriteLine(string? value) => throw new IOException("Broken pipe");
    }
}
