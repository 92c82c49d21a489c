using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace MailBridge.Tests.Architecture;

/// <summary>The arrows of the house, as the project files have them.</summary>
public sealed class HouseTests
{
    private static readonly string[] ForbiddenFolders = ["Services", "Models", "Helpers", "Utils", "Common", "Core"];

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath("../../..", Path.GetDirectoryName(here)!);

    private static IReadOnlyDictionary<string, XDocument> Projects { get; } = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(p => Path.GetFileNameWithoutExtension(p), XDocument.Load);

    [Fact]
    public void Every_room_references_what_the_house_lets_it_and_nothing_else()
    {
        var arrows = Projects.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} → {string.Join(", ", Included(p.Value, "ProjectReference"))}".Trim());
        Assert.Equal(
            [
                "MailBridge → MailBridge.Conversations, MailBridge.MailProtocols, MailBridge.Mime, MailBridge.SlackApi, MailBridge.Storage",
                "MailBridge.Conversations →",
                "MailBridge.MailProtocols →",
                "MailBridge.Mime →",
                "MailBridge.SlackApi →",
                "MailBridge.Storage → MailBridge.Conversations",
            ],
            arrows);
    }

    [Fact]
    public void The_desk_has_no_package() => Assert.Empty(Included(Projects["MailBridge.Conversations"], "PackageReference"));

    [Fact]
    public void No_folder_has_a_name_that_says_nothing()
    {
        var folders = Directory.EnumerateDirectories(Path.Combine(Root(), "src"), "*", SearchOption.AllDirectories)
            .Where(d => !d.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));
        Assert.DoesNotContain(folders, d => ForbiddenFolders.Contains(Path.GetFileName(d), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_room_has_its_test_project()
        => Assert.All(Projects.Keys, name => Assert.True(File.Exists(Path.Combine(Root(), "tests", $"{name}.Tests", $"{name}.Tests.csproj")), $"{name}.Tests is missing"));

    [Fact]
    public void Nothing_sends_a_read_receipt_or_asks_for_one()
    {
        // RFC 8098 section 2.1: a receipt tells a stranger when somebody works. What is read of them lies in Reports.
        var sources = Directory.EnumerateFiles(Path.Combine(Root(), "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "Reports")).ToList();
        Assert.NotEmpty(sources);
        string[] fields = ["Disposition-Notification", "Return-Receipt-To", "X-Confirm-Reading-To"];
        Assert.DoesNotContain(sources, f => fields.Any(field => File.ReadAllText(f).Contains(field, StringComparison.Ordinal)));
    }

    private static List<string> Included(XDocument project, string element)
        => [.. project.Descendants(element).Select(e => Path.GetFileNameWithoutExtension(e.Attribute("Include")!.Value)).Order(StringComparer.Ordinal)];
}
