using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>Executes orders and ends them.</summary>
/// <param name="session">The session.</param>
/// <param name="schedule">What is due later.</param>
/// <param name="selfTrades">Where the last plan meets own orders.</param>
/// <param name="plan">What the order that was checked last takes.</param>
/// <param name="exitsDue">Is told entries whose exits are to be placed as soon as the input is done with.</param>
internal sealed class OrderWork(EngineSession session, OrderSchedule schedule, SelfTrades selfTrades, List<PlannedFill> plan, List<OrderState> exitsDue)
{
    internal void TakePlanned(Market market, OrderState order, OrderEndReason whyNotAll)
    {
        int met = 0;
        for (int fills = 0; fills <= plan.Count; fills++)
        {
            while (met < selfTrades.Meetings.Count && selfTrades.Meetings[met].FillsBefore <= fills) Prevent(market, order, selfTrades.Meetings[met++]);
            if (fills < plan.Count) Take(market, order, plan[fills]);
        }

        if (!order.IsOpen) return;
        if (order.Terms.LimitPrice is not null && order.Terms.TimeInForce.MayRest()) market.Rest(order);
        else End(order, OrderStatus.Expired, whyNotAll);
    }

    /// <summary>Executes what a trade brings to a resting order, at the order's own price.</summary>
    internal void FillResting(Market market, OrderState order, Quantity quantity, ExecutionEvidence evidence) =>
        Execute(market.Definition!, order, order.Terms.LimitPrice!.Value, quantity, LiquidityRole.Maker, evidence);

    private void Take(Market market, OrderState order, PlannedFill fill)
    {
        Side bookSide = order.Terms.Side == Side.Buy ? Side.Sell : Side.Buy;
        market.Taken.Take(order.Account, bookSide, fill.Level, fill.Quantity);
        Execute(market.Definition!, order, fill.Level.Price, fill.Quantity, LiquidityRole.Taker, new ExecutionEvidence
        {
            BookUpdateId = market.Book.LastUpdateId,
            LevelQuantity = fill.Level.Quantity,
            ExchangeTimeNs = market.Book.TimeNs,
            ReceiveTimeNs = session.TimeNs,
            Model = TakerWalk.Model,
            ExecutionModel = order.Account.Model.Text,
            LatencyNs = order.LatencyNs,
        });
    }

    private void Prevent(Market market, OrderState order, in OwnMeeting meeting)
    {
        OrderState maker = meeting.Maker;
        SelfTradePrevention mode = order.Terms.SelfTradePrevention;
        Quantity lost = mode == SelfTradePrevention.Decrement ? meeting.Quantity : Quantity.Zero;
        Money locked = LockedWithout(market.Definition!, order, lost);
        Money makerLocked = LockedWithout(market.Definition!, maker, lost);
        session.Emit(order.Account, new SelfTradePrevented
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            OrderId = order.Terms.OrderId,
            MakerOrderId = maker.Terms.OrderId,
            Instrument = market.Id,
            Mode = mode,
            Price = maker.Terms.LimitPrice!.Value,
            Quantity = meeting.Quantity,
            Remaining = order.Remaining - lost,
            Locked = locked,
            MakerRemaining = maker.Remaining - lost,
            MakerLocked = makerLocked,
            Postings =
            [
                .. Posting.Between(order.LockedAsset, LedgerAccount.Locked, LedgerAccount.Free, order.Locked - locked),
                .. Posting.Between(maker.LockedAsset, LedgerAccount.Locked, LedgerAccount.Free, maker.Locked - makerLocked),
            ],
        });
        if (!lost.IsZero)
        {
            // What of a pair's order is gone, the other one must not do.
            EndOther(maker);
            EndOther(order);
        }

