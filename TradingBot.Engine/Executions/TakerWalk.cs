using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Executions;

/// <summary>What a taker takes from one level.</summary>
/// <param name="Level">The level as shown.</param>
/// <param name="Quantity">What is taken of it.</param>
internal readonly record struct PlannedFill(BookLevel Level, Quantity Quantity);

/// <summary>
/// Walks the visible book level by level, never at a price that is not shown and never past what is shown, less what trades have taken of it
/// since it was told.
/// </summary>
internal static class TakerWalk
{
    internal const string Model = "visible-book/2";

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
            long there = market.Takeable(account, bookSide, level);
            if (there <= 0) continue;
            Quantity taken = Quantity.Min(remaining, new(there));
            plan.Add(new(level, taken));
            remaining -= taken;
        }

        return remaining;
    }

    /// <summary>Fills <paramref name="plan"/> with what an amount of the quote asset buys, or must be sold to bring it, on the lot grid.</summary>
    /// <param name="market">A usable market.</param>
    /// <param name="account">Whose order: what it has taken before is not there again.</param>
    /// <param name="side">Side of the order.</param>
    /// <param name="amount">Quote asset, fees not counted; is not exceeded.</param>
    /// <param name="plan">Is cleared first; the best level comes first.</param>
    /// <param name="isShort">Whether the book shows less than the amount is worth.</param>
    /// <returns>The whole quantity, rounded down to the lot.</returns>
    internal static Quantity PlanForQuote(Market market, AccountState account, Side side, Money amount, List<PlannedFill> plan, out bool isShort)
    {
        plan.Clear();
        Instrument instrument = market.Definition!;
        Side bookSide = side == Side.Buy ? Side.Sell : Side.Buy;
        BookSide levels = market.Book.Of(bookSide);
        Money left = amount;
        Quantity total = Quantity.Zero;
        for (int depth = 0; depth < levels.Count; depth++)
        {
            BookLevel level = levels.At(depth);
            long there = market.Takeable(account, bookSide, level);
            if (there <= 0) continue;
            Quantity taken = Quantity.Min(instrument.QuantityWithin(left, level.Price), new(there));
            if (taken.IsZero) break;
            plan.Add(new(level, taken));
            total += taken;
            left -= instrument.NotionalRoundedUp(level.Price, taken);
            if (taken.Units < there) break;
        }

        isShort = plan.Count == 0 || instrument.QuantityWithin(left, plan[^1].Level.Price).Units >= instrument.LotSize;
        return CutToLot(instrument, total, plan);
    }

    // Levels need not be whole lots; the order must be.
    private static Quantity CutToLot(Instrument instrument, Quantity total, List<PlannedFill> plan)
    {
        long excess = total.Units % instrument.LotSize;
        Quantity whole = new(total.Units - excess);
        while (excess > 0)
        {
            PlannedFill last = plan[^1];
            long cut = Math.Min(excess, last.Quantity.Units);
            excess -= cut;
            if (cut == last.Quantity.Units) plan.RemoveAt(plan.Count - 1);
            else plan[^1] = last with { Quantity = new(last.Quantity.Units - cut) };
        }

        return whole;
    }

    /// <summary>Whether an order with this limit would meet the best level shown.</summary>
    internal static bool IsMarketable(Market market, Side side, Price limit)
    {
        BookSide levels = market.Book.Of(side == Side.Buy ? Side.Sell : Side.Buy);
        return levels.Count > 0 && (side == Side.Buy ? levels.Best <= limit : levels.Best >= limit);
    }
}
