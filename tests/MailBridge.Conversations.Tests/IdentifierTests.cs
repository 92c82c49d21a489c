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
        var address = Signer.Tag(new EmailAddress("support@acme.example"), id);

        Assert.True(address.LocalPart.Length <= 64, address.LocalPart);
        Assert.True(Signer.TryVerify(address, out var conversation));
        Assert.Equal(id, conversation);
        Assert.False(Signer.TryVerify(new EmailAddress("support+cabc.def@acme.example"), out _));
    }
}
