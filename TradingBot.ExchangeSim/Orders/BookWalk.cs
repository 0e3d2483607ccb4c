using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Orders;

/// <summary>What a book would give to an order that takes, found without touching it. Prices in ticks, quantities in lots.</summary>
internal static class BookWalk
{
    /// <summary>The worst price that an order without one takes.</summary>
    public static long AnyPrice(Side side) => side == Side.Buy ? PriceLadder.MaxPrice : 1;

    /// <summary>Whether a limit order would match at once.</summary>
    public static bool Crosses(MatchingEngine engine, Side side, long limit) =>
        side == Side.Buy ? engine.BestAsk <= limit : engine.BestBid >= limit && engine.BestBid > 0;

    /// <summary>Lots to be had within a limit, counted until there are enough.</summary>
    public static long Reachable(MatchingEngine engine, Side side, long limit, long enough)
    {
        long lots = 0;
        for (long price = Best(engine, side); lots < enough && IsWithin(side, price, limit); price = Next(engine, side, price))
            lots += engine.QuantityAt(price);
        return lots;
    }

    /// <summary>Whole lots that an amount of the quote asset (10^-8) pays for, or that bring it in, from the best price on.</summary>
    public static long LotsFor(GeneratedBook book, Side side, long quoteUnits)
    {
        Instrument instrument = book.Market.Instrument;
        MatchingEngine engine = book.Engine;
        Int128 left = (Int128)quoteUnits * Amounts.Unit;
        long lots = 0;
        for (long price = Best(engine, side); IsWithin(side, price, AnyPrice(side)); price = Next(engine, side, price))
        {
            Int128 lotCost = (Int128)price * instrument.TickUnits * instrument.LotUnits;
            long here = (long)Int128.Min(engine.QuantityAt(price), left / lotCost);
            lots += here;
            left -= here * lotCost;
            if (here < engine.QuantityAt(price))
                break;
        }
        return lots;
    }

    private static long Best(MatchingEngine engine, Side side) => side == Side.Buy ? engine.BestAsk : engine.BestBid;

    private static long Next(MatchingEngine engine, Side side, long price)
    {
        if (side == Side.Sell)
            return engine.BidBelow(price);
        long next = engine.AskAbove(price);
        return next == 0 ? long.MaxValue : next;
    }

    private static bool IsWithin(Side side, long price, long limit) => side == Side.Buy ? price <= limit : price >= limit && price > 0;
}
