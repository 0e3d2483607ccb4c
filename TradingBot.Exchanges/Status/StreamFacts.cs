using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Exchanges.Status;

/// <summary>Counts of one stream, written by its feed and read by anybody.</summary>
internal sealed class StreamFacts(Venue venue, string symbol, StreamKind kind)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _resyncs = new(StringComparer.Ordinal);
    private MarketStatus _status;
    private DateTimeOffset? _lastMessageAt;
    private DateTimeOffset? _lastProofAt;
    private TimeSpan? _latency;
    private long _messages;
    private long _gaps;
    private long _holes;
    private long _recovered;
    private long _ignored;

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

    public void Changed(MarketStatus status)
    {
        lock (_lock) _status = status;
    }

    public void Gap()
    {
        lock (_lock) _gaps++;
    }

    public void Hole()
    {
        lock (_lock) _holes++;
    }

    public void Recovered(int trades)
    {
        lock (_lock) _recovered += trades;
    }

    public void Ignored()
    {
        lock (_lock) _ignored++;
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
            return new(venue, symbol, kind, _status, _lastMessageAt, age, _messages, _gaps, _holes, _recovered, _ignored,
                new Dictionary<string, long>(_resyncs, StringComparer.Ordinal), _latency);
        }
    }
}
