namespace MailBridge.Mime.Tests.Headers;

/// <summary>The examples of RFC 8601 appendix B and fields as providers really write them.</summary>
public sealed class AuthenticationResultsTests
{
    [Fact]
    public void The_service_without_results_is_read()
    {
        var read = AuthenticationResults.Read(" example.org 1; none");
        Assert.Equal(("example.org", 1, 0), (read.Server, read.Version, read.Results.Count));
    }

    [Fact]
    public void Several_methods_with_properties_are_read()
    {
        var read = AuthenticationResults.Read(
            "example.com;\r\n auth=pass (cram-md5) smtp.auth=sender@example.net;\r\n spf=fail smtp.mailfrom=example.net; sender-id=fail header.from=example.net");
        Assert.Equal(["auth", "spf", "sender-id"], read.Results.Select(r => r.Method));
        Assert.Equal(
            [AuthenticationOutcome.Pass, AuthenticationOutcome.Fail, AuthenticationOutcome.Fail], read.Results.Select(r => r.Outcome));
        Assert.Equal("sender@example.net", read.Results[0].Property("smtp", "auth"));
        Assert.Equal("example.net", read.Results[2].Property("header", "from"));
    }

    [Fact]
    public void Comments_stand_anywhere()
    {
        // RFC 8601 appendix B.7.
        var read = AuthenticationResults.Read(
            """
            foo.example.net (foobar) 1 (baz);
                dkim (Because I like it) / 1 (One yay) = (wait for it) fail
                  policy (A dot can go here) . (like that) expired
                  (this surprised me) = (as I wasn't expecting it) 1362471462
            """);
        Assert.Equal(("foo.example.net", 1), (read.Server, read.Version));
        var dkim = Assert.Single(read.Results);
        Assert.Equal(("dkim", 1, AuthenticationOutcome.Fail), (dkim.Method, dkim.Version, dkim.Outcome));
        Assert.Equal("1362471462", dkim.Property("policy", "expired"));
    }

    [Fact]
    public void A_reason_and_quoted_values_are_read()
    {
        var read = AuthenticationResults.Read(
            "\"mx example\" ; dkim=pass reason=\"good \\\"signature\\\"; really\" header.i=@mail-router.example.net header.b=oINEO8hg/=;"
            + " dkim=policy (1024-bit) reason=weak header.i=@newyork.example.com; spf=pass smtp.mailfrom=\"a b\"@example.com");
        Assert.Equal("mx example", read.Server);
        Assert.Equal("good \"signature\"; really", read.Results[0].Reason);
        Assert.Equal("oINEO8hg/=", read.Results[0].Property("header", "b"));
        Assert.Equal((AuthenticationOutcome.Policy, "weak"), (read.Results[1].Outcome, read.Results[1].Reason));
        Assert.Equal("a b@example.com", read.Results[2].Property("smtp", "mailfrom"));
    }

    [Fact]
    public void Gmails_field_is_read()
    {
        var read = AuthenticationResults.Read(
            """
            mx.google.com;
                   dkim=pass header.i=@customer.example header.s=s1 header.b=Xy1Zab+/;
                   spf=pass (google.com: domain of zoe@customer.example designates 192.0.2.1 as permitted sender) smtp.mailfrom=zoe@customer.example;
                   dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=customer.example
            """);
        Assert.Equal("mx.google.com", read.Server);
        Assert.Equal(["dkim", "spf", "dmarc"], read.Results.Select(r => r.Method));
        Assert.All(read.Results, r => Assert.Equal(AuthenticationOutcome.Pass, r.Outcome));
        Assert.Equal("zoe@customer.example", read.Results[1].Property("smtp", "mailfrom"));
    }

    [Fact]
    public void Exchange_Onlines_field_has_no_server()
    {
        var read = AuthenticationResults.Read(
            "spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=customer.example; dkim=pass (signature was verified)\r\n header.d=customer.example;dmarc=pass"
            + " action=none\r\n header.from=customer.example;compauth=pass reason=100");
        Assert.Null(read.Server);
        Assert.Equal(["spf", "dkim", "dmarc", "compauth"], read.Results.Select(r => r.Method));
        Assert.Equal("none", read.Results[2].Property("", "action"));
        Assert.Equal("100", read.Results[3].Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData(";;;")]
    [InlineData("a (never closed; spf=pass")]
    [InlineData("a; spf=\"never closed")]
    [InlineData("a; =pass; spf; spf=; /=; .=.")]
    public void Broken_fields_give_no_result(string value) => Assert.Empty(AuthenticationResults.Read(value).Results);

    [Fact]
    public void An_unknown_word_is_no_pass()
    {
        var result = Assert.Single(AuthenticationResults.Read("a; dmarc=bestguesspass header.from=b").Results);
        Assert.Equal((AuthenticationOutcome.Unknown, "bestguesspass"), (result.Outcome, result.Word));
    }

    [Fact]
    public void Hostile_fields_take_linear_time_and_end()
    {
        foreach (var piece in (string[])["(", ")", "\"", "\\", ";", "=", "a=b;", ". ", "a.b=c ", "(x) ", "/"])
            _ = AuthenticationResults.Read(string.Concat(Enumerable.Repeat(piece, 300_000)));
        var random = new Random(8601);
        const string alphabet = "ab=;/.()\"\\ \r\n1";
        for (var i = 0; i < 5_000; i++)
            _ = AuthenticationResults.Read(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => alphabet[random.Next(alphabet.Length)])));
    }
}
