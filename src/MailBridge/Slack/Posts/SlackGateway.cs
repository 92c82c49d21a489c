using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.Operations;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Text;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Posts;

/// <summary>Slack as a chat platform: posts each card once at Slack's pace, and finds another home for what a channel no longer takes.</summary>
internal sealed class SlackGateway(
    SlackClient api,
    SlackApp app,
    SlackWriting writing,
    SlackPosting posting,
    SlackUploads uploads,
    SlackMails mails,
    SlackHomes homes,
    SlackPace pace,
    BridgeHealth health,
    TimeProvider time) : IChatGateway
{
    /// <inheritdoc/>
    public string Platform => SlackApp.Platform;

    /// <inheritdoc/>
    public Task<ChatPostRef> PostAsync(ChatPost post, CancellationToken cancellation) => GuardAsync(async () =>
    {
        var installed = await app.WhoAsync(cancellation).ConfigureAwait(false);
        var team = installed.Self.Team;
        post = post with { Card = Led(post.Card, installed) };
        var (channel, ts) = post.Thread is { } root
            ? (root.Channel.Channel, await PostReplyAsync(post, root, team, cancellation).ConfigureAwait(false))
            : await PostRootAsync(post, cancellation).ConfigureAwait(false);
        return new ChatPostRef(new ChatChannel(Platform, team, channel), ts);
    });

    /// <inheritdoc/>
    public Task UpdateAsync(ChatPostRef post, Card card, CancellationToken cancellation) => GuardAsync(async () =>
    {
        var (channel, key) = (post.Channel.Channel, $"{post.Channel.Channel}/{post.Message}");
        pace.TakeUpdate(key);
        if (card.Links.Count > 0) card = Led(card, await app.WhoAsync(cancellation).ConfigureAwait(false));
        var body = card is Card.Item item ? (await mails.OfAsync(item, cancellation).ConfigureAwait(false)).Body : null;
        try
        {
            await writing.RewriteAsync(post, card, body, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (SlackException e) when (e is { Verdict: SlackVerdict.TryAgain, RetryAfter: not null })
        {
            throw pace.PushUpdates(key, e.RetryAfter.Value);
        }
        catch (SlackException e) when (SlackAdvice.IsPostLost(e))
        {
            throw new ChatFault($"Slack does not let this post be changed any more ({SlackAdvice.Code(e)}).", isTransient: false, cause: e) { Loss = ChatLoss.Post };
        }
        catch (SlackException e) when (SlackAdvice.WhyChannelIsLost(e) is { } why)
        {
            homes.Lose(channel, why);
            throw LostThread(homes.Sentence(channel, why), e);
        }
    });

    /// <inheritdoc/>
    public Task RemoveAsync(ChatPostRef post, Card instead, CancellationToken cancellation) => GuardAsync(async () =>
    {
        var (channel, key) = (post.Channel.Channel, $"{post.Channel.Channel}/{post.Message}");
        pace.TakeUpdate(key);
        try
        {
            await api.Chat.DeleteAsync(channel, post.Message, cancellation).ConfigureAwait(false);
        }
        catch (SlackException e) when (e is { Verdict: SlackVerdict.TryAgain, RetryAfter: not null })
        {
            throw pace.PushUpdates(key, e.RetryAfter.Value);
        }
        catch (SlackException e) when (SlackAdvice.IsPostLost(e) || SlackAdvice.WhyChannelIsLost(e) is not null)
        {
            // Nobody sees it any more, which is what was wanted.
        }
        catch (SlackRefusedException e) when (e.Error is "cant_delete_message" or "compliance_exports_prevent_deletion")
        {
            await writing.RewriteAsync(post, instead, body: null, cancellation).ConfigureAwait(false);
        }
        return true;
    });

    /// <inheritdoc/>
    public Task TellAsync(ChatPostRef thread, CardAgent whom, Card card, CancellationToken cancellation)
        => GuardAsync(() => writing.TellAsync(thread, whom, card, cancellation));

    /// <inheritdoc/>
    public DateTimeOffset? PostedAt(ChatPostRef post) => SlackTimestamp.Moment(post.Message);

    /// <inheritdoc/>
    public ChatPostRef? ReadLink(string text, ChatChannel? near) => SlackLinks.Read(text, near);

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(ChatChannel channel, CancellationToken cancellation)
    {
        try
        {
            if (await homes.FindAsync(channel.Channel, cancellation).ConfigureAwait(false) is not { } id)
                return SlackChannels.Unknown(channel.Channel);
            return SlackChannels.WhyNot(channel.Channel, await api.Conversations.InfoAsync(id, cancellation).ConfigureAwait(false));
        }
        catch (SlackException e)
        {
            return SlackAdvice.WhyChannelIsLost(e) is { } why ? homes.Sentence(channel.Channel, why) : SlackAdvice.Sentence(e);
        }
    }

    /// <summary>The card with the addresses of the threads that it links to.</summary>
    private static Card Led(Card card, Installed installed)
        => card.Links.Count == 0 ? card
            : card with { Links = [.. card.Links.Select(l => l.Thread is { } thread ? l with { Address = installed.Permalink(thread) } : l)] };

    private async Task<string> PostReplyAsync(ChatPost post, ChatPostRef root, string team, CancellationToken cancellation)
    {
        var channel = root.Channel.Channel;
        if (root.Channel.Workspace.Length > 0 && root.Channel.Workspace != team) throw LostThread("The conversation's thread is in another Slack workspace.");
        if (homes.IsThreadLost(channel, root.Message)) throw LostThread("Slack takes no more replies in this conversation's thread.");
        try
        {
            return await PostInAsync(channel, post, root.Message, cancellation).ConfigureAwait(false);
        }
        catch (ChannelLost lost)
        {
            homes.Lose(channel, lost.Why);
            throw LostThread(homes.Sentence(channel, lost.Why), lost);
        }
        catch (SlackException e) when (SlackAdvice.IsThreadLost(e))
        {
            homes.LoseThread(channel, root.Message);
            throw LostThread($"Slack takes no more replies in this conversation's thread ({SlackAdvice.Code(e)}).", e);
        }
    }

    /// <summary>Posts into the channel, or into the operations channel while that one takes nothing.</summary>
    private async Task<(string Channel, string Ts)> PostRootAsync(ChatPost post, CancellationToken cancellation)
    {
        var configured = post.Channel.Channel;
        var channel = await homes.FindAsync(configured, cancellation).ConfigureAwait(false);
        string why;
        try
        {
            if (channel is not null) return (channel, await PostInAsync(channel, post, thread: null, cancellation).ConfigureAwait(false));
            why = "Slack has none of this name that MailBridge can see";
        }
        catch (ChannelLost lost)
        {
            why = lost.Why;
        }
        var name = channel ?? configured;
        homes.Lose(name, why);
        var operations = await homes.OperationsAsync(cancellation).ConfigureAwait(false);
        if (operations is null || operations == channel) throw SlackAdvice.Awaits(homes.Sentence(name, why));
        try
        {
            await SayAsync(operations, name, why, cancellation).ConfigureAwait(false);
            return (operations, await PostInAsync(operations, post, thread: null, cancellation).ConfigureAwait(false));
        }
        catch (ChannelLost lost)
        {
            homes.Lose(operations, lost.Why);
            throw SlackAdvice.Awaits($"{homes.Sentence(name, why)} But that one takes no posts either: {lost.Why}.");
        }
    }

    private async Task<string> PostInAsync(string channel, ChatPost post, string? thread, CancellationToken cancellation)
    {
        if (homes.WhyLost(channel) is { } lost) throw new ChannelLost(channel, lost);
        var ts = await posting.DoneAsync(post.Key, channel, thread, cancellation).ConfigureAwait(false);
        if (ts is null) pace.TakePost(channel, post.Key);
        var content = post.Card is Card.Item item ? await mails.OfAsync(item, cancellation).ConfigureAwait(false) : null;
        ts ??= await OrLostAsync(
            channel, () => writing.PostAsync(channel, post, thread, content?.Body, cancellation), cancellation).ConfigureAwait(false);
        homes.Back(channel);
        if (thread is not null && content is { Files.Count: > 0 })
            await OrLostAsync(channel, () => ShareAsync(post.Key, channel, thread, content.Files, cancellation), cancellation).ConfigureAwait(false);
        return ts;
    }

    /// <summary>Comes into a public channel where that is all that is missing.</summary>
    private async Task<T> OrLostAsync<T>(string channel, Func<Task<T>> act, CancellationToken cancellation)
    {
        try
        {
            try
            {
                return await act().ConfigureAwait(false);
            }
            catch (SlackRefusedException e) when (e.Error == "not_in_channel")
            {
                if (!await homes.JoinAsync(channel, cancellation).ConfigureAwait(false)) throw;
                return await act().ConfigureAwait(false);
            }
        }
        catch (SlackException e) when (SlackAdvice.WhyChannelIsLost(e) is { } why)
        {
            throw new ChannelLost(channel, why);
        }
    }

    /// <summary>Puts the mail's files into the thread, and says there which ones Slack would not take.</summary>
    private async Task<bool> ShareAsync(string key, string channel, string thread, IReadOnlyList<ThreadUpload> files, CancellationToken cancellation)
    {
        var refused = await uploads.ShareAsync(key, channel, thread, files, cancellation).ConfigureAwait(false);
        if (refused.Count == 0) return true;
        var word = $"{key}/refused";
        if (await posting.DoneAsync(word, channel, thread, cancellation).ConfigureAwait(false) is not null) return true;
        pace.TakePost(channel, word);
        var names = CardWords.Joined(refused.Select(f => $"{CardWords.Literal(f.Name, 120)} ({CardWords.Literal(f.Why, 60)})"), 1500, ", ");
        var text = refused.Count == 1
            ? $"⚠️ Slack would not take this file: {names}. It is kept with the mail."
            : $"⚠️ Slack would not take these files: {names}. They are kept with the mail.";
        var message = new PostMessage { Channel = channel, ThreadTs = thread, Text = text, Blocks = [new ContextBlock([CardWords.Say(text)])] };
        await posting.PostAsync(word, message, cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>Tells people once that a channel is lost, where its conversations go on.</summary>
    private async Task SayAsync(string operations, string channel, string why, CancellationToken cancellation)
    {
        if (!homes.IsUnsaid(channel)) return;
        // A single word that waits for no turn: what goes on here should find it above itself.
        var key = $"lost/{channel}/{time.GetUtcNow().UtcDateTime:yyyy-MM-dd}";
        var name = SlackApp.IsId(channel) ? Mrkdwn.Channel(channel) : CardWords.Literal(channel, 100);
        var text = $"⚠️ {name} takes no posts: {why}. Its conversations go on here until that is mended.";
        await OrLostAsync(
            operations,
            () => posting.PostAsync(key, new PostMessage { Channel = operations, Text = text, Blocks = [new SectionBlock(CardWords.Say(text))] }, cancellation),
            cancellation).ConfigureAwait(false);
        homes.Said(channel);
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> act)
    {
        try
        {
            var result = await act().ConfigureAwait(false);
            health.Report(SlackApp.Component, null);
            return result;
        }
        catch (SlackException e) when (e is { Verdict: SlackVerdict.TryAgain, RetryAfter: not null })
        {
            throw new ChatBusy(time.GetUtcNow() + e.RetryAfter.Value);
        }
        catch (SlackException e)
        {
            if (e.Verdict == SlackVerdict.MendTheToken) app.ForgetInstallation();
            var fault = SlackAdvice.Fault(e);
            if (fault.AwaitsMending) health.Report(SlackApp.Component, fault.Message);
            throw fault;
        }
    }

    private static ChatFault LostThread(string sentence, Exception? cause = null)
        => new(sentence, isTransient: true, cause: cause) { Loss = ChatLoss.Thread };
}
