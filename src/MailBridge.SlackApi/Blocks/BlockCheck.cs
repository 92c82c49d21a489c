using System.Text;
using MailBridge.SlackApi.Wire;

namespace MailBridge.SlackApi.Blocks;

/// <summary>Walks through a payload and notes what breaks a limit.</summary>
internal sealed class BlockCheck
{
    private readonly List<BlockBreach> _breaches = [];

    public IReadOnlyList<BlockBreach> Breaches => _breaches;

    public void Add(string where, string what) => _breaches.Add(new(where, what, 0, 0));

    public void Length(string where, string? text, int most)
    {
        if (text?.Length > most) _breaches.Add(new(where, "characters", most, text.Length));
    }

    public void View(View view)
    {
        Length("callback_id", view.CallbackId, BlockLimits.Ids);
        Length("external_id", view.ExternalId, BlockLimits.Ids);
        Length("private_metadata", view.PrivateMetadata, BlockLimits.PrivateMetadata);
        if (view is ModalView modal)
        {
            Text("title", modal.Title, BlockLimits.ViewTitle);
            Text("submit", modal.Submit, BlockLimits.ViewTitle);
            Text("close", modal.Close, BlockLimits.ViewTitle);
            if (modal.Submit is null && modal.Blocks.Any(static block => block is InputBlock))
                Add("submit", "missing, though there are inputs");
        }
        Blocks(view.Blocks, BlockLimits.ViewBlocks);
        Count("view", Encoding.UTF8.GetByteCount(SlackWriting.ToJson(view)), BlockLimits.ViewBytes, "bytes");
    }

