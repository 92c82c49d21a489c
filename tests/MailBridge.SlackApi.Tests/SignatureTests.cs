using MailBridge.Testing;

namespace MailBridge.SlackApi.Tests;

public sealed class SignatureTests
{
    private static readonly byte[] Body = "token=x&team_id=T1"u8.ToArray();
    private readonly ManualTimeProvider _time = new();

    private SlackRequestSigner Signer => new("8f742231b10e8888abcd99yyyzzz85a5", _time);

    // The example of Slack's page "Verifying requests from Slack", with its own secret, time and body.
    [Fact]
    public void The_example_of_Slacks_own_page_is_valid()
    {
        var body =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&"u8.ToArray()
            .Concat("user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F"u8.ToArray())
            .Concat("397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"u8.ToArray()).ToArray();
        var time = new ManualTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1531420618));
        var signer = new SlackRequestSigner("8f742231b10e8888abcd99yyyzzz85a5", time);
        const string signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
        Assert.Equal(("1531420618", signature), signer.Sign(body));
        Assert.Equal(SlackSignature.Valid, signer.Verify("1531420618", signature, body));
    }

    [Theory]
    [InlineData(300, SlackSignature.Valid)]
    [InlineData(301, SlackSignature.Stale)]
    [InlineData(-300, SlackSignature.Valid)]
    [InlineData(-301, SlackSignature.Stale)]
    public void A_signature_lives_five_minutes_either_way(int seconds, SlackSignature verdict)
    {
        var (timestamp, signature) = Signer.Sign(Body);
        var later = new ManualTimeProvider(_time.GetUtcNow().AddSeconds(seconds));
        Assert.Equal(verdict, new SlackRequestSigner("8f742231b10e8888abcd99yyyzzz85a5", later).Verify(timestamp, signature, Body));
    }

    [Fact]
    public void A_changed_byte_another_secret_or_another_time_is_a_forgery()
    {
        var (timestamp, signature) = Signer.Sign(Body);
        Assert.Equal(SlackSignature.Forged, Signer.Verify(timestamp, signature, "token=x&team_id=T2"u8));
        Assert.Equal(SlackSignature.Forged, Signer.Verify(timestamp, signature, []));
        Assert.Equal(SlackSignature.Forged, new SlackRequestSigner("other", _time).Verify(timestamp, signature, Body));
        var other = (long.Parse(timestamp, null) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(SlackSignature.Forged, Signer.Verify(other, signature, Body));
    }

    [Fact]
    public void Blanks_around_headers_and_capital_digits_do_no_harm()
    {
        var (timestamp, signature) = Signer.Sign(Body);
        Assert.Equal(SlackSignature.Valid, Signer.Verify(" " + timestamp, " v0=" + signature[3..].ToUpperInvariant() + " ", Body));
    }

    [Theory]
    [InlineData(null, "v0=00")]
    [InlineData("1795338000", null)]
    [InlineData("", "")]
    [InlineData("now", "v0=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("-1795338000", "v0=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("99999999999999999999", "v0=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("1795338000", "v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("1795338000", "v0=000000000000000000000000000000000000000000000000000000000000000x")]
    [InlineData("1795338000", "v0=0000")]
    [InlineData("1795338000,1795338000", "v0=0000000000000000000000000000000000000000000000000000000000000000")]
    public void Headers_that_are_not_Slacks_are_missing(string? timestamp, string? signature) =>
        Assert.Equal(SlackSignature.Missing, Signer.Verify(timestamp, signature, Body));

    [Theory]
    [InlineData("9223372036854775807")]
    [InlineData("0")]
    public void A_time_of_another_age_is_stale(string timestamp) =>
        Assert.Equal(SlackSignature.Stale, Signer.Verify(timestamp, "v0=" + new string('0', 64), Body));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Nobody_signs_with_an_empty_secret(string secret) => Assert.ThrowsAny<ArgumentException>(() => new SlackRequestSigner(secret, _time));
}
