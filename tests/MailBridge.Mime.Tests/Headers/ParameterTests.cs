namespace MailBridge.Mime.Tests;

public sealed class ParameterTests
{
    [Theory]
    [InlineData("filename=\"a b.pdf\"", "a b.pdf")]
    [InlineData("filename=a b.pdf", "a b.pdf")]
    [InlineData("filename=\"=?utf-8?Q?=C3=BC.pdf?=\"", "ü.pdf")]
    [InlineData("filename*=utf-8''%C3%BC%20x.pdf", "ü x.pdf")]
    [InlineData("filename=plain.pdf; filename*=utf-8''%C3%BC.pdf", "ü.pdf")]
    [InlineData("filename*1*=%BC.pdf; filename*0*=utf-8''%C3", "ü.pdf")]
    [InlineData("filename*0=\"a\"; filename*1=\"b.pdf\"; filename*3=\"lost\"", "ab.pdf")]
    [InlineData("filename*=iso-8859-1'en'%A3.txt", "£.txt")]
    [InlineData("filename*=%C3%BC.pdf", "ü.pdf")]
    [InlineData("filename = x.pdf ;", "x.pdf")]
    [InlineData("filename=x.pdf size=3", "x.pdf")]
    [InlineData("filename=first.pdf; filename=second.pdf", "first.pdf")]
    [InlineData("filename=\"C:\\temp\\x.pdf\"", "x.pdf")]
    [InlineData("filename=\"../../etc/passwd\"", "passwd")]
    [InlineData("filename=\"...hidden\"", "hidden")]
    [InlineData("filename=\"con.txt\"", "_con.txt")]
    [InlineData("filename=\"say \\\"hi\\\".txt\"", "say \"hi\".txt")]
    [InlineData("filename*=utf-8''a%E2%80%AEfdp.exe", "afdp.exe")]
    [InlineData("filename=\"unclosed.pdf", "unclosed.pdf")]
    public void A_file_name_is_found_and_made_safe(string parameters, string expected) =>
        Assert.Equal(expected, Mail.Read($"Content-Disposition: attachment; {parameters}\n\nx").Root.FileName);

    [Fact]
    public void The_name_of_the_type_stands_in_for_that_of_the_disposition() =>
        Assert.Equal("a.pdf", Mail.Read("Content-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\n\nx").Root.FileName);

    [Fact]
    public void A_long_name_is_cut_but_keeps_its_extension()
    {
        var name = Mail.Read($"Content-Disposition: attachment; filename=\"{new string('a', 400)}.pdf\"\n\nx").Root.FileName!;
        Assert.Equal(200, name.Length);
        Assert.EndsWith(".pdf", name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html", "text/html")]
    [InlineData("TEXT/Html; charset=x", "text/html")]
    [InlineData("text", "text/plain")]
    [InlineData("multipart", "multipart/mixed")]
    [InlineData("garbage", "application/octet-stream")]
    [InlineData("image / png", "image/png")]
    [InlineData("(comment) image/png (another)", "image/png")]
    [InlineData("", "text/plain")]
    public void Types_are_read_leniently(string value, string expected) =>
        Assert.Equal(expected, Mail.Read($"Content-Type: {value}\n\nx").Root.ContentType.ToString());

    [Fact]
    public void A_comment_after_a_value_is_no_part_of_it() =>
        Assert.Equal("us-ascii", Mail.Read("Content-Type: text/plain; charset=us-ascii (Plain text)\n\nx").Root.ContentType.Charset);
}