    public void Blocks(IReadOnlyList<Block> blocks, int most)
    {
        Count("blocks", blocks.Count, most, "blocks");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < blocks.Count; i++)
        {
            var where = $"blocks[{i}]";
            if (blocks[i].BlockId is { } id)
            {
                Id(where + ".block_id", id);
                if (!ids.Add(id)) Add(where + ".block_id", $"'{id}' is given twice");
            }
            Block(where, blocks[i]);
        }
        var markdown = blocks.OfType<MarkdownBlock>().Sum(static block => block.Text.Length);
        Count("blocks", markdown, BlockLimits.Markdown, "characters of Markdown");
    }

    private void Block(string where, Block block)
    {
        switch (block)
        {
            case SectionBlock section: Section(where, section); break;
            case HeaderBlock header: Text(where + ".text", header.Text, BlockLimits.HeaderText); break;
            case ContextBlock context: Context(where, context); break;
            case ActionsBlock actions: Elements(where, actions); break;
            case ImageBlock image:
                Image(where, image.ImageUrl, image.AltText);
                Text(where + ".title", image.Title, 2000);
                break;
            case InputBlock input:
                Text(where + ".label", input.Label, 2000);
                Text(where + ".hint", input.Hint, 2000);
                Element(where + ".element", input.Element);
                break;
            case MarkdownBlock { Text.Length: 0 }: Add(where + ".text", "empty"); break;
        }
    }

    private void Section(string where, SectionBlock section)
    {
        if (section.Text is null && section.Fields is not { Count: > 0 }) Add(where, "neither text nor fields");
        Text(where + ".text", section.Text, BlockLimits.SectionText);
        Count(where + ".fields", section.Fields?.Count ?? 0, BlockLimits.Fields, "fields");
        for (var i = 0; i < section.Fields?.Count; i++) Text($"{where}.fields[{i}]", section.Fields[i], BlockLimits.FieldText);
        if (section.Accessory is { } accessory) Element(where + ".accessory", accessory);
    }

    private void Context(string where, ContextBlock context)
    {
        AtLeastOne(where + ".elements", context.Elements.Count);
        Count(where + ".elements", context.Elements.Count, 10, "elements");
        for (var i = 0; i < context.Elements.Count; i++)
        {
            switch (context.Elements[i])
            {
                case ContextElement.OfText { Text: var text }: Text($"{where}.elements[{i}]", text, BlockLimits.FieldText); break;
                case ContextElement.OfImage { Image: var image }: Image($"{where}.elements[{i}]", image.ImageUrl, image.AltText); break;
            }
        }
    }

    private void Elements(string where, ActionsBlock actions)
    {
        AtLeastOne(where + ".elements", actions.Elements.Count);
        Count(where + ".elements", actions.Elements.Count, 25, "elements");
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < actions.Elements.Count; i++)
        {
            Element($"{where}.elements[{i}]", actions.Elements[i]);
            if (actions.Elements[i] is ActionElement { ActionId: var id } && !ids.Add(id))
                Add($"{where}.elements[{i}].action_id", $"'{id}' is given twice");
        }
    }

    private void Element(string where, BlockElement element)
    {
        if (element is ActionElement action)
        {
            Id(where + ".action_id", action.ActionId);
            if (action.Confirm is { } confirm) Confirm(where + ".confirm", confirm);
        }
        switch (element)
        {
            case ButtonElement button: Button(where, button); break;
            case ImageElement image: Image(where, image.ImageUrl, image.AltText); break;
            case OverflowElement overflow: Options(where, overflow.Options, 5); break;
            case CheckboxesElement boxes: Options(where, boxes.Options, 10); break;
            case RadioButtonsElement radio: Options(where, radio.Options, 10); break;
            case StaticSelectElement select: Select(where, select.Options, select.OptionGroups, select.Placeholder); break;
            case MultiStaticSelectElement select: Select(where, select.Options, select.OptionGroups, select.Placeholder); break;
            case ExternalSelectElement select: Text(where + ".placeholder", select.Placeholder, 150); break;
            case UsersSelectElement select: Text(where + ".placeholder", select.Placeholder, 150); break;
            case MultiUsersSelectElement select: Text(where + ".placeholder", select.Placeholder, 150); break;
            case ConversationsSelectElement select: Text(where + ".placeholder", select.Placeholder, 150); break;
            case MultiConversationsSelectElement select: Text(where + ".placeholder", select.Placeholder, 150); break;
            case PlainTextInputElement input: Input(where, input); break;
            case FileInputElement { MaxFiles: { } files and (< 1 or > 10) }:
                _breaches.Add(new(where + ".max_files", "files", 10, files));
                break;
        }
    }

    private void Button(string where, ButtonElement button)
    {
        Text(where + ".text", button.Text, BlockLimits.ButtonText);
        Length(where + ".value", button.Value, BlockLimits.ButtonValue);
        Length(where + ".url", button.Url, 3000);
        Length(where + ".accessibility_label", button.AccessibilityLabel, 75);
    }

    private void Input(string where, PlainTextInputElement input)
    {
        Text(where + ".placeholder", input.Placeholder, 150);
        Count(where + ".max_length", input.MaxLength ?? 0, BlockLimits.InputValue, "characters");
        Length(where + ".initial_value", input.InitialValue, Math.Min(input.MaxLength ?? BlockLimits.InputValue, BlockLimits.InputValue));
    }

    private void Select(string where, IReadOnlyList<Option>? options, IReadOnlyList<OptionGroup>? groups, PlainText? placeholder)
    {
        Text(where + ".placeholder", placeholder, 150);
        if (options is null == groups is null) Add(where, "either options or option_groups");
        if (options is not null) Options(where, options, BlockLimits.Options);
        Count(where + ".option_groups", groups?.Count ?? 0, BlockLimits.Options, "groups");
        for (var i = 0; i < groups?.Count; i++)
        {
            Text($"{where}.option_groups[{i}].label", groups[i].Label, BlockLimits.OptionText);
            Options($"{where}.option_groups[{i}]", groups[i].Options, BlockLimits.Options);
        }
    }

    public void Options(string where, IReadOnlyList<Option> options, int most)
    {
        AtLeastOne(where + ".options", options.Count);
        Count(where + ".options", options.Count, most, "options");
        for (var i = 0; i < options.Count; i++)
        {
            Text($"{where}.options[{i}].text", options[i].Text, BlockLimits.OptionText);
            Text($"{where}.options[{i}].description", options[i].Description, BlockLimits.OptionText);
            Length($"{where}.options[{i}].value", options[i].Value, BlockLimits.OptionText);
        }
    }

    private void Confirm(string where, ConfirmDialog confirm)
    {
        Text(where + ".title", confirm.Title, 100);
        Text(where + ".text", confirm.Text, 300);
        Text(where + ".confirm", confirm.Confirm, 30);
        Text(where + ".deny", confirm.Deny, 30);
    }

    private void Image(string where, string url, string altText)
    {
        Length(where + ".image_url", url, 3000);
        Length(where + ".alt_text", altText, 2000);
    }

    private void Text(string where, TextObject? text, int most)
    {
        if (text is { Text.Length: 0 }) Add(where, "empty");
        Length(where, text?.Text, most);
    }

    private void Id(string where, string id)
    {
        if (id.Length == 0) Add(where, "empty");
        Length(where, id, BlockLimits.Ids);
    }

    private void AtLeastOne(string where, int count)
    {
        if (count == 0) Add(where, "empty");
    }

    private void Count(string where, int count, int most, string what)
    {
        if (count > most) _breaches.Add(new(where, what, most, count));
    }
}
