namespace MailBridge.Mime.Tests.Headers;

public sealed class SenderAuthenticationTests
{
    private const string Gmail = "mx.google.com";

    [Theory]
    [InlineData("dmarc=pass header.from=customer.example", "DMARC")]
    [InlineData("dmarc=none header.from=customer.example; dkim=pass header.d=mail.customer.example", "DKIM")]
    [InlineData("dkim=fail header.d=customer.example; spf=pass smtp.mailfrom=bounce@post.customer.example", "SPF")]
    [InlineData("dkim=pass header.d=list.example; dkim=pass header.i=@customer.example", "DKIM")]
    [InlineData("dmarc=temperror header.from=customer.example; dkim=pass header.d=customer.example", "DKIM")]
    public void A_mail_whose_domain_stands_for_it_is_verified(string results, string method)
        => Assert.Equal(new SenderVerdict.Verified(method), Judge(Received(results)));

    [Theory]
    [InlineData("dmarc=fail (p=REJECT) header.from=customer.example", "dmarc=fail")]
    [InlineData("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example; dmarc=fail reason=\"SPF not aligned\" header.from=customer.example", "dmarc=fail reason=SPF not aligned")]
    public void A_mail_that_its_domain_disowns_fails(string results, string words)
        => Assert.Equal(new SenderVerdict.Failing(words), Judge(Received(results)));

    [Theory]
    [InlineData("none")]
    [InlineData("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example")]
    [InlineData("spf=softfail smtp.mailfrom=customer.example; dkim=none")]
    [InlineData("dmarc=pass header.from=evil.example")]
    [InlineData("madeup=pass header.d=customer.example")]
    [InlineData("arc=pass (i=1 dmarc=pass)")]
    public void Where_nothing_speaks_for_it_the_verdict_is_absent(string results)
        => Assert.IsType<SenderVerdict.Absent>(Judge(Received(results)));

    [Fact]
    public void Without_a_trusted_server_there_is_no_verdict()
        => Assert.IsType<SenderVerdict.NotJudged>(SenderAuthentication.Judge(Mail.Read(Received("dmarc=fail header.from=customer.example")), []));

    [Fact]
    public void A_field_of_another_server_counts_for_nothing()
        => Assert.IsType<SenderVerdict.Absent>(
            Judge("Authentication-Results: mx.evil.example; dmarc=pass header.from=customer.example\n" + Fields + "\n"));

    [Fact]
    public void Only_the_topmost_field_of_the_trusted_server_counts()
        => Assert.IsType<SenderVerdict.Failing>(Judge(
            "Authentication-Results: MX.Google.COM; dmarc=fail header.from=customer.example\n"
            + "Authentication-Results: mx.google.com; dmarc=pass header.from=customer.example\n" + Fields + "\n"));

    [Fact]
    public void A_field_below_a_strangers_Received_is_forged()
        => Assert.IsType<SenderVerdict.Absent>(Judge(
            "Received: from evil.example by mail.other.example; Sun, 22 Nov 2026 10:00:00 +0000\n"
            + "Authentication-Results: mx.google.com; dmarc=pass header.from=customer.example\n" + Fields + "\n"));

    [Fact]
    public void The_providers_own_hops_may_stand_above()
        => Assert.IsType<SenderVerdict.Verified>(Judge(
            "Received: by 2002:a05:6a10:1:b0:4f with SMTP id x; Sun, 22 Nov 2026 10:00:01 +0000 (PST)\n"
            + "Received: from a (a [192.0.2.1]) by mx.google.com with ESMTPS id y\n for <support@acme.example>; Sun, 22 Nov 2026 10:00:00 +0000\n"
            + "ARC-Authentication-Results: i=1; mx.google.com; dmarc=fail header.from=customer.example\n"
            + "Authentication-Results: mx.google.com; dmarc=pass header.from=customer.example\n" + Fields + "\n"));

    [Fact]
    public void An_ARC_field_is_no_Authentication_Results()
        => Assert.IsType<SenderVerdict.Absent>(Judge(
            "ARC-Authentication-Results: i=1; mx.google.com; dmarc=pass header.from=customer.example\n" + Fields + "\n"));

    [Fact]
    public void Two_From_fields_are_never_verified()
        => Assert.IsType<SenderVerdict.Absent>(Judge(
            "Authentication-Results: mx.google.com; dmarc=pass header.from=customer.example\nFrom: eve@evil.example\n" + Fields + "\n"));

    [Theory]
    [InlineData("spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=customer.example; dkim=none;dmarc=bestguesspass action=none header.from=customer.example;compauth=pass reason=109", true)]
    [InlineData("spf=pass smtp.mailfrom=customer.example; dkim=pass header.d=customer.example;dmarc=pass action=none header.from=customer.example", true)]
    [InlineData("spf=fail smtp.mailfrom=customer.example; dkim=none;dmarc=fail action=oreject header.from=customer.example;compauth=fail reason=000", false)]
    [InlineData("spf=pass smtp.mailfrom=evil.example; dkim=none;dmarc=none action=none header.from=customer.example;compauth=softpass reason=202", null)]
    public void Exchange_Online_is_known_by_its_hosts_and_judged_by_compauth(string results, bool? expected)
    {
        var verdict = SenderAuthentication.Judge(
            Mail.Read(
                "Received: from AM0PR01 (2603::1) by DB8PR01.eurprd01.prod.outlook.com with HTTPS; Sun, 22 Nov 2026 10:00:02 +0000\n"
                + $"Authentication-Results: {results}\n"
                + "Received: from a by AM7EUR03FT0.mail.protection.outlook.com; Sun, 22 Nov 2026 10:00:00 +0000\n" + Fields + "\n"),
            [SenderAuthentication.ExchangeOnline]);
        Assert.Equal(expected, verdict switch { SenderVerdict.Verified => true, SenderVerdict.Failing => false, _ => (bool?)null });
    }

