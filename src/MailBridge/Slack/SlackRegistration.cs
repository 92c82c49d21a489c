using MailBridge.ChatOut;
using MailBridge.Operations;
using MailBridge.Slack.Posts;
using MailBridge.Slack.Received;
using MailBridge.SlackApi;
using MailBridge.SlackApi.Web;

namespace MailBridge.Slack;

/// <summary>Puts Slack into a host.</summary>
internal static class SlackRegistration
{
    /// <summary>Adds what is needed where the settings name a Slack app; nothing otherwise.</summary>
    public static IServiceCollection AddSlack(this IServiceCollection services, BridgeOptions options)
    {
        if (options.Slack is not { } slack) return services;
        services.AddSingleton(options);
        services.AddSingleton(slack);
        services.AddSingleton(s => Client(slack.BotToken, s));
        services.AddSingleton<SlackApp>();
        services.AddSingleton<SlackPeople>();
        services.AddSingleton<SlackPace>();
        services.AddSingleton<SlackPosting>();
        services.AddSingleton<SlackUploads>();
        services.AddSingleton<SlackMails>();
        services.AddSingleton<SlackHomes>();
        services.AddSingleton<SlackWriting>();
        services.AddSingleton<SlackGateway>();
        services.AddSingleton<IChatGateway>(s => s.GetRequiredService<SlackGateway>());
        return services.AddSlackReceived();
    }

    /// <summary>A client for one token. It owns its connections as long as the process lives.</summary>
    public static SlackClient Client(string token, IServiceProvider services)
    {
        var options = new SlackOptions { BaseUrl = new Uri(services.GetRequiredService<SlackAppOptions>().ApiBaseUrl) };
        return new SlackClient(
            new HttpClient(SlackClient.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan }, new SlackToken(token), options,
            services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILoggerFactory>().CreateLogger<SlackClient>());
    }
}
