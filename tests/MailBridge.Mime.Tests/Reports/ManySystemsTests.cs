namespace MailBridge.Mime.Tests;

/// <summary>What is understood of bounces in the manner of many mail systems, whatever their language.</summary>
public sealed class ManySystemsTests
{
    [Theory]
    [MemberData(nameof(BouncesOfManySystems.All), MemberType = typeof(BouncesOfManySystems))]
    [MemberData(nameof(BouncesOfManySystems.Unseen), MemberType = typeof(BouncesOfManySystems))]
    public void A_bounce_names_its_recipient_class_reason_and_the_returned_message(
        string system, string from, string subject, string text, char kind, BounceReason reason)
    {
        Assert.NotEmpty(system);
        var message = Mail.Read(Mail.Utf8(
            $"Return-Path: <>\nFrom: {from}\nTo: s@desk.example\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{text}"));
        Assert.Equal(MessageKind.Bounce, message.Kind);
        var recipient = Assert.Single(message.DeliveryReport!.Recipients);
        Assert.Equal("gone@x.example", recipient.Address);
        Assert.Equal(kind, recipient.Action == DeliveryAction.Delayed ? 'D' : recipient.Status[0]);
        Assert.Equal(reason, recipient.Reason);
        if (text.Contains("ours@desk.example", StringComparison.Ordinal)) Assert.Equal("ours@desk.example", message.DeliveryReport.OriginalMessageId);
    }
}
