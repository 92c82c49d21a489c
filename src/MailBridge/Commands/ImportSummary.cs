using System.Text;
using MailBridge.Conversations;

namespace MailBridge.Commands;

/// <summary>What an import came to, for a person.</summary>
internal static class ImportSummary
{
    public static string Of(IReadOnlyList<ImportedMail> mails, bool dryRun)
    {
        var text = new StringBuilder();
        text.Append(PlainPage.Count(mails.Count, "mail", "mails")).Append(" read.\n");
        Line(text, "Conversations", mails.Select(m => m.Conversation).OfType<string>().Distinct().Count());
        Line(text, "Customers", mails.Select(m => m.Customer).OfType<string>().Distinct().Count());
        Line(text, "From customers", mails.Count(m => m.Direction == EmailDirection.Inbound && m.Kind != EmailKind.List));
        Line(text, "To customers", mails.Count(m => m.Direction == EmailDirection.Outbound));
        Line(text, "From machines", mails.Count(m => m.Direction == EmailDirection.Auto));
        Line(text, "Delivery reports", mails.Count(m => m.Direction == EmailDirection.Bounce));
        Line(text, "Between colleagues", mails.Count(m => m.Direction == EmailDirection.Internal));
        Line(text, "Mailing lists", mails.Count(m => m.Kind == EmailKind.List));
        Line(text, "Second copies", mails.Count(m => m.DuplicateOf is not null));
        Line(text, "There before", mails.Count(m => m.WasThere));
        Line(text, "Left out", mails.Count(m => m.Problem is not null));
        text.Append(dryRun ? "This was a dry run: nothing was kept." : "Nothing was posted; the mails are found by search and by customer.");
        return text.ToString();
    }

    private static void Line(StringBuilder text, string what, int count)
    {
        if (count > 0) text.Append("  ").Append(what.PadRight(20)).Append(PlainPage.Number(count).PadLeft(9)).Append('\n');
    }
}
