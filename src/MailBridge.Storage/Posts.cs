using MailBridge.Conversations;

namespace MailBridge.Storage;

internal static class Posts
{
    /// <summary>The post that four columns name; null while they are empty.</summary>
    public static ChatPostRef? Read(string? platform, string? workspace, string? channel, string? message)
        => platform is null || workspace is null || channel is null || message is null
            ? null
            : new ChatPostRef(new ChatChannel(platform, workspace, channel), message);
}
