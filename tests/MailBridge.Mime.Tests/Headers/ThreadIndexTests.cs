using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Mime.Tests.Headers;

public sealed class ThreadIndexTests
{
    /// <summary>MS-OXOMSG §4.10 style: a head as Outlook writes it (01 D5 …), and one as newer Exchange servers do (01 01 D7 …).</summary>
    private const string Outlook = "AdU2a4hzQwVfpvsKRZ6x2Jm0w1YQ3g==";
    private const string Exchange = "AQHXN1eIc0MFX6b7CkWesdiZtMNWEA==";

    [Fact]
    public void The_head_names_the_thread_and_its_beginning_in_both_forms()
    {
        Assert.True(ThreadIndex.TryRead(Outlook, out var outlook));
        Assert.True(ThreadIndex.TryRead(Exchange, out var exchange));
        Assert.Equal((0, 2019), (outlook.Answers, outlook.StartedAt.Year));
        Assert.Equal((0, 2021), (exchange.Answers, exchange.StartedAt.Year));
        Assert.NotEqual(outlook.Thread, exchange.Thread);
    }

    [Fact]
    public void An_answer_has_the_bytes_of_what_it_answers_and_five_more()
    {
        Assert.True(ThreadIndex.TryRead(Outlook, out var first));
        var answer = first.Answer(first.StartedAt.AddHours(3), salt: 0x5A);
        var second = answer.Answer(first.StartedAt.AddYears(3), salt: 1);

        var bytes = Convert.FromBase64String(answer.ToString());
        Assert.Equal(27, bytes.Length);
        Assert.Equal(Convert.FromBase64String(Outlook), bytes[..22]);
        // Three hours are 108,000,000,000 units of 100 ns; MS-OXOMSG drops the lowest 18 bits: 411,987 = 0x00064953.
        Assert.Equal([0x00, 0x06, 0x49, 0x53, 0x5A], bytes[22..]);
        // Beyond 1.7 years the delta code is 1 and 23 bits are dropped.
        Assert.Equal(0x80, Convert.FromBase64String(second.ToString())[27] & 0x80);
        Assert.Equal((first.Thread, 1, 2), (answer.Thread, answer.Answers, second.Answers));
        Assert.True(first.IsAncestorOf(answer) && first.IsAncestorOf(second) && answer.IsAncestorOf(second));
        Assert.False(answer.IsAncestorOf(first) || first.IsAncestorOf(first));
        Assert.True(ThreadIndex.TryRead(second.ToString(), out var read) && read.Equals(second));
    }

    [Fact]
    public void A_folded_value_and_one_without_padding_are_read()
    {
        Assert.True(ThreadIndex.TryRead(Outlook, out var plain));
        Assert.True(ThreadIndex.TryRead(Outlook[..12] + "\r\n " + Outlook[12..].TrimEnd('='), out var folded));
        Assert.Equal(plain, folded);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64 at all, really not it!!")]
    [InlineData("AdU2a4hzQwVfpvsKRZ6x2Jm0")] // 18 bytes
    [InlineData("AdU2a4hzQwVfpvsKRZ6x2Jm0w1YQ3gAB")] // two bytes of an answer
    [InlineData("AtU2a4hzQwVfpvsKRZ6x2Jm0w1YQ3g==")] // the reserved byte is 2
    public void What_is_no_index_is_not_read(string? value) => Assert.False(ThreadIndex.TryRead(value, out _));

    [Fact]
    public void Any_bytes_are_read_or_refused()
        => Prop.ForAll<byte[]>(bytes =>
        {
            byte[] head = [1, .. bytes, .. new byte[22]];
            foreach (var value in new[] { bytes, head, head[..22], [1, 1, .. head[..20]] })
            {
                if (ThreadIndex.TryRead(Convert.ToBase64String(value), out var index)) _ = (index.StartedAt, index.Answer(DateTimeOffset.MinValue.AddYears(1700), 0));
            }
        }).Check(Config.QuickThrowOnFailure.WithReplay(1, 1));
}
