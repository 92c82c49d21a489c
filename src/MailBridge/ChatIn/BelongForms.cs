using System.Text.RegularExpressions;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>The forms about what belongs together, and what was filled into them: merging, splitting, moving.</summary>
internal sealed partial class BelongForms(
    IConversationStore store, IConversationList list, DeskDirectory directory, IEnumerable<IChatGateway> gateways, TimeZoneInfo zone)
{
    /// <summary>The field for a link or an id.</summary>
    public const string LinkField = "link";

    private const string IntoField = "into", WhatField = "what", InboxField = "inbox", WithAnswers = "answers", MailAlone = "mail";

    /// <summary>Conversations offered to choose from: what a select of Slack's holds, less the one that says "the one below".</summary>
    private const int MostOffered = 99;

    private const int LongestLink = 2000, LongestSubject = 40;

    /// <summary>The action has one of these forms.</summary>
    public static bool Has(string action)
        => action is CardActions.Merge or CardActions.Move or CardActions.Split or CardActions.MoveMail;

    /// <summary>The form of an action.</summary>
    public async Task<ChatAnswer> FormAsync(string action, ConversationId id, string? entryText, CancellationToken cancellation)
    {
        if (await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation) return ChatActions.NoSuchThing();
        if (action == CardActions.Merge)
        {
            return new ChatAnswer.ShowForm(new Form(
                action, id.ToString(), "Merge the conversation", "Merge", [new CardFact("Merged", Subject(conversation.State.Subject))],
                await OthersAsync("Goes on in", conversation, cancellation).ConfigureAwait(false), ""));
        }
        if (action == CardActions.Move) return Inboxes(conversation);
        if (!EntryId.TryParse(entryText, out var entryId) || AgentDesk.Movable(conversation, entryId) is not { } mail)
            return new ChatAnswer.Refused("This mail is not in this conversation any more. Reload and look where it went.");
        var target = $"{id}/{entryId}";
        CardFact[] facts = [new("Mail", $"{mail.From.Display}, {ZoneTimes.Tell(mail.SentAt ?? mail.ReceivedAt, zone)}: {Subject(mail.Subject)}")];
        var what = new FormField.Choice(
            WhatField, "What goes along", [new(WithAnswers, "The mail and what answers it"), new(MailAlone, "This mail alone")], WithAnswers);
        return new ChatAnswer.ShowForm(action == CardActions.Split
            ? new Form(action, target, "Split off a conversation", "Split", facts, [what], "")
            : new Form(
                action, target, "Move the mail", "Move", facts,
                [.. await OthersAsync("Move it to", conversation, cancellation).ConfigureAwait(false), what], ""));
    }

    /// <summary>What was filled in, or why it cannot be done.</summary>
    public async Task<(AgentAction? Action, string Problem)> ReadAsync(ChatRequest.Submission form, ConversationId id, CancellationToken cancellation)
    {
        var entry = form.Target.Split('/', 2) is [_, var text] && EntryId.TryParse(text, out var parsed) ? parsed : (EntryId?)null;
        var withAnswers = form.Values.GetValueOrDefault(WhatField, WithAnswers) != MailAlone;
        switch (form.Action)
        {
            case CardActions.Move:
                return (new AgentAction.ChangeInbox
                {
                    Agent = form.Agent, Conversation = id, Receipt = form.Receipt, Inbox = new InboxId(form.Values.GetValueOrDefault(InboxField, "")),
                }, "");
            case CardActions.Split when entry is { } mail:
                return (new AgentAction.Split { Agent = form.Agent, Conversation = id, Receipt = form.Receipt, Mail = mail, WithAnswers = withAnswers }, "");
        }
        if (form.Action == CardActions.MoveMail && entry is null) return (null, "");
        var typed = form.Values.GetValueOrDefault(LinkField, "").Trim();
        // Whoever has pasted a link means it, whatever the list still says.
        var chosen = typed.Length > 0 ? await LedToAsync(typed, id, cancellation).ConfigureAwait(false)
            : ConversationId.TryParse(form.Values.GetValueOrDefault(IntoField, ""), out var listed) ? listed : (ConversationId?)null;
        if (chosen is not { } into)
        {
            return (null, typed.Length == 0 ? "Choose a conversation, or paste the link to one."
                : $"“{typed[..Math.Min(typed.Length, 80)]}” leads to no conversation. Paste the address of its page, the link to its thread, or its id.");
        }
        return (form.Action == CardActions.Merge
            ? new AgentAction.Merge { Agent = form.Agent, Conversation = id, Receipt = form.Receipt, Into = into, Confirmed = form.Confirmed }
            : new AgentAction.MoveMail
            {
                Agent = form.Agent, Conversation = id, Receipt = form.Receipt, Mail = entry!.Value, To = into, WithAnswers = withAnswers, Confirmed = form.Confirmed,
            }, "");
    }

    private ChatAnswer Inboxes(Conversation conversation)
    {
        FormOption[] options =
            [.. directory.Inboxes.Where(i => i.Id != conversation.State.Inbox).Select(i => new FormOption(i.Id.Value, i.Name))];
        if (options.Length == 0) return new ChatAnswer.Refused("There is no other inbox that it could be moved to.");
        return new ChatAnswer.ShowForm(new Form(
            CardActions.Move, conversation.Id.ToString(), "Move to another inbox", "Move",
            [new CardFact("Inbox", directory.Inbox(conversation.State.Inbox)?.Name ?? conversation.State.Inbox.Value)],
            [new FormField.Choice(InboxField, "Goes on in", options, options[0].Value)], ""));
    }

    /// <summary>The customer's other conversations, open ones first and the latest before others, and a line for any other.</summary>
    private async Task<IReadOnlyList<FormField>> OthersAsync(string label, Conversation conversation, CancellationToken cancellation)
    {
        var filter = new ConversationFilter.OfCustomer(conversation.State.Customer);
        var listed = await list.ListAsync(filter, 0, MostOffered + 1, cancellation).ConfigureAwait(false);
        FormOption[] options =
        [
            .. listed.Conversations.Where(c => c.Id != conversation.Id).OrderBy(c => c.Status == ConversationStatus.Closed).Take(MostOffered)
                .Select(c => new FormOption(c.Id.ToString(), $"{Subject(c.Subject)} · {Word(c.Status)} · {ZoneTimes.Day(c.LastActivityAt, zone)}")),
        ];
        var link = new FormField.Line(LinkField, options.Length == 0 ? "Link or id of the conversation" : "Or the link or id of any other", "", LongestLink, IsRequired: options.Length == 0);
        return options.Length == 0 ? [link] : [new FormField.Choice(IntoField, label, options, options[0].Value), link];
    }

    /// <summary>The conversation that a link leads to, or whose id stands in the text.</summary>
    private async Task<ConversationId?> LedToAsync(string text, ConversationId from, CancellationToken cancellation)
    {
        var near = (await store.LoadAsync(from, cancellation).ConfigureAwait(false))?.State.Thread?.Channel;
        foreach (var gateway in gateways)
        {
            if (gateway.ReadLink(text, near) is { } thread && await store.FindByThreadAsync(thread, cancellation).ConfigureAwait(false) is { } found) return found;
        }
        foreach (Match word in Ids().Matches(text))
        {
            if (ConversationId.TryParse(word.Value, out var id)
                && await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not null) return id;
        }
        return null;
    }

    private static string Subject(string subject)
    {
        var text = subject.Trim();
        if (text.Length == 0) return "(no subject)";
        return text.Length <= LongestSubject ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[LongestSubject - 1]) ? LongestSubject - 1 : LongestSubject), "…");
    }

    private static string Word(ConversationStatus status) => status switch
    {
        ConversationStatus.New => "new",
        ConversationStatus.Open => "open",
        ConversationStatus.WaitingForCustomer => "waiting for the customer",
        ConversationStatus.Snoozed => "snoozed",
        _ => "closed",
    };

    [GeneratedRegex("[a-z2-7]{26}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Ids();
}
