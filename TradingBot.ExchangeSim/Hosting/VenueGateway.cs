using System.Collections.Concurrent;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>What one venue has at its edge: topics, the clients that are connected, and the faults that are switched on.</summary>
internal sealed class VenueGateway(Venue venue, TimeProvider time)
{
    private readonly ConcurrentDictionary<ClientConnection, byte> _connections = new();
    private long _silentUntil;
    private long _rejectUntil;
    private long _messagesSent;
    private long _slowClients;
    private long _lastConnection;

    public Venue Venue { get; } = venue;

    public TopicDirectory Topics { get; } = new();

    public ICollection<ClientConnection> Connections => _connections.Keys;

    public long MessagesSent => Interlocked.Read(ref _messagesSent);

    /// <summary>Clients that were disconnected because their queue was full.</summary>
    public long SlowClients => Interlocked.Read(ref _slowClients);

    /// <summary>While true nothing is sent, though connections stay open.</summary>
    public bool IsSilent => time.GetUtcNow().UtcTicks < Interlocked.Read(ref _silentUntil);

    /// <summary>Time for which requests are still refused with 429; zero or less when they are not.</summary>
    public TimeSpan RejectsFor => TimeSpan.FromTicks(Interlocked.Read(ref _rejectUntil) - time.GetUtcNow().UtcTicks);

    public long NextConnectionNumber() => Interlocked.Increment(ref _lastConnection);

    public void Add(ClientConnection connection) => _connections.TryAdd(connection, 0);

    public void Remove(ClientConnection connection) => _connections.TryRemove(connection, out _);

    public void CountSent(int messages) => Interlocked.Add(ref _messagesSent, messages);

    public void CountSlowClient() => Interlocked.Increment(ref _slowClients);

    public void Silence(TimeSpan duration) => Interlocked.Exchange(ref _silentUntil, (time.GetUtcNow() + duration).UtcTicks);

    public void RejectRequests(TimeSpan duration) => Interlocked.Exchange(ref _rejectUntil, (time.GetUtcNow() + duration).UtcTicks);

    /// <summary>Cuts every connection without a closing handshake.</summary>
    public int DisconnectAll()
    {
        int count = 0;
        foreach (ClientConnection connection in Connections)
        {
            connection.Abort();
            count++;
        }
        return count;
    }
}
