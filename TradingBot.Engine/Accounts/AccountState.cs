using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Accounts;

/// <summary>An account's state: what its events, applied in order, make of it. <see cref="Apply(EngineEvent)"/> is the only way to change it.</summary>
/// <remarks>
/// Invariants after each event: postings sum to zero per asset; no free or locked balance is negative; what is locked per asset is what
/// the open orders lock. Lists are ordered (assets by ordinal, positions by instrument, orders by number), so that nothing depends on hashing.
/// </remarks>
internal sealed partial class AccountState(AccountId id)
{
    // Enough to tell a late cancel from a wrong id; older ids are answered as unknown.
    private const int EndedOrdersRemembered = 4096;

    private readonly Queue<Guid> _endedOrder = new();
    private readonly HashSet<Guid> _ended = [];
    private readonly EquityRecord _live = new();
    private readonly EquityRecord _simulated = new();

    internal AccountId Id { get; } = id;

    internal long Sequence { get; private set; }

    internal string Name { get; private set; } = "";

    internal string ReportingAsset { get; private set; } = "";

    internal RiskLimits Limits { get; private set; } = new()
    {
        MaxOrderNotional = default,
        MaxPositionNotional = default,
        MaxDrawdownPartsPerMillion = 0,
        MaxOpenOrders = 0,
    };

    internal ExecutionModel Model { get; private set; } = ExecutionModel.Immediate;

    /// <summary>What holds whatever the world; a restriction by simulation stays apart, so that it can end with it.</summary>
    internal RiskStanding LiveRisk { get; private set; } = new(RiskState.Active, "");

    /// <summary>What simulation alone restricts; Active where nothing.</summary>
    internal RiskStanding SimulatedRisk { get; private set; } = new(RiskState.Active, "");

    /// <summary>The stricter of both.</summary>
    internal RiskState RiskState => Risk.State;

    internal string RiskReason => Risk.Reason;

    /// <summary>What executions in simulation changed that the live peak does not know of yet.</summary>
    internal SimulatedChanges Simulated { get; } = new();

    internal long OrderNumber { get; private set; }

    internal long ExecutionNumber { get; private set; }

    /// <summary>Whose prices its equity is told in now: derived from the market.</summary>
    internal MarketWorld World { get; set; }

    /// <summary>Its worth by the prices of the present world.</summary>
    internal EquityRecord Record => RecordOf(World);

    internal List<AssetBalance> Balances { get; } = [];

    internal List<Position> Positions { get; } = [];

    internal List<OrderState> OpenOrders { get; } = [];

    internal List<StrategyState> Strategies { get; } = [];

    /// <summary>Whether something happened to it since its equity was last looked at.</summary>
    internal bool IsTouched { get; set; }

    /// <summary>How much of the trade <see cref="TradeSequence"/> its resting orders have used: a trade's quantity is used once per account.</summary>
    internal long TradeQuantityUsed { get; set; }

    internal long TradeSequence { get; set; }

    private RiskStanding Risk => SimulatedRisk.State > LiveRisk.State ? SimulatedRisk : LiveRisk;

    /// <summary>Whether simulation left something that is to be set right now that the markets are live.</summary>
    internal bool HasLeftSimulation(MarketWorld now) => now == MarketWorld.Live && (!Simulated.IsEmpty || SimulatedRisk.State != RiskState.Active);

    internal EquityRecord RecordOf(MarketWorld world) => world == MarketWorld.Simulated ? _simulated : _live;

    internal Position PositionIn(InstrumentId instrument)
    {
        int index = 0;
        while (index < Positions.Count && Positions[index].Instrument.Number < instrument.Number) index++;
        if (index < Positions.Count && Positions[index].Instrument == instrument) return Positions[index];
        Position position = new(instrument);
        Positions.Insert(index, position);
        return position;
    }

    internal Position? FindPosition(InstrumentId instrument)
    {
        foreach (Position position in Positions)
            if (position.Instrument == instrument) return position;
        return null;
    }

