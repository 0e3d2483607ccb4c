using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Status;

/// <summary>Facts of a venue's connection, written by its feed and read by anybody.</summary>
internal sealed class ConnectionFacts(Venue venue)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _rejected = new(StringComparer.Ordinal);
    private readonly Dictionary<int, DateTimeOffset?> _openSince = [];
    private DateTimeOffset? _lastMessageAt;
    private DateTimeOffset? _blockedUntil;
    private DateTimeOffset? _circuitOpenUntil;
    private TimeSpan? _clockOffset;
    private string? _lastError;
    private long _reconnects;
    private long _replacements;

    /// <summary>One of the venue's connections is wanted, open or not.</summary>
    public void Wanted(int connection)
    {
        lock (_lock) _openSince.TryAdd(connection, null);
    }

    public void Connected(int connection, DateTimeOffset at)
    {
        lock (_lock) _openSince[connection] = at;
    }

    public void Lost(int connection, string error)
    {
        lock (_lock) (_openSince[connection], _lastError) = (null, error);
    }

    /// <summary>It is not wanted any more.</summary>
    public void Closed(int connection)
    {
        lock (_lock) _openSince.Remove(connection);
    }

    public void Reconnecting()
    {
        lock (_lock) _reconnects++;
    }

    public void Replaced(int connection, DateTimeOffset at)
    {
        lock (_lock) (_replacements, _openSince[connection]) = (_replacements + 1, at);
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

    public void CircuitOpen(DateTimeOffset? until)
    {
        lock (_lock) _circuitOpenUntil = until;
    }

    public ConnectionStatus Now()
    {
        lock (_lock)
        {
            bool allOpen = _openSince.Count > 0 && _openSince.Values.All(since => since is not null);
            return new(venue, allOpen, allOpen ? _openSince.Values.Max() : null, _lastMessageAt, _reconnects, _replacements,
                new Dictionary<string, long>(_rejected, StringComparer.Ordinal), _lastError, _clockOffset, _blockedUntil, _circuitOpenUntil, _openSince.Count);
        }
    }
}
