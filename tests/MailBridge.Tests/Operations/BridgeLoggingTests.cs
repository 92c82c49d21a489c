using MailBridge.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MailBridge.Tests.Operations;

public sealed class BridgeLoggingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mailbridge-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_log_file_names_time_level_source_event_and_words()
    {
        var line = Assert.Single(Logged([], log => log.LogInformation(new EventId(2001, "Received"), "Mail {Mail} arrived", "abc")));
        Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d \[INF\] MailBridge\.MailIn .*2001.* Mail abc arrived$", line);
    }

    [Fact]
    public void Levels_are_changed_by_the_Serilog_section()
    {
        Assert.Empty(Logged([], log => log.LogDebug("details")));
        Assert.Single(Logged(new() { ["MAILBRIDGE_Serilog__MinimumLevel__Override__MailBridge.MailIn"] = "Debug" }, log => log.LogDebug("details")));
    }

    private string[] Logged(Dictionary<string, string?> environment, Action<ILogger> log)
    {
        var settings = Assert.IsType<SettingsReading.Valid>(SettingsReader.Read(null, _folder, environment)).Settings;
        using (var services = new ServiceCollection().AddLogging(b => b.AddBridgeLogging(settings)).BuildServiceProvider())
            log(services.GetRequiredService<ILoggerFactory>().CreateLogger("MailBridge.MailIn"));
        var file = Directory.Exists(Path.Combine(_folder, "data", "logs")) ? Directory.GetFiles(Path.Combine(_folder, "data", "logs"), "mailbridge-*.log").SingleOrDefault() : null;
        var lines = file is null ? [] : File.ReadAllLines(file);
        if (file is not null) File.Delete(file);
        return lines;
    }
}
