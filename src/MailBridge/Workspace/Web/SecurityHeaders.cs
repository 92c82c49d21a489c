namespace MailBridge.Workspace.Web;

/// <summary>What every answer forbids the browser, whatever is in the page.</summary>
internal static class SecurityHeaders
{
    private const string Page =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'";

    /// <summary>For the page that shows an original: it holds one frame of ours.</summary>
    public const string PageWithFrame = Page + "; frame-src 'self'";

    /// <summary>
    /// For the body of a stranger's mail: an origin of its own without scripts, forms or plug-ins; nothing is loaded. Inline style is let through, for
    /// mail has no other and it can reach nothing from there.
    /// </summary>
    public const string MailBody =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
        + "sandbox allow-popups allow-popups-to-escape-sandbox";

    /// <summary>As <see cref="MailBody"/>, when the reader asked for the mail's remote images.</summary>
    public const string MailBodyWithImages =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: https: http:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
        + "sandbox allow-popups allow-popups-to-escape-sandbox";

    /// <summary>For a stranger's file: should a browser show it after all, nothing in it runs.</summary>
    public const string File = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox";

    /// <summary>Sets them on every answer that has not chosen its own.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        http.Response.OnStarting(() =>
        {
            var headers = http.Response.Headers;
            if (headers.ContentSecurityPolicy.Count == 0) headers.ContentSecurityPolicy = Page;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), interest-cohort=()";
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(http);
    });
}
