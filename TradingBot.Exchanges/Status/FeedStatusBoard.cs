using System.Collections.Concurrent;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Status;

/// <summary>What every stream and connection is doing now. Thread-safe.</summary>
public sealed class FeedStatusBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<(Venue, string, StreamKind), StreamFacts> _streams = new();
    private readonly ConcurrentDictionary<Venue, ConnectionFacts> _connections = new();

    /// <summary>Every stream, by venue, symbol and kind.</summary>
    public IReadOnlyList<StreamStatus> Streams()
    {
        DateTimeOffset now = time.GetUtcNow();
        return [.. _streams.Values.Select(facts => facts.At(now)).OrderBy(stream => stream.Venue).ThenBy(stream => stream.Symbol, StringComparer.Ordinal).ThenBy(stream => stream.Stream)];
    }

    /// <summary>Every venue's connection.</summary>
    public IReadOnlyList<ConnectionStatus> Connections() => [.. _connections.Values.Select(facts => facts.Now()).OrderBy(connection => connection.Venue)];

    internal StreamFacts Stream(Venue venue, string symbol, StreamKind kind) => _streams.GetOrAdd((venue, symbol, kind), _ => new(venue, symbol, kind));

    internal ConnectionFacts Connection(Venue venue) => _connections.GetOrAdd(venue, _ => new(venue));
}
