using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>What a request for a snapshot is shown.</summary>
internal static class ShownBooks
{
    /// <summary>The true book unless a fault has put another one in its place.</summary>
    public static (PublicMarket Market, int Levels) Of(HttpContext context, PublicMarket market, int limit)
    {
        if (context.Features.Get<StaleSnapshot>() is { } stale)
            return stale.Show(limit);
        return market.Display.Snapshots is [.., var last] ? last.Show(limit) : (market, limit);
    }

    public static PublicMarket CopyOf(PublicMarket market, IEnumerable<PriceLevel> moreBids, IEnumerable<PriceLevel> moreAsks)
    {
        var copy = new PublicMarket(market.Instrument, market.NextTradeId, market.UpdateId, market.TicksCloseDepthWindows);
        Fill(copy.Book.Bids, Levels(market.Book.Bids).Concat(moreBids).OrderBy(level => level.Price));
        Fill(copy.Book.Asks, Levels(market.Book.Asks).Concat(moreAsks).OrderByDescending(level => level.Price));
        return copy;
    }

    /// <summary>Worst levels first: that way each is added at the end of the array.</summary>
    private static void Fill(LevelSide side, IEnumerable<PriceLevel> levels)
    {
        foreach (PriceLevel level in levels)
            side.Set(level.Price, level.Quantity);
    }

    private static IEnumerable<PriceLevel> Levels(LevelSide side) => Enumerable.Range(0, side.Count).Select(rank => side[rank]);
}

/// <summary>The book as it was when the fault started.</summary>
internal sealed class StaleSnapshot(PublicMarket market)
{
    private readonly PublicMarket _copy = ShownBooks.CopyOf(market, [], []);

    public long UpdateId => _copy.UpdateId;

    public (PublicMarket Market, int Levels) Show(int limit) => (_copy, limit);
}

/// <summary>The true book with very many levels more, all of which are shown.</summary>
internal sealed class WideSnapshot(Fault fault, PublicMarket market)
{
    public Fault Fault { get; } = fault;

    public (PublicMarket Market, int Levels) Show(int limit)
    {
        int levels = (int)Fault.Number("levels");
        Fault.CountAffected();
        return (ShownBooks.CopyOf(market, MadeUpLevels.Low(market, levels / 2), MadeUpLevels.High(market, levels - levels / 2)), int.MaxValue);
    }
}
