using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MailBridge.ChatIn;
using MailBridge.ChatOut;
using MailBridge.SlackApi.Blocks;
using MailBridge.SlackApi.Payloads;
using MailBridge.SlackApi.Text;

namespace MailBridge.Slack.Received;

/// <summary>What a modal remembers: ids and nothing that anybody wrote (<c>private_metadata</c>, 3000 characters).</summary>
internal sealed record SlackFormState
{
    [JsonPropertyName("a")]
    public string Action { get; set; } = "";

    [JsonPropertyName("t")]
    public string Target { get; set; } = "";

    /// <summary>The form's <see cref="Form.State"/>.</summary>
    [JsonPropertyName("s")]
    public string State { get; set; } = "";

    /// <summary>Where it was opened.</summary>
    [JsonPropertyName("c")]
    public string Channel { get; set; } = "";

    /// <summary>The thread it was opened in; null for the channel itself.</summary>
    [JsonPropertyName("r")]
    public string? Thread { get; set; }

    /// <summary>The person has read what speaks against it: the next press sends.</summary>
    [JsonPropertyName("k")]
    public bool Confirmed { get; set; }

    /// <summary>Files of an earlier press, which a view that is shown anew no longer holds.</summary>
    [JsonPropertyName("f")]
    public IReadOnlyList<string> Files { get; set; } = [];

    /// <summary>How often the form was shown anew with other values.</summary>
    [JsonPropertyName("n"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Turn { get; set; }

    public string Write() => JsonSerializer.Serialize(this, SlackFormJson.Default.SlackFormState);

    /// <summary>Reads what <see cref="Write"/> wrote; null for any other text.</summary>
    public static SlackFormState? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, SlackFormJson.Default.SlackFormState);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSerializable(typeof(SlackFormState))]
internal sealed partial class SlackFormJson : JsonSerializerContext;

/// <summary>Translates forms into modals, and what was filled in back into values. Pure functions.</summary>
internal static class SlackForms
{
    /// <summary>The field that a refusal is shown at.</summary>
    public const string TextBlock = "text";

    /// <summary>Files that one input takes (https://docs.slack.dev/reference/block-kit/block-elements/file-input-element).</summary>
    public const int MostFiles = 10;

    /// <summary>Inputs that one text may be laid out over when a form opens: more than a message of Slack's composer holds, and still a form.</summary>
    private const int MostInputs = 6;

    /// <summary>Options that a select takes (https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element).</summary>
    private const int MostOptions = 100;

    private const int MostPlaceholder = 150;

    private const char Continued = '+';

    /// <summary>
    /// Before the turn in the name of an input. QUIRK: a view that is updated keeps what stands in an input whose name stays, whatever its new initial value is.
    /// </summary>
    private const char Turned = '~';

    /// <summary>The modal for a form.</summary>
    /// <param name="form">The form, its fields filled with what is to stand in them.</param>
    /// <param name="state">What it remembers; action, target and state are taken from the form.</param>
    /// <param name="reason">Why the last press did not send; empty for none.</param>
    /// <param name="confirm">The word on the button that does it all the same; null for the form's own.</param>
    public static ModalView View(Form form, SlackFormState state, string reason = "", string? confirm = null)
    {
        var blocks = new List<Block>();
        if (form.Title.Length > BlockLimits.ViewTitle) blocks.Add(new SectionBlock(Literal(form.Title, BlockLimits.SectionText)));
        if (reason.Length > 0) blocks.Add(new SectionBlock(Literal($"⚠️ {reason}", BlockLimits.SectionText)));
        if (form.Warning.Length > 0) blocks.Add(new SectionBlock(Literal($"⚠️ {form.Warning}", BlockLimits.SectionText)));
        if (form.Facts.Count > 0)
            blocks.Add(new ContextBlock([.. form.Facts.Take(10).Select(f => (ContextElement)Literal($"{f.Label}: {f.Text}", BlockLimits.FieldText))]));
        foreach (var field in form.Fields) blocks.AddRange(Inputs(field, form, state));
        if (form.HasPreview) blocks.Add(new ActionsBlock([new ButtonElement(ReplyPreview.Field, new PlainText("Preview"))]) { BlockId = ReplyPreview.Field });
        return new ModalView(Literal(form.Title, BlockLimits.ViewTitle), blocks)
        {
            CallbackId = SlackSurface.Form,
            PrivateMetadata = (state with { Action = form.Action, Target = form.Target, State = form.State }).Write(),
            Submit = Literal(confirm ?? form.Submit, BlockLimits.ViewTitle),
            Close = new PlainText("Cancel"),
            NotifyOnClose = IsReply(form.Action) ? true : null,
        };
    }

