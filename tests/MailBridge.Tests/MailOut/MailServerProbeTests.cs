using MailBridge.MailOut;
using MailBridge.Operations;

namespace MailBridge.Tests.MailOut;

public sealed class MailServerProbeTests
{
    [Fact]
    public async Task A_mail_server_that_is_down_at_the_start_shows_until_it_is_up()
    {
        var token = TestContext.Current.CancellationToken;
        var time = new WatchedClock();
        var health = new BridgeHealth(time);
        var gateway = new ScriptedMailGateway([]);
        gateway.Checks.Enqueue(new IOException("smtp.example.com:465 refused the connection"));
        using var probe = new MailServerProbe(gateway, health, time);

        await probe.StartAsync(token);
        var wait = await time.TimerAsync(token);

        var down = Assert.Single(health.Components);
        Assert.Equal("Outgoing mail", down.Name);
        Assert.StartsWith("smtp.example.com:465 refused the connection", down.Problem, StringComparison.Ordinal);
        Assert.False(health.IsReady);
        time.Advance(wait);
        await probe.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20), token);
        Assert.True(health.IsReady);
    }
}
