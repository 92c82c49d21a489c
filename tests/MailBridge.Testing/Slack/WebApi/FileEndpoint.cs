using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary>The upload URL and <c>url_private_download</c>.</summary>
internal sealed class FileEndpoint(SlackState state, SlackFaults faults)
{
    private const string LoginPage = "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to your workspace</body></html>";

    public async Task UploadAsync(HttpContext context, string ticket)
    {
        var content = await BodyAsync(context.Request);
        var fault = faults.Draw("upload");
        if (fault is not null && !fault.AfterEffect)
        {
            Log("upload", ticket, 0, fault);
            await FaultAnswer.WriteAsync(context, fault, "", state.Options.Time);
            return;
        }
        var (status, text) = Keep(ticket, content);
        Log("upload", ticket, status, fault);
        if (fault is not null)
        {
            await FaultAnswer.WriteAsync(context, fault, text, state.Options.Time);
            return;
        }
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    public async Task DownloadAsync(HttpContext context, string id)
    {
        if (faults.Draw("download") is { } fault)
        {
            await FaultAnswer.WriteAsync(context, fault, "", state.Options.Time);
            return;
        }
        SlackFile? file;
        bool allowed;
        lock (state.Gate)
        {
            file = state.Files.Values.FirstOrDefault(f => $"{f.Workspace.Id}-{f.Id}" == id);
            var header = context.Request.Headers.Authorization.ToString();
            var install = state.Installs.FirstOrDefault(i => header == $"Bearer {i.BotToken}");
            allowed = install is { TokenError: null } && file is not null && install.Workspace == file.Workspace && install.Scopes.Contains("files:read")
                && (file.UserId == install.BotUser.Id || file.GivenTo.Contains(install.App.Id) || file.Shares.Any(s => install.Workspace.Channel(s.Channel)!.MemberIds.Contains(install.BotUser.Id)));
        }
        Log("download", id, allowed ? 200 : 0, null);
        if (!allowed)
        {
            // Without the right, Slack answers 200 with its login page.
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(LoginPage, context.RequestAborted);
            return;
        }
        if (file!.Deleted || file.Content is null)
        {
            context.Response.StatusCode = 404;
            return;
        }
        context.Response.ContentType = file.MimeType;
        context.Response.ContentLength = file.Content.Value.Length;
        await context.Response.Body.WriteAsync(file.Content.Value, context.RequestAborted);
    }

    private (int Status, string Text) Keep(string ticket, byte[] content)
    {
        lock (state.Gate)
        {
            var file = state.Files.Values.FirstOrDefault(f => f.UploadTicket == ticket);
            if (file is null || file.Complete) return (404, "Not found");
            if (content.LongLength != file.Length)
                return (400, $"Content length {content.LongLength} does not match the requested {file.Length}");
            state.Files[file.Id] = file with { Content = content, MimeType = MimeTypeOf(file.Name) };
            return (200, $"OK - {content.LongLength}");
        }
    }

    /// <summary>Slack guesses from the name.</summary>
    public static string MimeTypeOf(string name) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".txt" or ".log" => "text/plain",
        ".pdf" => "application/pdf",
        ".png" => "image/png",
        ".jpg" or ".jpeg" => "image/jpeg",
        ".gif" => "image/gif",
        ".html" or ".htm" => "text/html",
        ".csv" => "text/csv",
        ".zip" => "application/zip",
        ".eml" => "message/rfc822",
        _ => "application/octet-stream",
    };

    private static async Task<byte[]> BodyAsync(HttpRequest request)
    {
        var buffer = new MemoryStream();
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            if (form.Files.Count > 0) await form.Files[0].CopyToAsync(buffer, request.HttpContext.RequestAborted);
        }
        else
        {
            await request.Body.CopyToAsync(buffer, request.HttpContext.RequestAborted);
        }
        return buffer.ToArray();
    }

    private void Log(string method, string id, int status, SlackFault? fault)
    {
        lock (state.Gate)
            state.Calls.Add(new SlackCall(method, null, new Dictionary<string, string> { ["id"] = id }, state.Now, status, new JsonObject { ["ok"] = status == 200 }, fault));
        state.Changed();
    }
}
