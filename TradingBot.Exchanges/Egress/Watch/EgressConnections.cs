using System.Collections.Concurrent;
using System.Net;

namespace TradingBot.Exchanges.Egress.Watch;

/// <summary>Where connections to exchanges were opened to, after the guard had allowed it: what else this process is connected to did not pass the guard.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class EgressConnections
{
    // A content network has many addresses. Two generations: an address is forgotten only after at least this many others, far more than a connection's life sees.
    private const int GenerationMax = 4_096;
    private ConcurrentDictionary<IPEndPoint, byte> _allowed = [];
    private ConcurrentDictionary<IPEndPoint, byte> _before = [];

    /// <summary>Whether the guard let a connection be opened to an address.</summary>
    public bool Contains(IPEndPoint remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        IPEndPoint plain = new(Plain(remote.Address), remote.Port);
        return _allowed.ContainsKey(plain) || _before.ContainsKey(plain);
    }

    internal void Allow(IEnumerable<IPAddress> addresses, int port)
    {
        if (_allowed.Count >= GenerationMax) (_before, _allowed) = (_allowed, []);
        foreach (IPAddress address in addresses) _allowed[new(Plain(address), port)] = 0;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : new(address.GetAddressBytes());
}
