using System.Text.Json;

namespace MailBridge.Mime.Tests;

/// <summary>Bounces of many mail systems.</summary>
public sealed class BounceFixtureTests(ITestOutputHelper output)
{
    [Fact]
    public void At_least_95_of_100_recipients_have_the_right_class_and_no_mail_the_wrong_kind()
    {
        if (SharedFixtures.Under("bounces", "sisimai") is not { } folder) return;
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "manifest.json")));
        var (right, all, kinds, files) = (0, 0, new List<string>(), 0);
        var (rightReasons, told) = (0, 0);
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            var file = entry.GetProperty("file").GetString()!;
            var kind = entry.GetProperty("kind").GetString()!;
            var message = MimeMessage.Read(File.ReadAllBytes(Path.Combine(folder, file)));
            files++;
            var asExpected = kind switch
            {
                "bounce" => message.Kind == MessageKind.Bounce,
                "normal" => message.Kind != MessageKind.Bounce,
                _ => message.Kind == MessageKind.Automatic,
            };
            if (!asExpected) kinds.Add($"{file} {kind} {message.Kind} {message.Classification.Evidence}: {message.Subject}");
            if (kind != "bounce" || entry.GetProperty("recipients").ValueKind != JsonValueKind.Array) continue;
            var expected = entry.GetProperty("recipients").EnumerateArray().Select(item => item.GetProperty("status").GetString() is { Length: > 0 } status ? status[0] : '?').ToList();
            var actual = message.DeliveryReport?.Recipients.Select(recipient => recipient.Status[0]).ToList() ?? [];
            all += expected.Count;
            foreach (var (item, recipient) in entry.GetProperty("recipients").EnumerateArray().Zip(message.DeliveryReport?.Recipients ?? []))
            {
                var reason = item.GetProperty("reason").GetString()!;
                if (Reasons(reason) is not { } fitting) continue;
                told++;
                if (fitting.Contains(recipient.Reason)) rightReasons++;
                else output.WriteLine($"{file} {reason} is {recipient.Reason}: {recipient.Status} {recipient.DiagnosticCode}");
            }
            var same = expected.Zip(actual).Count(pair => pair.First == pair.Second || pair.First == '?');
            right += same;
            if (same != expected.Count || actual.Count != expected.Count)
                output.WriteLine($"{file} expected {string.Concat(expected)} {entry.GetProperty("recipients")[0].GetProperty("reason")} {entry.GetProperty("recipients")[0].GetProperty("status")}"
                    + $" actual {string.Join(", ", message.DeliveryReport?.Recipients.Select(r => r.ToString()) ?? [])}");
        }
        output.WriteLine($"{right} of {all} recipients, {files - kinds.Count} of {files} kinds\n{string.Join('\n', kinds)}");
        output.WriteLine($"{rightReasons} of {told} reasons");
        Assert.True(rightReasons >= told * 0.85, $"{rightReasons} of {told} reasons");
        Assert.True(right >= all * 0.95, $"{right} of {all}");
        Assert.DoesNotContain(kinds, line => line.Contains(" normal ", StringComparison.Ordinal));
        Assert.True(kinds.Count <= files / 20, string.Join('\n', kinds));
    }

    /// <summary>Ours for the fixtures' word; null where it stands for no cause.</summary>
    private static BounceReason[]? Reasons(string reason) => reason switch
    {
        "userunknown" => [BounceReason.UserUnknown],
        "filtered" => [BounceReason.UserUnknown, BounceReason.Refused, BounceReason.Suspended, BounceReason.Blocked],
        "hasmoved" => [BounceReason.Moved],
        "hostunknown" => [BounceReason.DomainUnknown],
        "mailboxfull" => [BounceReason.MailboxFull],
        "suspend" => [BounceReason.Suspended],
        "mesgtoobig" or "exceedlimit" => [BounceReason.TooLarge, BounceReason.MailboxFull],
        "spamdetected" => [BounceReason.Spam],
        "virusdetected" => [BounceReason.Virus],
        "blocked" or "badreputation" or "requireptr" => [BounceReason.Blocked, BounceReason.Spam],
        "authfailure" => [BounceReason.Authentication],
        "norelaying" => [BounceReason.RelayDenied],
        "rejected" or "policyviolation" => [BounceReason.Refused, BounceReason.Authentication, BounceReason.Blocked, BounceReason.RelayDenied, BounceReason.Spam],
        "expired" or "networkerror" => [BounceReason.Expired, BounceReason.Network],
        "toomanyconn" => [BounceReason.TooMuch],
        "systemerror" or "mailererror" or "notaccept" => [BounceReason.SystemError, BounceReason.DomainUnknown, BounceReason.Network],
        _ => null,
    };
}
