using MailBridge.Operations;

namespace MailBridge.TryOut;

/// <summary>What the bridge runs with while nothing is configured: a made-up company that checks boilers for about 200 $ a year.</summary>
internal static class TryOutOptions
{
    /// <summary>The key of the sample mailbox' inbox.</summary>
    public const string Inbox = "hello";

    /// <summary>Long enough to see that a reply can be taken back, and no longer: a newcomer wants to see the mail.</summary>
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(5);

    /// <summary>Fills in the sample mailbox, three colleagues and a pickup folder; the data folder and the Workspace's address stay as they were given.</summary>
    public static BridgeSettings Of(BridgeSettings settings)
    {
        var given = settings.Options;
        if (given.Sending.Hold == new SendingOptions().Hold) given.Sending.Hold = Hold;
        return settings with
        {
            Options = new BridgeOptions
            {
                DataFolder = given.DataFolder,
                Workspace = given.Workspace,
                Sending = given.Sending,
                Posting = given.Posting,
                Pickup = new PickupOptions { Folder = Path.Combine(given.DataFolder, "outgoing") },
                Inboxes =
                {
                    [Inbox] = new InboxOptions
                    {
                        Name = "Brightwell Boiler Care",
                        Addresses = ["hello@brightwell.example"],
                        Channel = "workspace:hello",
                        Maildir = new MaildirOptions { Path = Path.Combine(given.DataFolder, "sample-mailbox"), PollInterval = TimeSpan.FromMilliseconds(500) },
                    },
                },
                Agents =
                {
                    ["anna"] = new AgentOptions { Name = "Anna Kowalska", Addresses = ["anna@brightwell.example"] },
                    ["jonas"] = new AgentOptions { Name = "Jonas Weber", Addresses = ["jonas@brightwell.example"] },
                    ["priya"] = new AgentOptions { Name = "Priya Nair", Addresses = ["priya@brightwell.example"] },
                },
            },
        };
    }
}
