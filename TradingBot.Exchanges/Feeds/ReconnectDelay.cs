namespace TradingBot.Exchanges.Feeds;

/// <summary>Pauses between connections: doubling up to a limit, each drawn between half and all of it, so that many clients do not come back at once.</summary>
internal sealed class ReconnectDelay(TimeSpan first, TimeSpan limit)
{
    private int _attempts;

    public TimeSpan Next()
    {
        double whole = Math.Min(limit.TotalMilliseconds, first.TotalMilliseconds * Math.Pow(2, Math.Min(_attempts++, 20)));
        return TimeSpan.FromMilliseconds(whole * (0.5 + Random.Shared.NextDouble() / 2));
    }

    /// <summary>The last connection worked.</summary>
    public void Reset() => _attempts = 0;
}
