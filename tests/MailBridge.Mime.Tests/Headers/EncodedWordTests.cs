namespace MailBridge.Mime.Tests;

public sealed class EncodedWordTests
{
    [Theory]
    [InlineData("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße")]
    [InlineData("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße")]
    [InlineData("=?utf-8?B?R3LDvMOfZQ?=", "Grüße")]
    [InlineData("=?iso-8859-1?q?a?= =?iso-8859-1?q?b?=", "ab")]
    [InlineData("=?iso-8859-1?q?a?=\r\n =?utf-8?b?Yg==?=", "ab")]
    [InlineData("=?iso-8859-1?q?a?= b", "a b")]
    [InlineData("x=?iso-8859-1?q?a?=y", "xay")]
    [InlineData("=?utf-8*de?Q?a_b?=", "a b")]
    [InlineData("=?utf-8?Q?raw blank?=", "raw blank")]
    [InlineData("=?utf-8?X?abc?=", "=?utf-8?X?abc?=")]
    [InlineData("=?utf-8?Q?no end", "=?utf-8?Q?no end")]
    [InlineData("=?utf-8?Q?lost end =?utf-8?Q?good?=", "=?utf-8?Q?lost end good")]
    [InlineData("=?iso-8859-1?Q?=80?=", "€")]
    [InlineData("=?x-unknown?Q?Gr=C3=BC=C3=9Fe?=", "Grüße")]
    [InlineData("=?utf-8?Q?a=zz?=", "a=zz")]
    [InlineData("=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=", "=?utf-8?Q?x?=")]
    [InlineData("=?utf-8?Q?a=0D=0ABcc:_b=00?=", "aBcc: b")]
    public void Words_are_decoded(string value, string expected) => Assert.Equal(expected, Mail.Header("Subject", value));

    [Theory]
    [InlineData("=?utf-8?B?w?= =?utf-8?B?7w=?=", "ü")]
    [InlineData("=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=", "ü")]
    [InlineData("=?utf-8?B?4oI=?=\n =?utf-8?B?rA==?=", "€")]
    [InlineData("=?iso-2022-jp?B?GyRCRnw=?= =?iso-2022-jp?B?S1wbKEI=?=", "日本")]
    [InlineData("=?gb2312?B?xA==?= =?gb2312?B?47rD?=", "你好")]
    public void A_character_cut_between_words_is_put_together(string value, string expected) =>
        Assert.Equal(expected, Mail.Header("Subject", value));

    [Fact]
    public void A_letter_and_its_mark_become_one_character() => Assert.Equal("ü", Mail.Header("Subject", "=?utf-8?Q?u=CC=88?="));

    [Fact]
    public void Half_a_surrogate_pair_is_left_out() => Assert.Equal("ab", Mail.Header("Subject", "=?utf-7?Q?a+2D0-b?="));
}
