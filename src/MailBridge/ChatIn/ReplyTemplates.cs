using MailBridge.ChatOut;
using MailBridge.Conversations;

namespace MailBridge.ChatIn;

/// <summary>What a reply form remembers: the last entry that its author had seen, and the templates that were taken over into the text.</summary>
/// <param name="Seen">The entry's id; empty for none.</param>
/// <param name="Used">Each once, at most <see cref="MostUsed"/>.</param>
internal sealed record ReplyFormState(string Seen, IReadOnlyList<TemplateRef> Used)
{
    /// <summary>What a modal can remember is short (Slack: 3000 characters).</summary>
    public const int MostUsed = 8;

    /// <summary>Reads what <see cref="ToString"/> wrote; of any other text its first word.</summary>
    public static ReplyFormState Read(string state)
    {
        var words = state.Split(' ');
        return new ReplyFormState(words[0], [.. words.Skip(1).Select(TemplateRef.Read).OfType<TemplateRef>().Take(MostUsed)]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Used.Select(t => t.ToString()).Prepend(Seen));
}

/// <summary>Offers templates in the reply form, fills in the chosen one, and tells which were used in the end.</summary>
internal sealed class ReplyTemplates(TemplateDesk templates, AgentDesk desk, IConversationStore store)
{
    /// <summary>The field in which a template is chosen: a <see cref="TemplateRef"/>.</summary>
    public const string Field = "template";

    /// <summary>Names that a sentence tells.</summary>
    private const int MostNamed = 10;

    /// <summary>The choice; none where there is no template for that inbox.</summary>
    public async Task<IReadOnlyList<FormField>> FieldsAsync(Conversation conversation, CancellationToken cancellation)
    {
        var (suggested, others) = await templates.OfferAsync(conversation, cancellation).ConfigureAwait(false);
        if (suggested.Count + others.Count == 0) return [];
        var rest = suggested.Count > 0 ? "All others" : "";
        IEnumerable<FormOption> options = [.. suggested.Select(t => Option(t, "Suggested")), .. others.Select(t => Option(t, rest))];
        return [new FormField.Choice(Field, "Template", [.. options], "") { Refreshes = true, Placeholder = "Choose a ready answer" }];
    }

    /// <summary>The request that a form be opened with a template in it.</summary>
    public static ChatRequest.Refresh Chosen(ChatRequest.OnCard click, string? template) => new()
    {
        Agent = click.Agent, Receipt = click.Receipt, Action = click.Action, Target = click.Target, Field = Field,
        Values = new Dictionary<string, string> { [Field] = template ?? "" },
    };

    /// <summary>The form with the chosen template in its text: alone where nothing was written or only another template stands there, else below it.</summary>
    public async Task<Form> FillAsync(Form form, ConversationId id, Agent agent, CancellationToken cancellation)
    {
        if (form.Fields.OfType<FormField.Choice>().FirstOrDefault(f => f.Name == Field) is not { } choice
            || form.Fields.OfType<FormField.TextArea>().FirstOrDefault(f => f.Name == ChatActions.TextField) is not { } area
            || TemplateRef.Read(choice.Initial) is not { } chosen
            || await store.LoadAsync(id, cancellation).ConfigureAwait(false) is not { } conversation)
            return form;
        var state = ReplyFormState.Read(form.State);
        if (await FilledAsync(chosen, conversation, agent, cancellation).ConfigureAwait(false) is not { } text)
            return form with { Warning = $"{form.Warning} This template is not there any more.".Trim() };
        var written = area.Initial.ReplaceLineEndings("\n").Trim();
        var earlier = state.Used.Count > 0 ? await FilledAsync(state.Used[^1], conversation, agent, cancellation).ConfigureAwait(false) : null;
        var whole = written.Length == 0 || written == earlier ? text : $"{written}\n\n{text}";
        return form.With(new Dictionary<string, string> { [ChatActions.TextField] = whole }) with
        {
            State = (state with { Used = [.. state.Used.Where(t => t != chosen).TakeLast(ReplyFormState.MostUsed - 1), chosen] }).ToString(),
        };
    }

    /// <summary>The templates that are still to be recognised in what was written.</summary>
    public async Task<IReadOnlyList<TemplateRef>> UsedAsync(ChatRequest.Submission submission, string text, CancellationToken cancellation)
    {
        var used = new List<TemplateRef>();
        var chosen = TemplateRef.Read(submission.Values.GetValueOrDefault(Field));
        foreach (var version in ReplyFormState.Read(submission.State).Used.Append(chosen).OfType<TemplateRef>().Distinct())
        {
            var template = await templates.FindAsync(version, cancellation).ConfigureAwait(false);
            if (template is not null && TemplateText.Read(template.Text).Text?.StandsIn(text) == true) used.Add(version);
        }
        return used;
    }

    /// <summary>A template's text for the agent alone, by its name.</summary>
    public async Task<ChatAnswer> OfferAsync(Conversation conversation, Agent agent, string name, CancellationToken cancellation)
    {
        if (name.Length == 0 || await templates.FindAsync(name, conversation.State.Inbox, cancellation).ConfigureAwait(false) is not { } template)
        {
            var (suggested, others) = await templates.OfferAsync(conversation, cancellation).ConfigureAwait(false);
            string[] names = [.. suggested.Concat(others).Select(t => $"“{t.Name}”")];
            var there = names.Length == 0 ? "There is none for this inbox yet; /mail templates makes one."
                : $"There are {string.Join(", ", names.Take(MostNamed))}{(names.Length > MostNamed ? " and more; /mail templates lists them all" : "")}.";
            return new ChatAnswer.Refused(name.Length == 0
                ? $"Write the template's name behind !template. {there}"
                : $"No template here is called “{(name.Length <= TemplateDesk.LongestName ? name : name[..TemplateDesk.LongestName] + "…")}”. {there}");
        }
        if (await FilledAsync(template.Ref, conversation, agent, cancellation).ConfigureAwait(false) is not { } text)
            return new ChatAnswer.Refused(AgentDesk.NobodyToReplyTo);
        var edit = new CardButton(CardActions.Reply, $"{conversation.Id}/{template.Ref}", "Edit and send", OpensForm: true, Primary: true);
        return new ChatAnswer.Offered($"Template “{template.Name}”. Nothing is sent yet.", text, [edit]);
    }

    private async Task<string?> FilledAsync(TemplateRef version, Conversation conversation, Agent agent, CancellationToken cancellation)
    {
        if (await templates.FindAsync(version, cancellation).ConfigureAwait(false) is not { } template) return null;
        var customer = await store.LoadCustomerAsync(conversation.State.Customer, cancellation).ConfigureAwait(false);
        return desk.Placeholders(conversation, customer, agent) is { } source ? TemplateText.Read(template.Text).Text?.Fill(source) : null;
    }

    private static FormOption Option(Template template, string group) => new(template.Ref.ToString(), template.Name) { Group = group };
}
