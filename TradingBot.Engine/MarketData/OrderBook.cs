namespace TradingBot.Engine.MarketData;

/// <summary>What a venue shows of an instrument's orders, kept by its snapshots and changes.</summary>
internal sealed class OrderBook
{
    private const int TopLevels = 5;

    internal BookSide Bids { get; } = new(Side.Buy);

    internal BookSide Asks { get; } = new(Side.Sell);

    /// <summary>Number of the last change in it; 0 before the first snapshot.</summary>
    internal long LastUpdateId { get; private set; }

    /// <summary>When the venue says it was so, else when it was received.</summary>
    internal long TimeNs { get; private set; }

    internal bool HasSnapshot { get; private set; }

    internal bool IsTwoSided => Bids.Count > 0 && Asks.Count > 0;

    /// <summary>Best bid at or above best ask: no market is like that, so the book is wrong.</summary>
    internal bool IsCrossed => IsTwoSided && Bids.Best >= Asks.Best;

    internal BookSide Of(Side side) => side == Side.Buy ? Bids : Asks;

    /// <summary>(bids - asks) / (bids + asks) of the quantities at the five best levels of each side, -1 to 1.</summary>
    internal double TopImbalance()
    {
        double bids = 0;
        double asks = 0;
        for (int depth = 0; depth < TopLevels && depth < Bids.Count; depth++) bids += Bids.At(depth).Quantity.Units;
        for (int depth = 0; depth < TopLevels && depth < Asks.Count; depth++) asks += Asks.At(depth).Quantity.Units;
        return bids + asks > 0 ? (bids - asks) / (bids + asks) : 0;
    }

    internal void Replace(BookUpdate update, long receivedNs)
    {
        Bids.Clear();
        Asks.Clear();
        HasSnapshot = true;
        SetAll(update, receivedNs);
    }

    /// <summary>Applies a change; false where there is no book to change or the change is older than the book.</summary>
    internal bool TryChange(BookUpdate update, long receivedNs)
    {
        if (!HasSnapshot || update.LastUpdateId <= LastUpdateId) return false;
        SetAll(update, receivedNs);
        return true;
    }

    private void SetAll(BookUpdate update, long receivedNs)
    {
        foreach (ref readonly BookLevel level in update.Bids.Span) Bids.Set(level.Price, level.Quantity);
        foreach (ref readonly BookLevel level in update.Asks.Span) Asks.Set(level.Price, level.Quantity);
        LastUpdateId = update.LastUpdateId;
        TimeNs = update.ExchangeTimeNs != 0 ? update.ExchangeTimeNs : receivedNs;
    }
}
