using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace TradingBot.Exchanges.Tests.Simulated;

/// <summary>What a comparison of trades with the tape found.</summary>
/// <param name="LastId">The last of our trades.</param>
/// <param name="Compared">Our trades.</param>
/// <param name="Missing">Trades that a hole tells of.</param>
/// <param name="Unproven">Trades that are missing in a stretch of which the feed told that it is not proven.</param>
/// <param name="Wrong">Everything else.</param>
internal sealed record TradeComparison(long LastId, int Compared, int Missing, int Unproven, IReadOnlyList<string> Wrong);

/// <summary>Collects the holes that a feed tells of in its log: the status shows only their number and the last one.</summary>
internal sealed class HoleLog : ILoggerProvider, ILogger
{
    private const int TradeHole = 3005;
    private const int NotProven = 6000;

    private readonly ConcurrentQueue<(string Symbol, long After, long Before)> _holes = new();
    private readonly ConcurrentQueue<(string Symbol, long After, long Before)> _unproven = new();

    public int Count => _holes.Count;

    public int UnprovenCount => _unproven.Count;

    public bool Has(string symbol, long id) => _holes.Any(hole => hole.Symbol == symbol && id > hole.After && id < hole.Before);

    public bool IsUnproven(string symbol, long id) => _unproven.Any(stretch => stretch.Symbol == symbol && id > stretch.After && id < stretch.Before);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id is not (TradeHole or NotProven) || state is not IReadOnlyList<KeyValuePair<string, object?>> values) return;
        Dictionary<string, object?> told = values.ToDictionary(pair => pair.Key, pair => pair.Value);
        (eventId.Id == TradeHole ? _holes : _unproven).Enqueue(((string)told["Symbol"]!, (long)told["AfterId"]!, told["BeforeId"] is long before ? before : long.MaxValue));
    }

    public void Dispose()
    {
        // Nothing to let go of.
    }
}
