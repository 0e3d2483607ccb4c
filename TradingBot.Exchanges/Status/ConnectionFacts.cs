using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Status;

/// <summary>Facts of a venue's connection, written by its feed and read by anybody.</summary>
internal sealed class ConnectionFacts(Venue venue)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private DateTimeOffset? _connectedSince;
    private DateTimeOffset? _lastMessageAt;
    private DateTimeOffset? _blockedUntil;
    private TimeSpan? _clockOffset;
    private string? _lastError;
    private long _reconnects;
    private long _replacements;

    public void Connected(DateTimeOffset at)
    {
        lock (_lock) _connectedSince = at;
    }

    public void Lost(string error)
    {
        lock (_lock) (_connectedSince, _lastError) = (null, error);
    }

    public void Reconnecting()
    {
        lock (_lock) _reconnects++;
    }

    public void Replaced(DateTimeOffset at)
    {
        lock (_lock) (_replacements, _connectedSince) = (_replacements + 1, at);
    }

    public void Received(DateTimeOffset at)
    {
        lock (_lock) _lastMessageAt = at;
    }

    public void Rejected(string reason)
    {
        lock (_lock) _rejected[reason] = _rejected.GetValueOrDefault(reason) + 1;
    }

    public void ClockMeasured(TimeSpan offset)
    {
        lock (_lock) _clockOffset = offset;
    }

    public void Blocked(DateTimeOffset? until)
    {
        lock (_lock) _blockedUntil = until;
    }

    public ConnectionStatus Now()
    {
        lock (_lock)
            return new(venue, _connectedSince is not null, _connectedSince, _lastMessageAt, _reconnects, _replacements,
                new Dictionary<string, long>(_rejected, StringComparer.Ordinal), _lastError, _clockOffset, _blockedUntil);
    }
}
