using MailBridge.Operations;

namespace MailBridge.Tests.Operations;

public sealed class SettingsReaderTests : IDisposable
{
    private const string Whole = """
        {
          // A comment and a trailing comma are allowed.
          "Inboxes": {
            "support": {
              "Addresses": [ "support@acme.example" ],
              "Imap": { "Host": "imap.acme.example", "Port": 993, "UserName": "support", "Password": "secret-1" },
            }
          },
          "Agents": { "anna": { "Name": "Anna Kowalska" } },
          "Smtp": { "Host": "smtp.acme.example", "Port": 465, "UserName": "support", "Password": "secret-2" },
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mailbridge-test-").FullName;
    private readonly Dictionary<string, string?> _environment = [];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_whole_file_is_valid_and_tells_where_it_came_from()
    {
        var settings = Valid(Whole);
        Assert.Equal(Path.Combine(_folder, "appsettings.json"), settings.File);
        Assert.False(settings.IsTryOut);
        Assert.Equal(Path.Combine(_folder, "data"), settings.DataFolder);
        Assert.Equal("imap.acme.example", settings.Options.Inboxes["SUPPORT"].Imap!.Host);
        Assert.Equal(TimeSpan.FromMinutes(5), settings.Options.Inboxes["support"].Imap!.PollInterval);
    }

    [Fact]
    public void Without_a_file_and_without_a_mailbox_it_is_the_try_out()
    {
        _environment["MAILBRIDGE_Workspace__Url"] = "http://127.0.0.1:6001";
        _environment["HOME"] = "/home/anna";
        var settings = Assert.IsType<SettingsReading.Valid>(SettingsReader.Read(null, _folder, _environment)).Settings;
        Assert.True(settings.IsTryOut);
        Assert.Null(settings.File);
        Assert.Equal("http://127.0.0.1:6001", settings.Options.Workspace.Url);
    }

    [Fact]
    public void An_empty_file_is_a_configuration_that_lacks_everything()
    {
        Assert.Equal(
            [
                "Inboxes is empty; name at least one mailbox to watch, as appsettings.example.json shows.",
                "Agents is empty; name at least one colleague who answers, as appsettings.example.json shows.",
                "Smtp is missing; give the server that replies leave through, or a Pickup:Folder to write them to.",
            ],
            Problems("{}"));
    }

    [Fact]
    public void The_environment_wins_over_the_file_whatever_the_letter_case()
    {
        _environment["MAILBRIDGE_INBOXES__SUPPORT__IMAP__PASSWORD"] = "from the environment";
        _environment["MAILBRIDGE_INBOXES__SUPPORT__ADDRESSES"] = "help@acme.example";
        _environment["MAILBRIDGE_Inboxes__support__Imap__Folders__0"] = "INBOX";
        _environment["MAILBRIDGE_Inboxes__support__Imap__Folders__1"] = "Shop";
        var inbox = Valid(Whole.Replace("""[ "support@acme.example" ]""", "[]", StringComparison.Ordinal)).Options.Inboxes["support"];
        Assert.Equal("from the environment", inbox.Imap!.Password);
        Assert.Equal(["help@acme.example"], inbox.Addresses);
        Assert.Equal(["INBOX", "Shop"], inbox.Imap.WatchedFolders());
    }

    [Fact]
    public void A_file_that_was_named_must_exist()
    {
        var problem = Assert.Single(Assert.IsType<SettingsReading.Faulty>(SettingsReader.Read("other.json", _folder, _environment)).Problems);
        Assert.Equal("other.json does not exist; name a file that does, or leave --config out to read appsettings.json in the working directory.", problem);
    }

    [Fact]
    public void A_syntax_error_is_told_with_its_line()
    {
        var problem = Assert.Single(Problems("{\n  \"DataFolder\": \"data\"\n  \"Agents\": {}\n}"));
        Assert.StartsWith($"{Path.Combine(_folder, "appsettings.json")}, line 3: this is not valid JSON.", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_given_twice_is_told()
        => Assert.Contains("DataFolder", Assert.Single(Problems("""{ "DataFolder": "a", "datafolder": "b" }""")), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_file_that_is_no_object_is_told()
        => Assert.Contains("must hold one JSON object", Assert.Single(Problems("[]")), StringComparison.Ordinal);

    [Theory]
    [InlineData("\"Agents\"", "\"Agnets\"", "Agnets is not an option; did you mean Agents?")]
    [InlineData("\"Host\": \"imap", "\"Hots\": \"imap", "Inboxes:support:Imap:Hots is not an option; did you mean Host?")]
    [InlineData("\"Agents\"", "\"Colour\": \"blue\", \"Agents\"", "Colour is not an option; take it out, or look up its name in appsettings.example.json.")]
    [InlineData("993", "0", "Inboxes:support:Imap:Port is 0; give the server's port, 993 for TLS or 143 for StartTls.")]
    [InlineData("993", "70000", "Inboxes:support:Imap:Port is 70000; give the server's port, 993 for TLS or 143 for StartTls.")]
    [InlineData("993", "\"imaps\"", "Inboxes:support:Imap:Port is \"imaps\"; write a whole number.")]
    [InlineData("465", "465, \"Security\": \"SSL\"", "Smtp:Security is \"SSL\"; write Tls, StartTls or None.")]
    [InlineData("465", "25, \"Security\": \"None\"", "Smtp:Security is None, so the password would cross the network in clear text; write Tls or StartTls, or set Smtp:AllowClearTextLogin to true.")]
    [InlineData("465", "465, \"TrustedCertificateSha256\": \"abc\"", "Smtp:TrustedCertificateSha256 is not a SHA-256; give its 64 hexadecimal digits, with or without colons.")]
    [InlineData("\"secret-2\"", "\"\"", "Smtp:Password is empty; give it here or, better, in the environment as MAILBRIDGE_Smtp__Password.")]
    [InlineData("\"imap.acme.example\"", "\"\"", "Inboxes:support:Imap:Host is empty; give the server's name.")]
    [InlineData("\"imap.acme.example\"", "\"imaps://acme.example\"", "Inboxes:support:Imap:Host is \"imaps://acme.example\"; give the server's name alone, such as mail.example.com.")]
    [InlineData("support@acme.example", "support", "Inboxes:support:Addresses has \"support\", which is no mail address; write it as support@example.com.")]
    [InlineData("\"Anna Kowalska\"", "\"\"", "Agents:anna:Name is empty; give the name that customers shall see.")]
    [InlineData("\"anna\"", "\"anna k\"", "Agents:anna k: \"anna k\" is no good key; use up to 64 letters, digits, dots, hyphens and underscores, since it names the thing for ever.")]
    [InlineData("\"Smtp\"", "\"Pickup\": { \"Folder\": \"out\" }, \"Smtp\"", "Both Smtp and Pickup are given; keep the one that replies shall leave through.")]
    [InlineData("\"Imap\"", "\"Maildir\": { \"Path\": \"m\" }, \"Imap\"", "Inboxes:support has both Imap and Maildir; keep one of them, and make another inbox of the other.")]
    [InlineData("\"Imap\"", "\"Channel\": \"irc:support\", \"Imap\"", "Inboxes:support:Channel is \"irc:support\"; write workspace:NAME for the built-in web chat, or slack:#name for a channel in Slack.")]
    [InlineData("\"Imap\"", "\"Channel\": \"slack:#help\", \"Imap\"", "Inboxes:support:Channel is in Slack but there is no Slack section; give its BotToken and AppToken, as appsettings.example.json shows.")]
    [InlineData("\"Smtp\"", "\"Slack\": { \"AppToken\": \"xapp-1\" }, \"Smtp\"", "Slack:BotToken is empty; give it here or, better, in the environment as MAILBRIDGE_Slack__BotToken. Slack shows it on the app's page OAuth & Permissions, as Bot User OAuth Token.")]
    [InlineData("\"Smtp\"", "\"Slack\": { \"BotToken\": \"xoxb-secret\", \"AppToken\": \"xoxb-secret\" }, \"Smtp\"", "Slack:AppToken does not begin with xapp-, so it is another kind of token; Slack shows the right one on the app's page Basic Information, under App-Level Tokens.")]
    [InlineData("\"Smtp\"", "\"Slack\": { \"BotToken\": \"xoxb-secret\" }, \"Smtp\"", "Slack has neither AppToken nor SigningSecret; give the AppToken for Socket Mode, or the SigningSecret where Slack can reach this machine.")]
    [InlineData("\"Smtp\"", "\"Slack\": { \"ApiBaseUrl\": \"http://slack.example/api/\" }, \"Smtp\"", "Slack:ApiBaseUrl is \"http://slack.example/api/\", over which tokens would travel in clear text; write https://.")]
    [InlineData("\"Anna Kowalska\"", "\"Anna\", \"SlackUser\": \"@anna\"", "Agents:anna:SlackUser is \"@anna\"; write the member id from their profile, such as U0123ABCD.")]
    [InlineData("\"Smtp\"", "\"Sending\": { \"GiveUpAfter\": \"2 days\" }, \"Smtp\"", "Sending:GiveUpAfter is \"2 days\", which is not a duration; write hh:mm:ss or d.hh:mm:ss, such as 00:05:00 for five minutes.")]
    [InlineData("\"Smtp\"", "\"Sending\": { \"GiveUpAfter\": 5 }, \"Smtp\"", "Sending:GiveUpAfter is \"5\", which is not a duration; write hh:mm:ss or d.hh:mm:ss, such as 00:05:00 for five minutes.")]
    [InlineData("\"Smtp\"", "\"Sending\": { \"GiveUpAfter\": \"00:00:01\" }, \"Smtp\"", "Sending:GiveUpAfter is 00:00:01; it must lie between 00:01:00 and 7.00:00:00.")]
    [InlineData("\"Imap\"", "\"ThreadReplies\": \"Always\", \"Imap\"", "Inboxes:support:ThreadReplies is \"Always\"; write Note or Reply.")]
    [InlineData("\"Smtp\"", "\"Sending\": { \"Hold\": \"00:11:00\" }, \"Smtp\"", "Sending:Hold is 00:11:00; it must lie between 00:00:00 and 00:10:00.")]
    [InlineData("\"Smtp\"", "\"Sending\": { \"MostAttachmentBytes\": 0 }, \"Smtp\"", "Sending:MostAttachmentBytes is 0; it must lie between 1 and 104857600.")]
    [InlineData("\"Smtp\"", "\"Posting\": { \"LongestRetryAfter\": \"00:00:01\" }, \"Smtp\"", "Posting:LongestRetryAfter is 00:00:01, less than FirstRetryAfter (00:00:02); make it at least as long.")]
    [InlineData("\"Smtp\"", "\"Workspace\": { \"Url\": \"localhost:5080\" }, \"Smtp\"", "Workspace:Url is \"localhost:5080\"; write scheme, host and port alone, such as http://127.0.0.1:5080.")]
    [InlineData("\"Smtp\"", "\"Workspace\": \"on\", \"Smtp\"", "Workspace is \"on\"; it is a section, written { … }.")]
    [InlineData("\"Smtp\"", "\"DataFolder\": [ \"a\" ], \"Smtp\"", "DataFolder is one value, not a list or a section; write it as \"DataFolder\": value.")]
    [InlineData("\"Smtp\"", "\"TimeZone\": \"Berlin\", \"Smtp\"", "TimeZone is \"Berlin\", which this machine does not know; write an IANA name such as Europe/Berlin, or UTC.")]
    [InlineData("\"Smtp\"", "\"OwnDomains\": [ \"http://acme\" ], \"Smtp\"", "OwnDomains has \"http://acme\", which is no domain; write it as example.com.")]
    [InlineData("\"Anna Kowalska\"", "\"Anna\", \"Addresses\": [ \"Support@acme.example\" ]", "Agents:anna:Addresses has Support@acme.example, which Inboxes:support has too; leave it with the one it belongs to.")]
    public void A_fault_is_told_with_its_key_and_the_fix(string right, string wrong, string sentence)
    {
        var at = Whole.IndexOf(right, StringComparison.Ordinal);
        Assert.Contains(sentence, Problems(Whole[..at] + wrong + Whole[(at + right.Length)..]));
    }

    [Fact]
    public void All_faults_are_told_at_once_and_none_shows_a_password()
    {
        var problems = Problems(Whole.Replace("993", "0", StringComparison.Ordinal).Replace("465", "\"x\"", StringComparison.Ordinal)
            .Replace("\"UserName\": \"support\"", "\"UserName\": \"\"", StringComparison.Ordinal).Replace("Kowalska\"", "\", \"Nmae\": 1", StringComparison.Ordinal));
        Assert.True(problems.Count >= 5, string.Join("\n", problems));
        Assert.DoesNotContain("secret", string.Join("\n", problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_Serilog_section_belongs_to_the_log() => Valid(Whole.Insert(1, """ "Serilog": { "MinimumLevel": "Debug" }, """));

    [Fact]
    public void A_clear_text_login_is_allowed_on_this_machine() => Valid(Whole.Replace("\"smtp.acme.example\", \"Port\": 465", "\"127.0.0.1\", \"Port\": 25, \"Security\": \"none\"", StringComparison.Ordinal));

    [Theory]
    [InlineData("[ \"\" ]", "")]
    [InlineData("[ \"for our eyes\", \"top secret\" ]", "for our eyes, top secret")]
    public void Internal_phrases_that_are_given_replace_the_standard_ones(string given, string phrases)
    {
        Assert.Contains("internal only", Valid(Whole).Options.Sending.ToRules().InternalPhrases);
        var settings = Valid(Whole.Replace("\"Smtp\"", $"\"Sending\": {{ \"InternalPhrases\": {given} }}, \"Smtp\"", StringComparison.Ordinal));
        Assert.Equal(phrases, string.Join(", ", settings.Options.Sending.ToRules().InternalPhrases));
    }

    private BridgeSettings Valid(string json)
    {
        var reading = Read(json);
        return reading is SettingsReading.Faulty faulty
            ? throw new Xunit.Sdk.XunitException(string.Join("\n", faulty.Problems))
            : Assert.IsType<SettingsReading.Valid>(reading).Settings;
    }

    [Theory]
    [InlineData("mx.google.com; dmarc=pass")]
    [InlineData("https://mx.google.com")]
    [InlineData("*.google.com")]
    public void A_trusted_server_that_is_no_name_is_refused(string name)
    {
        var wrong = Whole.Replace("\"Imap\"", $"\"TrustedAuthenticationServers\": [ \"exchange-online\", \"{name}\" ], \"Imap\"", StringComparison.Ordinal);
        Assert.Equal(
            $"Inboxes:support:TrustedAuthenticationServers has \"{name}\"; write the name that stands first in the server's Authentication-Results field, "
            + "such as mx.google.com, or exchange-online.",
            Assert.Single(Problems(wrong)));
    }

    private IReadOnlyList<string> Problems(string json) => Assert.IsType<SettingsReading.Faulty>(Read(json)).Problems;

    private SettingsReading Read(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "appsettings.json"), json);
        return SettingsReader.Read(null, _folder, _environment);
    }
}
