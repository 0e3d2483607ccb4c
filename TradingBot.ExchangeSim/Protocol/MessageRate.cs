namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Counts a client's messages in windows that start with the first one. Not thread-safe.</summary>
internal sealed class MessageRate(TimeProvider time, TimeSpan window)
{
    private long _endTicks;
    private int _count;

    /// <summary>Counts one; true where it is above a limit, of which 0 is none.</summary>
    public bool IsAbove(int limit)
    {
        long now = time.GetUtcNow().UtcTicks;
        if (now >= _endTicks)
        {
            _endTicks = now + window.Ticks;
            _count = 0;
        }
        return ++_count > limit && limit > 0;
    }
}
