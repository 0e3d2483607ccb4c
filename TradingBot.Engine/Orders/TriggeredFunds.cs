using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;

namespace TradingBot.Engine.Orders;

/// <summary>Money for a buy at the market that was locked at its trigger price and may meet another price when it works.</summary>
internal static class TriggeredFunds
{
    private const long Billion = 1_000_000_000;

    /// <summary>Locks exactly what the plan costs, from the free balance or back to it; cuts the plan to what can be paid.</summary>
    /// <returns>False where the plan had to be cut.</returns>
    internal static bool Cover(EngineSession session, Instrument instrument, OrderState order, List<PlannedFill> plan)
    {
        Money available = order.Locked + order.Account.Free(order.LockedAsset);
        bool covers = Settlement.TakerCost(instrument, plan) <= available;
        if (!covers) Cut(instrument, plan, available);
        Money cost = Settlement.TakerCost(instrument, plan);
        Invariant.Holds(cost <= available);
        if (cost != order.Locked) Relock(session, order, cost);
        return covers;
    }

    private static void Cut(Instrument instrument, List<PlannedFill> plan, Money available)
    {
        Money left = available;
        for (int index = 0; index < plan.Count; index++)
        {
            Money cost = CostOf(instrument, plan[index]);
            if (cost <= left)
            {
                left -= cost;
                continue;
            }

            PlannedFill part = plan[index] with { Quantity = Affordable(instrument, plan[index], left) };
            plan.RemoveRange(index, plan.Count - index);
            if (!part.Quantity.IsZero) plan.Add(part);
            return;
        }
    }

    // What is left without the fee's share buys at most this much; the roundings of notional and fee may cost a lot of it.
    private static Quantity Affordable(Instrument instrument, PlannedFill fill, Money left)
    {
        Money forNotional = instrument.FeeCharging == FeeCharging.QuoteAsset
            ? MoneyRatio.MultiplyDivideRoundedDown(left, Billion, Billion + instrument.TakerFee.PartsPerBillion)
            : left;
        Quantity most = Quantity.Min(instrument.QuantityWithin(forNotional, fill.Level.Price), fill.Quantity);
        long units = most.Units / instrument.LotSize * instrument.LotSize;
        while (units > 0 && CostOf(instrument, fill with { Quantity = new(units) }) > left) units -= instrument.LotSize;
        return new(Math.Max(0, units));
    }

    private static Money CostOf(Instrument instrument, PlannedFill fill) => Settlement.TakerCost(instrument, [fill]);

    /// <summary>Sets what is locked for an order.</summary>
    internal static void Relock(EngineSession session, OrderState order, Money cost) => session.Emit(order.Account, new OrderRelocked
    {
        Account = order.Account.Id,
        AccountSequence = order.Account.Sequence + 1,
        InputSequence = session.Sequence,
        TimeNs = session.TimeNs,
        OrderId = order.Terms.OrderId,
        Locked = cost,
        Postings = Posting.Between(order.LockedAsset, LedgerAccount.Free, LedgerAccount.Locked, cost - order.Locked),
    });
}
