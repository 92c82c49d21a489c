using Spectre.Console;

namespace MailBridge.Commands;

/// <summary>A progress bar for the person who watches; silent where nobody does.</summary>
internal sealed class ImportProgress
{
    private readonly ProgressContext? _context;
    private readonly ProgressTask? _finding;
    private ProgressTask? _importing;

    private ImportProgress(ProgressContext? context)
    {
        _context = context;
        _finding = context?.AddTask("Finding mails").IsIndeterminate();
    }

    /// <summary>Does the work and shows how far it is. The bar is gone when this returns.</summary>
    public static Task RunAsync(Surroundings surroundings, Func<ImportProgress, Task> work)
    {
        if (!surroundings.IsWatched) return work(new ImportProgress(null));
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Error) });
        return console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new ImportProgress(context)));
    }

    /// <summary>So many mails were found so far.</summary>
    public void Found(int count) => _finding?.Description($"Finding mails: {PlainPage.Number(count)}");

    /// <summary>All were found; now so many are taken in.</summary>
    public void Expect(int count)
    {
        _finding?.IsIndeterminate(false).Value(100).StopTask();
        _importing = _context?.AddTask("Importing", maxValue: Math.Max(1, count));
    }

    /// <summary>One more was taken in.</summary>
    public void Step() => _importing?.Increment(1);
}
