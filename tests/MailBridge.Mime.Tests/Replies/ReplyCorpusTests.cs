using System.Diagnostics;
using System.Text.Json;

namespace MailBridge.Mime.Tests.Replies;

/// <summary>
/// Mails of the shared generator, whose truth file says what each sender newly wrote. REPLY_CORPUS sets how many; default 200.
/// </summary>
public sealed class ReplyCorpusTests
{
    [Fact]
    public async Task The_reply_is_what_the_sender_newly_wrote()
    {
        if (SharedFixtures.Under("..", "corpus", "make_corpus.py") is not { } generator) return;
        var folder = Directory.CreateTempSubdirectory("mailbridge-replies-").FullName;
        try
        {
            if (!await TryGenerate(generator, folder)) return;
            var (right, all) = (0, 0);
            foreach (var row in File.ReadLines(Path.Combine(folder, "truth.jsonl")))
            {
                using var truth = JsonDocument.Parse(row);
                var file = Path.Combine(folder, "box", truth.RootElement.GetProperty("file").GetString()!);
                var message = MimeMessage.Read(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
                var extracted = ReplyExtractor.Extract(message.TextBody, message.HtmlBody, message.Subject);
                var fresh = Collapsed(truth.RootElement.GetProperty("fresh").GetString()!);
                all++;
                if (Collapsed(extracted.Reply) == fresh) right++;
                else TestContext.Current.TestOutputHelper?.WriteLine($"=== {truth.RootElement}\n{extracted}\n");
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"{right} of {all}");
            Assert.True(right >= 0.99 * all, $"{right} of {all}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<bool> TryGenerate(string generator, string folder)
    {
        var count = Environment.GetEnvironmentVariable("REPLY_CORPUS") ?? "200";
        string[] arguments = [generator, "--count", count, "--out", Path.Combine(folder, "box"), "--truth", Path.Combine(folder,
            "truth.jsonl")];
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", arguments) { RedirectStandardOutput = true });
            if (python is null) return false;
            await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await python.WaitForExitAsync(TestContext.Current.CancellationToken);
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no Python on this machine
        }
    }

    private static string Collapsed(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
