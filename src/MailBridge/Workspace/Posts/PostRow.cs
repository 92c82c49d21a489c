using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.Workspace.Posts;

/// <summary>What a post is, by its card.</summary>
public enum PostKind
{
    /// <summary>A conversation's root card.</summary>
    Root,

    /// <summary>An entry in a thread.</summary>
    Item,

    /// <summary>Word to a channel about no conversation.</summary>
    Notice,
}

/// <summary>One post. The columns after <see cref="Card"/> repeat what lists are filtered and ordered by.</summary>
public sealed class PostRow
{
    /// <summary>Its number, counting up over all channels; as text it is the post's id in chat.</summary>
    public long Sequence { get; set; }

    /// <summary>The key by which a second attempt at the same post is recognised.</summary>
    public required string Key { get; set; }

    /// <summary>The channel.</summary>
    public required string Channel { get; set; }

    /// <summary>The root post of its thread; null for a root.</summary>
    public long? Thread { get; set; }

    /// <summary>What it is.</summary>
    public required PostKind Kind { get; set; }

    /// <summary>The conversation, as text; null for a notice.</summary>
    public string? Conversation { get; set; }

    /// <summary>The entry, as text; null for anything but an item.</summary>
    public string? Entry { get; set; }

    /// <summary>The colleague under whose name it stands; null for the bridge.</summary>
    public string? Sender { get; set; }

    /// <summary>When it was posted.</summary>
    public required DateTimeOffset PostedAt { get; set; }

    /// <summary>When it was last rendered anew.</summary>
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The number of its last change, counting up over all posts.</summary>
    public long Change { get; set; }

    /// <summary>The card as JSON.</summary>
    public required string Card { get; set; }

    /// <summary>How a root's conversation stands; null for anything else.</summary>
    public ConversationStatus? Status { get; set; }

    /// <summary>A root's conversation is marked as spam.</summary>
    public bool IsSpam { get; set; }

    /// <summary>Who owns a root's conversation.</summary>
    public string? Assignee { get; set; }

    /// <summary>Since when a root's customer, or a notice that can be acted on, waits.</summary>
    public DateTimeOffset? WaitingSince { get; set; }

    /// <summary>When something last happened in it.</summary>
    public required DateTimeOffset LastActivityAt { get; set; }

    /// <summary>Fills the card and everything that follows from it.</summary>
    public void Show(Card card, DateTimeOffset now)
    {
        Card = CardJson.Write(card);
        UpdatedAt = now;
        switch (card)
        {
            case Card.Root root:
                Kind = PostKind.Root;
                Conversation = root.Conversation.ToString();
                Status = root.Status;
                IsSpam = root.IsSpam;
                Assignee = root.Assignee?.Id.Value;
                WaitingSince = root.WaitingSince;
                LastActivityAt = root.LastActivityAt;
                break;
            case Card.Item item:
                Kind = PostKind.Item;
                Conversation = item.Conversation.ToString();
                Entry = item.Entry.ToString();
                LastActivityAt = item.At;
                break;
            case Card.Notice notice:
                Kind = PostKind.Notice;
                WaitingSince = notice.Buttons.Count > 0 ? notice.At : null;
                LastActivityAt = notice.At;
                break;
        }
    }
}
