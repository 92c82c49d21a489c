using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace MailBridge.Mime.Tests;

/// <summary>Properties that hold for every value and every bytes; the seeds are fixed, so that a failure comes back.</summary>
public sealed class WriteThenReadTests
{
    private static Config Seeded(ulong seed, int runs) => Config.QuickThrowOnFailure.WithReplay(seed, seed | 1).WithMaxTest(runs);

    private static readonly Gen<char> Character = Gen.Frequency(
        (10, Gen.Choose(' ', '~').Select(i => (char)i)),
        (3, Gen.Elements("äöüßéčžśñøå€–“”„日本語한국你好приветשלוםسلام".ToCharArray())),
        (1, Gen.Elements("=?_\"\\<>,;:()@[]. \t\r\n\0\u0001\u0085".ToCharArray())));

    private static readonly Gen<string> Line = Gen.Sized(size =>
        Character.ArrayOf(Math.Min(size * 3, 200))).Select(chars => new string(chars));

    private static readonly Gen<string> Word = Gen.Elements("abcdefghijklmnopqrstuvwxyz0123456789".ToCharArray()).NonEmptyListOf().Select(chars => string.Concat(chars.Take(20)));

    private static readonly Gen<OutgoingMessage> Messages =
        from id in Word
        from subject in Line
        from name in Line
        from local in Word
        from text in Line.ListOf()
        from html in Gen.OneOf(Gen.Constant<string?>(null), Line.Select(line => (string?)$"<p>{line}</p>"))
        from files in Gen.Zip(Line, Gen.Choose(0, 255).ArrayOf()).ListOf(2)
        select new OutgoingMessage
        {
            MessageId = $"{id}@desk.example",
            Date = new DateTimeOffset(2025, 6, 3, 10, 0, 0, TimeSpan.FromHours(2)),
            From = new Mailbox(name, $"{local}@desk.example"),
            To = [new Mailbox(subject, $"{id}@x.example")],
            Subject = subject,
            References = [id, $"{local}@x"],
            Text = string.Join('\n', text),
            Html = html,
            Attachments = files.Select(file => new OutgoingAttachment(file.Item1, "application/pdf", file.Item2.Select(i => (byte)i).ToArray())).ToList(),
        };

    [Fact]
    public void What_is_written_is_read_again() => Prop.ForAll(Messages.ToArbitrary(), message =>
    {
        var bytes = MimeWriter.Write(message);
        var read = MimeMessage.Read(bytes);
        return Same(HeaderText(message.Subject), read.Subject)
            && Same(message.MessageId, read.MessageId)
            && Same(Name(message.From.Name), read.From[0].Name)
            && Same(message.From.Address, read.From[0].Address)
            && message.References.SequenceEqual(read.References)
            && message.Date == read.Date
            && Same(BodyText(message.Text), BodyText(read.TextBody ?? string.Empty))
            && Same(BodyText(message.Html ?? string.Empty), BodyText(read.HtmlBody ?? string.Empty))
            && message.Attachments.Zip(read.Attachments).All(pair => pair.First.Content.Span.SequenceEqual(pair.Second.Content.Span))
            && message.Attachments.Count == read.Attachments.Count
            && read.Defects.Count == 0;
    }).Check(Seeded(20250603, 300));

    [Fact]
    public void No_line_is_longer_than_998_octets_and_none_ends_in_anything_but_crlf() => Prop.ForAll(Messages.ToArbitrary(), message =>
    {
        var written = Encoding.Latin1.GetString(MimeWriter.Write(message));
        return written.Split("\r\n").All(line => line.Length <= 998 && !line.Contains('\r') && !line.Contains('\n'))
            && written.EndsWith("\r\n", StringComparison.Ordinal);
    }).Check(Seeded(42, 300));

    [Fact]
    public void Line_ends_do_not_change_what_is_read() => Prop.ForAll(Messages.ToArbitrary(), message =>
    {
        var wire = Encoding.Latin1.GetString(MimeWriter.Write(message));
        var views = new[] { "\r\n", "\n", "\r" }.Select(end => MimeMessage.Read(Encoding.Latin1.GetBytes(wire.Replace("\r\n", end, StringComparison.Ordinal))))
            .Select(read => (read.Subject, read.TextBody, read.HtmlBody, string.Join('|', read.Attachments.Select(file => file.FileName + file.Sha256)), read.To[0])).ToList();
        return views.All(view => view == views[0]);
    }).Check(Seeded(7, 200));

    /// <summary>
    /// The reader takes a whole message in memory and no stream: that bytes may arrive one by one is the affair of the protocols, whose tests feed them so.
    /// What it means here: the message is the slice alone, whatever stands around it, and every beginning of a message is a message.
    /// </summary>
    [Fact]
    public void A_slice_of_a_buffer_is_read_as_the_same_bytes_alone() => Prop.ForAll(Messages.ToArbitrary(), message =>
    {
        var alone = MimeWriter.Write(message);
        byte[] buffer = [.. "Bcc: evil@x.example\r\n=?utf-8?B?"u8, .. alone, .. "--=_mb_\r\n\u00E9"u8];
        var within = MimeMessage.Read(buffer.AsMemory(buffer.AsSpan().IndexOf(alone), alone.Length));
        var read = MimeMessage.Read(alone);
        Everything(alone[..(alone.Length / 2)]);
        return Same(read.Subject, within.Subject) && Same(read.TextBody, within.TextBody) && Same(read.HtmlBody, within.HtmlBody) && within.Headers.First("Bcc") is null
            && read.To.SequenceEqual(within.To) && read.Attachments.Select(file => file.FileName + file.Sha256).SequenceEqual(within.Attachments.Select(file => file.FileName + file.Sha256));
    }).Check(Seeded(99, 200));

    [Fact]
    public void Any_bytes_are_a_message() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Everything(bytes) >= 0).Check(Seeded(1, 500));

    /// <summary>Asks for all there is; returns how much that was.</summary>
    internal static long Everything(byte[] bytes)
    {
        var message = MimeMessage.Read(bytes);
        long sum = message.Subject.Length + message.From.Count + message.To.Count + message.Cc.Count + message.ReplyTo.Count + message.References.Count
            + message.InReplyTo.Count + (message.MessageId?.Length ?? 0) + (message.Date?.Ticks & 1 ?? 0) + (message.TextBody?.Length ?? 0)
            + (message.HtmlBody?.Length ?? 0) + (int)message.Kind + message.Defects.Count;
        foreach (var file in message.Attachments) sum += file.Size + file.FileName.Length + file.Sha256.Length;
        foreach (var field in message.Headers) sum += field.Text.Length;
        return sum;
    }

    private static bool Same(string? expected, string? actual) =>
        expected == actual ? true : throw new InvalidOperationException($"expected <{expected}>\nbut read <{actual}>");

    private static string HeaderText(string text) => HeaderWriter.Clean(text);

    /// <summary>A reader takes apostrophes around a name away.</summary>
    private static string Name(string text) =>
        HeaderText(text) is ['\'', .. var inner, '\''] && inner.Length > 0 ? inner.Trim() : HeaderText(text);

    private static string BodyText(string text) =>
        text.ReplaceLineEndings("\n").Replace("\0", string.Empty, StringComparison.Ordinal).TrimEnd('\n');
}
