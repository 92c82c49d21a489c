namespace MailBridge.ChatOut;

/// <summary>A form that a button opens, in no platform's syntax: a modal in Slack, a dialog in Teams, the composer in the Workspace.</summary>
/// <param name="Action">What sending it does: one of <see cref="CardActions"/>.</param>
/// <param name="Target">What it is about; comes back with the values.</param>
/// <param name="Title">What the form is for.</param>
/// <param name="Submit">The word on the button that sends it.</param>
/// <param name="Facts">What the person should see while writing: From, To, Cc.</param>
/// <param name="Fields">What can be filled in.</param>
/// <param name="State">What the form was opened on, opaque; comes back with the values.</param>
public sealed record Form(
    string Action, string Target, string Title, string Submit, IReadOnlyList<CardFact> Facts, IReadOnlyList<FormField> Fields, string State)
{
    /// <summary>A word of warning above the fields; empty for none.</summary>
    public string Warning { get; init; } = "";

    /// <summary>What is written in it can be looked at as the mail that it will be: <see cref="ChatIn.ReplyPreview.Field"/>.</summary>
    public bool HasPreview { get; init; }

    /// <summary>The form with values in the place of its own, by field name.</summary>
    public Form With(IReadOnlyDictionary<string, string> values) => this with
    {
        Fields = [.. Fields.Select(f => f switch
        {
            FormField.TextArea area => area with { Initial = values.GetValueOrDefault(f.Name, area.Initial) },
            FormField.Line line => line with { Initial = values.GetValueOrDefault(f.Name, line.Initial) },
            FormField.Choice choice => choice with { Initial = values.GetValueOrDefault(f.Name, choice.Initial) },
            _ => f,
        })],
    };
}

/// <summary>A field of a form.</summary>
public abstract record FormField(string Name, string Label)
{
    /// <summary>Several lines of text.</summary>
    public sealed record TextArea(string Name, string Label, string Initial, int MaxLength) : FormField(Name, Label)
    {
        /// <summary>What will stand below the text when it is sent, several lines; empty for nothing.</summary>
        public string Below { get; init; } = "";

        /// <summary>It may be left empty.</summary>
        public bool IsOptional { get; init; }
    }

    /// <summary>One line of text.</summary>
    /// <param name="Name">The name its value comes back under.</param>
    /// <param name="Label">What it is for.</param>
    /// <param name="Initial">What stands in it at first.</param>
    /// <param name="MaxLength">In UTF-16 units.</param>
    /// <param name="IsRequired">It must not be left empty.</param>
    public sealed record Line(string Name, string Label, string Initial, int MaxLength, bool IsRequired = false) : FormField(Name, Label);

    /// <summary>One of several things.</summary>
    /// <param name="Name">The name its value comes back under.</param>
    /// <param name="Label">What it is for.</param>
    /// <param name="Options">What there is to choose from, at least one; a value that is none of these may come back all the same.</param>
    /// <param name="Initial">The value of the option that is chosen at first.</param>
    public sealed record Choice(string Name, string Label, IReadOnlyList<FormOption> Options, string Initial) : FormField(Name, Label)
    {
        /// <summary>
        /// Choosing changes the form itself: it is asked for anew with what is filled in (<see cref="ChatIn.ChatRequest.Refresh"/>).
        /// </summary>
        public bool Refreshes { get; init; }

        /// <summary>What is shown while nothing is chosen, which then is allowed; empty where one is always chosen.</summary>
        public string Placeholder { get; init; } = "";
    }

    /// <summary>Files to be added, any number of any kind; never required. They come back in <see cref="ChatIn.ChatRequest.Submission.Files"/>.</summary>
    /// <param name="Name">The name of the field.</param>
    /// <param name="Label">What it is for.</param>
    /// <param name="MostBytes">How large they may be together, in octets.</param>
    public sealed record Files(string Name, string Label, long MostBytes) : FormField(Name, Label);
}

/// <summary>Something to choose: <paramref name="Value"/> comes back, <paramref name="Label"/> is shown.</summary>
public sealed record FormOption(string Value, string Label)
{
    /// <summary>What the options beside it have in common, as a heading above the first of them; empty for none.</summary>
    public string Group { get; init; } = "";
}