    /// <summary>A form in which somebody writes to the customer, which the card says while it is open.</summary>
    public static bool IsReply(string action) => action is CardActions.Reply or CardActions.Rewrite;

    /// <summary>A modal that only says something.</summary>
    public static ModalView Sentence(string title, string sentence) => Said(title, SlackWord.Of(sentence));

    /// <summary>A modal that only says a word.</summary>
    public static ModalView Said(string title, SlackWord word) => new(Literal(title, BlockLimits.ViewTitle), [new SectionBlock(new MrkdwnText(word.Text))])
    {
        CallbackId = SlackSurface.Shown,
        Close = new PlainText("Close"),
    };

    /// <summary>What was filled in, by field name. A field that the view does not show is absent.</summary>
    public static IReadOnlyDictionary<string, string> Values(SlackState state)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var pieces = state.Values
            .Where(v => v.Value is SlackValue.Text or SlackValue.Choices or SlackValue.None && v.Key.BlockId == v.Key.ActionId)
            .Select(v => (Field: NameOf(v.Key.BlockId).Split(Continued, 2), Text: v.Value switch
            {
                SlackValue.Text { Value: var typed } => typed,
                SlackValue.Choices { Values: [var chosen, ..] } => chosen,
                _ => "",
            }))
            .OrderBy(v => v.Field is [_, var number] && int.TryParse(number, CultureInfo.InvariantCulture, out var at) ? at : 0);
        foreach (var (field, text) in pieces)
            values[field[0]] = values.TryGetValue(field[0], out var before) && text.Length > 0 ? $"{before}\n{text}" : before ?? text;
        // QUIRK: an emoji that is picked or typed in a plain_text_input comes back as its code.
        if (values.TryGetValue(TextBlock, out var words))
            values[TextBlock] = SlackWords.Of([new MrkdwnToken.Words(words)], new SlackNames { Emoji = SlackEmoji.Character });
        return values;
    }

    /// <summary>Whether a form can begin with that text.</summary>
    public static bool Fits(string text) => text.Length <= MostInputs * BlockLimits.InputValue && Pieces(text).Count <= MostInputs;

    /// <summary>The files that were added, each once.</summary>
    public static IReadOnlyList<SlackFile> Files(SlackState state)
        => [.. state.Values.Values.OfType<SlackValue.Files>().SelectMany(f => f.Values).DistinctBy(f => f.Id)];

    /// <summary>The name of a field's input in the view; null where it has none.</summary>
    public static string? InputOf(SlackState state, string field) => state.Values.Keys.Select(k => k.BlockId).FirstOrDefault(b => NameOf(b) == field);

    /// <summary>The name of a field in whatever turn its input is.</summary>
    public static string NameOf(string block)
    {
        var at = block.IndexOf(Turned, StringComparison.Ordinal);
        if (at < 0) return block;
        var continued = block.IndexOf(Continued, at);
        return continued < 0 ? block[..at] : string.Concat(block.AsSpan(0, at), block.AsSpan(continued));
    }

    /// <summary>Text as it is: no formatting, no emoji codes. Never empty, which Slack refuses.</summary>
    public static PlainText Literal(string text, int limit) => new(text.Trim().Length > 0 ? SlackText.Cut(SlackText.Inert(text), limit) : "–") { Emoji = false };

    private static IEnumerable<Block> Inputs(FormField field, Form form, SlackFormState state)
    {
        switch (field)
        {
            case FormField.TextArea area:
                return TextInputs(area, InputOf(field, state), form.Action);
            case FormField.Line { Initial.Length: > BlockLimits.InputValue } line:
                // Shown and left as the desk has it: an input could hold only some of them, and the others would get no mail.
                return [new SectionBlock(Literal($"{line.Label}: too many to be changed here; all of them get it. {line.Initial}", BlockLimits.SectionText))];
            case FormField.Line line:
                return [new InputBlock(Literal(line.Label, 2000), new PlainTextInputElement(InputOf(field, state))
                {
                    InitialValue = line.Initial.Length > 0 ? line.Initial : null,
                    MaxLength = Math.Min(line.MaxLength, BlockLimits.InputValue),
                })
                {
                    BlockId = InputOf(field, state),
                    Optional = !line.IsRequired,
                }];
            case FormField.Choice choice:
                // The one that was chosen in stands as the person left it.
                var select = choice.Refreshes ? choice.Name : InputOf(field, state);
                return [new InputBlock(Literal(choice.Label, 2000), Select(choice, select))
                {
                    BlockId = select,
                    Optional = choice.Placeholder.Length > 0 ? true : null,
                    DispatchAction = choice.Refreshes ? true : null,
                }];
            case FormField.Files files:
                var added = state.Files.Count == 0 ? "" : string.Create(
                    CultureInfo.InvariantCulture, $" {state.Files.Count} {(state.Files.Count == 1 ? "file" : "files")} added before will go along.");
                return [new InputBlock(Literal(files.Label, 2000), new FileInputElement(files.Name) { MaxFiles = MostFiles })
                {
                    // It keeps its name, and with it the files: they are ours to read only once the form is sent.
                    BlockId = files.Name,
                    Optional = true,
                    Hint = new PlainText(string.Create(CultureInfo.InvariantCulture, $"Up to {MostFiles}, {files.MostBytes >> 20} MiB together.{added}")),
                }];
            default:
                return [];
        }
    }

