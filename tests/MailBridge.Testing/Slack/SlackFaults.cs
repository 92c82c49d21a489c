namespace MailBridge.Testing.Slack;

/// <summary>What goes wrong with one request.</summary>
public abstract record SlackFault
{
    private SlackFault() { }

    /// <summary>The method did its work and only the answer is lost: the caller cannot know.</summary>
    public bool AfterEffect { get; init; }

    /// <summary>HTTP 429.</summary>
    public sealed record RateLimited(int RetryAfterSeconds = 1) : SlackFault;

    /// <summary>An HTTP status with a page of a proxy.</summary>
    public sealed record HttpStatus(int Status = 500) : SlackFault;

    /// <summary>HTTP 200, <c>ok:false</c>: <c>internal_error</c>, <c>fatal_error</c>, <c>service_unavailable</c>, ….</summary>
    public sealed record Error(string Code = "internal_error") : SlackFault;

    /// <summary>No answer until the caller gives up.</summary>
    public sealed record Silence : SlackFault;

    /// <summary>The connection is cut.</summary>
    public sealed record Reset : SlackFault;

    /// <summary>An answer cut off in its middle.</summary>
    public sealed record Truncated : SlackFault;

    /// <summary>A late answer, otherwise good.</summary>
    public sealed record Slow(TimeSpan By) : SlackFault;
}

/// <summary>Faults asked for, by Slack's method name, <c>upload</c>, <c>download</c>, <c>response_url</c>, or <c>*</c> for every one.</summary>
public sealed class SlackFaults
{
    private readonly Lock _gate = new();
    private readonly Random _random;
    private readonly List<(string Method, SlackFault Fault)> _once = [];
    private readonly List<(string Method, double Probability, SlackFault[] Faults)> _rules = [];

    internal SlackFaults(int seed) => _random = new Random(seed);

    /// <summary>The next call of the method, or the next several, in the order in which they were asked for.</summary>
    public void Next(string method, SlackFault fault, int times = 1)
    {
        lock (_gate) for (var i = 0; i < times; i++) _once.Add((method, fault));
    }

    /// <summary>Every call of the method with this probability, one of the faults.</summary>
    public void Randomly(string method, double probability, params SlackFault[] faults)
    {
        lock (_gate) _rules.Add((method, probability, faults));
    }

    public void Clear()
    {
        lock (_gate)
        {
            _once.Clear();
            _rules.Clear();
        }
    }

    internal SlackFault? Draw(string method)
    {
        lock (_gate)
        {
            var at = _once.FindIndex(f => f.Method == method || f.Method == "*");
            if (at >= 0)
            {
                var fault = _once[at].Fault;
                _once.RemoveAt(at);
                return fault;
            }
            foreach (var (rule, probability, faults) in _rules)
                if ((rule == method || rule == "*") && _random.NextDouble() < probability) return faults[_random.Next(faults.Length)];
            return null;
        }
    }
}
