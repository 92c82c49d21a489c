namespace MailBridge.SlackApi.Payloads;

/// <summary>
/// Everything that Slack sends us, the same over HTTP and Socket Mode: events, slash commands and what people press and fill in. Read it
/// with <see cref="SlackPayloadReader"/>, after the bytes have been kept.
/// </summary>
public abstract record SlackPayload
{
    private SlackPayload() { }

    /// <summary>
    /// What is the same when Slack delivers the same thing again, or null where Slack gives it no name: the event id, else the trigger id.
    /// </summary>
    public virtual string? DeliveryId => null;

    /// <summary>
    /// The message that a payload brings. A mention comes twice, as <c>message</c> and as <c>app_mention</c>, under two event ids: this key
    /// is the same. Null for everything but a newly posted message.
    /// </summary>
    public virtual SlackMessageKey? MessageKey => null;

    /// <summary>
    /// The handshake when a request URL is entered: answer with the challenge as plain text
    /// (https://docs.slack.dev/reference/events/url_verification).
    /// </summary>
    public sealed record UrlVerification(string Challenge) : SlackPayload;

    /// <summary>Something happened (https://docs.slack.dev/apis/events-api).</summary>
    /// <param name="Team">The workspace.</param>
    /// <param name="AppId">Ours.</param>
    /// <param name="EventId">The same on each retry.</param>
    /// <param name="EventTime">When; null where it was not said.</param>
    /// <param name="Event">What.</param>
    public sealed record EventCallback(string Team, string AppId, string EventId, DateTimeOffset? EventTime, SlackEvent Event)
        : SlackPayload
    {
        /// <summary>Whether the channel is shared with another company (Slack Connect).</summary>
        public bool IsExternallyShared { get; init; }

        /// <summary>The bot user for whom it was sent; null where it was not said.</summary>
        public string? AuthorizedUser { get; init; }

        /// <inheritdoc/>
        public override string? DeliveryId => EventId.Length > 0 ? EventId : null;

        /// <inheritdoc/>
        public override SlackMessageKey? MessageKey => Event switch
        {
            SlackEvent.MessagePosted { Message: { Ts.Length: > 0 } message } => new(Team, message.Channel, message.Ts),
            SlackEvent.AppMention { Message: { Ts.Length: > 0 } message } => new(Team, message.Channel, message.Ts),
            _ => null,
        };
    }

    /// <summary>Slack held events back (https://docs.slack.dev/reference/events/app_rate_limited).</summary>
    /// <param name="Team">The workspace.</param>
    /// <param name="Minute">The minute from which on events are missing.</param>
    public sealed record AppRateLimited(string Team, DateTimeOffset? Minute) : SlackPayload;

    /// <summary>
    /// Somebody typed a command (https://docs.slack.dev/interactivity/implementing-slash-commands). There is never a thread.
    /// </summary>
    public sealed record SlashCommand(SlackActor Actor, string ChannelId, string ChannelName, string Command, string Text) : SlackPayload
    {
        public string TriggerId { get; init; } = "";

        public string? ResponseUrl { get; init; }

        /// <inheritdoc/>
        public override string? DeliveryId => TriggerId.Length > 0 ? TriggerId : null;
    }

    /// <summary>Buttons and menus (https://docs.slack.dev/reference/interaction-payloads/block_actions-payload).</summary>
    public sealed record BlockActions(SlackActor Actor, IReadOnlyList<SlackAction> Actions) : SlackPayload
    {
        public string TriggerId { get; init; } = "";

        /// <summary>Null from views.</summary>
        public string? ResponseUrl { get; init; }

        /// <summary>Null from views.</summary>
        public string? ChannelId { get; init; }

        /// <summary>The message that holds the button; null from views.</summary>
        public string? MessageTs { get; init; }

        /// <summary>The thread of that message.</summary>
        public string? ThreadTs { get; init; }

        /// <summary>Whether only this person sees the message; then it can be altered by the response URL alone.</summary>
        public bool IsEphemeral { get; init; }

        /// <summary>The message itself; null for ephemeral ones and from views.</summary>
        public SlackMessage? Message { get; init; }

        /// <summary>The view that holds the button; null from messages.</summary>
        public SlackView? View { get; init; }

        /// <summary>What is filled in around the button; from views see <see cref="SlackView.State"/>.</summary>
        public SlackState State { get; init; } = SlackState.Empty;

        /// <inheritdoc/>
        public override string? DeliveryId => TriggerId.Length > 0 ? TriggerId : null;
    }

    /// <summary>
    /// A shortcut in a message's menu (https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload). The bot need
    /// not be in that channel; then only the response URL reaches it.
    /// </summary>
    public sealed record MessageAction(SlackActor Actor, string CallbackId, string ChannelId, SlackMessage Message) : SlackPayload
    {
        public string TriggerId { get; init; } = "";

        public string? ResponseUrl { get; init; }

        /// <inheritdoc/>
        public override string? DeliveryId => TriggerId.Length > 0 ? TriggerId : null;
    }

    /// <summary>A global shortcut; it belongs to no channel.</summary>
    public sealed record Shortcut(SlackActor Actor, string CallbackId) : SlackPayload
    {
        public string TriggerId { get; init; } = "";

