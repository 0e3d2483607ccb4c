using System.Text.Json;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Storage.Names;

namespace TradingBot.Storage.Journal;

/// <summary>Folds a batch's events into the rows they insert and change; each order, position and strategy once, as it is after the batch.</summary>
internal sealed class JournalRows
{
    private readonly JournalBatch _batch;
    private readonly Dictionary<Guid, OrderChange> _orders = [];
    private readonly Dictionary<(AccountId, string), StrategyConfigured> _strategies = [];
    private readonly Dictionary<(AccountId, InstrumentId), OrderExecuted> _positions = [];
    private readonly Dictionary<AccountId, RiskLimitsChanged> _limits = [];
    private readonly Dictionary<AccountId, RiskStateChanged> _risk = [];
    private readonly Dictionary<AccountId, ExecutionModelChanged> _models = [];

    public JournalRows(JournalBatch batch)
    {
        _batch = batch;
        foreach (EngineEvent journaled in batch.Events) Fold(journaled);
    }

    public List<AccountOpened> Opened { get; } = [];
    public List<(OrderExecuted Event, Execution Execution)> Executions { get; } = [];
    public List<(EngineEvent Event, short Line, Posting Posting)> Postings { get; } = [];
    public List<SignalRaised> Signals { get; } = [];
    public List<EquityMarked> Marks { get; } = [];

    /// <summary>The last execution of each position: it tells the position after it.</summary>
    public IReadOnlyCollection<OrderExecuted> Positions => _positions.Values;

    public IEnumerable<OrderChange> NewOrders => _orders.Values.Where(order => order.IsNew);

    /// <summary>In one order for everybody, so that two transactions never wait for each other.</summary>
    public IEnumerable<OrderChange> ChangedOrders => _orders.Values.Where(order => !order.IsNew).OrderBy(order => order.OrderId);

    public IReadOnlyCollection<StrategyConfigured> Strategies => _strategies.Values;
    public IReadOnlyCollection<RiskLimitsChanged> Limits => _limits.Values;
    public IReadOnlyCollection<RiskStateChanged> Risk => _risk.Values;
    public IReadOnlyCollection<ExecutionModelChanged> Models => _models.Values;

    public Instrument InstrumentOf(InstrumentId id) => _batch.Instruments[id];

    private void Fold(EngineEvent journaled)
    {
        short line = 0;
        foreach (Posting posting in journaled.Postings) Postings.Add((journaled, ++line, posting));
        switch (journaled)
        {
            case AccountOpened opened: Opened.Add(opened); break;
            case OrderAccepted accepted: Accept(accepted); break;
            case OrderRejected rejected: Reject(rejected); break;
            case OrderExecuted executed: Execute(executed); break;
            case OrderEnded ended: End(ended); break;
            case OrderTriggered triggered: Change(triggered.OrderId, triggered).TriggeredAt = UnixTime.FromNanoseconds(triggered.TimeNs); break;
            case OrderTrailed trailed: Trail(trailed); break;
            case OrderRelocked relocked: Change(relocked.OrderId, relocked).Locked = relocked.Locked.ToDecimal(); break;
            case OrderArrived arrived: Change(arrived.OrderId, arrived); break;
            case OrderCancelSent sent: Change(sent.OrderId, sent); break;
            case ExecutionModelChanged changed: _models[changed.Account] = changed; break;
            case OrderAmended amended: Amend(amended); break;
            case SelfTradePrevented prevented: Prevent(prevented); break;
            case StrategyConfigured configured: _strategies[(configured.Account, configured.Strategy.StrategyId)] = configured; break;
            case SignalRaised signal: Signals.Add(signal); break;
            case EquityMarked marked: Marks.Add(marked); break;
            case RiskLimitsChanged limits: _limits[limits.Account] = limits; break;
            case RiskStateChanged risk: _risk[risk.Account] = risk; break;
            case AccountRecovered: break; // Read from the journal itself.
            default: throw new InvalidOperationException($"No projection is known for the event {journaled.GetType().Name}.");
        }
    }

