using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Risk;

namespace TradingBot.Engine.Orders;

/// <summary>Takes, executes and ends orders; the same way for users and strategies.</summary>
internal sealed class OrderDesk
{
    private readonly EngineSession _session;
    private readonly OrderTransit _transit;
    private readonly SelfTrades _selfTrades = new();
    private readonly List<PlannedFill> _plan = [];
    private readonly List<OrderState> _ending = [];

    private readonly OrderExpiry _expiry;
    private readonly OrderSchedule _schedule;
    private readonly OrderWork _work;

    internal OrderDesk(EngineSession session)
    {
        _session = session;
        _transit = new(session);
        _expiry = new(session);
        _schedule = new(_transit, _expiry);
        _work = new(session, _schedule, _selfTrades, _plan, ExitsDue);
        Intake = new(session, _transit);
        Checks = new(session.Markets, new RiskChecks(session.Valuation), session.Valuation, _selfTrades);
    }

    internal OrderChecks Checks { get; }

    internal OrderIntake Intake { get; }

    /// <summary>Entries of brackets whose exits are to be placed as soon as the input is done with.</summary>
    internal List<OrderState> ExitsDue { get; } = [];

    /// <summary>What the order that was checked last would take at once.</summary>
    internal List<PlannedFill> Planned => _plan;

    /// <summary>Places an order: it is refused, or accepted and then executed as far as the visible book allows.</summary>
    internal (Refusal Refusal, Guid OrderId) Place(AccountState account, in OrderRequest request)
    {
        long number = account.OrderNumber + 1;
        Guid orderId = DerivedId.Order(account.Id, number);
        Refusal refusal = Checks.Check(account, request, _session.Control, _session.TimeNs, _plan, out CheckedOrder wanted);
        if (refusal.IsRefused)
        {
            Intake.Reject(account, request, orderId, number, refusal);
            return (refusal, orderId);
        }

        OrderState order = Intake.Accept(account, request, wanted, new(number, Intake.ArrivalOf(account, request.Instrument, number)));
        Begin(_session.Markets.Get(request.Instrument), order);
        return (Refusal.None, orderId);
    }

    /// <summary>Lets an order that was just accepted, and whose plan was just made, work, wait for its trigger, or get under way.</summary>
    internal void Begin(Market market, OrderState order)
    {
        Schedule(order);
        if (!order.HasArrived) return;
        bool findsNothing = order.Terms.Type == OrderType.Market && _plan.Count == 0;
        if (!order.IsTriggered) market.Await(order);
        else if (!market.IsUsable) market.Triggered.Add(order); // It was accepted without a book that it could meet: it meets the first that can be used.
        else _work.TakePlanned(market, order, findsNothing ? OrderEndReason.NoLiquidity : OrderEndReason.TimeInForce);
    }

    /// <summary>Lets a limit order that was just accepted, but not planned, take what it can and rest.</summary>
    internal void BeginLimit(Market market, OrderState order)
    {
        Schedule(order);
        if (!order.HasArrived) return;
        if (market.IsUsable && _session.MayFill) WorkTriggered(market, order);
        else market.Triggered.Add(order);
    }

    /// <summary>Lets what is under way and due by now meet the venue, before the input that is processed does.</summary>
    internal void ArriveDue(in EngineInput input)
    {
        if (_transit.IsIdle) return;
        while (_transit.TakeDue(input, out bool isCancel) is { } order)
        {
            if (isCancel) End(order, OrderStatus.Canceled, order.CancelReason);
            else Arrive(order);
        }
    }

    /// <summary>Has an order of the journal arrive, its cancel take effect, and itself end when its time is over.</summary>
    internal void Schedule(OrderState order) => _schedule.Add(order);

    /// <summary>Forgets when an order ends, because it has, or is another worker's.</summary>
    internal void Unschedule(OrderState order) => _schedule.Remove(order);

    /// <summary>Ends the orders whose time is over and that an input concerns.</summary>
    internal void ExpireDue(in EngineInput input)
    {
        while (_expiry.FirstDue(input) is { } order) End(order, OrderStatus.Expired, OrderEndReason.TimeInForce);
    }

