using System.Net;
using System.Net.Sockets;
using TradingBot.SafetyProof.Attacks;
using TradingBot.SafetyProof.Report;

namespace TradingBot.SafetyProof.Network;

/// <summary>In a network that has only its loopback, nothing else can be called: not by address, not by name, not by another protocol.</summary>
internal static class UnreachableProof
{
    private const string Layer = "L8 network";

    // Public addresses, documentation's addresses, a private network's, a cloud's metadata, a name server's.
    private static readonly string[] Addresses =
        ["93.184.216.34", "1.1.1.1", "8.8.8.8", "192.0.2.1", "198.51.100.1", "10.0.0.1", "172.17.0.1", "192.168.1.1", "169.254.169.254", "2606:4700:4700::1111", "2001:db8::1", "fd00::1"];

    public static async Task<ProofRow> RunAsync(CancellationToken cancellation)
    {
        List<string> holes = [];
        long attempts = 0;
        foreach (string address in Addresses)
            foreach (int port in (int[])[443, 80, 9000, 53])
            {
                attempts += 2;
                if (await OutcomeAsync(address, port, SocketType.Stream, cancellation) is { } opened) holes.Add($"tcp {address}:{port} ({opened})");
                if (await OutcomeAsync(address, port, SocketType.Dgram, cancellation) is { } sent) holes.Add($"udp {address}:{port} ({sent})");
            }
        foreach (string host in AttackCorpus.Routes.Select(route => route.Host).Concat(AttackCorpus.Sockets.Select(socket => socket.Address.Host)).Distinct())
        {
            attempts++;
            if (await ResolvesAsync(host, cancellation)) holes.Add($"{host} was resolved");
        }
        return ProofRow.From(Layer, "direct connections from a network with the gateway alone", attempts, holes, "all of them: network unreachable (ENETUNREACH), no name resolved");
    }

    /// <summary>Null where the network is unreachable, which is the only right answer.</summary>
    private static async Task<string?> OutcomeAsync(string address, int port, SocketType type, CancellationToken cancellation)
    {
        IPAddress target = IPAddress.Parse(address);
        using Socket socket = new(target.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(target, port), cancellation);
            return "connected";
        }
        catch (SocketException refused)
        {
            return refused.SocketErrorCode is SocketError.NetworkUnreachable or SocketError.AddressNotAvailable ? null : refused.SocketErrorCode.ToString();
        }
    }

    private static async Task<bool> ResolvesAsync(string host, CancellationToken cancellation)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, cancellation)).Length > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
