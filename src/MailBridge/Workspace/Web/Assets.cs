using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace MailBridge.Workspace.Web;

/// <summary>
/// Style and script, out of the assembly. All of them share one content hash in their path, so that a script can import its neighbour by a relative
/// name and both may be kept by the browser for ever.
/// </summary>
public sealed class Assets
{
    private const string Prefix = "Workspace/";
    private readonly FrozenDictionary<string, byte[]> _files;

    /// <summary>Reads them all.</summary>
    public Assets()
    {
        var assembly = typeof(Assets).Assembly;
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            files[name[Prefix.Length..]] = bytes.ToArray();
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Values) hash.AppendData(file);
        Version = Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Changes when any of them does.</summary>
    public string Version { get; }

    /// <summary>Where a page finds one.</summary>
    public string Url(string name) => $"/workspace/assets/{Version}/{name}";

    /// <summary>Hands one out.</summary>
    public IResult Serve(HttpContext http, string version, string name)
    {
        if (!_files.TryGetValue(name, out var bytes)) return Results.NotFound();
        // A page from before an update may ask for the old version: it gets today's, but must not keep it.
        http.Response.Headers.CacheControl = version == Version ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(bytes, MediaType(name), entityTag: new EntityTagHeaderValue($"\"{Version}\""));
    }

    private static string MediaType(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
