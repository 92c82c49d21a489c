using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace MailBridge.Operations;

/// <summary>
/// Fills <see cref="BridgeOptions"/> from the keys that were given. Unlike the framework's binder it is total: a value that does not fit
/// and a key that is no
/// option become problems, and the rest is still read, so that one look at the answer mends the file.
/// </summary>
internal static class OptionsBinder
{
    /// <summary>Sections beside the options that others read.</summary>
    private static readonly string[] Foreign = ["Serilog"];

    public static BridgeOptions Bind(IConfiguration configuration, List<string> problems)
    {
        var options = new BridgeOptions();
        Fill(options, configuration, problems, Foreign);
        return options;
    }

    private static void Fill(object target, IConfiguration section, List<string> problems, string[] others)
    {
        var properties = target.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var child in section.GetChildren())
        {
            var property = Array.Find(properties, p => p.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (property is not null) Set(target, property, child, problems);
            else if (!others.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                problems.Add(Unknown(child, properties.Select(p => p.Name)));
        }
    }

    private static string Unknown(IConfigurationSection child, IEnumerable<string> names)
    {
        var near = Spelling.Nearest(child.Key, names);
        return near is null
            ? $"{child.Path} is not an option; take it out, or look up its name in appsettings.example.json."
            : $"{child.Path} is not an option; did you mean {near}?";
    }

    private static void Set(object target, PropertyInfo property, IConfigurationSection section, List<string> problems)
    {
        var type = property.PropertyType;
        if (type == typeof(List<string>))
        {
            property.SetValue(target, Texts(section, problems));
        }
        else if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            var entries = (System.Collections.IDictionary)property.GetValue(target)!;
            if (!HasKeys(section, problems)) return;
            foreach (var child in section.GetChildren())
            {
                var entry = Activator.CreateInstance(type.GenericTypeArguments[1])!;
                if (HasKeys(child, problems)) Fill(entry, child, problems, []);
                entries[child.Key] = entry;
            }
        }
        else if (type.IsClass && type != typeof(string))
        {
            if (!HasKeys(section, problems) || !section.GetChildren().Any()) return;
            var part = property.GetValue(target) ?? Activator.CreateInstance(type)!;
            Fill(part, section, problems, []);
            property.SetValue(target, part);
        }
        else if (Scalar(type, property, section, problems) is { } value)
        {
            property.SetValue(target, value);
        }
    }

    private static object? Scalar(Type type, PropertyInfo property, IConfigurationSection section, List<string> problems)
    {
        if (section.GetChildren().Any())
        {
            problems.Add($"{section.Path} is one value, not a list or a section; write it as \"{property.Name}\": value.");
            return null;
        }
        if (section.Value is not { } text) return null;
        if (type == typeof(string)) return text.Trim();
        if (type == typeof(bool))
        {
            if (bool.TryParse(text, out var flag)) return flag;
            problems.Add($"{section.Path} is \"{text}\"; write true or false.");
            return null;
        }
        if (type == typeof(int))
        {
            // Its range is checked where the fix can be named: 0 stands for "not given".
            if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
            problems.Add($"{section.Path} is \"{text}\"; write a whole number.");
            return null;
        }
        return Duration(property, section.Path, text, problems);
    }

    private static TimeSpan? Duration(PropertyInfo property, string path, string text, List<string> problems)
    {
        // "5" alone would be five days to the framework; a duration shows its colons.
        if (text.Count(c => c == ':') != 2 || !TimeSpan.TryParseExact(text.Trim(), "c", CultureInfo.InvariantCulture, out var duration))
        {
            problems.Add($"{path} is \"{text}\", which is not a duration; write hh:mm:ss or d.hh:mm:ss, such as 00:05:00 for five minutes.");
            return null;
        }
        var range = property.GetCustomAttribute<RangeAttribute>();
        if (range is null || range.IsValid(duration)) return duration;
        problems.Add($"{path} is {Text(duration)}; it must lie between {Text((TimeSpan)range.Minimum)} and {Text((TimeSpan)range.Maximum)}.");
        return null;
    }

    /// <summary>A list; one value alone is a list of one, which is how the environment gives it.</summary>
    private static List<string> Texts(IConfigurationSection section, List<string> problems)
    {
        var texts = new List<string>();
        if (section.Value is { Length: > 0 } alone) texts.Add(alone.Trim());
        foreach (var child in section.GetChildren().OrderBy(c => int.TryParse(c.Key, out var place) ? place : int.MaxValue))
        {
            if (child.GetChildren().Any() || !int.TryParse(child.Key, out _))
                problems.Add($"{child.Path} does not fit; {section.Path} is a list of texts, written [ \"…\", \"…\" ].");
            else if (child.Value is { Length: > 0 } text) texts.Add(text.Trim());
        }
        return texts;
    }

    private static bool HasKeys(IConfigurationSection section, List<string> problems)
    {
        if (string.IsNullOrEmpty(section.Value)) return true;
        problems.Add($"{section.Path} is \"{section.Value}\"; it is a section, written {{ … }}.");
        return false;
    }

    /// <summary>A duration as it is written in the file.</summary>
    public static string Text(TimeSpan duration)
    {
        var text = duration.ToString("c", CultureInfo.InvariantCulture);
        return duration.Ticks % TimeSpan.TicksPerSecond == 0 ? text : text.TrimEnd('0');
    }
}
