using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;

namespace MailBridge.Commands;

/// <summary>Checks of this machine: folders, database and port.</summary>
internal static class LocalChecks
{
    private static readonly TimeSpan OwnAnswer = TimeSpan.FromSeconds(3);

    /// <summary>The folder, or the nearest one above it that exists, takes a file.</summary>
    public static Finding Writable(string what, string folder, string key)
    {
        var there = folder;
        while (!Directory.Exists(there) && Path.GetDirectoryName(there) is { } above) there = above;
        var probe = Path.Combine(there, $".mailbridge-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return Finding.Good(what, there == folder ? folder : $"{folder} will be made at the first start");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(what, $"{folder} cannot be written ({fault.Message}); give this user the right to, or name another folder in {key}.");
        }
    }

    /// <summary>The folder is a Maildir that can be read.</summary>
    public static Finding Maildir(string what, string path, string key)
    {
        if (!Directory.Exists(path)) return Finding.Bad(what, $"{path} does not exist; name the Maildir in {key}.");
        try
        {
            foreach (var part in (string[])["new", "cur"])
            {
                var folder = Path.Combine(path, part);
                if (!Directory.Exists(folder))
                    return Finding.Bad(what, $"{path} has no folder {part}, so it is no Maildir; name the folder that holds new, cur and tmp in {key}.");
                _ = Directory.EnumerateFiles(folder).FirstOrDefault();
            }
            return Finding.Good(what, $"{path}, readable");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Finding.Bad(what, $"{path} cannot be read ({fault.Message}); give this user the right to.");
        }
    }

    /// <summary>The database opens, is whole at first sight and takes a write.</summary>
    public static async Task<Finding> DatabaseAsync(string file, CancellationToken cancellation)
    {
        if (!File.Exists(file)) return Finding.Good("Database", $"{file} will be made at the first start");
        try
        {
            var where = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 10 };
            await using var connection = new SqliteConnection(where.ToString());
            await connection.OpenAsync(cancellation).ConfigureAwait(false);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master; BEGIN IMMEDIATE; ROLLBACK;";
            await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
            return Finding.Good("Database", $"{file}, {PlainPage.Size(new FileInfo(file).Length)}");
        }
        catch (SqliteException fault)
        {
            return Finding.Bad("Database", $"{file} cannot be used ({fault.Message}); check its rights and the free space, or restore it from a backup.");
        }
    }

    /// <summary>The Workspace's port is free, or the bridge itself has it.</summary>
    public static async Task<Finding> WorkspaceAsync(string url, TimeProvider time, CancellationToken cancellation)
    {
        var uri = new Uri(url);
        try
        {
            var address = uri.IsLoopback ? IPAddress.Loopback : IPAddress.TryParse(uri.Host, out var ip) ? ip : IPAddress.Any;
            using var listener = new TcpListener(address, uri.Port);
            listener.Start();
            return Finding.Good("Workspace", $"{url}, the port is free");
        }
        catch (SocketException fault) when (fault.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await IsBridgeAsync(uri, time, cancellation).ConfigureAwait(false)
                ? Finding.Good("Workspace", $"{url}, in use by the running MailBridge")
                : Finding.Bad("Workspace", $"port {uri.Port} is in use by another program; stop it, or name another port in Workspace:Url.");
        }
        catch (SocketException fault)
        {
            return Finding.Bad("Workspace", $"{url} cannot be listened on ({fault.Message}); name an address of this machine in Workspace:Url.");
        }
    }

    private static async Task<bool> IsBridgeAsync(Uri uri, TimeProvider time, CancellationToken cancellation)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = OwnAnswer };
        using var client = new HttpMessageInvoker(handler);
        using var patience = new CancellationTokenSource(OwnAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(uri, "/healthz"));
            using var response = await client.SendAsync(request, either.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
