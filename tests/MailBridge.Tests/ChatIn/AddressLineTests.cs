using MailBridge.ChatIn;
using MailBridge.Conversations;

namespace MailBridge.Tests.ChatIn;

public sealed class AddressLineTests
{
    [Theory]
    [InlineData("zoe@a.example", "zoe@a.example")]
    [InlineData(" Zoë  <zoe@a.example> ,max@a.example;", "Zoë <zoe@a.example>|max@a.example")]
    [InlineData("\"Weber, Max\" <max@a.example>", "Weber, Max <max@a.example>")]
    [InlineData("zoe@a.example\r\nmax@a.example", "zoe@a.example|max@a.example")]
    [InlineData("mailto:zoe@a.example", "zoe@a.example")]
    [InlineData("<zoe@a.example>", "zoe@a.example")]
    [InlineData("zoe", "zoe")]
    [InlineData("Zoë <zoe@a.example", "Zoë <zoe@a.example")]
    [InlineData("\"unended, zoe@a.example", "\"unended, zoe@a.example")]
    [InlineData("><", "><")]
    [InlineData(" , ; \n ", "")]
    public void What_people_type_is_read_and_what_is_no_address_is_kept_to_be_named(string line, string people)
        => Assert.Equal(people, string.Join('|', AddressLine.Read(line).Select(p => p.Full)));

    [Theory]
    [InlineData("", "zoe@a.example")]
    [InlineData("Zoë", "zoe@a.example")]
    [InlineData("Weber, Max <boss>", "max@a.example")]
    [InlineData("a \"b\" c", "max@a.example")]
    public void What_is_written_is_read_again(string name, string address)
    {
        var person = new EmailPerson(name, new EmailAddress(address));
        var read = AddressLine.Read(AddressLine.Write([person, person]));
        Assert.Equal(2, read.Count);
        Assert.All(read, p => Assert.Equal((name.Replace("\"", "", StringComparison.Ordinal), person.Address), (p.Name, p.Address)));
    }
}
