using System.Buffers;
using System.Globalization;
using System.Text;

namespace MailBridge.Mime;

/// <summary>
/// Reads the grammar of RFC 8601 §2.2: <c>[CFWS] authserv-id [version] *(; method[/version]=result [reason=…] *(ptype.property=value))</c>. One pass; comments
/// may stand between any two tokens.
/// </summary>
internal ref struct AuthenticationResultsReader
{
    private const int MostResults = 100;
    private const int MostProperties = 50;
    private const int CommentDepth = 20;

    private static readonly SearchValues<byte> TokenEnd = SearchValues.Create("=;/\" \t\r\n("u8);

    /// <summary>A value may hold slashes and equals signs (a local part, base64 of header.b) though RFC 2045 would want quotes around them.</summary>
    private static readonly SearchValues<byte> ValueEnd = SearchValues.Create("; \t\r\n"u8);

    private readonly ReadOnlySpan<byte> _raw;
    private int _at;

    public AuthenticationResultsReader(ReadOnlySpan<byte> raw) => _raw = raw;

    public AuthenticationResults Read()
    {
        var results = new List<AuthenticationResult>();
        var (server, version) = ReadServer();
        while (_at < _raw.Length && results.Count < MostResults)
        {
            if (TrySkip((byte)';')) continue;
            var before = _at;
            if (TryReadResult(out var result)) results.Add(result);
            if (_at == before) _at++;
        }
        return new AuthenticationResults(server, version, results);
    }

    /// <summary>QUIRK: Exchange Online writes no authserv-id: the field begins with <c>spf=…</c> at once.</summary>
    private (string? Server, int Version) ReadServer()
    {
        SkipBlanks();
        var start = _at;
        var server = Token();
        SkipBlanks();
        if (server.Length == 0 || (_at < _raw.Length && _raw[_at] == '='))
        {
            _at = start;
            return (null, 1);
        }
        // RFC 8601 §2.2: the version is 1*DIGIT. QUIRK: "authserv-id/1" of RFC 5451 drafts.
        TrySkip((byte)'/');
        SkipBlanks();
        var (digits, version) = (_at, 1);
        while (_at < _raw.Length && char.IsAsciiDigit((char)_raw[_at])) _at++;
        if (_at > digits && int.TryParse(_raw[digits.._at], NumberStyles.None, CultureInfo.InvariantCulture, out var given)) version = given;
        // Whatever else stands before the first semicolon belongs to no result.
        SkipToSemicolon();
        return (server, version);
    }

    private bool TryReadResult(out AuthenticationResult result)
    {
        result = null!;
        SkipBlanks();
        var method = Token().ToLowerInvariant();
        var version = 1;
        if (TrySkip((byte)'/'))
        {
            SkipBlanks();
            if (int.TryParse(Token(), NumberStyles.None, CultureInfo.InvariantCulture, out var given)) version = given;
        }
        if (!IsKeyword(method) || !TrySkip((byte)'='))
        {
            // "none" (no-result), or a piece that is no result: to the next semicolon.
            SkipToSemicolon();
            return false;
        }
        SkipBlanks();
        var word = Token().ToLowerInvariant();
        var reason = "";
        var properties = new List<AuthenticationProperty>();
        while (TryReadPair(out var name, out var value))
        {
            if (name == "reason" && reason.Length == 0) reason = value;
            else if (properties.Count < MostProperties) properties.Add(Property(name, value));
        }
        result = new AuthenticationResult(method, version, Outcome(word), word, reason, properties);
        return word.Length > 0;
    }

    /// <summary><c>name = value</c> before the next semicolon; blanks and comments around each token go.</summary>
    private bool TryReadPair(out string name, out string value)
    {
        (name, value) = ("", "");
        while (true)
        {
            SkipBlanks();
            if (_at >= _raw.Length || _raw[_at] == ';') return false;
            var start = _at;
            name = Token().ToLowerInvariant();
            SkipBlanks();
            // RFC 8601 §2.2 allows CFWS around the dot of ptype.property.
            if (_at < _raw.Length && _raw[_at] == '.')
            {
                _at++;
                SkipBlanks();
                name += "." + Token().ToLowerInvariant();
            }
            else if (name.EndsWith('.'))
            {
                name += Token().ToLowerInvariant();
            }
            if (TrySkip((byte)'=')) break;
            if (_at == start) _at++;
        }
        SkipBlanks();
        value = Value();
        return true;
    }

    private static AuthenticationProperty Property(string name, string value)
        => name.IndexOf('.', StringComparison.Ordinal) is >= 0 and var dot
            ? new AuthenticationProperty(name[..dot], name[(dot + 1)..], value)
            : new AuthenticationProperty("", name, value);

    /// <summary>Keyword (RFC 5321 §4.1.2).</summary>
    private static bool IsKeyword(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static AuthenticationOutcome Outcome(string word) => word switch
    {
        "none" => AuthenticationOutcome.None,
        "pass" => AuthenticationOutcome.Pass,
        "fail" or "hardfail" => AuthenticationOutcome.Fail,
        "policy" => AuthenticationOutcome.Policy,
        "neutral" => AuthenticationOutcome.Neutral,
        "softfail" => AuthenticationOutcome.SoftFail,
        "temperror" => AuthenticationOutcome.TemporaryError,
        "permerror" => AuthenticationOutcome.PermanentError,
        _ => AuthenticationOutcome.Unknown,
    };

    private string Token()
    {
        if (_at < _raw.Length && _raw[_at] == '"' && TryQuoted(out var quoted)) return quoted;
        var length = _raw[_at..].IndexOfAny(TokenEnd);
        var token = length < 0 ? _raw[_at..] : _raw.Slice(_at, length);
        _at += token.Length;
        return Encoding.UTF8.GetString(token);
    }

    private string Value()
    {
        if (_at < _raw.Length && _raw[_at] == '"' && TryQuoted(out var quoted))
        {
            // A quoted local part goes on behind its closing quote: "a b"@example.com.
            return _at < _raw.Length && _raw[_at] == '@' ? quoted + Rest() : quoted;
        }
        return Rest();
    }

    private string Rest()
    {
        var length = _raw[_at..].IndexOfAny(ValueEnd);
        var value = length < 0 ? _raw[_at..] : _raw.Slice(_at, length);
        // A comment may follow without a blank; a parenthesis cannot begin a value.
        if (value.IndexOf((byte)'(') is > 0 and var comment) value = value[..comment];
        _at += value.Length;
        return Encoding.UTF8.GetString(value);
    }

    private bool TryQuoted(out string text)
    {
        text = "";
        var end = Quoted.End(_raw, _at);
        if (end < 0)
        {
            _at = _raw.Length; // as for a comment that never closes
            return false;
        }
        text = Encoding.UTF8.GetString(ParameterReader.Unescape(_raw[(_at + 1)..(end - 1)], keepPaths: false));
        _at = end;
        return true;
    }

    private void SkipToSemicolon()
    {
        while (_at < _raw.Length && _raw[_at] != ';')
        {
            var before = _at;
            SkipBlanks();
            if (_at == before) _at++;
        }
    }

    private bool TrySkip(byte wanted)
    {
        SkipBlanks();
        if (_at >= _raw.Length || _raw[_at] != wanted) return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _raw.Length)
        {
            if (Lines.IsSpace(_raw[_at])) _at++;
            else if (_raw[_at] != '(') return;
            // A comment that never closes holds the rest: a sender's words in it must not become a result.
            else _at = Comments.End(_raw, _at, CommentDepth) is > 0 and var end ? end : _raw.Length;
        }
    }
}
