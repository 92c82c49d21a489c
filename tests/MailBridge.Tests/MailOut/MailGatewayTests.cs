using MailBridge.Conversations;
using MailBridge.MailOut;
using MailBridge.MailProtocols;
using MailBridge.MailProtocols.Smtp;

namespace MailBridge.Tests.MailOut;

public sealed class MailGatewayTests
{
    [Theory]
    [InlineData(SmtpStage.Recipient, 550, "5.1.1", "Permanent")]
    [InlineData(SmtpStage.Recipient, 450, "4.2.0", "Temporary")]
    [InlineData(SmtpStage.Sender, 552, "5.3.4", "Permanent")]
    [InlineData(SmtpStage.Greeting, 554, null, "Temporary")]
    [InlineData(SmtpStage.Authentication, 535, "5.7.8", "Account")]
    [InlineData(SmtpStage.Authentication, 454, "4.7.0", "Temporary")]
    [InlineData(SmtpStage.Sender, 530, "5.7.0", "Account")]
    [InlineData(SmtpStage.Hello, 550, null, "Account")]
    [InlineData(SmtpStage.Data, 554, "5.5.1", "Permanent")]
    [InlineData(SmtpStage.FinalReply, 421, "4.4.2", "Temporary")]
    [InlineData(SmtpStage.FinalReply, 550, "5.4.5", "Temporary")]
    [InlineData(SmtpStage.FinalReply, 554, "5.6.0", "Permanent")]
    public void A_refusal_means(SmtpStage stage, int code, string? enhanced, string kind)
        => Assert.Equal(kind, SmtpMailGateway.Kind(new SmtpRefusedException("no", stage, new SmtpReply(code, enhanced, "no"))).ToString());

    [Theory]
    [InlineData(MailStreamFault.NameUnknown, "Unreachable")]
    [InlineData(MailStreamFault.ConnectionRefused, "Unreachable")]
    [InlineData(MailStreamFault.TimedOut, "Unreachable")]
    [InlineData(MailStreamFault.Closed, "Unreachable")]
    [InlineData(MailStreamFault.OutOfStep, "Unreachable")]
    [InlineData(MailStreamFault.TlsFailed, "Unreachable")]
    [InlineData(MailStreamFault.Cancelled, "Unreachable")]
    [InlineData(MailStreamFault.CertificateNotTrusted, "Account")]
    [InlineData(MailStreamFault.SecurityNotOffered, "Account")]
    public void A_broken_stream_means(MailStreamFault fault, string kind)
        => Assert.Equal(kind, SmtpMailGateway.Kind(new MailStreamException(fault, "broken")).ToString());

    [Fact]
    public void Every_way_in_which_a_stream_breaks_behind_the_last_byte_is_unknown()
        => Assert.All(Enum.GetValues<MailStreamFault>(), fault => Assert.Equal(MailFaultKind.Unknown, SmtpMailGateway.Kind(new SmtpOutcomeUnknownException(fault, "broken"))));

    [Fact]
    public async Task A_hand_over_to_a_folder_that_is_repeated_leaves_one_file()
    {
        using var folder = new TemporaryFolder();
        var gateway = new PickupMailGateway(folder.Path);
        var mail = Mail();
        var first = await gateway.SubmitAsync(mail, _ => throw new InvalidOperationException("A repeatable hand-over has no last byte."), DeskFixture.Token);
        var second = await gateway.SubmitAsync(mail, _ => ValueTask.CompletedTask, DeskFixture.Token);
        Assert.Equal(first.ServerWords, second.ServerWords);
        Assert.Equal(mail.Bytes.ToArray(), await File.ReadAllBytesAsync(Assert.Single(Directory.GetFiles(folder.Path)), DeskFixture.Token));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_a_matter_for_whoever_runs_the_bridge()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "a-file");
        await File.WriteAllTextAsync(file, "", DeskFixture.Token);
        var fault = await Assert.ThrowsAsync<MailFault>(
            () => new PickupMailGateway(Path.Combine(file, "below")).SubmitAsync(Mail(), _ => ValueTask.CompletedTask, DeskFixture.Token));
        Assert.Equal(MailFaultKind.Account, fault.Kind);
        Assert.Contains(file, fault.Message, StringComparison.Ordinal);
    }

    private static MailToSend Mail() => new(
        new DeliveryId(Guid.NewGuid()), new EmailAddress("support@acme.example"), ["zoe@customer.example"], new MsgId("reply@acme.example"), "Subject: x\r\n\r\nhi\r\n"u8.ToArray());
}