        /// <inheritdoc/>
        public override string? DeliveryId => TriggerId.Length > 0 ? TriggerId : null;
    }

    /// <summary>
    /// A modal was sent (https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload). Two quick presses send it twice,
    /// under two trigger ids: what it does has to be keyed on the view's id.
    /// </summary>
    public sealed record ViewSubmission(SlackActor Actor, SlackView View) : SlackPayload
    {
        public string TriggerId { get; init; } = "";

        /// <summary>For inputs with <c>response_url_enabled</c>.</summary>
        public IReadOnlyList<string> ResponseUrls { get; init; } = [];

        /// <inheritdoc/>
        public override string? DeliveryId => TriggerId.Length > 0 ? TriggerId : null;
    }

    /// <summary>A modal with <c>notify_on_close</c> was closed unsent.</summary>
    /// <param name="Actor">Who closed it.</param>
    /// <param name="View">As it was.</param>
    /// <param name="IsCleared">Whether the whole stack was closed.</param>
    public sealed record ViewClosed(SlackActor Actor, SlackView View, bool IsCleared) : SlackPayload;

    /// <summary>
    /// Somebody types into an external select: answer with <see cref="OptionsResponse"/>
    /// (https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload).
    /// </summary>
    public sealed record BlockSuggestion(SlackActor Actor, string BlockId, string ActionId, string Value) : SlackPayload
    {
        public SlackView? View { get; init; }
    }

    /// <summary>An old probe of a command's URL (<c>ssl_check=1</c>): answer 200.</summary>
    public sealed record SslCheck : SlackPayload;

    /// <summary>A kind that Slack has added since.</summary>
    public sealed record Unknown(string Type) : SlackPayload;

    /// <summary>Not a payload of Slack's.</summary>
    /// <param name="Why">In words for the log.</param>
    public sealed record Unreadable(string Why) : SlackPayload;
}

/// <summary>Who did something, and where from.</summary>
/// <param name="Team">The workspace; of the person, in shared channels, it is <see cref="UserTeam"/>.</param>
/// <param name="UserId">The person.</param>
/// <param name="UserName">For logs and nothing else: names change.</param>
/// <param name="AppId">The app that was addressed.</param>
public sealed record SlackActor(string Team, string UserId, string UserName, string AppId)
{
    /// <summary>The person's own workspace, where Slack names it.</summary>
    public string? UserTeam { get; init; }

    public string? Enterprise { get; init; }
}

/// <summary>One thing pressed or chosen.</summary>
public sealed record SlackAction(string Type, string ActionId, string BlockId, SlackValue Value)
{
    public string ActionTs { get; init; } = "";
}

/// <summary>
/// What an element holds. A closed set by what comes back, not by element: a button's value and a text input's are both words.
/// </summary>
public abstract record SlackValue
{
    private SlackValue() { }

    /// <summary>Nothing was filled in or chosen.</summary>
    public sealed record None : SlackValue;

    /// <summary>A button's value, a typed text, a date.</summary>
    public sealed record Text(string Value) : SlackValue;

    /// <summary>The values of the options chosen; of a single menu one.</summary>
    public sealed record Choices(IReadOnlyList<string> Values) : SlackValue;

    /// <summary>Ids of people, channels or conversations.</summary>
    public sealed record Ids(IReadOnlyList<string> Values) : SlackValue;

    /// <summary>A chosen moment.</summary>
    public sealed record Moment(DateTimeOffset At) : SlackValue;

    public sealed record Files(IReadOnlyList<SlackFile> Values) : SlackValue;

    public sealed record Rich(Blocks.RichTextBlock Value) : SlackValue;
}

/// <summary>What is filled in, by block and action.</summary>
public sealed record SlackState(IReadOnlyDictionary<(string BlockId, string ActionId), SlackValue> Values)
{
    public static SlackState Empty { get; } = new(new Dictionary<(string, string), SlackValue>());

    /// <summary>What a field holds; None where there is no such field.</summary>
    public SlackValue this[string blockId, string actionId] => Values.GetValueOrDefault((blockId, actionId)) ?? new SlackValue.None();

    /// <summary>The words in a field; empty where it holds none.</summary>
    public string Text(string blockId, string actionId) => this[blockId, actionId] is SlackValue.Text text ? text.Value : "";

    /// <summary>What is chosen in a field: values of options, or ids.</summary>
    public IReadOnlyList<string> Chosen(string blockId, string actionId) => this[blockId, actionId] switch
    {
        SlackValue.Choices choices => choices.Values,
        SlackValue.Ids ids => ids.Values,
        _ => [],
    };
}

/// <summary>A view as Slack tells of it.</summary>
public sealed record SlackView
{
    public string Id { get; init; } = "";

    /// <summary><c>modal</c> or <c>home</c>.</summary>
    public string Type { get; init; } = "";

    /// <summary>To be given to <c>views.update</c>, which fails with <c>hash_conflict</c> when somebody was faster.</summary>
    public string? Hash { get; init; }

    public string CallbackId { get; init; } = "";

    public string PrivateMetadata { get; init; } = "";

    public string? ExternalId { get; init; }

    public string? RootViewId { get; init; }

    public string? PreviousViewId { get; init; }

    public SlackState State { get; init; } = SlackState.Empty;
}
