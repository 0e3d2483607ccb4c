namespace TradingBot.Exchanges.Feeds;

/// <summary>The venue's clock against ours. Thread-safe.</summary>
/// <remarks>
/// A measurement is off by at most half its round trip. An event that seems to come from the future proves that the offset is still too small,
/// so it is raised: a latency is never negative.
/// </remarks>
internal sealed class VenueClock
{
    private readonly Lock _lock = new();
    private TimeSpan? _offset;
    private DateTimeOffset? _measuredAt;

    /// <summary>Our time when the last measurement began; null before the first.</summary>
    public DateTimeOffset? MeasuredAt
    {
        get
        {
            lock (_lock) return _measuredAt;
        }
    }

    /// <summary>Venue's clock minus ours; null before it was measured.</summary>
    public TimeSpan? Offset
    {
        get
        {
            lock (_lock) return _offset;
        }
    }

    /// <summary>Takes a measurement: our time before and after the request, and the venue's answer.</summary>
    public TimeSpan Measured(DateTimeOffset before, DateTimeOffset after, DateTimeOffset venue)
    {
        TimeSpan offset = venue - (before + (after - before) / 2);
        lock (_lock) (_offset, _measuredAt) = (offset, before);
        return offset;
    }

    /// <summary>Time from a venue's event to our receiving it, never negative; null while the offset or the event's time is unknown.</summary>
    /// <param name="exchangeTimeNs">Nanoseconds since the Unix epoch, 0 for unknown.</param>
    /// <param name="received">Our time.</param>
    public TimeSpan? Latency(long exchangeTimeNs, DateTimeOffset received)
    {
        if (exchangeTimeNs <= 0) return null;
        lock (_lock)
        {
            if (_offset is not { } offset) return null;
            TimeSpan latency = received + offset - (DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(exchangeTimeNs / 100));
            if (latency >= TimeSpan.Zero) return latency;
            _offset = offset - latency;
            return TimeSpan.Zero;
        }
    }
}
