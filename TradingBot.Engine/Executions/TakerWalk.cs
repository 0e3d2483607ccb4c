using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Executions;

/// <summary>What a taker takes from one level.</summary>
/// <param name="Level">The level as shown.</param>
/// <param name="Quantity">What is taken of it.</param>
internal readonly record struct PlannedFill(BookLevel Level, Quantity Quantity);

/// <summary>Walks the visible book level by level, never at a price that is not shown and never past what is shown.</summary>
internal static class TakerWalk
{
    internal const string Model = "visible-book/1";

    /// <summary>Fills <paramref name="plan"/> with what an order would take now.</summary>
    /// <param name="market">A usable market.</param>
    /// <param name="account">Whose order: what it has taken before is not there again.</param>
    /// <param name="side">Side of the order.</param>
    /// <param name="limit">Worst price; none for a market order.</param>
    /// <param name="quantity">What is wanted.</param>
    /// <param name="plan">Is cleared first; the best level comes first.</param>
    /// <returns>What is not to be had.</returns>
    internal static Quantity Plan(Market market, AccountState account, Side side, Price? limit, Quantity quantity, List<PlannedFill> plan)
    {
        plan.Clear();
        Side bookSide = side == Side.Buy ? Side.Sell : Side.Buy;
        BookSide levels = market.Book.Of(bookSide);
        Quantity remaining = quantity;
        for (int depth = 0; depth < levels.Count && !remaining.IsZero; depth++)
        {
            BookLevel level = levels.At(depth);
            if (limit is { } worst && (side == Side.Buy ? level.Price > worst : level.Price < worst)) break;
            long there = level.Quantity.Units - market.Taken.TakenBy(account, bookSide, level.Price);
            if (there <= 0) continue;
            Quantity taken = Quantity.Min(remaining, new(there));
            plan.Add(new(level, taken));
            remaining -= taken;
        }

        return remaining;
    }

    /// <summary>Whether an order with this limit would meet the best level shown.</summary>
    internal static bool IsMarketable(Market market, Side side, Price limit)
    {
        BookSide levels = market.Book.Of(side == Side.Buy ? Side.Sell : Side.Buy);
        return levels.Count > 0 && (side == Side.Buy ? levels.Best <= limit : levels.Best >= limit);
    }
}
