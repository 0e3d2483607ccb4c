namespace TradingBot.Exchanges.Rest;

/// <summary>How much of a venue's request weight is used in its current window, by our own count and by the venue's headers, whichever is more.</summary>
/// <param name="limit">Weight that the venue allows in a window.</param>
/// <param name="window">Length of the window.</param>
/// <param name="time">Clock.</param>
/// <remarks>Only <see cref="Share"/> of the limit is used: other programs may share the address. Not thread-safe.</remarks>
internal sealed class WeightBudget(int limit, TimeSpan window, TimeProvider time)
{
    public const double Share = 0.8;

    private DateTimeOffset _windowEnd = DateTimeOffset.MinValue;
    private long _used;

    /// <summary>Takes a request's weight, or says how long to wait until it may be taken.</summary>
    public TimeSpan TryTake(int weight)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (now >= _windowEnd) (_windowEnd, _used) = (now + window, 0);
        if (_used > 0 && _used + weight > limit * Share) return _windowEnd - now;
        _used += weight;
        return TimeSpan.Zero;
    }

    /// <summary>The venue says how much is used.</summary>
    public void Corrected(long used) => _used = Math.Max(_used, used);
}
