using MailBridge.MailProtocols.Imap;
using MailBridge.MailProtocols.Tests.Wire;

namespace MailBridge.MailProtocols.Tests.Imap;

public sealed class ImapLoginTests
{
    private static readonly AccessTokenCredentials Token = new("support@team.example", "tok");
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refused_token_is_answered_and_tried_again_on_the_same_session()
    {
        await using var client = await Scripts.ImapAsync(
            """
            S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2] Gimap ready
            C: A1 AUTHENTICATE XOAUTH2 dXNlcj1zdXBwb3J0QHRlYW0uZXhhbXBsZQFhdXRoPUJlYXJlciB0b2sBAQ==
            S: + eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==
            C: 
            S: A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)
            C: A2 CAPABILITY
            S: * CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2
            S: A2 OK done
            C: A3 AUTHENTICATE XOAUTH2 dXNlcj1zdXBwb3J0QHRlYW0uZXhhbXBsZQFhdXRoPUJlYXJlciB0b2sBAQ==
            S: * CAPABILITY IMAP4rev1 IDLE
            S: A3 OK Success
            """, Ct);
        Assert.True((await Assert.ThrowsAsync<ImapRefusedException>(() => client.LoginAsync(Token, Ct))).IsAccountProblem);
        await client.LoginAsync(Token, Ct);
    }

    [Fact]
    public async Task A_token_goes_by_OAUTHBEARER_after_a_challenge_where_that_is_what_is_offered()
    {
        await using var client = await Scripts.ImapAsync(
            """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=OAUTHBEARER] ready
            C: A1 AUTHENTICATE OAUTHBEARER
            S: + 
            C: bixhPWE9M0Q9MkNiLAFob3N0PW1haWwuZXhhbXBsZS5vcmcBcG9ydD05OTMBYXV0aD1CZWFyZXIgdG9rAQE=
            S: + eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==
            C: AQ==
            S: A1 NO no
            """, Ct);
        await Assert.ThrowsAsync<ImapRefusedException>(() => client.LoginAsync(new AccessTokenCredentials("a=,b", "tok"), Ct));
        Assert.True(client.IsConnected);
    }

    [Fact]
    public async Task A_password_goes_after_a_challenge_without_SASL_IR()
    {
        await using var client = await Scripts.ImapAsync(
            """
            S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready
            C: A1 AUTHENTICATE PLAIN
            S: +
            C: AGEAYg==
            S: A1 OK [CAPABILITY IMAP4rev1] done
            """, Ct);
        await client.LoginAsync(new PasswordCredentials("a", "b"), Ct);
    }

    [Fact]
    public async Task A_token_is_not_given_to_a_server_that_takes_none()
    {
        await using var client = await Scripts.ImapAsync("S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready", Ct);
        var fault = await Assert.ThrowsAsync<MailStreamException>(() => client.LoginAsync(Token, Ct));
        Assert.Contains("the server takes no access tokens", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_does_not_want_our_name_is_used_all_the_same()
    {
        await using var client = await Scripts.ImapAsync(
            """
            S: * OK [CAPABILITY IMAP4rev1 ID] ready
            C: A1 LOGIN "a" "b \"\\"
            S: A1 OK [CAPABILITY IMAP4rev1 ID] done
            C: A2 ID ("name" "MailBridge" "version" "1.0")
            S: A2 BAD what?
            """, Ct);
        await client.LoginAsync(new PasswordCredentials("a", "b \"\\"), Ct);
    }
}
