namespace MailBridge.Mime.Tests.Replies;

public sealed class BaseSubjectTests
{
    [Theory]
    [InlineData("Re: Offer", "Offer")]
    [InlineData("  RE:   two  blanks\t", "two blanks")]
    [InlineData("AW: Re: Fwd: WG: Offer", "Offer")]
    [InlineData("Re[12]: Re^2: Re (3): RE2: Offer", "Offer")]
    [InlineData("RE\u00A0: Offre", "Offre")]
    [InlineData("回复：转发: 发票", "发票")]
    [InlineData("İlt: YNT: Fatura", "Fatura")]
    [InlineData("Tra\u0309 lo\u031B\u0300i: Hoa don", "Hoa don")]
    [InlineData("[EXTERNAL] Re: [list] Offer", "Offer")]
    [InlineData("[EXTERNAL]", "")]
    [InlineData("[Invoice]", "[Invoice]")]
    [InlineData("[Fwd: Offer]", "Offer")]
    [InlineData("Offer (fwd) (FW)", "Offer")]
    [InlineData("Re: Offer [#77]", "Offer")]
    [InlineData("\uFEFFRe:\u200B Offer", "Offer")]
    [InlineData("Re:", "")]
    [InlineData("", "")]
    public void The_base_subject_is_what_prefixes_tags_and_trailers_leave(string subject, string expected) =>
        Assert.Equal(expected, BaseSubject.Of(subject));

    [Theory]
    [InlineData("Reminder: pay")]
    [InlineData("Regarding: my order")]
    [InlineData("A: B")]
    [InlineData("r: a lower-case list item")]
    [InlineData("Is it re: the invoice?")]
    [InlineData("Order 5: late")]
    [InlineData("Re Re")]
    public void Words_that_only_look_like_prefixes_stay(string subject)
    {
        Assert.Equal(subject, BaseSubject.Of(subject));
        Assert.False(BaseSubject.IsReply(subject));
        Assert.False(BaseSubject.IsForward(subject));
    }

    [Theory]
    [InlineData("Fwd: Re: Offer", true, true)]
    [InlineData("WG: Offer", false, true)]
    [InlineData("Offer (fwd)", false, true)]
    [InlineData("Re: Offer (fwd)", true, false)]
    [InlineData("R: Fattura", true, false)]
    [InlineData("I: Fattura", false, true)]
    public void Prefixes_say_whether_it_is_a_reply_or_a_forward(string subject, bool reply, bool forward)
    {
        Assert.Equal(reply, BaseSubject.IsReply(subject));
        Assert.Equal(forward, BaseSubject.IsForward(subject));
    }

    [Theory]
    [InlineData("Re: Offer [#8812]", "8812")]
    [InlineData("[Ticket#17] Offer", "17")]
    [InlineData("Offer #8812", null)]
    public void A_ticket_tag_is_reported(string subject, string? number) => Assert.Equal(number, BaseSubject.TicketTag(subject));

    [Fact]
    public void A_hostile_subject_takes_linear_time()
    {
        var subject = string.Concat(Enumerable.Repeat("Re: [x] ", 100_000)) + "Offer";
        Assert.Equal("Offer", BaseSubject.Of(subject));
        Assert.Equal(new string('[', 200_000), BaseSubject.Of(new string('[', 200_000)));
    }

    [Fact]
    public void The_subject_fixtures_hold()
    {
        if (SharedFixtures.Under("threads", "subject-normalisation.json") is not { } file) return;
        using var document = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(file));
        foreach (var row in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            var subject = row.GetProperty("subject").GetString()!;
            var tag = row.TryGetProperty("ticketTag", out var t) ? t.GetString() : null;
            Assert.Equal(
                (subject, row.GetProperty("base").GetString(), row.GetProperty("isReply").GetBoolean(),
                    row.GetProperty("isForward").GetBoolean(), tag),
                (subject, BaseSubject.Of(subject), BaseSubject.IsReply(subject), BaseSubject.IsForward(subject),
                    BaseSubject.TicketTag(subject)));
        }
    }
}