    private void Accept(OrderAccepted accepted)
    {
        OrderTerms terms = accepted.Terms;
        Instrument instrument = InstrumentOf(terms.Instrument);
        _orders.Add(terms.OrderId, new OrderChange(terms.OrderId, accepted)
        {
            IsNew = true,
            OrderNumber = terms.OrderNumber,
            Instrument = instrument,
            Side = StoredNames.Of(terms.Side),
            Type = StoredNames.Of(terms.Type),
            TimeInForce = StoredNames.Of(terms.TimeInForce),
            Simulated = terms.World == MarketWorld.Simulated,
            Quantity = instrument.ToDecimal(terms.Quantity),
            LimitPrice = terms.LimitPrice is { } price ? instrument.ToDecimal(price) : null,
            TriggerPrice = TriggerOf(accepted, instrument),
            TriggerSource = terms.Trigger is { } trigger ? StoredNames.Of(trigger.Source) : null,
            TrailingDistance = terms.Trigger is { TrailingDistance: > 0 } behind ? instrument.ToDecimal(new Price(behind.TrailingDistance)) : null,
            TrailingPercent = terms.Trigger is { TrailingPartsPerMillion: > 0 } share ? share.TrailingPartsPerMillion / 10_000m : null,
            ActivationPrice = terms.Trigger?.ActivationPrice is { } activation ? instrument.ToDecimal(activation) : null,
            ExpireAt = terms.ExpireTimeNs is { } time ? UnixTime.FromNanoseconds(time) : null,
            ReduceOnly = terms.IsReduceOnly,
            QuoteQuantity = terms.QuoteQuantity?.ToDecimal(),
            SelfTradePrevention = StoredNames.Of(terms.SelfTradePrevention),
            DisplayQuantity = terms.DisplayQuantity is { } shown ? instrument.ToDecimal(shown) : null,
            ListId = terms.ListId,
            ListLeg = terms.ListLeg == ListLeg.None ? null : StoredNames.Of(terms.ListLeg),
            ParentOrderId = terms.ParentOrderId,
            TakeProfitPrice = terms.Exits?.TakeProfit is { } profit ? instrument.ToDecimal(profit) : null,
            StopPrice = terms.Exits?.Stop is { } stop ? instrument.ToDecimal(stop) : null,
            StopLimitPrice = terms.Exits?.StopLimit is { } stopLimit ? instrument.ToDecimal(stopLimit) : null,
            StrategyId = terms.StrategyId,
            Reason = terms.Reason,
            LockedAsset = accepted.LockedAsset,
            Locked = accepted.Locked.ToDecimal(),
            Status = StoredNames.Of(OrderStatus.Open),
        });
    }

    private void Reject(OrderRejected rejected) => _orders.Add(rejected.OrderId, new OrderChange(rejected.OrderId, rejected)
    {
        IsNew = true,
        OrderNumber = rejected.OrderNumber,
        Instrument = InstrumentOf(rejected.Instrument),
        Side = StoredNames.Of(rejected.Side),
        Type = StoredNames.Of(rejected.Type),
        TimeInForce = StoredNames.Of(rejected.TimeInForce),
        Quantity = rejected.Quantity,
        LimitPrice = rejected.LimitPrice,
        TriggerPrice = rejected.Options?.TriggerPrice,
        TriggerSource = rejected.Options is { } options && Enum.IsDefined(options.TriggerSource) ? StoredNames.Of(options.TriggerSource) : null,
        TrailingDistance = rejected.Options?.TrailingDistance,
        TrailingPercent = rejected.Options?.TrailingPercent,
        ActivationPrice = rejected.Options?.ActivationPrice,
        ExpireAt = rejected.Options?.ExpireTimeNs is { } time ? UnixTime.FromNanoseconds(time) : null,
        ReduceOnly = rejected.Options?.IsReduceOnly ?? false,
        QuoteQuantity = rejected.Options?.QuoteQuantity,
        SelfTradePrevention = rejected.Options is { } asked && Enum.IsDefined(asked.SelfTradePrevention) ? StoredNames.Of(asked.SelfTradePrevention) : null,
        DisplayQuantity = rejected.Options?.DisplayQuantity,
        TakeProfitPrice = rejected.Options?.Exits?.TakeProfitPrice,
        StopPrice = rejected.Options?.Exits?.StopPrice,
        StopLimitPrice = rejected.Options?.Exits?.StopLimitPrice,
        StrategyId = rejected.StrategyId,
        RejectReason = StoredNames.Of(rejected.Reason),
        Message = rejected.Message,
        Status = StoredNames.Of(OrderStatus.Rejected),
    });

    private void Execute(OrderExecuted executed)
    {
        Execution execution = executed.Execution;
        Executions.Add((executed, execution));
        _positions[(executed.Account, execution.Instrument)] = executed;
        OrderChange order = Change(execution.OrderId, executed);
        order.Filled += InstrumentOf(execution.Instrument).ToDecimal(execution.Quantity);
        order.FilledNotional += execution.Notional.ToDecimal();
        order.Fees += execution.Fee.ToDecimal();
        order.Locked = executed.Locked.ToDecimal();
        order.Status = StoredNames.Of(executed.Status);
    }

