using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Smtp;

namespace MailBridge.MailProtocols.Tests;

/// <summary>The one mapping that decides between trying again, asking a person and giving up.</summary>
public sealed class FaultTableTests
{
    private const string TryAgain = "try again", MendTheAccount = "mend the account", GiveUp = "give up";

    [Theory]
    [InlineData(SmtpStage.Greeting, 421, "4.3.2", TryAgain)]
    [InlineData(SmtpStage.Greeting, 554, "5.7.1", TryAgain)]
    [InlineData(SmtpStage.Hello, 550, null, MendTheAccount)]
    [InlineData(SmtpStage.Hello, 451, null, TryAgain)]
    [InlineData(SmtpStage.StartTls, 454, "4.7.0", TryAgain)]
    [InlineData(SmtpStage.StartTls, 502, null, MendTheAccount)]
    [InlineData(SmtpStage.Authentication, 454, "4.7.0", TryAgain)]
    [InlineData(SmtpStage.Authentication, 432, "4.7.12", TryAgain)]
    [InlineData(SmtpStage.Authentication, 535, "5.7.8", MendTheAccount)]
    [InlineData(SmtpStage.Authentication, 535, "5.7.139", MendTheAccount)]
    [InlineData(SmtpStage.Authentication, 534, "5.7.9", MendTheAccount)]
    [InlineData(SmtpStage.Authentication, 504, "5.5.4", MendTheAccount)]
    [InlineData(SmtpStage.Sender, 530, "5.7.0", MendTheAccount)]
    [InlineData(SmtpStage.Sender, 550, "5.7.30", MendTheAccount)]
    [InlineData(SmtpStage.Sender, 421, null, TryAgain)]
    [InlineData(SmtpStage.Sender, 452, "4.3.1", TryAgain)]
    [InlineData(SmtpStage.Sender, 552, "5.3.4", GiveUp)]
    [InlineData(SmtpStage.Sender, 553, "5.7.1", GiveUp)]
    [InlineData(SmtpStage.Sender, 555, null, GiveUp)]
    [InlineData(SmtpStage.Recipient, 450, "4.2.0", TryAgain)]
    [InlineData(SmtpStage.Recipient, 451, "4.7.1", TryAgain)]
    [InlineData(SmtpStage.Recipient, 452, "4.5.3", TryAgain)]
    [InlineData(SmtpStage.Recipient, 552, "5.2.2", TryAgain)]
    [InlineData(SmtpStage.Recipient, 550, "5.1.1", GiveUp)]
    [InlineData(SmtpStage.Recipient, 553, "5.6.7", GiveUp)]
    [InlineData(SmtpStage.Recipient, 554, "5.7.1", GiveUp)]
    [InlineData(SmtpStage.Data, 451, null, TryAgain)]
    [InlineData(SmtpStage.Data, 554, "5.5.1", GiveUp)]
    [InlineData(SmtpStage.FinalReply, 421, "4.4.2", TryAgain)]
    [InlineData(SmtpStage.FinalReply, 452, "4.3.1", TryAgain)]
    [InlineData(SmtpStage.FinalReply, 550, "5.4.5", TryAgain)]
    [InlineData(SmtpStage.FinalReply, 550, "5.7.1", GiveUp)]
    [InlineData(SmtpStage.FinalReply, 552, "5.3.4", GiveUp)]
    [InlineData(SmtpStage.FinalReply, 554, "5.6.0", GiveUp)]
    // The basic code decides where the two differ.
    [InlineData(SmtpStage.Recipient, 450, "5.1.1", TryAgain)]
    [InlineData(SmtpStage.Recipient, 550, "4.2.2", GiveUp)]
    public void A_refusal_by_an_SMTP_server_means(SmtpStage stage, int code, string? enhanced, string verdict)
    {
        var fault = new SmtpRefusedException("", stage, new SmtpReply(code, enhanced, "no"));
        Assert.Equal(verdict, fault.IsTransient ? TryAgain : fault.IsAccountProblem ? MendTheAccount : GiveUp);
        Assert.False(fault.IsTransient && fault.IsAccountProblem);
    }

