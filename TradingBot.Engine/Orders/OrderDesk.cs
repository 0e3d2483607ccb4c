using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Orders;

/// <summary>Takes, executes and ends orders; the same way for users and strategies.</summary>
internal sealed class OrderDesk
{
    private readonly EngineSession _session;
    private readonly OrderChecks _checks;
    private readonly List<PlannedFill> _plan = [];
    private readonly List<OrderState> _ending = [];

    internal OrderDesk(EngineSession session)
    {
        _session = session;
        _checks = new(session.Markets, new RiskChecks(session.Valuation), session.Valuation);
    }

    /// <summary>Places an order: it is refused, or accepted and then executed as far as the visible book allows.</summary>
    internal (Refusal Refusal, Guid OrderId) Place(AccountState account, in OrderRequest request)
    {
        long number = account.OrderNumber + 1;
        Guid orderId = DerivedId.Order(account.Id, number);
        Refusal refusal = _checks.Check(account, request, _session.Control, _plan, out CheckedOrder wanted);
        if (refusal.IsRefused)
        {
            Reject(account, request, orderId, number, refusal);
            return (refusal, orderId);
        }

        OrderState order = Accept(account, request, wanted, orderId, number);
        Market market = _session.Markets.Get(request.Instrument);
        foreach (PlannedFill fill in _plan) Take(market, order, fill);
        if (order.Remaining.IsZero) return (Refusal.None, orderId);
        if (request.Type == OrderType.Limit && request.TimeInForce is TimeInForce.GoodTillCancel or TimeInForce.PostOnly) market.Rest(order);
        else End(order, OrderStatus.Expired, OrderEndReason.TimeInForce);
        return (Refusal.None, orderId);
    }

    /// <summary>Executes what a trade brings to a resting order, at the order's own price.</summary>
    internal void FillResting(Market market, OrderState order, Quantity quantity, ExecutionEvidence evidence) =>
        Execute(market.Definition!, order, order.Terms.LimitPrice!.Value, quantity, LiquidityRole.Maker, evidence);

    internal void Cancel(OrderState order, OrderEndReason reason) => End(order, OrderStatus.Canceled, reason);

    /// <summary>Cancels the open orders that a condition holds for, oldest first.</summary>
    internal int CancelWhere(AccountState account, OrderEndReason reason, Predicate<OrderState> condition)
    {
        _ending.Clear();
        foreach (OrderState order in account.OpenOrders)
            if (condition(order)) _ending.Add(order);
        foreach (OrderState order in _ending) End(order, OrderStatus.Canceled, reason);
        return _ending.Count;
    }

    private void Reject(AccountState account, in OrderRequest request, Guid orderId, long number, Refusal refusal) =>
        _session.Emit(account, new OrderRejected
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = _session.Sequence,
            TimeNs = _session.TimeNs,
            OrderId = orderId,
            OrderNumber = number,
            Instrument = request.Instrument,
            Side = request.Side,
            Type = request.Type,
            Quantity = request.Quantity,
            LimitPrice = request.LimitPrice,
            TimeInForce = request.TimeInForce,
            StrategyId = request.StrategyId,
            Reason = refusal.Reason,
            Message = refusal.Message!,
        });

    private OrderState Accept(AccountState account, in OrderRequest request, in CheckedOrder wanted, Guid orderId, long number)
    {
        _session.Emit(account, new OrderAccepted
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = _session.Sequence,
            TimeNs = _session.TimeNs,
            Terms = new OrderTerms
            {
                OrderId = orderId,
                OrderNumber = number,
                Instrument = request.Instrument,
                Side = request.Side,
                Type = request.Type,
                Quantity = wanted.Quantity,
                LimitPrice = wanted.LimitPrice,
                TimeInForce = request.TimeInForce,
                StrategyId = request.StrategyId,
                Reason = request.Reason,
            },
            LockedAsset = wanted.LockedAsset,
            Locked = wanted.Lock,
            Postings =
            [
                new(LedgerAccount.Free, wanted.LockedAsset, -wanted.Lock),
                new(LedgerAccount.Locked, wanted.LockedAsset, wanted.Lock),
            ],
        });
        return account.OpenOrders[^1];
    }

    private void Take(Market market, OrderState order, PlannedFill fill)
    {
        Side bookSide = order.Terms.Side == Side.Buy ? Side.Sell : Side.Buy;
        market.Taken.Take(order.Account, bookSide, fill.Level, fill.Quantity);
        Execute(market.Definition!, order, fill.Level.Price, fill.Quantity, LiquidityRole.Taker, new ExecutionEvidence
        {
            BookUpdateId = market.Book.LastUpdateId,
            LevelQuantity = fill.Level.Quantity,
            ExchangeTimeNs = market.Book.TimeNs,
            ReceiveTimeNs = _session.TimeNs,
            Model = TakerWalk.Model,
        });
    }

    private void Execute(Instrument instrument, OrderState order, Price price, Quantity quantity, LiquidityRole role, ExecutionEvidence evidence)
    {
        AccountState account = order.Account;
        Position position = account.PositionIn(instrument.Id);
        Quantity remaining = order.Remaining - quantity;
        FeeRate rate = role == LiquidityRole.Maker ? instrument.MakerFee : instrument.TakerFee;
        Money lockedAfter = LockedAfter(instrument, order, price, quantity, remaining);
        Settlement settled = order.Terms.Side == Side.Buy
            ? Settlement.Buy(instrument, position, order, price, quantity, rate, lockedAfter)
            : Settlement.Sell(instrument, position, price, quantity, rate);
        long number = account.ExecutionNumber + 1;
        _session.Emit(account, new OrderExecuted
        {
            Account = account.Id,
            AccountSequence = account.Sequence + 1,
            InputSequence = _session.Sequence,
            TimeNs = _session.TimeNs,
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
                Evidence = evidence,
            },
            Remaining = remaining,
            Locked = lockedAfter,
            Status = OrderLifecycle.Next(order.Status, remaining.IsZero ? OrderTrigger.FillRest : OrderTrigger.FillPart),
            PositionQuantity = settled.PositionQuantity,
            PositionCost = settled.PositionCost,
            PositionRealizedProfit = position.RealizedProfit + settled.RealizedProfit,
            Postings = settled.Postings,
        });
        if (remaining.IsZero) StopResting(order);
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

    private void End(OrderState order, OrderStatus status, OrderEndReason reason)
    {
        StopResting(order);
        _session.Emit(order.Account, new OrderEnded
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = _session.Sequence,
            TimeNs = _session.TimeNs,
            OrderId = order.Terms.OrderId,
            Status = status,
            Reason = reason,
            Remaining = order.Remaining,
            Postings = order.Locked.Units == 0
                ? []
                : [new(LedgerAccount.Locked, order.LockedAsset, -order.Locked), new(LedgerAccount.Free, order.LockedAsset, order.Locked)],
        });
    }

    private void StopResting(OrderState order)
    {
        if (order.IsResting) _session.Markets.Get(order.Terms.Instrument).Resting(order.Terms.Side).Remove(order);
    }
}
