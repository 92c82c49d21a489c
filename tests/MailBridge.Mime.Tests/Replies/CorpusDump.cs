namespace MailBridge.Mime.Tests.Replies;
public sealed class CorpusDump
{
    [Fact]
    public void Dump()
    {
        if (Environment.GetEnvironmentVariable("REPLY_DUMP") is not { } file) return;
        int ok = 0, n = 0, okT = 0, nT = 0, okH = 0, nH = 0;
        foreach (var line in File.ReadLines(file))
        {
            using var d = System.Text.Json.JsonDocument.Parse(line);
            string? G(string k) => d.RootElement.GetProperty(k).GetString();
            string W(string s) => string.Join(' ', s.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var (t, h, f) = (G("text"), G("html"), W(G("fresh")!));
            n++;
            var r = ReplyExtractor.Extract(t, h, G("subject"));
            if (W(r.Reply) == f) ok++;
            else TestContext.Current.TestOutputHelper?.WriteLine($"=== {G("id")} {G("client")} {G("lang")} {G("kind")} {d.RootElement.GetProperty("quirks")}\n--- fresh {f}\n--- reply {r.Reply}\n--- sig {r.Signature}");
            if (t is not null) { nT++; if (W(ReplyExtractor.FromText(t).Reply) == f) okT++; else TestContext.Current.TestOutputHelper?.WriteLine($"=T= {G("id")} {G("client")} {G("lang")} {G("kind")}\n--- fresh {f}\n--- reply {ReplyExtractor.FromText(t).Reply}"); }
            if (h is not null) { nH++; if (W(ReplyExtractor.FromHtml(h).Reply) == f) okH++; }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"TOTAL {ok}/{n} text {okT}/{nT} html {okH}/{nH}");
    }
}