    internal AssetBalance? FindBalance(string asset)
    {
        foreach (AssetBalance balance in Balances)
            if (string.Equals(balance.Asset, asset, StringComparison.Ordinal)) return balance;
        return null;
    }

    internal OrderState? FindOpenOrder(Guid orderId)
    {
        foreach (OrderState order in OpenOrders)
            if (order.Terms.OrderId == orderId) return order;
        return null;
    }

    internal StrategyState? FindStrategy(string strategyId)
    {
        foreach (StrategyState strategy in Strategies)
            if (string.Equals(strategy.Definition.StrategyId, strategyId, StringComparison.Ordinal)) return strategy;
        return null;
    }

    internal bool HasEnded(Guid orderId) => _ended.Contains(orderId);

    internal Money Free(string asset) => FindBalance(asset)?.Free ?? Money.Zero;

    /// <summary>Applies the next event; the same for a decision just made and for one read from the journal.</summary>
    internal void Apply(EngineEvent happened)
    {
        Invariant.Holds(happened.Account == Id);
        Invariant.Holds(happened.AccountSequence == Sequence + 1);
        Invariant.Holds(Sequence > 0 || happened is AccountOpened);
        Sequence = happened.AccountSequence;
        Post(happened.Postings);
        switch (happened)
        {
            case AccountOpened opened: Apply(opened); break;
            case OrderAccepted accepted: Apply(accepted); break;
            case OrderRejected rejected: Apply(rejected); break;
            case OrderExecuted executed: Apply(executed); break;
            case OrderEnded ended: Apply(ended); break;
            case OrderTriggered triggered: Apply(triggered); break;
            case OrderTrailed trailed: Apply(trailed); break;
            case OrderArrived arrived: Apply(arrived); break;
            case OrderCancelSent sent: Apply(sent); break;
            case ExecutionModelChanged changed: Model = changed.Model; break;
            case OrderRelocked relocked: Meet(relocked.OrderId, OrderTrigger.Relock).Locked = relocked.Locked; break;
            case OrderAmended amended: Apply(amended); break;
            case SelfTradePrevented prevented: Apply(prevented); break;
            case StrategyConfigured configured: Apply(configured); break;
            case SignalRaised signal: StrategyOf(signal.StrategyId).LastSignal = signal; break;
            case RiskLimitsChanged limits: Limits = limits.Limits; break;
            case RiskStateChanged risk: Apply(risk); break;
            case EquityMarked marked: Apply(marked); break;
            case AccountRecovered: break; // Tells what happened by other events.
            default: Invariant.Holds(false); break;
        }

        CheckBalances(happened.Postings);
    }

    private void Apply(AccountOpened opened)
    {
        Invariant.Holds(Sequence == 1);
        Name = opened.Name;
        ReportingAsset = opened.ReportingAsset;
        Limits = opened.Limits;
        Model = opened.Model ?? ExecutionModel.Immediate;
    }

    private void Apply(OrderAccepted accepted)
    {
        Invariant.Holds(accepted.Terms.OrderNumber == OrderNumber + 1);
        OrderNumber = accepted.Terms.OrderNumber;
        OpenOrders.Add(new OrderState(this, accepted.Terms, accepted.LockedAsset, accepted.Locked, accepted.TimeNs) { TrailedTo = accepted.TrailedFrom ?? default });
    }

    private void Apply(OrderRejected rejected)
    {
        Invariant.Holds(rejected.OrderNumber == OrderNumber + 1);
        OrderNumber = rejected.OrderNumber;
        Remember(rejected.OrderId);
    }

