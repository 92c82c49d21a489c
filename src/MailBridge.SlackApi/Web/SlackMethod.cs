namespace MailBridge.SlackApi.Web;

/// <summary>A method of the Web API.</summary>
/// <param name="Name">Slack's name.</param>
/// <param name="IsRepeatable">
/// Whether doing it twice leaves Slack as doing it once does. A message posted twice is there twice; one edited twice is not.
/// </param>
internal sealed record SlackMethod(string Name, bool IsRepeatable = true);
