using MailBridge.Conversations;
using MailBridge.MailOut;

namespace MailBridge.ChatIn;

/// <summary>A reply that is being written, as the customer will get it.</summary>
internal static class ReplyPreview
{
    /// <summary>What a form's <see cref="ChatRequest.Refresh"/> names that asks for it.</summary>
    public const string Field = "preview";

    /// <summary>More than this is no preview any more, in UTF-16 units.</summary>
    private const int Longest = 15_000;

    /// <summary>The fields that the customer sees, and the text below them.</summary>
    public static WholeText Of(OutgoingEmail email)
    {
        var fields = new List<string> { $"From: {email.From.Full}", $"To: {People(email.To)}" };
        if (email.Cc.Count > 0) fields.Add($"Cc: {People(email.Cc)}");
        fields.Add($"Subject: {email.Subject}");
        var text = ReplyWriter.Text(email);
        if (text.Length > Longest) text = $"{text.AsSpan(0, char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)}…";
        return new WholeText("As the customer gets it", $"{string.Join('\n', fields)}\n\n{text}", "", "");
    }

    private static string People(IReadOnlyList<EmailPerson> people) => string.Join(", ", people.Select(p => p.Full));
}
