using System.Text;
using MailBridge.MailProtocols.Files;

namespace MailBridge.MailProtocols.Tests.Files;

public sealed class MboxTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_are_parted_and_the_blank_line_belongs_to_the_separator()
    {
        const string File = "From a@x Wed Nov 18 10:00:00 2026\nS: 1\n\none\n\nFrom b@x Thu Nov 19 10:00:00 2026\nS: 2\n\ntwo\n\n";
        var messages = await ReadAsync(File);
        Assert.Equal(["S: 1\n\none\n", "S: 2\n\ntwo\n"], messages.Select(Text));
        Assert.Equal(["From a@x Wed Nov 18 10:00:00 2026", "From b@x Thu Nov 19 10:00:00 2026"], messages.Select(m => m.FromLine));
        Assert.Equal([0L, File.IndexOf("From b", StringComparison.Ordinal)], messages.Select(m => m.Offset));
    }

    [Theory]
    [InlineData("From MAILER-DAEMON Fri Jul  8 12:08:34 2011", true)]
    [InlineData("From - Fri Jul  8 12:08:34 2011", true)]
    [InlineData("From Fri Jul  8 12:08 2011", true)]
    [InlineData("From a@x Fri Jul  8 12:08:34 +0200 2011", true)]
    [InlineData("From a@x Fri Jul  8 12:08:34 2011 -0700", true)]
    [InlineData("From 1234567890@xxx Fri Jul 08 12:08:34 +0000 2011", true)]
    [InlineData("From a b c Fri Jul  8 12:08:34 CEST 2011 remote from y", true)]
    [InlineData("From now on we shall meet at 10:30, as in 2026", false)]
    [InlineData("From Mar 2026 on", false)]
    [InlineData("From ", false)]
    [InlineData("From: a@x Fri Jul  8 12:08:34 2011", false)]
    [InlineData(">From a@x Fri Jul  8 12:08:34 2011", false)]
    [InlineData("from a@x Fri Jul  8 12:08:34 2011", false)]
    public async Task A_line_parts_messages_when_it_has_the_shape(string line, bool parts)
    {
        var messages = await ReadAsync($"From x Fri Jul  8 12:08:34 2011\nS: 1\n\ntext\n\n{line}\nS: 2\n\ntext\n");
        Assert.Equal(parts ? 2 : 1, messages.Count);
    }

    [Fact]
    public async Task A_separator_needs_a_blank_line_before_it()
    {
        var messages = await ReadAsync("From x Fri Jul  8 12:08:34 2011\nS: 1\n\ntext\nFrom x Fri Jul  8 12:08:34 2011\nmore\n");
        Assert.EndsWith("text\nFrom x Fri Jul  8 12:08:34 2011\nmore\n", Text(Assert.Single(messages)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MboxQuoting.Mboxrd, "From \n>From \n>>From \n> From \n>Fromage\n")]
    [InlineData(MboxQuoting.Mboxo, "From \n>>From \n>>>From \n> From \n>Fromage\n")]
    [InlineData(MboxQuoting.None, ">From \n>>From \n>>>From \n> From \n>Fromage\n")]
    public async Task Hidden_lines_come_back(MboxQuoting quoting, string body)
    {
        var messages = await ReadAsync("From x Fri Jul  8 12:08:34 2011\nS: 1\n\n>From \n>>From \n>>>From \n> From \n>Fromage\n", quoting);
        Assert.Equal("S: 1\n\n" + body, Text(Assert.Single(messages)));
    }

    [Fact]
    public async Task A_content_length_that_leads_to_a_separator_is_believed()
    {
        const string Body = "one\n\nFrom y Fri Jul  8 12:08:34 2011\n>From z\n";
        var messages = await ReadAsync(
            $"From x Fri Jul  8 12:08:34 2011\nContent-Length: {Body.Length}\n\n{Body}\nFrom x Fri Jul  8 12:08:34 2011\ncontent-length: {Body.Length}\n\n{Body}");
        Assert.Equal(2, messages.Count);
        Assert.All(messages, m => Assert.EndsWith("\n\n" + Body, Text(m), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_content_length_that_leads_astray_is_not_believed()
    {
        foreach (var length in (long[])[0, 1, 5, 7, 30, 100_000, 1L << 40])
        {
            var messages = await ReadAsync(
                $"From x Fri Jul  8 12:08:34 2011\nContent-Length: {length}\n\none\n>From z\n\nFrom x Fri Jul  8 12:08:34 2011\nS: 2\n\ntwo\n");
            Assert.Equal([$"Content-Length: {length}\n\none\nFrom z\n", "S: 2\n\ntwo\n"], messages.Select(Text));
        }
    }

    [Fact]
    public async Task Mozillas_removed_messages_are_marked()
    {
        var messages = await ReadAsync(
            "From - Fri Jul  8 12:08:34 2011\r\nX-Mozilla-Status: 0009\r\n\r\ngone\r\n\r\nFrom - Fri Jul  8 12:08:34 2011\r\nX-Mozilla-Status: 0001\r\n\r\nhere\r\n");
        Assert.Equal([true, false], messages.Select(m => m.IsDeleted));
        Assert.Equal("X-Mozilla-Status: 0009\r\n\r\ngone\r\n", Text(messages[0]));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\n\n\r\n", 0)]
    [InlineData("\nFrom x\nS: 1\n", 1)]
    [InlineData("S: 1\n\nonly one mail\n", 1)]
    [InlineData("From x Fri Jul  8 12:08:34 2011", 1)]
    public async Task Odd_files_are_read_too(string file, int count) => Assert.Equal(count, (await ReadAsync(file)).Count);

    [Fact]
    public async Task A_message_beyond_the_limit_is_cut_and_the_next_one_is_found()
    {
        var file = "From x Fri Jul  8 12:08:34 2011\nS: 1\n\n" + new string('y', 300_000) + "\n\nFrom x Fri Jul  8 12:08:34 2011\nS: 2\n\ntwo\n";
        var messages = await ReadAsync(file, limit: 1000);
        Assert.Equal([(1000, true), (10, false)], messages.Select(m => (m.Bytes.Length, m.IsCut)));
    }

    [Fact]
    public async Task Reading_resumes_at_an_offset_and_pieces_do_not_matter()
    {
        var file = new StringBuilder();
        for (var i = 0; i < 500; i++)
            file.Append(System.Globalization.CultureInfo.InvariantCulture, $"From x Fri Jul  8 12:08:34 2011\nS: {i}\n\n{new string((char)('a' + (i % 26)), i * 13)}\n>From {i}\n\n");
        var all = await ReadAsync(file.ToString());
        Assert.Equal(500, all.Count);
        using var seekable = new MemoryStream(Encoding.ASCII.GetBytes(file.ToString()));
        seekable.Position = all[250].Offset;
        var rest = await Mbox.ReadAsync(seekable, MboxQuoting.Mboxrd, Ct).ToListAsync(Ct);
        Assert.Equal(all.Skip(250).Select(m => (m.Offset, Text(m))), rest.Select(m => (m.Offset, Text(m))));
        await using var slow = new SlowStream(Encoding.ASCII.GetBytes(file.ToString()[..20_000]));
        var pieces = await Mbox.ReadAsync(slow, MboxQuoting.Mboxrd, Ct).ToListAsync(Ct);
        Assert.Equal(all.Take(pieces.Count - 1).Select(Text), pieces.SkipLast(1).Select(Text));
    }

    private static async Task<List<MboxMessage>> ReadAsync(
        string file, MboxQuoting quoting = MboxQuoting.Mboxrd, int limit = Mbox.DefaultMessageOctets)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await Mbox.ReadAsync(stream, quoting, Ct, limit).ToListAsync(Ct);
    }

    private static string Text(MboxMessage message) => Encoding.UTF8.GetString(message.Bytes.Span);

    /// <summary>Gives one octet at a time.</summary>
    private sealed class SlowStream(byte[] octets) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