    private void Apply(OrderExecuted executed)
    {
        OrderState order = OrderOf(executed.Execution.OrderId);
        Invariant.Holds(order.IsTriggered && order.HasArrived);
        Invariant.Holds(executed.Execution.ExecutionNumber == ExecutionNumber + 1);
        Invariant.Holds(order.Remaining == executed.Remaining + executed.Execution.Quantity);
        ExecutionNumber = executed.Execution.ExecutionNumber;
        order.Status = OrderLifecycle.Next(order.Status, executed.Remaining.IsZero ? OrderTrigger.FillRest : OrderTrigger.FillPart);
        Invariant.Holds(order.Status == executed.Status);
        order.Remaining = executed.Remaining;
        order.Locked = executed.Locked;
        order.ExecutedNotional += executed.Execution.Notional;
        Position position = PositionIn(executed.Execution.Instrument);
        if (order.Terms.StrategyId is { } strategyId && FindStrategy(strategyId) is { } strategy)
            strategy.PositionQuantity = NotNegative(strategy.PositionQuantity + (executed.PositionQuantity - position.Quantity));
        if (executed.Execution.Side == Side.Buy) order.Received += executed.PositionQuantity - position.Quantity;
        if (executed.Execution.Simulated) Simulated.Add(executed, position.Quantity);
        position.Quantity = executed.PositionQuantity;
        position.Cost = executed.PositionCost;
        position.RealizedProfit = executed.PositionRealizedProfit;
        Invariant.Holds(!position.Quantity.IsNegative && !position.Cost.IsNegative);
        if (order.Status == OrderStatus.Filled) Close(order);
    }

    private void Apply(OrderEnded ended)
    {
        OrderState order = OrderOf(ended.OrderId);
        order.Status = OrderLifecycle.Next(order.Status, ended.Status == OrderStatus.Expired ? OrderTrigger.Expire : OrderTrigger.Cancel);
        Invariant.Holds(order.Status == ended.Status && order.Remaining == ended.Remaining);
        order.Locked = Money.Zero;
        Close(order);
    }

    private void Apply(OrderTriggered triggered)
    {
        OrderState order = Meet(triggered.OrderId, OrderTrigger.SetOff);
        Invariant.Holds(!order.IsTriggered);
        order.IsTriggered = true;
    }

    private void Apply(OrderArrived arrived)
    {
        OrderState order = Meet(arrived.OrderId, OrderTrigger.Arrive);
        Invariant.Holds(!order.HasArrived);
        order.HasArrived = true;
    }

    private void Apply(OrderCancelSent sent)
    {
        OrderState order = Meet(sent.OrderId, OrderTrigger.SendCancel);
        Invariant.Holds(order.CancelAtNs == 0);
        (order.CancelAtNs, order.CancelReason) = (sent.EffectiveAtNs, sent.Reason);
    }

    private void Apply(OrderTrailed trailed)
    {
        OrderState order = Meet(trailed.OrderId, OrderTrigger.Trail);
        Invariant.Holds(!order.IsTriggered && order.Terms.Trigger is { IsTrailing: true });
        order.TrailedTo = trailed.BestPrice;
        order.TrailedTimeNs = trailed.TimeNs;
    }

    private void Apply(OrderAmended amended)
    {
        OrderState order = Meet(amended.OrderId, OrderTrigger.Amend);
        Quantity gone = order.Terms.Quantity - order.Remaining;
        Invariant.Holds(amended.Remaining.Units > 0 && amended.Quantity == amended.Remaining + gone);
        order.Terms = order.Terms with { Quantity = amended.Quantity, LimitPrice = amended.LimitPrice };
        order.Remaining = amended.Remaining;
        order.Locked = amended.Locked;
        order.Amends++;
        order.AmendsInPlace = amended.KeptQueue ? order.AmendsInPlace + 1 : 0;
        if (amended.KeptQueue) return;
        order.SentTimeNs = amended.TimeNs;
        order.Terms = order.Terms with { ArrivesAtNs = amended.ArrivesAtNs };
        order.HasArrived = amended.ArrivesAtNs == 0;
    }

    private void Apply(SelfTradePrevented prevented)
    {
        Prevent(Meet(prevented.OrderId, OrderTrigger.Prevent), prevented.Remaining, prevented.Locked);
        Prevent(Meet(prevented.MakerOrderId, OrderTrigger.Prevent), prevented.MakerRemaining, prevented.MakerLocked);
    }