    // A trailing stop has no trigger before it follows the price.
    private static decimal? TriggerOf(OrderAccepted accepted, Instrument instrument)
    {
        if (accepted.Terms.Trigger is not { } trigger) return null;
        return accepted.Terms.Type == OrderType.TrailingStop && accepted.TrailedFrom is null ? null : instrument.ToDecimal(trigger.Price);
    }

    private void Trail(OrderTrailed trailed) => Change(trailed.OrderId, trailed).TriggerPrice = InstrumentOf(trailed.Instrument).ToDecimal(trailed.TriggerPrice);

    private void Amend(OrderAmended amended)
    {
        OrderChange order = Change(amended.OrderId, amended);
        Instrument instrument = InstrumentOf(amended.Instrument);
        order.Quantity = instrument.ToDecimal(amended.Quantity);
        order.LimitPrice = amended.LimitPrice is { } price ? instrument.ToDecimal(price) : null;
        order.Locked = amended.Locked.ToDecimal();
        order.Amends++;
    }

    // What an order that ends by it loses is known to its end.
    private void Prevent(SelfTradePrevented prevented)
    {
        decimal lost = prevented.Mode == SelfTradePrevention.Decrement ? InstrumentOf(prevented.Instrument).ToDecimal(prevented.Quantity) : 0;
        foreach ((Guid orderId, Money locked) in ((Guid, Money)[])[(prevented.OrderId, prevented.Locked), (prevented.MakerOrderId, prevented.MakerLocked)])
        {
            OrderChange order = Change(orderId, prevented);
            order.Prevented += lost;
            order.Locked = locked.ToDecimal();
        }
    }

    private void End(OrderEnded ended)
    {
        OrderChange order = Change(ended.OrderId, ended);
        if (ended.Reason == OrderEndReason.SelfTrade && ended.Instrument is { } instrument) order.Prevented += InstrumentOf(instrument).ToDecimal(ended.Remaining);
        order.Locked = 0;
        order.Status = StoredNames.Of(ended.Status);
        order.EndReason = StoredNames.Of(ended.Reason);
    }

    private OrderChange Change(Guid orderId, EngineEvent journaled)
    {
        if (_orders.TryGetValue(orderId, out OrderChange? order)) order.Last = journaled;
        else _orders.Add(orderId, order = new OrderChange(orderId, journaled));
        return order;
    }

    public static string ParametersOf(StrategyConfigured configured) => JsonSerializer.Serialize(configured.Strategy.Parameters, JournalJson.Options);
}

/// <summary>A new order, or what changes of one that is stored already: amounts are then added to the stored ones.</summary>
internal sealed class OrderChange(Guid orderId, EngineEvent only)
{
    public Guid OrderId => orderId;
    public EngineEvent First { get; } = only;
    public EngineEvent Last { get; set; } = only;
    public bool IsNew { get; init; }
    public long OrderNumber { get; init; }
    public Instrument? Instrument { get; init; }
    public string Side { get; init; } = "";
    public string Type { get; init; } = "";
    public string TimeInForce { get; init; } = "";
    public bool Simulated { get; init; }
    public decimal Quantity { get; set; }
    public decimal? LimitPrice { get; set; }
    public decimal? TriggerPrice { get; set; }
    public string? TriggerSource { get; init; }
    public decimal? TrailingDistance { get; init; }
    public decimal? TrailingPercent { get; init; }
    public decimal? ActivationPrice { get; init; }
    public DateTimeOffset? TriggeredAt { get; set; }
    public DateTimeOffset? ExpireAt { get; init; }
    public bool ReduceOnly { get; init; }
    public decimal? QuoteQuantity { get; init; }
    public string? SelfTradePrevention { get; init; }
    public decimal? DisplayQuantity { get; init; }
    public Guid? ListId { get; init; }
    public string? ListLeg { get; init; }
    public Guid? ParentOrderId { get; init; }
    public decimal? TakeProfitPrice { get; init; }
    public decimal? StopPrice { get; init; }
    public decimal? StopLimitPrice { get; init; }
    public int Amends { get; set; }
    public decimal Prevented { get; set; }
    public string? StrategyId { get; init; }
    public string? Reason { get; init; }
    public string? RejectReason { get; init; }
    public string? Message { get; init; }
    public string? LockedAsset { get; init; }
    /// <summary>None: it stays as it is stored.</summary>
    public string? Status { get; set; }
    public string? EndReason { get; set; }

    /// <summary>None: it stays as it is stored.</summary>
    public decimal? Locked { get; set; }
    public decimal Filled { get; set; }
    public decimal FilledNotional { get; set; }
    public decimal Fees { get; set; }
}
