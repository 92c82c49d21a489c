using MailBridge.ChatOut;
using MailBridge.Operations;
using MailBridge.Workspace.Pages;
using MailBridge.Workspace.Posts;
using MailBridge.Workspace.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MailBridge.Workspace;

/// <summary>Puts the Workspace into a host.</summary>
internal static class WorkspaceRegistration
{
    /// <summary>
    /// Adds the Workspace. The host also registers <see cref="ChatIn.IChatActions"/>, <see cref="Conversations.IConversationStore"/>,
    /// <see cref="Conversations.IHistorySearch"/>, <see cref="Conversations.DeskDirectory"/>, <see cref="IOriginals"/> and, for the try-out,
    /// <see cref="ITryOut"/>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">Chooses the database; a file that others write too is fine.</param>
    public static IServiceCollection AddWorkspace(this IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder> database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddDbContextFactory<WorkspaceDb>((provider, builder) =>
        {
            database(provider, builder);
            OwnTables.Own(builder, "WorkspaceMigrations");
        });
        services.AddOptions<WorkspaceOptions>();
        services.AddDataProtection();
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = "mailbridge-form";
            o.Cookie.SameSite = SameSiteMode.Strict;
            o.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            o.FormFieldName = "token";
            o.SuppressXFrameOptionsHeader = true;
        });
        services.AddRazorComponents();
        services.AddResponseCompression(o => o.MimeTypes = ["text/html", "text/css", "text/javascript", "application/json", "image/svg+xml"]);
        services.AddSingleton<PostBook>();
        services.AddSingleton<WorkspaceLive>();
        services.AddSingleton<WorkspaceGateway>();
        services.AddSingleton<IChatGateway>(s => s.GetRequiredService<WorkspaceGateway>());
        services.AddSingleton<Assets>();
        services.AddSingleton<AgentCookie>();
        services.AddSingleton<Visits>();
        services.AddScoped<Reading>();
        services.AddScoped<Acting>();
        services.AddScoped<Originals>();
        services.AddSingleton<LiveEndpoint>();
        return services;
    }

    /// <summary>Brings the Workspace's tables up to this version; to be called before the host starts.</summary>
    public static async Task MigrateWorkspaceAsync(this IServiceProvider services, CancellationToken cancellation)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<WorkspaceDb>>().CreateDbContextAsync(cancellation);
        await db.MigrateAsync(cancellation);
    }

    /// <summary>Maps every page and what they send to. Anything that nobody else has mapped is answered with a page that says so.</summary>
    public static void MapWorkspace(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseResponseCompression();
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = BrokenAsync });

        app.MapGet("/workspace/assets/{version}/{name}", (HttpContext http, string version, string name, Assets assets) => assets.Serve(http, version, name));
        app.MapGet("/workspace/live", (HttpContext http, LiveEndpoint live) => live.SpeakAsync(http));
        app.MapGet("/workspace/agent", (HttpContext http, string? to, Reading reading) => reading.Agents(http, to));
        app.MapPost("/workspace/agent", (HttpContext http, Acting acting) => acting.ChooseAgentAsync(http));
        app.MapPost("/workspace/theme", (HttpContext http, Acting acting) => acting.ChooseThemeAsync(http));
        app.MapPost("/workspace/click", (HttpContext http, Acting acting) => acting.ClickAsync(http));
        app.MapPost("/workspace/submit", (HttpContext http, Acting acting) => acting.SubmitAsync(http));
        app.MapPost("/workspace/try-out", (HttpContext http, Acting acting) => acting.TryOutAsync(http));

        var pages = app.MapGroup("").AddEndpointFilter(KnownAgentOnlyAsync);
        pages.MapGet("/", (HttpContext http, string? view, int? show, Reading reading) => reading.ListAsync(http, null, view, show));
        pages.MapGet("/channels/{channel}",
            (HttpContext http, string channel, string? view, int? show, Reading reading) => reading.ListAsync(http, channel, view, show));
        pages.MapGet("/c/{conversation}",
            (HttpContext http, string conversation, string? compose, Reading reading) => reading.ConversationAsync(http, conversation, compose));
        pages.MapGet("/compose", (HttpContext http, Reading reading) => reading.ComposeAsync(http));
        pages.MapGet("/n/{post}", (HttpContext http, string post, Reading reading) => reading.NoticeAsync(http, post));
        pages.MapGet("/search", (HttpContext http, string? q, Reading reading) => reading.SearchAsync(http, q));
        pages.MapGet("/customers/{address}", (HttpContext http, string address, Reading reading) => reading.CustomerAsync(http, address));
        pages.MapGet("/try-out", (HttpContext http, string? answers, Reading reading) => reading.TryOutAsync(http, answers));
        pages.MapGet("/mail/{mail}",
            (HttpContext http, string mail, string? from, string? images, Originals originals) => originals.PageAsync(http, mail, from, images == "1"));
        pages.MapGet("/mail/{mail}/body",
            (HttpContext http, string mail, string? images, Originals originals) => originals.BodyAsync(http, mail, images == "1"));
        pages.MapGet("/mail/{mail}/files/{index:int}",
            (HttpContext http, string mail, int index, string? inline, Originals originals) => originals.FileAsync(http, mail, index, inline == "1"));
        app.MapFallback("{*path}", (HttpContext http, Visits visits)
            => Reading.Problem(visits.Of(http), 404, "There is nothing here", "The address may be mistyped, or what was here has moved."));
    }

    /// <summary>Customers' mail is shown to colleagues: whoever has not said who they are is asked first.</summary>
    private static async ValueTask<object?> KnownAgentOnlyAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (http.RequestServices.GetRequiredService<AgentCookie>().Read(http) is not null) return await next(context);
        var to = http.Request.Path + http.Request.QueryString;
        return Results.Redirect($"/workspace/agent?to={Uri.EscapeDataString(to)}");
    }

    private static Task BrokenAsync(HttpContext http)
    {
        var visit = http.RequestServices.GetRequiredService<Visits>().Of(http);
        return Reading.Problem(visit, 500, "Something broke on our side",
            "Nothing that was sent is lost; what was being done may not have happened. Reload the page; if it stays like this, look into the bridge's log.")
            .ExecuteAsync(http);
    }
}
