using MailBridge.Conversations;
using MailBridge.MailProtocols;
using MailBridge.Operations;

namespace MailBridge.Tests.Operations;

public sealed class OptionsTranslationTests
{
    private static readonly BridgeOptions Options = new()
    {
        OwnDomains = ["@acme-group.example"],
        Inboxes =
        {
            ["support"] = new InboxOptions { Name = "Acme Support", Addresses = ["support@acme.example"], Channel = "workspace:help", PlusAddressing = true },
            ["shop"] = new InboxOptions { Imap = new ImapOptions { UserName = "acme.shop@gmail.com" } },
        },
        Agents = { ["anna"] = new AgentOptions { Name = "Anna", Addresses = ["anna@acme-staff.example", "anna.k@outlook.com"] } },
    };

    [Theory]
    [InlineData("support@acme.example", true)]
    [InlineData("anyone@acme.example", true)]
    [InlineData("anyone@acme-staff.example", true)]
    [InlineData("anyone@acme-group.example", true)]
    [InlineData("acme.shop@gmail.com", true)]
    [InlineData("anna.k@outlook.com", true)]
    [InlineData("stranger@gmail.com", false)]
    [InlineData("stranger@outlook.com", false)]
    [InlineData("ana@shop.example", false)]
    public void The_domains_of_our_addresses_are_ours_unless_strangers_share_them(string address, bool isOurs)
        => Assert.Equal(isOurs, Options.ToDirectory().IsOurs(new EmailAddress(address)));

    [Fact]
    public void Inboxes_and_agents_are_known_by_their_keys()
    {
        var directory = Options.ToDirectory();
        var support = directory.Inbox(new InboxId("support"))!;
        Assert.Equal(("Acme Support", new ChatChannel("workspace", "", "help"), true), (support.Name, support.Channel, support.PlusAddressing));
        Assert.Equal(new AgentId("anna"), directory.AgentWith(new EmailAddress("Anna.K@Outlook.com"))!.Id);
    }

    [Fact]
    public void An_inbox_that_says_little_is_named_by_its_key_and_reached_by_its_account()
    {
        var shop = Options.ToDirectory().Inbox(new InboxId("shop"))!;
        Assert.Equal(("shop", new ChatChannel("workspace", "", "shop"), false), (shop.Name, shop.Channel, shop.PlusAddressing));
        Assert.Equal([new EmailAddress("acme.shop@gmail.com")], shop.Addresses);
    }

    [Fact]
    public void A_server_and_its_account_are_translated()
    {
        var smtp = new SmtpOptions { Host = "smtp.acme.example", Port = 587, Security = "starttls", UserName = "u", Password = "p", TrustedCertificateSha256 = "" };
        var server = smtp.ToServer();
        Assert.Equal(("smtp.acme.example", 587, TransportSecurity.StartTls), (server.Host, server.Port, server.Security));
        Assert.Null(server.TrustedCertificateSha256);
        Assert.Equal(new PasswordCredentials("u", "p"), smtp.ToCredentials());
    }

    [Fact]
    public void No_account_means_no_login() => Assert.Null(new SmtpOptions().ToCredentials());
}
