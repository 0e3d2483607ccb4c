using System.Collections.Concurrent;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Status;

/// <summary>What every stream and connection is doing now. Thread-safe.</summary>
public sealed class FeedStatusBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<(Venue, string, StreamKind), StreamFacts> _streams = new();
    private readonly ConcurrentDictionary<Venue, ConnectionFacts> _connections = new();

    /// <summary>From which difference between the venues' prices on one of them must be wrong, as a fraction of the lower one.</summary>
    public decimal DivergenceLimit { get; set; } = 0.02m;

    /// <summary>Every stream, by venue, symbol and kind.</summary>
    public IReadOnlyList<StreamStatus> Streams()
    {
        DateTimeOffset now = time.GetUtcNow();
        return [.. _streams.Values.Select(facts => Compared(facts, facts.At(now))).OrderBy(stream => stream.Venue).ThenBy(stream => stream.Symbol, StringComparer.Ordinal).ThenBy(stream => stream.Stream)];
    }

    /// <summary>Every venue's connection.</summary>
    public IReadOnlyList<ConnectionStatus> Connections() => [.. _connections.Values.Select(facts => facts.Now()).OrderBy(connection => connection.Venue)];

    /// <summary>By symbol, how far the venues' prices are apart as a fraction of the lower one, where more than one venue is live.</summary>
    public IReadOnlyDictionary<string, decimal> Divergences()
    {
        Dictionary<string, decimal> divergences = new(StringComparer.Ordinal);
        foreach (StreamFacts facts in _streams.Values)
            if (Divergence(facts) is { } divergence) divergences[facts.Key.Symbol] = Math.Max(divergence, divergences.GetValueOrDefault(facts.Key.Symbol));
        return divergences;
    }

    private StreamStatus Compared(StreamFacts facts, StreamStatus status) =>
        Divergence(facts) is { } divergence ? status with { Divergence = divergence, Diverges = divergence > DivergenceLimit } : status;

    private decimal? Divergence(StreamFacts facts)
    {
        if (facts.Key.Kind != StreamKind.Book || facts.LiveMiddle is not { } ours) return null;
        decimal? greatest = null;
        foreach (StreamFacts other in _streams.Values)
        {
            if (other.Key.Kind != StreamKind.Book || other.Key.Venue == facts.Key.Venue || other.Key.Symbol != facts.Key.Symbol || other.LiveMiddle is not { } theirs) continue;
            decimal difference = Math.Abs(ours - theirs) / Math.Min(ours, theirs);
            greatest = greatest is { } known ? Math.Max(known, difference) : difference;
        }
        return greatest;
    }

    internal StreamFacts Stream(Venue venue, string symbol, StreamKind kind) => _streams.GetOrAdd((venue, symbol, kind), _ => new(venue, symbol, kind));

    /// <summary>A symbol is not followed any more.</summary>
    internal void Forget(Venue venue, string symbol)
    {
        foreach (StreamKind kind in Enum.GetValues<StreamKind>()) _streams.TryRemove((venue, symbol, kind), out _);
    }

    internal ConnectionFacts Connection(Venue venue) => _connections.GetOrAdd(venue, _ => new(venue));
}
