using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>Where an order that takes would meet a resting order of its own account.</summary>
/// <param name="Maker">The resting order.</param>
/// <param name="FillsBefore">How many of the planned fills come before it.</param>
/// <param name="Quantity">What the two would trade.</param>
internal readonly record struct OwnMeeting(OrderState Maker, int FillsBefore, Quantity Quantity);

/// <summary>Finds where a plan would trade with resting orders of the same account, and cuts it as the order's mode says.</summary>
/// <remarks>
/// A paper order is not in the venue's book, so it is put where it would be: behind what is ahead of it at its price. The order that arrives
/// decides. Source: Binance, Self Trade Prevention FAQ.
/// </remarks>
internal sealed class SelfTrades
{
    private readonly List<OwnMeeting> _meetings = [];

    /// <summary>The meetings of the last plan, in the order in which they happen.</summary>
    internal IReadOnlyList<OwnMeeting> Meetings => _meetings;

    /// <summary>Whether the last plan can't be filled in full because of them.</summary>
    internal bool Shorten { get; private set; }

    internal void Clear()
    {
        _meetings.Clear();
        Shorten = false;
    }

    /// <summary>Finds the meetings of an order and cuts what it takes.</summary>
    internal void Meet(Market market, AccountState account, Side side, Price? limit, Quantity quantity, SelfTradePrevention mode, List<PlannedFill> plan)
    {
        Clear();
        RestingOrders resting = market.Resting(Opposite(side));
        Quantity prevented = Quantity.Zero;
        for (int index = 0; index < resting.Count; index++)
        {
            OrderState maker = resting[index];
            if (IsBeyond(side, maker, limit)) break;
            if (!ReferenceEquals(maker.Account, account)) continue;
            (Quantity before, int fills) = Before(market, side, maker, plan);
            Quantity left = quantity - prevented;
            if (before >= left) break;
            Quantity match = Quantity.Min(left - before, maker.Remaining);
            _meetings.Add(new(maker, fills, match));
            if (mode == SelfTradePrevention.ExpireMaker) continue;
            Shorten = true;
            if (mode == SelfTradePrevention.Decrement)
            {
                prevented += match;
                continue;
            }

            Cut(plan, before);
            return;
        }

        if (!prevented.IsZero) Cut(plan, quantity - prevented);
    }

    /// <summary>The first resting order of the account that an order with this limit (none: at the market) would meet; none where there is none.</summary>
    internal static OrderState? FirstMet(Market market, AccountState account, Side side, Price? limit)
    {
        RestingOrders resting = market.Resting(Opposite(side));
        for (int index = 0; index < resting.Count && !IsBeyond(side, resting[index], limit); index++)
            if (ReferenceEquals(resting[index].Account, account)) return resting[index];
        return null;
    }

    private static bool IsBeyond(Side side, OrderState maker, Price? limit)
    {
        if (limit is not { } worst) return false;
        Price price = maker.Terms.LimitPrice!.Value;
        return side == Side.Buy ? price > worst : price < worst;
    }

    // What is planned to be taken before the maker's turn: better prices, and what is ahead of it at its own. A fill that reaches beyond its turn is split there.
    private static (Quantity Quantity, int Fills) Before(Market market, Side side, OrderState maker, List<PlannedFill> plan)
    {
        Quantity before = Quantity.Zero;
        Price price = maker.Terms.LimitPrice!.Value;
        long ahead = maker.QueueIsKnown ? Math.Max(0, maker.Queue.Ahead - market.Taken.TakenBy(maker.Account, Opposite(side), price)) : long.MaxValue;
        for (int index = 0; index < plan.Count; index++)
        {
            PlannedFill fill = plan[index];
            if (side == Side.Buy ? fill.Level.Price > price : fill.Level.Price < price) return (before, index);
            if (fill.Level.Price == price)
            {
                if (ahead == 0) return (before, index);
                if (fill.Quantity.Units > ahead)
                {
                    plan[index] = fill with { Quantity = new(ahead) };
                    plan.Insert(index + 1, fill with { Quantity = new(fill.Quantity.Units - ahead) });
                    return (before + new Quantity(ahead), index + 1);
                }

                ahead -= fill.Quantity.Units;
            }

            before += fill.Quantity;
        }

        return (before, plan.Count);
    }

    private static void Cut(List<PlannedFill> plan, Quantity total)
    {
        for (int index = 0; index < plan.Count; index++)
        {
            if (plan[index].Quantity <= total)
            {
                total -= plan[index].Quantity;
                continue;
            }

            PlannedFill part = plan[index] with { Quantity = total };
            plan.RemoveRange(index, plan.Count - index);
            if (!total.IsZero) plan.Add(part);
            return;
        }
    }

    private static Side Opposite(Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
