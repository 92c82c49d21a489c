using System.Text;

namespace MailBridge.MailProtocols.Wire;

/// <summary>The optional record of a conversation; whoever writes a secret gives the text to show in its place.</summary>
internal sealed class WireLog(Action<string>? sink)
{
    private const int ShownCharacters = 400;

    public void Client(string line) => sink?.Invoke("C: " + Shorten(line));

    public void Server(ReadOnlySpan<byte> line) => sink?.Invoke("S: " + Shorten(Encoding.UTF8.GetString(line)));

    public void ClientOctets(long count) => sink?.Invoke($"C: ({count} octets)");

    public void ServerOctets(long count) => sink?.Invoke($"S: ({count} octets)");

    private static string Shorten(string line) => line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "…";
}
