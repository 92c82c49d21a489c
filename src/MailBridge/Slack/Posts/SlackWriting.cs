using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Mime;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack.Posts;

/// <summary>Writes cards as messages of Slack's: under their authors' names, to whom they are for, and more simply where Slack will not have them as they are.</summary>
internal sealed partial class SlackWriting(SlackClient api, SlackPeople people, SlackPosting posting, ILogger<SlackWriting> logger, TimeProvider time)
{
    /// <summary>Sections of a text that Slack found too long; it names no limit for a whole message.</summary>
    private const int FewSections = 3;

    /// <summary>A scope that was missing may be granted later.</summary>
    private static readonly TimeSpan CustomiseAgain = TimeSpan.FromHours(1);

    private DateTimeOffset _plainNamesUntil = DateTimeOffset.MinValue;

    /// <summary>Sends the card; where Slack finds it too long less of it, and where it takes no blocks of ours its words alone.</summary>
    public async Task<string> PostAsync(string channel, ChatPost post, string? thread, BodyDocument? body, CancellationToken cancellation)
    {
        var users = await MentionedAsync(post.Card, cancellation).ConfigureAwait(false);
        var message = await MessageAsync(channel, post, thread, SlackCards.For(SlackCards.Of(post.Card, body), users), cancellation).ConfigureAwait(false);
        try
        {
            return await NamedAsync(message).ConfigureAwait(false);
        }
        catch (SlackException e) when (IsTooLong(e))
        {
            Simplified(logger, post.Key, e.Message);
            message = With(message, SlackCards.For(SlackCards.Of(post.Card, body, FewSections), users));
        }
        catch (Exception e) when (IsRefusedPayload(e))
        {
            Simplified(logger, post.Key, e.Message);
            message = With(message, SlackCards.For(SlackCards.Plain(post.Card), users));
        }
        try
        {
            return await NamedAsync(message).ConfigureAwait(false);
        }
        catch (Exception e) when (message.Blocks is { Count: > 0 } && IsRefusedPayload(e))
        {
            return await NamedAsync(With(message, SlackCards.For(SlackCards.Plain(post.Card), users))).ConfigureAwait(false);
        }

        async Task<string> NamedAsync(PostMessage form)
        {
            try
            {
                return await posting.PostAsync(post.Key, form, cancellation).ConfigureAwait(false);
            }
            catch (SlackRefusedException e) when (form.Username is not null && IsAboutNames(e))
            {
                // Who wrote it stands in the post too.
                _plainNamesUntil = time.GetUtcNow() + CustomiseAgain;
                NoNames(logger);
                return await posting.PostAsync(post.Key, form with { Username = null, IconUrl = null }, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Renders a post anew, as plainly as Slack wants it.</summary>
    public async Task RewriteAsync(ChatPostRef post, Card card, BodyDocument? body, CancellationToken cancellation)
    {
        var users = await MentionedAsync(card, cancellation).ConfigureAwait(false);
        var (form, tries) = (SlackCards.For(SlackCards.Of(card, body), users), 0);
        while (true)
        {
            try
            {
                var blocks = SlackCards.Fresh(form.Blocks, time.GetUtcNow());
                var message = new UpdateMessage { Channel = post.Channel.Channel, Ts = post.Message, Text = form.Text, Blocks = blocks };
                await api.Chat.UpdateAsync(message, cancellation).ConfigureAwait(false);
                return;
            }
            catch (Exception e) when (IsRefusedPayload(e) && tries++ < 2)
            {
                Simplified(logger, post.Message, e.Message);
                form = SlackCards.For(tries == 1 && IsTooLong(e) ? SlackCards.Of(card, body, FewSections) : SlackCards.Plain(card), users);
            }
        }
    }

    /// <summary>Shows a card to one colleague alone; who is not in Slack misses it.</summary>
    public async Task<bool> TellAsync(ChatPostRef thread, CardAgent whom, Card card, CancellationToken cancellation)
    {
        if (await FaceAsync(whom.Id, cancellation).ConfigureAwait(false) is not { User: var user }) return false;
        var word = SlackCards.Of(card, sections: FewSections);
        var message = new PostEphemeral
        {
            Channel = thread.Channel.Channel, User = user, ThreadTs = thread.Message, Text = word.Text, Blocks = word.Blocks,
        };
        try
        {
            await api.Chat.PostEphemeralAsync(message, cancellation).ConfigureAwait(false);
        }
        catch (SlackRefusedException e) when (e.Verdict is not SlackVerdict.MendTheToken)
        {
            // Said once and lost where Slack loses it: the post in the thread says it too.
            Simplified(logger, thread.Message, e.Message);
        }
        return true;
    }

    private async Task<PostMessage> MessageAsync(string channel, ChatPost post, string? thread, SlackPost card, CancellationToken cancellation)
    {
        var message = new PostMessage { Channel = channel, ThreadTs = thread, Text = card.Text, Blocks = card.Blocks };
        if (time.GetUtcNow() < _plainNamesUntil) return message;
        if (post.Sender is not { } sender) return message with { Username = card.Username };
        var face = await FaceAsync(sender.Id, cancellation).ConfigureAwait(false);
        return message with { Username = CardWords.OneLine(face?.Name ?? sender.Name, 80), IconUrl = face?.Picture };
    }

    /// <summary>The member ids of those whom a card speaks to. Who is not in Slack is named on the card alone.</summary>
    private async Task<IReadOnlyList<string>> MentionedAsync(Card card, CancellationToken cancellation)
    {
        var users = new List<string>();
        foreach (var agent in (card as Card.Item)?.Mentions ?? [])
        {
            if (await FaceAsync(agent.Id, cancellation).ConfigureAwait(false) is { User: var user }) users.Add(user);
        }
        return users;
    }

    private async Task<SlackFace?> FaceAsync(AgentId agent, CancellationToken cancellation)
    {
        try
        {
            return await people.FaceAsync(agent, cancellation).ConfigureAwait(false);
        }
        catch (SlackException e) when (e.Verdict != SlackVerdict.MendTheToken)
        {
            // A picture is no reason to hold a post up.
            return null;
        }
    }

    private static PostMessage With(PostMessage message, SlackPost card)
        => message with { Text = card.Text, Blocks = card.Blocks.Count > 0 ? card.Blocks : null };

    private static bool IsTooLong(Exception e) => e is SlackRefusedException { Error: "msg_too_long" or "msg_blocks_too_long" };

    private static bool IsRefusedPayload(Exception e) => e is BlockLimitException or SlackException { Verdict: SlackVerdict.MendThePayload };

    private static bool IsAboutNames(SlackRefusedException e)
        => e.Error == "missing_scope" && e.Needed?.Contains("chat:write.customize", StringComparison.Ordinal) == true;

    [LoggerMessage(3113, LogLevel.Error, "Slack would not take the blocks of post {Key}; it is posted in a simpler form: {Fault}")]
    private static partial void Simplified(ILogger logger, string key, string fault);

    [LoggerMessage(3114, LogLevel.Warning, "The Slack app lacks the scope chat:write.customize, so posts do not appear under their authors' names")]
    private static partial void NoNames(ILogger logger);
}
