using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.Conversations;
using MailBridge.Workspace.Posts;

namespace MailBridge.Workspace.Web;

/// <summary>The channels and views at the left; no scope where no list stands beside the page.</summary>
public sealed record NavigationView(ListScope? Scope, ViewCounts Counts, IReadOnlyList<ChannelLine> Channels);

/// <summary>A channel with what waits in it.</summary>
public sealed record ChannelLine(string Channel, string Inboxes, int Unanswered);

/// <summary>The list of conversations.</summary>
public sealed record ListOfConversations(ListScope Scope, ViewCounts Counts, IReadOnlyList<Post> Posts, string? Current, bool HasMore, int Shown);

/// <summary>An open conversation.</summary>
public sealed record ThreadView(Post Root, Card.Root Card, IReadOnlyList<Post> Posts, ComposerView? Composer, Answered? Answered, ListScope Scope);

/// <summary>The form under a thread and the buttons that switch it.</summary>
public sealed record ComposerView(IReadOnlyList<CardButton> Modes, CardButton Mode, Form? Form, string Refusal, bool Focus);

/// <summary>
/// What came of a form that was sent without script, shown beside the button that sent it: the same page again, with what was typed.
/// </summary>
public sealed record Answered(string Action, string Target, ChatAnswer Answer, Form? Form);

/// <summary>Every template, and those that were deleted.</summary>
public sealed record TemplatesView(IReadOnlyList<Template> Templates, IReadOnlyList<Template> Deleted, Answered? Answered);

/// <summary>The form of a template; an earlier version is looked at where <paramref name="Looked"/> names one.</summary>
public sealed record TemplateView(Form Form, string? Looked, Answered? Answered);

/// <summary>A customer with everything we had with them.</summary>
public sealed record CustomerView(Customer Customer, IReadOnlyList<Conversation> Conversations);
