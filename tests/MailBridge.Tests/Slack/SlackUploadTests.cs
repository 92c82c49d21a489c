using System.Globalization;
using System.Text;
using MailBridge.Conversations;
using MailBridge.Testing.Slack;

namespace MailBridge.Tests.Slack;

public sealed class SlackUploadTests
{
    private static readonly (string Name, string Disposition, string Content)[] Three =
        [("a.txt", "attachment", "first"), ("empty.txt", "attachment", ""), ("photo.png", "inline", "picture")];

    private static CancellationToken Ct => SlackOutBed.Ct;

    [Fact]
    public async Task The_files_of_a_mail_stand_in_its_thread_in_one_message()
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.ReceiveAsync(Mail(Three));
        await bed.DrainAsync();
        var thread = await bed.ThreadAsync(conversation.Id);
        Assert.Equal(3, thread.Count);
        Assert.Equal(["a.txt", "photo.png"], thread[2].Files.Select(f => f.Name));
        Assert.Equal("first", Encoding.UTF8.GetString(bed.Slack.Files.Single(f => f.Name == "a.txt").Content!.Value.Span));
        Assert.Contains("empty.txt (empty)", thread[1].AllText, StringComparison.Ordinal);
        Assert.Single(bed.Slack.CallsOf("files.completeUploadExternal"));
    }

    [Fact]
    public async Task Thirty_files_come_through_a_Slack_that_fails_again_and_again()
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Slack.Faults.Randomly("files.getUploadURLExternal", 0.2, new SlackFault.HttpStatus(500), new SlackFault.RateLimited(2));
        bed.Slack.Faults.Randomly("upload", 0.2, new SlackFault.HttpStatus(503), new SlackFault.Reset());
        var conversation = await bed.Desk.ReceiveAsync(Mail([.. Enumerable.Range(0, 30).Select(i => ($"f{i}.txt", "attachment", $"content {i}"))]));
        await bed.DrainAsync(TimeSpan.FromHours(2));
        var thread = await bed.ThreadAsync(conversation.Id);
        Assert.Equal(3, thread.Count);
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"f{i}.txt"), thread[2].Files.Select(f => f.Name));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_whose_sharing_was_not_answered_are_shared_once(bool afterEffect)
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Slack.Faults.Next("files.completeUploadExternal", new SlackFault.HttpStatus(500) { AfterEffect = afterEffect });
        var conversation = await bed.Desk.ReceiveAsync(Mail(Three));
        await bed.DrainAsync();
        Assert.Equal(3, (await bed.ThreadAsync(conversation.Id)).Count);
        Assert.Equal(afterEffect ? 1 : 2, bed.Slack.CallsOf("files.completeUploadExternal").Count);
    }

    [Fact]
    public async Task Files_that_are_still_scanned_are_waited_for_and_not_shared_twice()
    {
        await using var bed = await SlackOutBed.StartAsync(fake: new FakeSlackOptions { FileScan = TimeSpan.FromSeconds(20) });
        bed.Slack.Faults.Next("files.completeUploadExternal", new SlackFault.Reset { AfterEffect = true });
        var conversation = await bed.Desk.ReceiveAsync(Mail(Three));
        await bed.DrainAsync();
        bed.Desk.Time.Advance(TimeSpan.FromMinutes(1));
        await bed.Slack.WaitForAsync(s => s.Messages(bed.Support).Any(m => m.Files.Count > 0), Ct);
        Assert.Equal(3, (await bed.ThreadAsync(conversation.Id)).Count);
        Assert.Single(bed.Slack.CallsOf("files.completeUploadExternal"));
    }

    [Fact]
    public async Task A_workspace_without_uploads_loses_no_mail_and_says_so_in_the_thread()
    {
        await using var bed = await SlackOutBed.StartAsync();
        bed.Team.FileUploadsDisabled = true;
        var conversation = await bed.Desk.ReceiveAsync(Mail(Three));
        await bed.DrainAsync();
        var thread = await bed.ThreadAsync(conversation.Id);
        Assert.Equal(3, thread.Count);
        Assert.Contains("See the files.", thread[1].AllText, StringComparison.Ordinal);
        Assert.Contains("Slack would not take these files: a.txt (file", thread[2].AllText, StringComparison.Ordinal);
        Assert.Equal(0, (await bed.Desk.Queue.DepthAsync(DeliveryLeg.Chat, Ct)).Failed);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task The_files_of_a_reply_stand_in_its_thread_unless_they_hang_on_the_agents_own_message_there(bool isTyped, int shared)
    {
        await using var bed = await SlackOutBed.StartAsync();
        var conversation = await bed.Desk.OpenAsync();
        await bed.DrainAsync();
        await bed.Desk.Agents.ActAsync(
            new AgentAction.Reply
            {
                Agent = DeskFixture.Anna, Conversation = conversation.Id, Text = "Here is the plan.", Files = [new ReplyFile("plan.txt", "text/plain", "step one"u8.ToArray())],
                TypedIn = isTyped ? new ChatPostRef(new ChatChannel("slack", "", bed.Support.Id), "1795300000.000100") : null,
            },
            Ct);
        await bed.DrainAsync();
        var files = (await bed.ThreadAsync(conversation.Id)).SelectMany(m => m.Files).ToList();
        Assert.Equal(shared, files.Count);
        Assert.All(files, f => Assert.Equal(("plan.txt", "step one"), (f.Name, Encoding.UTF8.GetString(f.Content!.Value.Span))));
    }

    [Fact]
    public async Task A_logo_that_comes_with_every_mail_is_put_into_no_more_threads()
    {
        await using var bed = await SlackOutBed.StartAsync();
        IReadOnlyList<string> shown = [];
        for (var i = 1; i <= 4; i++)
        {
            var conversation = await bed.Desk.ReceiveAsync(Mail([("logo.png", "inline", "the same each time"), ($"photo{i}.png", "inline", $"picture {i}")])
                .Replace("files@", $"files{i}@", StringComparison.Ordinal).Replace("Subject: Files", $"Subject: Files {i}", StringComparison.Ordinal));
            await bed.DrainAsync();
            shown = [.. (await bed.ThreadAsync(conversation.Id)).SelectMany(m => m.Files).Select(f => f.Name)];
        }
        Assert.Equal(["photo4.png"], shown);
    }

    private static string Mail((string Name, string Disposition, string Content)[] files)
    {
        var mail = new StringBuilder("""
            From: Zoë <zoe@customer.example>
            To: support@acme.example
            Subject: Files
            Message-ID: <files@customer.example>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/plain

            See the files.

            """);
        foreach (var (name, disposition, content) in files)
            mail.Append(CultureInfo.InvariantCulture, $"--b\nContent-Type: {(name.EndsWith("png", StringComparison.Ordinal) ? "image/png" : "application/octet-stream")}\nContent-Disposition: {disposition}; filename={name}\nContent-Transfer-Encoding: base64\n\n{Convert.ToBase64String(Encoding.UTF8.GetBytes(content))}\n");
        return mail.Append("--b--\n").ToString();
    }
}
