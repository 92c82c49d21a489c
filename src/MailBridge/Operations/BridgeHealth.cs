using System.Collections.Concurrent;

namespace MailBridge.Operations;

/// <summary>What works and what does not, a sentence each. Whoever finds out reports it; <c>/readyz</c> and the Workspace show it.</summary>
internal sealed class BridgeHealth(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ComponentHealth> _components = new(StringComparer.Ordinal);

    /// <summary>Keeps how a component does: null when it works, else what is wrong and what to do.</summary>
    public void Report(string component, string? problem)
        => _components.AddOrUpdate(
            component,
            _ => new ComponentHealth(component, problem, time.GetUtcNow()),
            (_, before) => before.Problem == problem ? before : new ComponentHealth(component, problem, time.GetUtcNow()));

    /// <summary>A component that has yet to prove itself: not ready until it reports.</summary>
    public void Expect(string component) => _components.TryAdd(component, new ComponentHealth(component, "is starting", time.GetUtcNow()));

    /// <summary>Every component by name.</summary>
    public IReadOnlyList<ComponentHealth> Components => [.. _components.Values.OrderBy(c => c.Name, StringComparer.Ordinal)];

    /// <summary>Nothing is wrong.</summary>
    public bool IsReady => _components.Values.All(c => c.Problem is null);
}

/// <summary>How a component does, and since when.</summary>
internal sealed record ComponentHealth(string Name, string? Problem, DateTimeOffset Since);
