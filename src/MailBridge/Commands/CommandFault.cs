namespace MailBridge.Commands;

/// <summary>A command cannot go on. The message is a sentence for the person at the keyboard: what is wrong and what to do.</summary>
internal sealed class CommandFault(string message) : Exception(message);

/// <summary>How a command ends.</summary>
internal static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Done = 0;

    /// <summary>Something failed, and was said on standard error.</summary>
    public const int Failed = 1;

    /// <summary>The command line makes no sense.</summary>
    public const int Usage = 2;

    /// <summary>It was stopped from outside, as shells count SIGINT.</summary>
    public const int Stopped = 130;
}
