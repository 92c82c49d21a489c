using System.Globalization;

namespace MailBridge.Conversations.Tests;

public sealed class IdentifierTests
{
    private static readonly MessageIdSigner Signer = new(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());

    [Fact]
    public void An_id_reads_back_what_it_wrote_and_survives_a_change_of_letter_case()
    {
        var id = ConversationId.New(TimeProvider.System);

        Assert.True(ConversationId.TryParse(id.ToString(), out var same));
        Assert.True(ConversationId.TryParse(id.ToString().ToUpperInvariant(), out var upper));
        Assert.Equal((id, id), (same, upper));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaa1")]
    [InlineData("77777777777777777777777777")]
    [InlineData("../../etc/passwd..........")]
    public void Text_that_is_no_id_is_refused(string? text) => Assert.False(ConversationId.TryParse(text, out _));

    [Fact]
    public void A_signed_message_id_names_its_conversation_and_entry()
    {
        var (conversation, entry) = (ConversationId.New(TimeProvider.System), EntryId.New(TimeProvider.System));

        var id = Signer.Sign(conversation, entry, "acme.example");

        Assert.True(Signer.TryVerify(id, out var readConversation, out var readEntry));
        Assert.Equal((conversation, entry), (readConversation, readEntry));
        Assert.True(Signer.TryVerify(new MsgId(id.Value.ToUpperInvariant()), out _, out _));
    }

    [Fact]
    public void A_signed_message_id_with_one_character_changed_is_nobodys()
    {
        var id = Signer.Sign(ConversationId.New(TimeProvider.System), EntryId.New(TimeProvider.System), "acme.example").Value;
        var at = id.IndexOf('@', StringComparison.Ordinal);
        for (var i = 0; i < at; i++)
        {
            var changed = id.ToCharArray();
            changed[i] = changed[i] == 'b' ? 'c' : 'b';
            Assert.False(Signer.TryVerify(new MsgId(new string(changed)), out _, out _), new string(changed));
        }
    }

    [Fact]
    public void A_tagged_address_keeps_within_the_64_octets_of_a_local_part()
    {
        var id = ConversationId.New(TimeProvider.System);
        var address = Signer.Tag(new EmailAddress("support@acme.example"), id)!.Value;

        Assert.True(address.LocalPart.Length <= 64, address.LocalPart);
        Assert.True(Signer.TryVerify(address, out var conversation));
        Assert.Equal(id, conversation);
        Assert.False(Signer.TryVerify(new EmailAddress("support+cabc.def@acme.example"), out _));
    }

    [Fact]
    public void An_address_whose_local_part_is_too_long_for_a_token_gets_none()
        => Assert.Null(Signer.Tag(new EmailAddress("customer-care-and-returns@acme.example"), ConversationId.New(TimeProvider.System)));

    [Theory]
    [InlineData("SUPPORT+C{0}@ACME.EXAMPLE")]
    [InlineData("support=c{0}@acme.example")]
    [InlineData("support-c{0}@acme.example")]
    [InlineData("support%2Bc{0}@acme.example")]
    [InlineData("supportc{0}@acme.example")]
    [InlineData("\"support+c{0}\"@acme.example")]
    [InlineData("SRS0=HHH=TT=acme.example=support+c{0}@forwarder.example")]
    [InlineData("support+c{0}=acme.example@relay.example")]
    public void A_token_survives_what_relays_make_of_an_address(string shape)
    {
        var id = ConversationId.New(TimeProvider.System);
        var token = Signer.Tag(new EmailAddress("s@acme.example"), id)!.Value.LocalPart["s+c".Length..];
        var written = string.Format(CultureInfo.InvariantCulture, shape, shape.StartsWith("SUPPORT", StringComparison.Ordinal) ? token.ToUpperInvariant() : token);

        Assert.True(Signer.TryVerify(new EmailAddress(written), out var conversation), written);
        Assert.Equal(id, conversation);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("relay-7.{0}")]
    [InlineData("RELAY={0}=x@relay.example")]
    public void A_signed_id_is_known_within_an_id_that_a_relay_made_of_it(string shape)
    {
        var (conversation, entry) = (ConversationId.New(TimeProvider.System), EntryId.New(TimeProvider.System));
        var id = new MsgId(string.Format(CultureInfo.InvariantCulture, shape, Signer.Sign(conversation, entry, "acme.example")));

        Assert.True(Signer.TryVerify(id, out var one, out var other));
        Assert.Equal((conversation, entry), (one, other));
    }

    [Fact]
    public void Long_and_empty_addresses_hold_no_token()
    {
        foreach (var text in new[] { "", "@", "c", new string('c', 100_000), string.Concat(Enumerable.Repeat("mb.", 50_000)), string.Concat(Enumerable.Repeat("c.", 400)) })
        {
            Assert.False(Signer.TryVerify(new EmailAddress(text), out _));
            Assert.False(Signer.TryVerify(new MsgId(text), out _, out _));
        }
    }
}
