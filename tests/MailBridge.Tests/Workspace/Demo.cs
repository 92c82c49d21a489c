namespace MailBridge.Tests.Workspace;

/// <summary>
/// The Workspace with believable data, to be looked at:
/// <c>dotnet run --project tests/MailBridge.Tests -- -explicit only -method "*The_demo_is_served_until_stopped"</c>.
/// </summary>
public sealed class Demo
{
    [Fact(Explicit = true)]
    public async Task The_demo_is_served_until_stopped()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var url = Environment.GetEnvironmentVariable("MAILBRIDGE_DEMO_URL") ?? "http://127.0.0.1:5081";
        await using var host = await WorkspaceHost.StartAsync(cancellation, url: url);
        var id = await DemoData.FillAsync(host, TimeProvider.System.GetUtcNow(), cancellation);
        await File.WriteAllTextAsync(Path.Combine(Path.GetTempPath(), "mailbridge-demo"), $"{url}/c/{id}\n", cancellation);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