    [Fact]
    public void Exchange_names_why_it_fails_a_mail()
        => Assert.Equal(
            new SenderVerdict.Failing("compauth=fail reason=001"),
            SenderAuthentication.Judge(
                Mail.Read("Authentication-Results: spf=none;dmarc=none action=none;compauth=fail reason=001\n" + Fields), [SenderAuthentication.ExchangeOnline]));

    [Fact]
    public void A_field_without_server_is_forged_where_Exchange_is_not_the_server()
        => Assert.IsType<SenderVerdict.Absent>(Judge("Authentication-Results: dmarc=pass header.from=customer.example; compauth=pass\n" + Fields));

    [Fact]
    public void Ones_own_server_is_known_by_its_organisation()
    {
        var mail = Mail.Read(
            "Received: from mx2.acme.example by imap.acme.example with LMTP; Sun, 22 Nov 2026 10:00:01 +0000\n"
            + "Authentication-Results: mx.acme.example; dmarc=pass header.from=customer.example\n" + Fields);
        Assert.IsType<SenderVerdict.Verified>(SenderAuthentication.Judge(mail, ["mx.acme.example"]));
        // An authserv-id that is no host name: the hosts are named beside it.
        var token = Mail.Read(
            "Received: from a by imap.acme.example with LMTP; Sun, 22 Nov 2026 10:00:01 +0000\n"
            + "Authentication-Results: acme-filter; dmarc=pass header.from=customer.example\n" + Fields);
        Assert.IsType<SenderVerdict.Absent>(SenderAuthentication.Judge(token, ["acme-filter"]));
        Assert.IsType<SenderVerdict.Verified>(SenderAuthentication.Judge(token, ["acme-filter", "acme.example"]));
    }

    [Theory]
    [InlineData("mail.shop.co.uk", "www.shop.co.uk", true)]
    [InlineData("shop.co.uk", "other.co.uk", false)]
    [InlineData("a.example.com.", "EXAMPLE.com", true)]
    [InlineData("acme.onmicrosoft.com", "evil.onmicrosoft.com", false)]
    [InlineData("bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("example.com", "example.org", false)]
    public void Domains_are_aligned_when_one_organisation_registered_both(string one, string other, bool aligned)
    {
        var mail = Mail.Read(Mail.Utf8($"Authentication-Results: {Gmail}; dkim=pass header.d={one}\nFrom: zoe@{other}\nSubject: x\n\nhi\n"));
        Assert.Equal(aligned, SenderAuthentication.Judge(mail, [Gmail]) is SenderVerdict.Verified);
    }

    [Theory]
    [InlineData("\"billing@bank.example\" <eve@evil.example>", SenderWarnings.NameHoldsAddress)]
    [InlineData("\"Zoe (zoe@bank.example)\" <eve@evil.example>", SenderWarnings.NameHoldsAddress)]
    [InlineData("\"billing＠bank.example\" <eve@evil.example>", SenderWarnings.NameHoldsAddress)]
    [InlineData("\"billing﹫bank.example\" <eve@evil.example>", SenderWarnings.NameHoldsAddress)]
    [InlineData("\"zoe@customer.example\" <ZOE@customer.example>", SenderWarnings.None)]
    [InlineData("\"Zoe @ Acme\" <zoe@customer.example>", SenderWarnings.None)]
    [InlineData("Zoe <zoe@p\u0430ypal.example>", SenderWarnings.LookAlikeDomain)] // Cyrillic а
    [InlineData("Zoe <zoe@xn--80ak6aa92e.com>", SenderWarnings.LookAlikeDomain)] // аррӏе.com
    [InlineData("Zoe <zoe@пример.example>", SenderWarnings.None)]
    [InlineData("Zoe <zoe@bücher.example>", SenderWarnings.None)]
    [InlineData("Zoe <zoe@東京tower.example>", SenderWarnings.None)]
    [InlineData("Zoe <zoe@a.example>\nFrom: eve@evil.example", SenderWarnings.SeveralFrom)]
    public void Tricks_with_the_sender_are_seen(string from, SenderWarnings expected)
        => Assert.Equal(expected, SenderInspection.Inspect(Mail.Read(Mail.Utf8($"From: {from}\nSubject: x\n\nhi\n"))));

    private const string Fields = "From: Zoe <zoe@customer.example>\nTo: support@acme.example\nSubject: Hello\n\nIt drips.\n";

    private static string Received(string results) => $"Authentication-Results: mx.google.com;\n {results}\n{Fields}";

    private static SenderVerdict Judge(string mail) => SenderAuthentication.Judge(Mail.Read(mail), [Gmail]);
}
