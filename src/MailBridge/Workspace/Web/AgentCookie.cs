using System.Security.Cryptography;
using MailBridge.Conversations;
using Microsoft.AspNetCore.DataProtection;

namespace MailBridge.Workspace.Web;

/// <summary>Remembers in the browser which colleague sits there. Sealed, so that a name cannot be written into it by hand.</summary>
internal sealed class AgentCookie(IDataProtectionProvider protection, DeskDirectory directory)
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "mailbridge-agent";

    // Browsers cut a cookie's life at 400 days (RFC 6265bis section 5.5).
    private static readonly TimeSpan Life = TimeSpan.FromDays(400);
    private readonly IDataProtector _seal = protection.CreateProtector("MailBridge.Workspace.Agent.1");

    /// <summary>The colleague who sits there; null when none was chosen, the cookie is not ours, or the colleague has left.</summary>
    public Agent? Read(HttpContext http)
    {
        if (http.Request.Cookies[Name] is not { Length: > 0 } sealed_) return null;
        try
        {
            return directory.Agent(new AgentId(_seal.Unprotect(sealed_)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Remembers the colleague.</summary>
    public void Write(HttpContext http, Agent agent) => http.Response.Cookies.Append(Name, _seal.Protect(agent.Id.Value), new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = http.Request.IsHttps,
        IsEssential = true,
        MaxAge = Life,
        Path = "/",
    });
}
