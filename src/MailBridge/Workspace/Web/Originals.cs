using MailBridge.Conversations;
using MailBridge.Workspace.Pages;
using Microsoft.Net.Http.Headers;

namespace MailBridge.Workspace.Web;

/// <summary>Strangers' mails and files as they came, each answer fenced in.</summary>
internal sealed class Originals(IOriginals originals, Visits visits)
{
    // What every browser shows as a picture and none runs; SVG is a document and is not among them.
    private static readonly HashSet<string> Pictures = new(StringComparer.OrdinalIgnoreCase) { "image/png", "image/jpeg", "image/gif", "image/webp" };

    // A picture inside the HTML travels within it: the sandbox has no cookie to fetch it with.
    private const int LargestInline = 4 * 1024 * 1024;

    /// <summary>True when a file of that type may be shown rather than saved.</summary>
    public static bool IsPicture(string mediaType) => Pictures.Contains(mediaType);

    /// <summary>The page around a mail.</summary>
    public async Task<IResult> PageAsync(HttpContext http, string mail, string? from, bool images = false)
    {
        var visit = visits.Of(http);
        if (await FindAsync(mail, http.RequestAborted) is not { } found)
            return Reading.Problem(visit, 404, "This mail is not kept", "The link may be incomplete.");
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.PageWithFrame;
        ConversationId? conversation = ConversationId.TryParse(from, out var id) ? id : null;
        return Reading.Page<OriginalPage>(new { Visit = visit, Id = found.Id, found.Mail, From = conversation, Images = images });
    }

    /// <summary>A mail's HTML, made harmless, for the frame in that page.</summary>
    public async Task<IResult> BodyAsync(HttpContext http, string mail, bool images = false)
    {
        http.Response.Headers.ContentSecurityPolicy = images ? SecurityHeaders.MailBodyWithImages : SecurityHeaders.MailBody;
        if (await FindAsync(mail, http.RequestAborted) is not { Mail.Html: { } html } found) return Results.NotFound();
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (contentId, index) in found.Mail.ContentIds)
        {
            if (!html.Contains(contentId, StringComparison.OrdinalIgnoreCase)) continue;
            if (await originals.FileAsync(found.Id, index, http.RequestAborted) is { } file && IsPicture(file.MediaType) && file.Bytes.Length <= LargestInline)
                pictures[contentId] = $"data:{file.MediaType};base64,{Convert.ToBase64String(file.Bytes.Span)}";
        }
        return Results.Content(MailHtml.Harmless(html, images, pictures), "text/html; charset=utf-8");
    }

    /// <summary>A file, to be saved; a picture may be looked at.</summary>
    public async Task<IResult> FileAsync(HttpContext http, string mail, int index, bool inline = false)
    {
        if (!RawMailId.TryParse(mail, out var id) || await originals.FileAsync(id, index, http.RequestAborted) is not { } file)
            return Reading.Problem(visits.Of(http), 404, "This file is not kept", "The link may be incomplete.");
        var show = inline && IsPicture(file.MediaType);
        http.Response.Headers.ContentSecurityPolicy = SecurityHeaders.File;
        http.Response.Headers.CacheControl = "private, max-age=3600";
        var disposition = new ContentDispositionHeaderValue(show ? "inline" : "attachment");
        disposition.SetHttpFileName(FileName(file.Name));
        http.Response.Headers.ContentDisposition = disposition.ToString();
        return Results.Bytes(file.Bytes, show ? file.MediaType : "application/octet-stream");
    }

    private async Task<(RawMailId Id, OriginalMail Mail)?> FindAsync(string mail, CancellationToken cancellation)
        => RawMailId.TryParse(mail, out var id) && await originals.FindAsync(id, cancellation) is { } found ? (id, found) : null;

    // RFC 6266 section 4.3: a name is a hint and never a path.
    private static string FileName(string name)
    {
        var clean = Shown.Line(name);
        clean = clean[(clean.LastIndexOfAny(['/', '\\']) + 1)..].Trim(' ', '.');
        return clean.Length == 0 ? "file" : clean;
    }
}
