namespace TradingBot.Exchanges.History;

/// <summary>Turns the times of candles, in order, into stretches that are known and those between them that are not there.</summary>
internal sealed class KnownSlots(int intervalSeconds, DateTimeOffset from)
{
    private readonly List<KnownTime> _known = [];
    private DateTimeOffset _reached = from;

    /// <summary>Adds the next slot; false when it is not after the one before, or not on the grid.</summary>
    public bool TryAdd(DateTimeOffset open)
    {
        DateTimeOffset end = open.AddSeconds(intervalSeconds);
        if (open < _reached || (open - DateTimeOffset.UnixEpoch).Ticks % (intervalSeconds * TimeSpan.TicksPerSecond) != 0) return false;
        if (open > _reached) _known.Add(new(_reached, open, HasData: false));
        if (_known.Count > 0 && _known[^1].HasData) _known[^1] = _known[^1] with { To = end };
        else _known.Add(new(open, end, HasData: true));
        _reached = end;
        return true;
    }

    /// <summary>All stretches up to a time.</summary>
    public IReadOnlyList<KnownTime> UpTo(DateTimeOffset end) => end > _reached ? [.. _known, new(_reached, end, HasData: false)] : _known;

    /// <summary>Those stretches that were there.</summary>
    public IReadOnlyList<KnownTime> There => [.. _known.Where(known => known.HasData)];
}