    private static string InputOf(FormField field, SlackFormState state)
        => state.Turn == 0 ? field.Name : string.Create(CultureInfo.InvariantCulture, $"{field.Name}{Turned}{state.Turn}");

    /// <summary>A menu; one that asks us while somebody types where there are more options than a menu holds.</summary>
    private static ActionElement Select(FormField.Choice choice, string input)
    {
        var placeholder = choice.Placeholder.Length > 0 ? Literal(choice.Placeholder, MostPlaceholder) : null;
        var initial = choice.Options.FirstOrDefault(o => o.Value == choice.Initial) is { } chosen ? OptionOf(chosen) : null;
        if (choice.Options.Count > MostOptions) return new ExternalSelectElement(input) { InitialOption = initial, MinQueryLength = 0, Placeholder = placeholder };
        var groups = choice.Options.GroupBy(o => o.Group, StringComparer.Ordinal).Where(g => g.Key.Length > 0).ToList();
        return new StaticSelectElement(input)
        {
            Options = groups.Count > 0 ? null : [.. choice.Options.Select(OptionOf)],
            OptionGroups = groups.Count > 0 ? [.. groups.Select(g => new OptionGroup(Literal(g.Key, BlockLimits.OptionText), [.. g.Select(OptionOf)]))] : null,
            InitialOption = initial,
            Placeholder = placeholder,
        };
    }

    /// <summary>The options of a long menu in which the typed words stand.</summary>
    public static OptionsResponse Suggestions(FormField.Choice choice, string typed) => new(
        [.. choice.Options.Where(o => o.Label.Contains(typed.Trim(), StringComparison.CurrentCultureIgnoreCase)).Take(MostOptions).Select(OptionOf)]);

    private static Option OptionOf(FormOption option) => new(Literal(option.Label, BlockLimits.OptionText), option.Value);

    private static IEnumerable<Block> TextInputs(FormField.TextArea area, string input, string action)
    {
        // A text that is no message of the thread cannot be typed there.
        var typed = action == CardActions.Template || OutwardActions.Does(action) ? "" : IsReply(action) ? "!reply" : "!note";
        var pieces = Pieces(area.Initial);
        for (var i = 0; i < pieces.Count; i++)
        {
            var name = i == 0 ? input : string.Create(CultureInfo.InvariantCulture, $"{input}{Continued}{i}");
            var isLast = i == pieces.Count - 1;
            yield return new InputBlock(Literal(i == 0 ? area.Label : $"{area.Label}, continued", 2000), new PlainTextInputElement(name)
            {
                Multiline = true,
                InitialValue = pieces[i].Length > 0 ? pieces[i] : null,
                MaxLength = Math.Min(area.MaxLength, BlockLimits.InputValue),
                FocusOnLoad = i == 0 ? true : null,
            })
            {
                BlockId = name,
                Optional = i > 0 || area.IsOptional,
                Hint = isLast && area.MaxLength > BlockLimits.InputValue
                    ? new PlainText(typed.Length > 0
                        ? $"More than 3,000 characters? Write it in the thread, beginning with {typed}."
                        : "At most 3,000 characters here. A longer text can be written in the Workspace.")
                    : null,
            };
        }
        if (area.Below.Length > 0) yield return new ContextBlock([(ContextElement)Literal(area.Below, BlockLimits.FieldText)]);
    }

    /// <summary>A text in pieces that inputs can hold, broken at line ends where there are any: put together they are joined by line ends.</summary>
    private static List<string> Pieces(string text)
    {
        var pieces = new List<string>();
        var rest = text.ReplaceLineEndings("\n").AsSpan();
        while (rest.Length > BlockLimits.InputValue)
        {
            var head = rest[..BlockLimits.InputValue];
            var end = head.LastIndexOf('\n') is > 0 and var line ? line
                : head.LastIndexOf(' ') is > 0 and var blank ? blank
                : char.IsHighSurrogate(head[^1]) ? head.Length - 1
                : head.Length;
            pieces.Add(rest[..end].ToString());
            rest = rest[end..] is [' ' or '\n', ..] ? rest[(end + 1)..] : rest[end..];
        }
        pieces.Add(rest.ToString());
        return pieces;
    }
}
