namespace MailBridge.SlackApi;

/// <summary>
/// A token that speaks for a bot (<c>xoxb-</c>) or for an app (<c>xapp-</c>). It shows itself nowhere but in the Authorization header
/// (https://docs.slack.dev/authentication/tokens).
/// </summary>
public sealed class SlackToken
{
    /// <param name="secret">The whole token; white space around it, as pasted, is dropped.</param>
    /// <exception cref="ArgumentException">It is empty or holds what no header may carry.</exception>
    public SlackToken(string secret)
    {
        secret = secret.Trim();
        if (secret.Length == 0 || secret.Any(static c => c is <= ' ' or > '~'))
            throw new ArgumentException("A Slack token is one word of ASCII characters.", nameof(secret));
        Secret = secret;
    }

    /// <summary>Whether this is an app-level token, as Socket Mode needs.</summary>
    public bool IsAppLevel => Secret.StartsWith("xapp-", StringComparison.Ordinal);

    /// <summary>Whether this is a bot's token.</summary>
    public bool IsBot => Secret.StartsWith("xoxb-", StringComparison.Ordinal) || Secret.StartsWith("xoxe.xoxb-", StringComparison.Ordinal);

    internal string Secret { get; }

    /// <summary>The kind of token, never the token.</summary>
    public override string ToString() => IsAppLevel ? "xapp-***" : IsBot ? "xoxb-***" : "***";

    /// <summary>Text that came from outside, without the token in it.</summary>
    internal string Blank(string text) => text.Replace(Secret, "***", StringComparison.Ordinal);
}
