using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Status;

/// <summary>Counts of one stream, written by its feed and read by anybody.</summary>
internal sealed class StreamFacts(Venue venue, string symbol, StreamKind kind)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _resyncs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _ignored = new(StringComparer.Ordinal);
    private MarketStatus _status;
    private string? _reason;
    private string? _limit;
    private TradeHole? _lastHole;
    private decimal? _middle;
    private DateTimeOffset? _lastMessageAt;
    private DateTimeOffset? _lastProofAt;
    private TimeSpan? _latency;
    private long _messages;
    private long _gaps;
    private long _holes;
    private long _recovered;

    public void Received(DateTimeOffset at, TimeSpan? latency)
    {
        lock (_lock)
        {
            _messages++;
            _lastMessageAt = at;
            _lastProofAt = at;
            _latency = latency ?? _latency;
        }
    }

    public void Proven(DateTimeOffset at)
    {
        lock (_lock) _lastProofAt = at;
    }

    /// <param name="status">As told to the engine.</param>
    /// <param name="reason">Why it is not live.</param>
    public void Changed(MarketStatus status, string? reason)
    {
        lock (_lock) (_status, _reason) = (status, reason);
    }

    /// <summary>Says what limits the stream though it is live; null for nothing.</summary>
    public void Limited(string? limit)
    {
        lock (_lock) _limit = limit;
    }

    /// <summary>Keeps the middle of the best prices, in the quote asset; null when there is none.</summary>
    public void Priced(decimal? middle)
    {
        lock (_lock) _middle = middle;
    }

    /// <summary>The middle of the best prices while the book is live.</summary>
    public decimal? LiveMiddle
    {
        get
        {
            lock (_lock) return _status == MarketStatus.Live ? _middle : null;
        }
    }

    public (Venue Venue, string Symbol, StreamKind Kind) Key => (venue, symbol, kind);

    public void Gap()
    {
        lock (_lock) _gaps++;
    }

    public void Hole(TradeHole hole)
    {
        lock (_lock) (_holes, _lastHole) = (_holes + 1, hole);
    }

    public void Recovered(int trades)
    {
        lock (_lock) _recovered += trades;
    }

    public void Ignored(string reason)
    {
        lock (_lock) _ignored[reason] = _ignored.GetValueOrDefault(reason) + 1;
    }

    public void Resynced(string reason)
    {
        lock (_lock) _resyncs[reason] = _resyncs.GetValueOrDefault(reason) + 1;
    }

    public StreamStatus At(DateTimeOffset now)
    {
        lock (_lock)
        {
            TimeSpan? age = _lastProofAt is { } proof ? (now > proof ? now - proof : TimeSpan.Zero) : null;
            return new(venue, symbol, kind, _status, _lastMessageAt, age, _messages, _gaps, _holes, _recovered, new Dictionary<string, long>(_ignored, StringComparer.Ordinal),
                new Dictionary<string, long>(_resyncs, StringComparer.Ordinal), _latency, _reason, _limit, _lastHole);
        }
    }
}