    [Theory]
    [InlineData("AUTHENTICATE", "No", "AUTHENTICATIONFAILED", "Invalid credentials (Failure)", MendTheAccount)]
    [InlineData("AUTHENTICATE", "No", "ALERT", "Application-specific password required: https://support.google.com/", MendTheAccount)]
    [InlineData("AUTHENTICATE", "No", "WEBALERT", "Web login required.", MendTheAccount)]
    [InlineData("AUTHENTICATE", "No", "EXPIRED", "Password expired", MendTheAccount)]
    [InlineData("AUTHENTICATE", "No", "UNAVAILABLE", "Temporary authentication failure.", TryAgain)]
    [InlineData("AUTHENTICATE", "No", "ALERT", "Too many simultaneous connections. (Failure)", TryAgain)]
    [InlineData("AUTHENTICATE", "No", "LIMIT", "Too many sessions", TryAgain)]
    [InlineData("LOGIN", "No", null, "LOGIN failed.", MendTheAccount)]
    [InlineData("LOGIN", "Bad", null, "invalid command", MendTheAccount)]
    [InlineData("SELECT", "Bad", null, "User is authenticated but not connected.", MendTheAccount)]
    [InlineData("SELECT", "No", "AUTHORIZATIONFAILED", "not yours", MendTheAccount)]
    [InlineData("SELECT", "No", "NONEXISTENT", "Unknown Mailbox: x (Failure)", GiveUp)]
    [InlineData("SELECT", "No", null, "Mailbox doesn't exist: x", GiveUp)]
    [InlineData("SELECT", "No", "NOPERM", "Permission denied", GiveUp)]
    [InlineData("SELECT", "No", "INUSE", "Mailbox is locked", TryAgain)]
    [InlineData("SELECT", "No", null, "SELECT Unsafe Login. Please contact kefu@188.com for help", TryAgain)]
    [InlineData("SELECT", "No", null, "Request is throttled. Suggested Backoff Time: 295165 milliseconds", TryAgain)]
    [InlineData("UID FETCH", "No", null, "Server Unavailable. 15", TryAgain)]
    [InlineData("UID FETCH", "No", "SERVERBUG", "Internal error occurred.", TryAgain)]
    [InlineData("UID FETCH", "Bad", null, "Error in IMAP command", GiveUp)]
    [InlineData("UID FETCH", "Bad", null, "Request is throttled. Suggested Backoff Time: 100 milliseconds", TryAgain)]
    [InlineData("APPEND", "No", "OVERQUOTA", "Quota exceeded", TryAgain)]
    [InlineData("APPEND", "No", "TRYCREATE", "No folder", GiveUp)]
    [InlineData("APPEND", "No", "TOOBIG", "Too big", GiveUp)]
    public void A_refusal_by_an_IMAP_server_means(string command, string condition, string? code, string text, string verdict)
    {
        var fault = new ImapRefusedException("", command, Enum.Parse<ImapCondition>(condition), code, text);
        Assert.Equal(verdict, fault.IsTransient ? TryAgain : fault.IsAccountProblem ? MendTheAccount : GiveUp);
    }

    [Theory]
    [InlineData(MailStreamFault.NameUnknown, TryAgain)]
    [InlineData(MailStreamFault.ConnectionRefused, TryAgain)]
    [InlineData(MailStreamFault.TimedOut, TryAgain)]
    [InlineData(MailStreamFault.Closed, TryAgain)]
    [InlineData(MailStreamFault.OutOfStep, TryAgain)]
    [InlineData(MailStreamFault.TlsFailed, TryAgain)]
    [InlineData(MailStreamFault.Cancelled, TryAgain)]
    [InlineData(MailStreamFault.CertificateNotTrusted, GiveUp)]
    [InlineData(MailStreamFault.SecurityNotOffered, GiveUp)]
    public void A_broken_stream_means(MailStreamFault fault, string verdict) =>
        Assert.Equal(verdict, new MailStreamException(fault, "").IsTransient ? TryAgain : GiveUp);

    [Fact]
    public void Every_way_in_which_a_stream_breaks_is_in_the_table()
    {
        var rows = typeof(FaultTableTests).GetMethod(nameof(A_broken_stream_means))!.GetCustomAttributesData()
            .Count(a => a.AttributeType == typeof(InlineDataAttribute));
        Assert.Equal(Enum.GetValues<MailStreamFault>().Length, rows);
    }

    [Fact]
    public void A_throttled_client_is_told_how_long_to_wait()
    {
        var fault = new ImapRefusedException(
            "", "SELECT", ImapCondition.Bad, null, "Request is throttled. Suggested Backoff Time: 295165 milliseconds");
        Assert.Equal(TimeSpan.FromMilliseconds(295165), fault.RetryAfter);
        Assert.Null(new ImapRefusedException("", "SELECT", ImapCondition.No, null, "no").RetryAfter);
    }

    [Fact]
    public void Credentials_never_show_their_password() =>
        Assert.Equal("PasswordCredentials { UserName = a, secret = *** }", new PasswordCredentials("a", "secret").ToString());
}
