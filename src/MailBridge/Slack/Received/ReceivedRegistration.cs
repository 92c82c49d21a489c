using MailBridge.ChatLedger;
using MailBridge.Operations;
using MailBridge.SlackApi;

namespace MailBridge.Slack.Received;

/// <summary>Puts what listens to Slack into a host.</summary>
internal static class ReceivedRegistration
{
    /// <summary>
    /// Adds both ways in and what acts on what comes. The host also registers <see cref="SlackAppOptions"/>, the bot's <see cref="SlackApi.Web.SlackClient"/>,
    /// <see cref="SlackApp"/>, <see cref="SlackPeople"/>, the ledger with its worker, and calls <see cref="SlackEndpoints.Use"/> before anything else that answers.
    /// </summary>
    public static IServiceCollection AddSlackReceived(this IServiceCollection services)
    {
        services.AddSingleton<SlackGate>();
        services.AddSingleton<SlackWhisper>();
        services.AddSingleton<SlackMessages>();
        services.AddSingleton<SlackFiles>();
        services.AddSingleton<SlackDialogs>();
        services.AddSingleton<SlackSubmissions>();
        services.AddSingleton<SlackQuestions>();
        services.AddSingleton<SlackTroubles>();
        services.AddSingleton<SlackErrands>();
        services.AddHostedService(s => s.GetRequiredService<SlackErrands>());
        services.AddSingleton<SlackReceiver>();
        services.AddSingleton<IReceivedHandler, SlackEvents>();
        services.AddSingleton(s => new SlackRequestSigner(s.GetRequiredService<SlackAppOptions>().SigningSecret, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<SlackEndpoints>();
        services.AddHostedService<SlackSocket>();
        return services;
    }
}
