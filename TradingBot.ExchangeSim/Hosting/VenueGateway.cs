using System.Collections.Concurrent;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>What one venue has at its edge: topics, the clients that are connected, and the faults that are switched on.</summary>
internal sealed class VenueGateway(Venue venue, TimeProvider time)
{
    private readonly ConcurrentDictionary<ClientConnection, byte> _connections = new();
    private long _messagesSent;
    private long _slowClients;
    private long _lastConnection;

    private readonly Lock _conditions = new();
    private SocketConditions _forNew = SocketConditions.Fine;
    private long _clockOffsetMs;
    private UpgradeRefusal? _refusal;

    public Venue Venue { get; } = venue;

    public TimeProvider Time { get; } = time;

    /// <summary>Set while upgrades to WebSockets are refused.</summary>
    public UpgradeRefusal? Refusal
    {
        get => Volatile.Read(ref _refusal);
        set => Volatile.Write(ref _refusal, value);
    }

    /// <summary>Milliseconds by which the venue's clock is ahead of simulated time.</summary>
    public long ClockOffsetMs
    {
        get => Interlocked.Read(ref _clockOffsetMs);
        set => Interlocked.Exchange(ref _clockOffsetMs, value);
    }

    public TopicDirectory Topics { get; } = new(venue == Venue.Binance ? new TopicDirectory() : null);

    public ICollection<ClientConnection> Connections => _connections.Keys;

    public long MessagesSent => Interlocked.Read(ref _messagesSent);

    /// <summary>Clients that were disconnected because their queue was full.</summary>
    public long SlowClients => Interlocked.Read(ref _slowClients);

    public long NextConnectionNumber() => Interlocked.Increment(ref _lastConnection);

    public void Add(ClientConnection connection)
    {
        lock (_conditions)
        {
            connection.Conditions = _forNew;
            _connections.TryAdd(connection, 0);
        }
    }

    /// <summary>Sets what is wrong with each connection, and with those that are opened from now on.</summary>
    public void SetConditions(SocketConditions forNew, Func<ClientConnection, SocketConditions> forOpen)
    {
        lock (_conditions)
        {
            _forNew = forNew;
            foreach (ClientConnection connection in Connections)
                connection.Conditions = forOpen(connection);
        }
    }

    public void Remove(ClientConnection connection) => _connections.TryRemove(connection, out _);

    public void CountSent(int messages) => Interlocked.Add(ref _messagesSent, messages);

    public void CountSlowClient() => Interlocked.Increment(ref _slowClients);

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

/// <summary>How upgrades are refused: by an HTTP status, 0 for cutting the connection; <paramref name="Count"/> is called for each.</summary>
internal sealed record UpgradeRefusal(int Status, Action Count);
