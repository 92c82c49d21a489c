using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MailBridge.Mime.Tests;

/// <summary>Header vectors of another library's tests.</summary>
public sealed class HeaderVectorTests
{
    [Fact]
    public void Dates_are_read_as_the_vectors_say() => Check("date.json", vector =>
    {
        var header = vector.GetProperty("header").GetString()!;
        var date = MimeMessage.Read(Encoding.UTF8.GetBytes($"Date: {header}\r\n\r\n")).Date;
        return (header, vector.GetProperty("expected").GetString()!, date is null ? "null" : HeaderWriter.Date(date.Value));
    });

    [Fact]
    public void Encoded_words_are_read_as_the_vectors_say() => Check("rfc2047.json", vector =>
    {
        var input = vector.GetProperty("input").GetString()!;
        return (input, vector.GetProperty("expected").GetString()!, EncodedWords.Decode(Encoding.UTF8.GetBytes(input), null));
    });

    [Fact]
    public void Parameters_are_read_as_the_vectors_say() => Check("parameters.json", vector =>
    {
        var input = vector.GetProperty("input").GetString()!;
        var parameters = ParameterReader.Read(Encoding.UTF8.GetBytes(input), 0, null, MimeLimits.Default, out _);
        return (input, vector.GetProperty("expected").GetString()!, parameters[vector.GetProperty("parameter").GetString()!] ?? "null");
    });

    [Fact]
    public void Addresses_are_read_as_the_vectors_say() => Check("address.json", vector =>
    {
        var input = vector.GetProperty("input").GetString()!;
        var expected = vector.GetProperty("mailboxes").EnumerateArray()
            .Select(box => $"{box.GetProperty("name").GetString()} <{box.GetProperty("address").GetString()}>");
        var actual = AddressReader.Read(Encoding.UTF8.GetBytes(input), null, MimeLimits.Default, out _).Select(box => $"{box.Name} <{box.Address}>");
        return (input, string.Join(" | ", expected), string.Join(" | ", actual));
    });

    private static void Check(string file, Func<JsonElement, (string Input, string Expected, string Actual)> read)
    {
        if (SharedFixtures.Under("mime", "mimekit-headers", file) is not { } path) return;
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var failures = json.RootElement.EnumerateArray().Select(read).Where(vector => vector.Expected != vector.Actual)
            .Select(vector => string.Create(CultureInfo.InvariantCulture, $"{vector.Input}\n  expected {vector.Expected}\n  actual   {vector.Actual}"));
        Assert.Empty(failures);
    }
}
