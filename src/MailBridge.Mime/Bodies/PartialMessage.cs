namespace MailBridge.Mime;

/// <summary>One piece of a message that was sent in several (message/partial, RFC 2046 §5.2.2).</summary>
public sealed class PartialMessage
{
    /// <summary>More pieces than this are no message that anybody cut: RFC 2046 sets no bound.</summary>
    private const int MostPieces = 1_000;

    private readonly MimeMessage _message;

    private PartialMessage(MimeMessage message, string id, int number, int? total) => (_message, Id, Number, Total) = (message, id, number, total);

    /// <summary>What the pieces of one message share.</summary>
    public string Id { get; }

    /// <summary>Which piece it is, from 1.</summary>
    public int Number { get; }

    /// <summary>How many there are; null where this piece does not say, for only the last has to.</summary>
    public int? Total { get; }

    /// <summary>The piece that a message is, or null if it is none or says too little.</summary>
    public static PartialMessage? Of(MimeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var type = message.Root.ContentType;
        if (!type.Is("message", "partial") || type.Parameters["id"] is not { Length: > 0 } id) return null;
        if (Read(type.Parameters["number"]) is not { } number) return null;
        var total = Read(type.Parameters["total"]);
        return total < number ? null : new PartialMessage(message, id, number, total);
    }

    /// <summary>Puts the pieces together again.</summary>
    /// <param name="pieces">The pieces in any order; a second copy of one is passed over.</param>
    /// <returns>
    /// The bytes of the message that was cut, or null if a piece is missing, they are of several messages, contradict each other about their number, or
    /// make more than <see cref="MimeLimits.MessageBytes"/>.
    /// </returns>
    public static ReadOnlyMemory<byte>? Join(IReadOnlyCollection<PartialMessage> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var totals = pieces.Select(piece => piece.Total).OfType<int>().Distinct().ToList();
        if (totals is not [var total] || total > MostPieces || pieces.Select(piece => piece.Id).Distinct().Skip(1).Any()) return null;
        var inOrder = new PartialMessage?[total];
        foreach (var piece in pieces) inOrder[piece.Number - 1] ??= piece;
        if (inOrder.Contains(null)) return null;
        var first = inOrder[0]!;
        var length = inOrder.Sum(piece => (long)piece!._message.Root.Content.Length) + first._message.Bytes.Length;
        return length > first._message.Limits.MessageBytes ? null : Write(inOrder!, (int)length);
    }

    /// <summary>
    /// RFC 2046 §5.2.2.1: of the outer header of the first piece all that is not about its own content and name, of the inner header what is; then the bodies.
    /// </summary>
    private static ReadOnlyMemory<byte> Write(PartialMessage[] inOrder, int room)
    {
        var outer = inOrder[0]._message;
        var inner = MimeMessage.Read(outer.Root.Content, outer.Limits);
        var joined = new MemoryStream(room);
        Append(outer.Headers, ofContent: false);
        Append(inner.Headers, ofContent: true);
        joined.Write("\r\n"u8);
        joined.Write(inner.Body.Span);
        foreach (var piece in inOrder.Skip(1)) joined.Write(piece._message.Root.Content.Span);
        return joined.GetBuffer().AsMemory(0, (int)joined.Length);

        void Append(HeaderFields fields, bool ofContent)
        {
            foreach (var field in fields)
            {
                if (IsOfContent(field.Name) != ofContent) continue;
                joined.Write(System.Text.Encoding.ASCII.GetBytes(field.Name));
                joined.Write(":"u8);
                joined.Write(field.RawValue.Span);
                joined.Write("\r\n"u8);
            }
        }
    }

    private static bool IsOfContent(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.ToUpperInvariant() is "SUBJECT" or "MESSAGE-ID" or "ENCRYPTED" or "MIME-VERSION";

    private static int? Read(string? number) =>
        int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) && value > 0 ? value : null;
}