    /// <summary>Lets an order that has been set off meet the book of a usable market.</summary>
    internal void WorkTriggered(Market market, OrderState order)
    {
        OrderTerms terms = order.Terms;
        Quantity missing = Plan(market, order);
        OrderEndReason why = _plan.Count == 0 ? OrderEndReason.NoLiquidity : OrderEndReason.TimeInForce;
        bool wouldTake = terms.TimeInForce == TimeInForce.PostOnly && WouldMeet(market, order);
        _selfTrades.Meet(market, order.Account, terms.Side, terms.LimitPrice, order.Remaining, terms.SelfTradePrevention, _plan);
        if (wouldTake || (terms.TimeInForce == TimeInForce.FillOrKill && (!missing.IsZero || _selfTrades.Shorten)))
        {
            End(order, OrderStatus.Expired, OrderEndReason.TimeInForce);
            return;
        }

        if (terms.LimitPrice is null && terms.Side == Side.Buy && !TriggeredFunds.Cover(_session, market.Definition!, order, _plan)) why = OrderEndReason.InsufficientBalance;
        _work.TakePlanned(market, order, why);
    }

    /// <summary>Lets an order that was amended and lost its place take what was planned and rest again, as soon as it is there.</summary>
    internal void WorkAmended(Market market, OrderState order)
    {
        if (order.HasArrived) _work.TakePlanned(market, order, OrderEndReason.TimeInForce);
        else _transit.Add(order);
    }

    /// <summary>Executes what a trade brings to a resting order, at the order's own price.</summary>
    internal void FillResting(Market market, OrderState order, Quantity quantity, ExecutionEvidence evidence) => _work.FillResting(market, order, quantity, evidence);

    /// <summary>Ends the other order of a pair whose one was set off, and lets that lock what both locked.</summary>
    internal void TakeOver(OrderState order)
    {
        if (order.Terms.ListLeg == ListLeg.None) return;
        _work.EndOther(order);
        Money needed = FundChecks.LockOf(_session.Markets.Get(order.Terms.Instrument).Definition!, order.Terms, order.Remaining);
        if (needed != order.Locked) TriggeredFunds.Relock(_session, order, needed);
    }

    /// <summary>Cancels an order: at once where nothing takes time, else when the cancel gets there.</summary>
    internal void Cancel(OrderState order, OrderEndReason reason)
    {
        if (reason != OrderEndReason.Requested || order.Account.Model.Latency.IsNone) End(order, OrderStatus.Canceled, reason);
        else _transit.TryCancel(order, reason);
    }

    /// <summary>Cancels the open orders that a condition holds for, oldest first; what is not asked for by the owner at once.</summary>
    internal int CancelWhere(AccountState account, OrderEndReason reason, Predicate<OrderState> condition)
    {
        _ending.Clear();
        foreach (OrderState order in account.OpenOrders)
            if (condition(order)) _ending.Add(order);
        foreach (OrderState order in _ending)
            if (order.IsOpen) Cancel(order, reason); // One of a pair takes the other along.
        return _ending.Count;
    }

    private void End(OrderState order, OrderStatus status, OrderEndReason reason) => _work.End(order, status, reason);

    private static bool WouldMeet(Market market, OrderState order) =>
        TakerWalk.IsMarketable(market, order.Terms.Side, order.Terms.LimitPrice!.Value)
        || SelfTrades.FirstMet(market, order.Account, order.Terms.Side, order.Terms.LimitPrice) is not null;

    // What a market order by amount of the quote asset was on the way may be dearer now: it takes neither more than that nor more than the amount.
    private Quantity Plan(Market market, OrderState order)
    {
        OrderTerms terms = order.Terms;
        if (terms.QuoteQuantity is not { } amount || terms.ArrivesAtNs == 0) return TakerWalk.Plan(market, order.Account, terms.Side, terms.LimitPrice, order.Remaining, _plan);
        Quantity most = Quantity.Min(TakerWalk.PlanForQuote(market, order.Account, terms.Side, amount, _plan, out _), order.Remaining);
        return most == order.Remaining || !most.IsZero ? TakerWalk.Plan(market, order.Account, terms.Side, null, most, _plan) : order.Remaining;
    }

    private void Arrive(OrderState order)
    {
        _session.Emit(order.Account, new OrderArrived
        {
            Account = order.Account.Id,
            AccountSequence = order.Account.Sequence + 1,
            InputSequence = _session.Sequence,
            TimeNs = _session.TimeNs,
            OrderId = order.Terms.OrderId,
        });
        Market market = _session.Markets.Get(order.Terms.Instrument);
        if (!order.IsTriggered) market.Await(order);
        else if (market.IsUsable && _session.MayFill) WorkTriggered(market, order);
        else market.Triggered.Add(order);
    }
}
