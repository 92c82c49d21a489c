using MailBridge.Conversations;
using MailBridge.Mime;

namespace MailBridge.MailIn;

/// <summary>Asks the server that took a mail in who it is really from, for the inboxes that name one.</summary>
internal sealed class SenderChecks(IReadOnlyDictionary<InboxId, SenderTrust> trusts)
{
    /// <summary>What is known about a mail's sender.</summary>
    public SenderCheck Of(RawMail mail, MimeMessage message)
    {
        if (!trusts.TryGetValue(mail.Inbox, out var trust)) return SenderCheck.NotJudged;
        // What lies in the folder of sent mail came by no server: only who may log in can have put it there.
        if (trust.SentFolder.Length > 0 && ImapPlace.IsIn(mail, trust.SentFolder)) return SenderCheck.NotJudged;
        return SenderAuthentication.Judge(message, trust.Servers) switch
        {
            SenderVerdict.Verified => SenderCheck.Verified,
            SenderVerdict.Failing => SenderCheck.Failing,
            SenderVerdict.Absent => SenderCheck.Absent,
            _ => SenderCheck.NotJudged,
        };
    }
}

/// <summary>Whose word an inbox takes for who a mail is from.</summary>
/// <param name="Servers">As <see cref="SenderAuthentication.Judge"/> wants them; empty for nobody's.</param>
/// <param name="SentFolder">The folder of sent mail; empty for none.</param>
internal sealed record SenderTrust(IReadOnlyList<string> Servers, string SentFolder);
