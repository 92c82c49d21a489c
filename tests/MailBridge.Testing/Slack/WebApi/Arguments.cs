using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace MailBridge.Testing.Slack.WebApi;

/// <summary>What a request brought: its arguments as text, its token, what Slack says of its shape.</summary>
internal sealed record Arguments(IReadOnlyDictionary<string, string> Values, string? Token, string? Error, IReadOnlyList<string> Warnings)
{
    public static async Task<Arguments> ReadAsync(HttpRequest request, bool formOnly)
    {
        var values = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        // Tokens in the address are no longer taken.
        values.Remove("token");
        var warnings = new List<string>();
        var type = request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        string? error = null;
        if (HttpMethods.IsPost(request.Method))
        {
            switch (type)
            {
                case "application/x-www-form-urlencoded" or "multipart/form-data":
                    if (type[0] == 'a' && request.ContentType!.Contains("charset", StringComparison.OrdinalIgnoreCase))
                        warnings.Add("superfluous_charset");
                    error = await FormAsync(request, values);
                    break;
                case "application/json":
                    if (!request.ContentType!.Contains("charset", StringComparison.OrdinalIgnoreCase)) warnings.Add("missing_charset");
                    // The methods that take forms only see no arguments at all.
                    if (!formOnly) error = await JsonAsync(request, values);
                    break;
                case null when request.ContentLength is null or 0:
                case "text/plain":
                    break;
                default:
                    error = type is null ? "missing_post_type" : "invalid_post_type";
                    break;
            }
        }
        values.Remove("token", out var formToken);
        var header = request.Headers.Authorization.ToString();
        var bearer = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
        if (header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) Basic(header[6..].Trim(), values);
        return new Arguments(values, bearer ?? (type == "application/json" ? null : formToken), error, warnings);
    }

    private static async Task<string?> FormAsync(HttpRequest request, Dictionary<string, string> values)
    {
        try
        {
            foreach (var (name, value) in await request.ReadFormAsync(request.HttpContext.RequestAborted)) values[name] = value.ToString();
            return null;
        }
        catch (InvalidDataException)
        {
            return "invalid_form_data";
        }
    }

    private static async Task<string?> JsonAsync(HttpRequest request, Dictionary<string, string> values)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        if (body.Length == 0) return null;
        try
        {
            if (JsonNode.Parse(body) is not JsonObject json) return "json_not_object";
            foreach (var (name, value) in json)
            {
                if (value is null) continue;
                values[name] = value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
            }
            return null;
        }
        catch (JsonException)
        {
            return "invalid_json";
        }
    }

    /// <summary>HTTP Basic carries an app's client id and secret (oauth.v2.access).</summary>
    private static void Basic(string encoded, Dictionary<string, string> values)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length)) return;
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        if (pair.Length == 2) (values["client_id"], values["client_secret"]) = (pair[0], pair[1]);
    }
}
