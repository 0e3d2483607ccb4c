using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Faults;

/// <summary>Looks through the orders of a book.</summary>
internal static class RestingOrders
{
    /// <summary>Cancels all that fit, one by one, each of which the public sees.</summary>
    public static void Cancel(GeneratedBook book, long timeNs, Func<RestingOrder, bool> fits)
    {
        var ids = new List<long>();
        for (int slot = 1; slot <= book.Engine.HighestSlot; slot++)
        {
            if (book.Engine.TryOrderInSlot(slot, out RestingOrder order) && fits(order))
                ids.Add(order.Id);
        }
        foreach (long id in ids)
            book.Cancel(timeNs, id);
    }
}

/// <summary>Prices near the market at which nobody rests an order for a time.</summary>
internal static class Hole
{
    /// <summary>Lowest and highest price, in ticks, within a percentage of the middle of the best prices.</summary>
    public static (long From, long To) Around(GeneratedBook book, decimal percent)
    {
        MatchingEngine engine = book.Engine;
        if (engine.BestBid == 0 || engine.BestAsk == long.MaxValue)
            return (long.MaxValue, long.MinValue);
        decimal middle = (engine.BestBid + engine.BestAsk) / 2m;
        return ((long)(middle * (1 - percent / 100)), (long)(middle * (1 + percent / 100)));
    }
}

/// <summary>A price that jumps through real orders: somebody takes all there is as far as the target, in one moment.</summary>
internal static class Spike
{
    /// <summary>Lots of the order that waits at the target, so that there is a trade at it; as many rest there afterwards on the other side.</summary>
    private const long Lots = 100;

    public static void Run(GeneratedBook book, long timeNs, decimal percent)
    {
        MatchingEngine engine = book.Engine;
        Side taker = percent < 0 ? Side.Sell : Side.Buy;
        long best = taker == Side.Sell ? engine.BestBid : engine.BestAsk;
        if (best is 0 or long.MaxValue)
            return;
        long target = Math.Clamp((long)(best * (1 + percent / 100)), 1, PriceLadder.MaxPrice);
        long step = Step(book);
        target = Math.Max(target - target % step, step);
        book.PlaceLimit(timeNs, taker.Opposite(), target, Lots * LotStep(book));
        long quantity = 0;
        for (long price = best; price is not (0 or long.MaxValue) && (taker == Side.Sell ? price >= target : price <= target); price = taker == Side.Sell ? engine.BidBelow(price) : engine.AskAbove(price))
            quantity += engine.QuantityAt(price);
        book.PlaceLimit(timeNs, taker, target, quantity + Lots * LotStep(book));
    }

    private static long Step(GeneratedBook book) => book.Market.Display.Rules.TickUnits / book.Market.Instrument.TickUnits;

    private static long LotStep(GeneratedBook book) => book.Market.Display.Rules.LotUnits / book.Market.Instrument.LotUnits;
}
