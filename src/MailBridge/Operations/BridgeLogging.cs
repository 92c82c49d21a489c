using System.Globalization;
using Serilog;
using Serilog.Events;

namespace MailBridge.Operations;

/// <summary>
/// Where the log goes: the console, short, and a file a day under <c>logs</c> in the data folder, with event numbers and sources. The
/// <c>Serilog</c> section
/// may change levels and add places. What is logged names mails and conversations by their ids, never a customer's words.
/// </summary>
public static class BridgeLogging
{
    /// <summary>Days of log files that are kept. A month: an incident is looked into within weeks.</summary>
    private const int KeptFiles = 31;

    /// <summary>Size in octets at which a day's file is continued in another one. 50 MB opens in every editor.</summary>
    private const long LargestFile = 50 * 1000 * 1000;

    private const string ForConsole = "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}";

    private const string ForFile = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {SourceContext} {EventId} {Message:lj}{NewLine}{Exception}";

    /// <summary>Sends what is logged to the console and to the log files, and to nobody else.</summary>
    public static ILoggingBuilder AddBridgeLogging(this ILoggingBuilder logging, BridgeSettings settings)
        => logging.ClearProviders().AddSerilog(Logger(settings), dispose: true);

    private static Serilog.Core.Logger Logger(BridgeSettings settings)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // The keys lie in the data folder beside the mail itself; whoever reads them there needs them no more.
            // A fault at the start is said in a sentence by the program itself; what ends a running bridge comes as fatal.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .MinimumLevel.Override("System", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .WriteTo.Console(outputTemplate: ForConsole, formatProvider: CultureInfo.InvariantCulture)
            .WriteTo.File(
                Path.Combine(settings.DataFolder, "logs", "mailbridge-.log"),
                outputTemplate: ForFile,
                formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: LargestFile,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: KeptFiles);
        if (settings.Configuration.GetSection("Serilog").GetChildren().Any()) configuration.ReadFrom.Configuration(settings.Configuration);
        return configuration.CreateLogger();
    }
}
