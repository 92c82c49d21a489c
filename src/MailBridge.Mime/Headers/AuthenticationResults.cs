namespace MailBridge.Mime;

/// <summary>What came of a check (RFC 8601 §2.7).</summary>
public enum AuthenticationOutcome
{
    /// <summary>A word that the RFC does not know, such as a vendor's own.</summary>
    Unknown,
    /// <summary>There was nothing to check.</summary>
    None,
    /// <summary>It passed.</summary>
    Pass,
    /// <summary>It failed.</summary>
    Fail,
    /// <summary>It passed but is not acceptable to the server.</summary>
    Policy,
    /// <summary>It says neither yes nor no.</summary>
    Neutral,
    /// <summary>It failed, weakly (RFC 7208 §8.5).</summary>
    SoftFail,
    /// <summary>It could not be checked now.</summary>
    TemporaryError,
    /// <summary>It can never be checked.</summary>
    PermanentError,
}

/// <summary>A property that a check was made on: <c>ptype.property=value</c>.</summary>
/// <param name="Type"><c>smtp</c>, <c>header</c>, <c>body</c> or <c>policy</c>, in lower case; empty for a word that stands alone, as Exchange Online's <c>action=none</c>.</param>
/// <param name="Name">The property, in lower case.</param>
/// <param name="Value">Its value without quotes.</param>
public sealed record AuthenticationProperty(string Type, string Name, string Value);

/// <summary>One check and what came of it.</summary>
/// <param name="Method">The method in lower case: <c>spf</c>, <c>dkim</c>, <c>dmarc</c>, …</param>
/// <param name="Version">The method's version; 1 unless the field says otherwise.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Word">The result as it was written, in lower case.</param>
/// <param name="Reason">Why, in the server's words; empty if it does not say.</param>
/// <param name="Properties">What it was checked on.</param>
public sealed record AuthenticationResult(
    string Method, int Version, AuthenticationOutcome Outcome, string Word, string Reason, IReadOnlyList<AuthenticationProperty> Properties)
{
    /// <summary>The value of a property, or null.</summary>
    public string? Property(string type, string name) => Properties.FirstOrDefault(p => p.Type == type && p.Name == name)?.Value;
}

/// <summary>One Authentication-Results field (RFC 8601): which server looked at the mail, and what it found. It proves nothing unless that server is trusted.</summary>
/// <param name="Server">The authserv-id, or null: Exchange Online writes none.</param>
/// <param name="Version">The version of the field's grammar; 1 unless it says otherwise.</param>
/// <param name="Results">The checks in their order; empty for <c>none</c>.</param>
public sealed record AuthenticationResults(string? Server, int Version, IReadOnlyList<AuthenticationResult> Results)
{
    /// <summary>Reads the value of a field. Never fails: pieces that are no result are passed over.</summary>
    public static AuthenticationResults Read(ReadOnlySpan<byte> value) => new AuthenticationResultsReader(value).Read();

    /// <inheritdoc cref="Read(ReadOnlySpan{byte})"/>
    public static AuthenticationResults Read(string value) => Read(System.Text.Encoding.UTF8.GetBytes(value));
}