        if (maker.Remaining.IsZero || mode is SelfTradePrevention.ExpireMaker or SelfTradePrevention.ExpireBoth) End(maker, OrderStatus.Expired, OrderEndReason.SelfTrade);
        if (order.Remaining.IsZero || mode is SelfTradePrevention.ExpireTaker or SelfTradePrevention.ExpireBoth) End(order, OrderStatus.Expired, OrderEndReason.SelfTrade);
    }

    // What stays locked when a part of an order is taken away; an order at the market locks what it takes, however much it asked for.
    private static Money LockedWithout(Instrument instrument, OrderState order, Quantity lost)
    {
        if (lost.IsZero || order.Terms.ReferencePrice is null) return order.Locked;
        if (order.Terms.Side == Side.Sell) return order.Locked - instrument.BaseAmount(lost);
        return order.Terms.LimitPrice is { } limit ? Settlement.BuyLock(instrument, limit, order.Remaining - lost) : order.Locked;
    }

    private void Execute(Instrument instrument, OrderState order, Price price, Quantity quantity, LiquidityRole role, ExecutionEvidence evidence)
    {
        Invariant.Holds(order.Terms.World == session.World);
        AccountState account = order.Account;
        Position position = account.PositionIn(instrument.Id);
        Quantity remaining = order.Remaining - quantity;
        FeeRate rate = role == LiquidityRole.Maker ? instrument.MakerFee : instrument.TakerFee;
        Money lockedAfter = LockedAfter(instrument, order, price, quantity, remaining);
        Settlement settled = order.Terms.Side == Side.Buy
            ? Settlement.Buy(instrument, position, order, price, quantity, rate, lockedAfter)
            : Settlement.Sell(instrument, position, price, quantity, rate);
        long number = account.ExecutionNumber + 1;
        session.Emit(account, new OrderExecuted
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            Execution = new Execution
            {
                ExecutionId = DerivedId.Execution(account.Id, number),
                ExecutionNumber = number,
                OrderId = order.Terms.OrderId,
                Instrument = instrument.Id,
                Side = order.Terms.Side,
                Price = price,
                Quantity = quantity,
                Notional = settled.Notional,
                Fee = settled.Fee,
                FeeAsset = settled.FeeAsset,
                Role = role,
                RealizedProfit = settled.RealizedProfit,
                Simulated = session.World == MarketWorld.Simulated,
                Evidence = evidence with { FeeRule = Settlement.FeeRuleOf(role, rate, settled.FeeAsset) },
            },
            Remaining = remaining,
            Locked = lockedAfter,
            Status = OrderLifecycle.Next(order.Status, remaining.IsZero ? OrderTrigger.FillRest : OrderTrigger.FillPart),
            PositionQuantity = settled.PositionQuantity,
            PositionCost = settled.PositionCost,
            PositionRealizedProfit = position.RealizedProfit + settled.RealizedProfit,
            Postings = settled.Postings,
        });
        if (remaining.IsZero) Leave(order);
        EndOther(order);
        if (remaining.IsZero && order.Terms.Exits is not null) exitsDue.Add(order);
    }

    // A limit order may still cost its limit price for what remains; a market order what is left of its plan.
    private static Money LockedAfter(Instrument instrument, OrderState order, Price price, Quantity quantity, Quantity remaining)
    {
        if (order.Terms.Side == Side.Sell) return order.Locked - instrument.BaseAmount(quantity);
        if (order.Terms.LimitPrice is { } limit) return remaining.IsZero ? Money.Zero : Settlement.BuyLock(instrument, limit, remaining);
        Money notional = instrument.NotionalRoundedUp(price, quantity);
        Money fee = instrument.FeeCharging == FeeCharging.QuoteAsset ? instrument.TakerFee.FeeRoundedUp(notional) : Money.Zero;
        return order.Locked - notional - fee;
    }

    internal void End(OrderState order, OrderStatus status, OrderEndReason reason)
    {
        Leave(order);
        session.Emit(order.Account, new OrderEnded
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = session.Sequence,
            TimeNs = session.TimeNs,
            OrderId = order.Terms.OrderId,
            Instrument = order.Terms.Instrument,
            Status = status,
            Reason = reason,
            Remaining = order.Remaining,
            Postings = Posting.Between(order.LockedAsset, LedgerAccount.Locked, LedgerAccount.Free, order.Locked),
        });
        if (reason != OrderEndReason.Linked) EndOther(order);
        // What its owner or a stop ends is not to be followed by more orders; all else leaves a position that is to be protected.
        bool isOver = reason is OrderEndReason.Requested or OrderEndReason.EmergencyStop or OrderEndReason.Strategy;
        if (order.Terms.Exits is not null && order.Received.Units > 0 && !isOver) exitsDue.Add(order);
    }

    /// <summary>Ends the other order of a pair: one of them was set off, executed or ended.</summary>
    internal void EndOther(OrderState order)
    {
        if (order.OtherOfPair() is { } other) End(other, OrderStatus.Canceled, OrderEndReason.Linked);
    }

    private void Leave(OrderState order)
    {
        session.Markets.Get(order.Terms.Instrument).Remove(order);
        schedule.Remove(order);
    }
}