    private static void Prevent(OrderState order, Quantity remaining, Money locked)
    {
        Invariant.Holds(remaining <= order.Remaining);
        order.Prevented += order.Remaining - remaining;
        order.Remaining = remaining;
        order.Locked = locked;
    }

    private void Apply(StrategyConfigured configured)
    {
        StrategyState? strategy = FindStrategy(configured.Strategy.StrategyId);
        if (strategy is null)
        {
            strategy = new StrategyState(configured.Strategy);
            Strategies.Add(strategy);
            Strategies.Sort(static (left, right) => string.CompareOrdinal(left.Definition.StrategyId, right.Definition.StrategyId));
        }

        strategy.Definition = configured.Strategy;
        strategy.IsRunning = configured.IsRunning;
    }

    // What is said by live prices, or by a person, holds for all: it ends what simulation caused.
    private void Apply(RiskStateChanged risk)
    {
        SimulatedRisk = risk.Simulated ? new(risk.State, risk.Reason) : new(RiskState.Active, "");
        if (!risk.Simulated) LiveRisk = new(risk.State, risk.Reason);
    }

    private void Apply(EquityMarked marked)
    {
        EquityRecord record = RecordOf(marked.Simulated ? MarketWorld.Simulated : MarketWorld.Live);
        record.Marked = marked.Equity;
        record.MarkedPeak = marked.PeakEquity;
        record.MarkedTimeNs = marked.TimeNs;
        if (record.Peak < marked.PeakEquity || marked.IsPeakAdjusted) record.Peak = marked.PeakEquity;
        if (marked.IsPeakAdjusted) Simulated.Clear();
    }

    private void Post(IReadOnlyList<Posting> postings)
    {
        for (int index = 0; index < postings.Count; index++)
        {
            Posting posting = postings[index];
            BalanceOf(posting.Asset).Post(posting.Account, posting.Amount);
        }
    }

    // The five ledger accounts of an asset sum to zero before, so they do afterwards only if the event's postings sum to zero.
    private void CheckBalances(IReadOnlyList<Posting> postings)
    {
        for (int index = 0; index < postings.Count; index++)
        {
            AssetBalance balance = BalanceOf(postings[index].Asset);
            balance.CheckInvariants();
            Money locked = Money.Zero;
            foreach (OrderState order in OpenOrders)
                if (string.Equals(order.LockedAsset, balance.Asset, StringComparison.Ordinal)) locked += order.Locked;
            Invariant.Holds(locked == balance.Locked);
        }
    }

    private AssetBalance BalanceOf(string asset)
    {
        int index = 0;
        while (index < Balances.Count && string.CompareOrdinal(Balances[index].Asset, asset) < 0) index++;
        if (index < Balances.Count && string.Equals(Balances[index].Asset, asset, StringComparison.Ordinal)) return Balances[index];
        AssetBalance balance = new(asset);
        Balances.Insert(index, balance);
        return balance;
    }

    private OrderState OrderOf(Guid orderId)
    {
        OrderState? order = FindOpenOrder(orderId);
        Invariant.Holds(order is not null);
        return order;
    }

    private OrderState Meet(Guid orderId, OrderTrigger trigger)
    {
        OrderState order = OrderOf(orderId);
        order.Status = OrderLifecycle.Next(order.Status, trigger);
        return order;
    }

    private StrategyState StrategyOf(string strategyId)
    {
        StrategyState? strategy = FindStrategy(strategyId);
        Invariant.Holds(strategy is not null);
        return strategy;
    }

    private void Close(OrderState order)
    {
        Invariant.Holds(OpenOrders.Remove(order));
        Invariant.Holds(order.Locked.Units == 0);
        Remember(order.Terms.OrderId);
    }

    private void Remember(Guid orderId)
    {
        if (_endedOrder.Count == EndedOrdersRemembered) _ended.Remove(_endedOrder.Dequeue());
        _endedOrder.Enqueue(orderId);
        _ended.Add(orderId);
    }

    private static Money NotNegative(Money amount) => amount.IsNegative ? Money.Zero : amount;
}
