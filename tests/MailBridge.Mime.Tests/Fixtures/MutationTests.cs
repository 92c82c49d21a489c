using System.Diagnostics;
using System.Globalization;

namespace MailBridge.Mime.Tests;

/// <summary>Broken copies of real and own messages: every one is read, none takes long. More on demand by MAILBRIDGE_MUTANTS.</summary>
public sealed class MutationTests
{
    private const int Seed = 20250603;

    private static readonly byte[][] Own =
    [
        Mail.Bytes("From: =?utf-8?Q?J=C3=BC?= <a@x>\nTo: b@x, \"c, d\" <e@x>\nSubject: =?utf-8?B?w7w=?=\nDate: Tue, 3 Jun 2025 10:00:00 +0200\n"
            + "Content-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/plain; charset=utf-8; format=flowed\n"
            + "Content-Transfer-Encoding: quoted-printable\n\nHello =C3=BC \n world=\n!\n--b\nContent-Type: application/pdf; name*0*=utf-8''%C3; name*1*=%BC.pdf\n"
            + "Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\n"),
        Mail.Bytes("From: MAILER-DAEMON@x\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nSorry\n--r\n"
            + "Content-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\nFinal-Recipient: rfc822; a@x\nAction: failed\nStatus: 5.1.1\n\n--r\n"
            + "Content-Type: message/rfc822\n\nMessage-ID: <1@x>\nSubject: old\n\nold\n--r--\n"),
        Mail.Bytes("Subject: uu\n\ntext\nbegin 644 a.txt\n#86)C\n`\nend\n"),
    ];

    [Fact]
    public void Every_mutant_is_read_in_little_time()
    {
        var sources = Sources();
        var random = new Random(Seed);
        var wanted = int.TryParse(Environment.GetEnvironmentVariable("MAILBRIDGE_MUTANTS"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 3_000;
        for (var i = 0; i < wanted; i++)
        {
            var mutant = Mutate(sources[random.Next(sources.Count)], sources, random);
            var start = Stopwatch.GetTimestamp();
            try
            {
                WriteThenReadTests.Everything(mutant);
            }
            catch (Exception fault)
            {
                Assert.Fail($"mutant {i} of seed {Seed}: {fault}\n{Convert.ToBase64String(mutant)}");
            }
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5), $"mutant {i} of seed {Seed} took too long");
        }
    }

    private static List<byte[]> Sources()
    {
        const int Largest = 60_000; // bytes; small ones give more mutants a second
        if (SharedFixtures.Folder is not { } folder) return [.. Own];
        return
        [
            .. Own,
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Where(file => !file.EndsWith(".json", StringComparison.Ordinal)).Select(File.ReadAllBytes).Where(bytes => bytes.Length is > 0 and < Largest),
        ];
    }

    private static byte[] Mutate(byte[] source, List<byte[]> sources, Random random)
    {
        var bytes = new List<byte>(source);
        for (var times = random.Next(1, 8); times > 0 && bytes.Count > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var count = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, count);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, count));
                    break;
                case 3:
                    bytes.InsertRange(at, "\r\n--=?utf-8?B?\"(<;: \0\u001B$B"u8.ToArray().Take(random.Next(1, 24)));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    var other = sources[random.Next(sources.Count)];
                    bytes.InsertRange(at, other.Skip(random.Next(other.Length)).Take(500));
                    break;
                default:
                    for (var i = at; i < at + count; i++) bytes[i] ^= 0x80;
                    break;
            }
        }
        return [.. bytes];
    }
}
