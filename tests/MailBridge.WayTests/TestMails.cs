using System.Text;

namespace MailBridge.WayTests;

internal static class TestMails
{
    public static byte[] Of(string from, string to, string subject, string text, string id, params string[] more)
        => Encoding.UTF8.GetBytes(string.Join("\r\n", [
            $"From: {from}",
            $"To: {to}",
            $"Subject: {subject}",
            $"Message-ID: <{id}>",
            $"Date: {DateTimeOffset.UnixEpoch.AddSeconds(1795313307):r}",
            .. more,
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit",
            "",
            text,
            "",
        ]));

    /// <summary>Asks again until it is so.</summary>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Func<T, bool> isSo, string what, Func<string> log, CancellationToken ct, int seconds = 60)
    {
        var end = TimeProvider.System.GetTimestamp() + (seconds * TimeProvider.System.TimestampFrequency);
        while (true)
        {
            var answer = await ask();
            if (isSo(answer)) return answer;
            if (TimeProvider.System.GetTimestamp() > end) throw new TimeoutException($"Not within {seconds} s: {what}. Now: {answer}\n{log()}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, ct);
        }
    }
}
