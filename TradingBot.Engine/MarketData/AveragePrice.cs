namespace TradingBot.Engine.MarketData;

/// <summary>Sums of the last minutes' trades, by second of the venue's time: what the venue's rules call the weighted average price.</summary>
/// <remarks>Fixed memory. A trade that is dated before the window of the newest one is left out. Source: Binance, Filters (PERCENT_PRICE, NOTIONAL).</remarks>
internal sealed class AveragePrice(int minutes)
{
    private const long SecondNs = 1_000_000_000;

    // No venue's trade is as large; so the sums of an hour can't overflow.
    private static readonly Int128 GreatestNotional = (Int128)1_000_000_000_000_000 * 1_000_000_000_000_000;

    private readonly Slot[] _slots = new Slot[minutes * 60];

    internal int Minutes { get; } = minutes;

    internal void Add(in TradePrint trade)
    {
        Int128 notional = (Int128)trade.Price.Units * trade.Quantity.Units;
        if (notional > GreatestNotional || trade.ExchangeTimeNs < 0) return;
        long second = trade.ExchangeTimeNs / SecondNs;
        ref Slot slot = ref _slots[second % _slots.Length];
        if (second < slot.Second) return;
        if (second > slot.Second) slot = new() { Second = second };
        slot.Notional += notional;
        slot.Quantity += trade.Quantity.Units;
    }

    /// <summary>Sums over the last <paramref name="windowMinutes"/> before a time of the venue; zero where nothing was traded.</summary>
    internal (Int128 Notional, Int128 Quantity) Over(int windowMinutes, long nowNs)
    {
        long now = nowNs / SecondNs;
        long from = now - (windowMinutes * 60);
        (Int128 notional, Int128 quantity) = (Int128.Zero, Int128.Zero);
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.Second <= from || slot.Second > now) continue;
            notional += slot.Notional;
            quantity += slot.Quantity;
        }

        return (notional, quantity);
    }

    private struct Slot
    {
        internal long Second;
        internal Int128 Notional;
        internal Int128 Quantity;
    }
}
