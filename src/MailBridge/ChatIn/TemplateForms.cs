using System.Globalization;
using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>The form in which a template is written, and what else is done with templates. Its state is the version that was changed.</summary>
internal sealed class TemplateForms(TemplateDesk templates, DeskDirectory directory, TimeZoneInfo zone, TimeProvider time)
{
    /// <summary>The target of a button for a template that there is not yet.</summary>
    public const string New = "new";

    /// <summary>The field in which an earlier version is looked at.</summary>
    public const string VersionField = "version";

    private const string NameField = "name", InboxField = "inbox", TextField = "text";

    /// <summary>No key of an inbox has this letter.</summary>
    private const string AllInboxes = "*";

    /// <summary>Versions that can be chosen; older ones are kept all the same.</summary>
    private const int MostVersions = 50;

    public async Task<ChatAnswer> HandleAsync(ChatRequest.OnCard request, CancellationToken cancellation) => request switch
    {
        ChatRequest.Submission { Action: CardActions.Template } submission => await SaveAsync(submission, cancellation).ConfigureAwait(false),
        ChatRequest.Refresh { Action: CardActions.Template } refresh => await RefreshAsync(refresh, cancellation).ConfigureAwait(false),
        { Action: CardActions.Template, Target: var target } => await OpenAsync(target, cancellation).ConfigureAwait(false),
        { Action: CardActions.TemplateDelete, Target: var target } when TemplateId.TryParse(target, out var id)
            => await DeleteAsync(id, request.Agent, cancellation).ConfigureAwait(false),
        { Action: CardActions.TemplateRestore, Target: var target } when TemplateRef.Read(target) is { } version
            => ChatActions.Answer(await templates.BringBackAsync(version, request.Agent, cancellation).ConfigureAwait(false)) switch
            {
                ChatAnswer.Done => new ChatAnswer.Told("It is back. The reply form offers it again."),
                var refused => refused,
            },
        _ => NoSuchTemplate(),
    };

    private async Task<ChatAnswer> OpenAsync(string target, CancellationToken cancellation)
    {
        // Named before it is saved, so that a form that is sent twice makes one template.
        if (target == New) return new ChatAnswer.ShowForm(Of(TemplateId.New(time), []));
        if (!TemplateId.TryParse(target, out var id)) return NoSuchTemplate();
        var versions = await templates.VersionsAsync(id, cancellation).ConfigureAwait(false);
        // One that nobody has saved yet is a form that did not go through.
        return versions is [] or [{ IsDeleted: false }, ..] ? new ChatAnswer.ShowForm(Of(id, versions))
            : new ChatAnswer.Refused($"{directory.NameOf(versions[0].SavedBy)} deleted this template. Bring it back first.");
    }

    /// <summary>The form with what the chosen version says.</summary>
    private async Task<ChatAnswer> RefreshAsync(ChatRequest.Refresh refresh, CancellationToken cancellation)
    {
        if (await OpenAsync(refresh.Target, cancellation).ConfigureAwait(false) is not ChatAnswer.ShowForm { Form: var fresh }) return NoSuchTemplate();
        var form = fresh.With(refresh.Values) with { State = refresh.State.Length > 0 ? refresh.State : fresh.State };
        var version = TemplateId.TryParse(refresh.Target, out var id)
            && int.TryParse(refresh.Values.GetValueOrDefault(VersionField), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? await templates.FindAsync(new TemplateRef(id, number), cancellation).ConfigureAwait(false)
                : null;
        return new ChatAnswer.ShowForm(version is null ? form : form.With(new Dictionary<string, string>
        {
            [NameField] = version.Name, [InboxField] = Value(version.Inbox), [TextField] = version.Text,
        }));
    }

    private async Task<ChatAnswer> SaveAsync(ChatRequest.Submission submission, CancellationToken cancellation)
    {
        if (!TemplateId.TryParse(submission.Target, out var id)) return NoSuchTemplate();
        var seen = int.TryParse(submission.State, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        var inbox = submission.Values.GetValueOrDefault(InboxField, AllInboxes);
        return ChatActions.Answer(await templates.SaveAsync(
            id, seen, inbox is AllInboxes or "" ? null : new InboxId(inbox), submission.Values.GetValueOrDefault(NameField, ""),
            submission.Values.GetValueOrDefault(TextField, ""), submission.Agent, cancellation).ConfigureAwait(false));
    }

    private async Task<ChatAnswer> DeleteAsync(TemplateId id, AgentId agent, CancellationToken cancellation)
    {
        var name = (await templates.VersionsAsync(id, cancellation).ConfigureAwait(false)) is [var latest, ..] ? latest.Name : "";
        return ChatActions.Answer(await templates.DeleteAsync(id, agent, cancellation).ConfigureAwait(false)) switch
        {
            ChatAnswer.Done => new ChatAnswer.Told($"“{name}” is deleted. It can be brought back from “templates deleted”."),
            var refused => refused,
        };
    }

    private Form Of(TemplateId id, IReadOnlyList<Template> versions)
    {
        var latest = versions.Count > 0 ? versions[0] : null;
        List<FormOption> inboxes = [new(AllInboxes, "All inboxes"), .. directory.Inboxes.Select(i => new FormOption(i.Id.Value, i.Name))];
        if (latest?.Inbox is { } gone && directory.Inbox(gone) is null) inboxes.Add(new FormOption(gone.Value, $"{gone} (not there any more)"));
        List<FormField> fields =
        [
            new FormField.Line(NameField, "Name", latest?.Name ?? "", TemplateDesk.LongestName, IsRequired: true),
            new FormField.Choice(InboxField, "For", inboxes, Value(latest?.Inbox)),
            new FormField.TextArea(TextField, "Text", latest?.Text ?? "", TemplateDesk.LongestText),
        ];
        if (versions.Count > 1)
        {
            fields.Insert(0, new FormField.Choice(
                VersionField, "Version", [.. versions.Take(MostVersions).Select(Option)], Text(latest!.Version)) { Refreshes = true });
        }
        var facts = new List<CardFact> { new("Placeholders", $"{Placeholders.Known}; {{{{customer.first_name|there}}}} says “there” where there is no name") };
        if (latest is not null) facts.Insert(0, new CardFact("Last saved", $"{directory.NameOf(latest.SavedBy)}, {ZoneTimes.Tell(latest.SavedAt, zone)}"));
        return new Form(CardActions.Template, id.ToString(), latest is null ? "New template" : "Change the template", "Save", facts, fields, Text(latest?.Version ?? 0));
    }

    private FormOption Option(Template version) => new(
        Text(version.Version), $"{version.Version}{(version.IsDeleted ? " (deleted)" : "")}: {directory.NameOf(version.SavedBy)}, {ZoneTimes.Tell(version.SavedAt, zone)}");

    private static string Value(InboxId? inbox) => inbox?.Value ?? AllInboxes;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static ChatAnswer.Refused NoSuchTemplate() => new("This template is not there any more. Look at the list again.");
}
