using System.Text.Json;
using MailBridge.Conversations;
using MailBridge.Mime;

namespace MailBridge.Tests.Commands;

/// <summary>Threads of the messages that lie beside the repository, as Dovecot's THREAD command sees them.</summary>
public sealed class ThreadFixtureTests
{
    [Theory]
    [InlineData("notmuch-default", "notmuch-default", "refs")]
    [InlineData("notmuch-default", "notmuch-default", "references")]
    [InlineData("notmuch-threading/ghost-root", "notmuch-threading.ghost-root", "refs")]
    [InlineData("notmuch-threading/ghost-root", "notmuch-threading.ghost-root", "references")]
    [InlineData("notmuch-threading/parent-priority", "notmuch-threading.parent-priority", "refs")]
    [InlineData("notmuch-threading/parent-priority", "notmuch-threading.parent-priority", "references")]
    public void Trees_and_groups_are_Dovecots(string folder, string expectation, string algorithm)
    {
        if (Folder() is not { } shared) return;
        var root = Path.Combine(shared, folder);
        var files = Directory.GetFiles(root, "*.eml", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(root, f)).Order(StringComparer.Ordinal).ToList();
        var members = files.Select((f, i) => Member(MimeMessage.Read(File.ReadAllBytes(Path.Combine(root, f))), f, i)).ToList();

        var threads = ReferenceThreads.Build(members, algorithm == "refs" ? ThreadMerging.None : ThreadMerging.BySubject);

        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(shared, $"{expectation}.expected.json")));
        var expected = document.RootElement.GetProperty(algorithm);
        var groups = threads.Select(t => string.Join(' ', t.All().SelectMany(n => n.Mails).Select(m => files[m]).Order(StringComparer.Ordinal)));
        Assert.Equal(
            expected.GetProperty("groups").EnumerateArray()
                .Select(g => string.Join(' ', g.EnumerateArray().Select(f => f.GetString()!).Order(StringComparer.Ordinal))).Order(StringComparer.Ordinal),
            groups.Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.GetProperty("trees").EnumerateArray().Select(Shown).Order(StringComparer.Ordinal),
            threads.Select(t => Shown(t, files)).Order(StringComparer.Ordinal));
    }

    private static ThreadMember Member(MimeMessage message, string file, int place) => new(
        message.MessageId is { } id ? new MsgId(id) : null,
        [.. (message.References.Count > 0 ? message.References : message.InReplyTo.Take(1)).Select(i => new MsgId(i))],
        message.Date ?? DateTimeOffset.MinValue)
    {
        // Dovecot takes every file for a mail of its own, also a second copy.
        Fingerprint = file,
        ReceivedAt = DateTimeOffset.UnixEpoch.AddSeconds(place),
        BaseSubject = BaseSubject.Of(message.Subject),
        IsReplyOrForward = BaseSubject.IsReply(message.Subject) || BaseSubject.IsForward(message.Subject),
    };

    private static string Shown(ThreadNode node, List<string> files)
        => $"{(node.Mails.Count == 0 ? "-" : files[node.Mails[0]])}({string.Join(' ', node.Children.Select(c => Shown(c, files)).Order(StringComparer.Ordinal))})";

    private static string Shown(JsonElement node)
        => $"{node.GetProperty("file").GetString() ?? "-"}({string.Join(' ', node.GetProperty("children").EnumerateArray().Select(Shown).Order(StringComparer.Ordinal))})";

    private static string? Folder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "MailBridge.sln"))) continue;
            var shared = Path.Combine(folder.Parent!.FullName, "shared", "fixtures", "threads");
            return Directory.Exists(shared) ? shared : null;
        }
        return null;
    }
}
