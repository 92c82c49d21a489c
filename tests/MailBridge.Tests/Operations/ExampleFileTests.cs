using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using MailBridge.Operations;

namespace MailBridge.Tests.Operations;

/// <summary>Holds <c>appsettings.example.json</c> and the options together, both ways.</summary>
public sealed partial class ExampleFileTests
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static readonly string Example = File.ReadAllText(Path.Combine(Root(), "appsettings.example.json"));

    /// <summary>Alternatives stand in the file as comments; taken as they would be if someone uncommented them.</summary>
    private static readonly string Uncommented = CommentedOption().Replace(Example, "$1$2");

    private static readonly IReadOnlyDictionary<string, PropertyInfo> Options = OptionsOf(typeof(BridgeOptions), "").ToDictionary(o => o.Path, o => o.Property);

    [Fact]
    public void Every_option_is_in_the_file_and_every_key_of_the_file_is_an_option()
    {
        var keys = KeysOf(JsonDocument.Parse(Uncommented, Lenient).RootElement, "").Where(k => !k.StartsWith("Serilog", StringComparison.Ordinal));
        Assert.Equal(Options.Keys.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_option_has_a_comment_that_tells_its_real_default_and_range()
    {
        foreach (var (path, comment, value) in Described())
        {
            var property = Options[path];
            var standard = property.GetValue(Activator.CreateInstance(Owner(property)));
            switch (standard)
            {
                case TimeSpan duration:
                    var range = property.GetCustomAttribute<RangeAttribute>();
                    Assert.True(range is not null, $"{path} has no range.");
                    Assert.EndsWith($"Default: {OptionsBinder.Text(duration)}; {range.Minimum} to {range.Maximum}.", comment, StringComparison.Ordinal);
                    Assert.Equal($"\"{OptionsBinder.Text(duration)}\"", value);
                    break;
                case int number and not 0:
                    var bounds = property.GetCustomAttribute<RangeAttribute>()!;
                    Assert.EndsWith($"Default: {number}; {bounds.Minimum} to {bounds.Maximum}.", comment, StringComparison.Ordinal);
                    Assert.Equal($"{number}", value);
                    break;
                case int:
                    Assert.EndsWith("No default; 1 to 65535.", comment, StringComparison.Ordinal);
                    break;
                case bool flag:
                    Assert.EndsWith($"Default: {(flag ? "true" : "false")}.", comment, StringComparison.Ordinal);
                    Assert.Equal(flag ? "true" : "false", value);
                    break;
                case string { Length: > 0 } text:
                    Assert.EndsWith($"Default: {text}.", comment, StringComparison.Ordinal);
                    Assert.Equal($"\"{text}\"", value);
                    break;
                default:
                    Assert.Matches(@"(No default|Default: .+)\.$", comment);
                    break;
            }
        }
    }

    [Fact]
    public void As_it_is_it_asks_for_host_account_and_password_alone()
    {
        var problems = Assert.IsType<SettingsReading.Faulty>(Read(Example)).Problems;
        Assert.Equal(
            [
                "Inboxes:support:Addresses is empty; give the address that customers write to.",
                "Inboxes:support:Imap:Host is empty; give the server's name.",
                "Inboxes:support:Imap:UserName is empty; give the account to log in with.",
                "Smtp:Host is empty; give the server's name.",
            ],
            problems);
    }

    [Fact]
    public void With_host_account_and_password_filled_in_it_is_valid()
    {
        var filled = Example.Replace("\"Host\": \"\"", "\"Host\": \"mail.acme.example\"", StringComparison.Ordinal)
            .Replace("\"UserName\": \"\"", "\"UserName\": \"support@acme.example\"", StringComparison.Ordinal)
            .Replace("\"Password\": \"\"", "\"Password\": \"secret\"", StringComparison.Ordinal);
        var settings = Assert.IsType<SettingsReading.Valid>(Read(filled)).Settings;
        Assert.Equal("support@acme.example", settings.Directory.Inboxes[0].Addresses[0].Value);
    }

    private static SettingsReading Read(string json)
    {
        var folder = Directory.CreateTempSubdirectory("mailbridge-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "appsettings.json"), json);
            return SettingsReader.Read(null, folder, []);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<(string Path, PropertyInfo Property)> OptionsOf(Type type, string prefix)
    {
        foreach (var property in type.GetProperties())
        {
            var inner = property.PropertyType;
            var path = prefix + property.Name;
            if (inner.IsGenericType && inner.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            {
                foreach (var option in OptionsOf(inner.GenericTypeArguments[1], $"{path}:*:")) yield return option;
            }
            else if (inner.Namespace == typeof(BridgeOptions).Namespace)
            {
                foreach (var option in OptionsOf(inner, $"{path}:")) yield return option;
            }
            else
            {
                yield return (path, property);
            }
        }
    }

    private static IEnumerable<string> KeysOf(JsonElement element, string prefix)
    {
        foreach (var property in element.EnumerateObject())
        {
            var path = prefix is "Inboxes:" or "Agents:" ? $"{prefix}*" : prefix + property.Name;
            if (property.Value.ValueKind != JsonValueKind.Object) yield return path;
            else foreach (var key in KeysOf(property.Value, $"{path}:")) yield return key;
        }
    }

    /// <summary>Each option's path, the comment above it on one line, and its value as it is written.</summary>
    private static IEnumerable<(string Path, string Comment, string Value)> Described()
    {
        var path = new List<string>();
        var comment = "";
        foreach (var line in Uncommented.Split('\n').Select(l => l.Trim()))
        {
            if (line.StartsWith("//", StringComparison.Ordinal)) comment = $"{comment} {line[2..].Trim()}".Trim();
            else if (line.StartsWith('}') && path.Count > 0) path.RemoveAt(path.Count - 1);
            else if (OptionLine().Match(line) is { Success: true } option)
            {
                var key = path is ["Inboxes"] or ["Agents"] ? "*" : option.Groups[1].Value;
                if (key == "Serilog") yield break;
                if (option.Groups[2].Value == "{") path.Add(key);
                else yield return (string.Join(':', path.Append(key)), comment, option.Groups[2].Value.TrimEnd(','));
                comment = "";
            }
            else if (line.Length == 0) comment = "";
        }
    }

    private static Type Owner(PropertyInfo property) => property.ReflectedType!;

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "appsettings.example.json"))) return folder;
        }
        throw new FileNotFoundException("appsettings.example.json is in no folder above the tests.");
    }

    [GeneratedRegex(@"^(\s*)//\s*([""}].*|// .*)$", RegexOptions.Multiline)]
    private static partial Regex CommentedOption();

    [GeneratedRegex(@"^""([^""]+)"":\s*(.+)$")]
    private static partial Regex OptionLine();
}
