using System.Globalization;

namespace MailBridge.SlackApi.Wire;

/// <summary>
/// The arguments of a method in a form, which is the one encoding that every method takes; nested values are JSON text in it
/// (https://docs.slack.dev/apis/web-api, "POST bodies").
/// </summary>
internal sealed class FormBody
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>Adds an argument; null is an argument not given.</summary>
    public FormBody Add(string name, string? value)
    {
        if (value is not null) _fields.Add(new(name, value));
        return this;
    }

    public FormBody Add(string name, bool? value) => Add(name, value switch { true => "true", false => "false", null => null });

    public FormBody Add(string name, long? value) => Add(name, value?.ToString(CultureInfo.InvariantCulture));

    public HttpContent ToContent() => new FormUrlEncodedContent(_fields);
}
