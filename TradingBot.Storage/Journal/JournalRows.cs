using System.Text.Json;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.Orders;
using TradingBot.Storage.Names;

namespace TradingBot.Storage.Journal;

/// <summary>Folds a batch's events into the rows they insert and change; each order, balance and strategy once, as it is after the batch.</summary>
internal sealed class JournalRows
{
    private readonly JournalBatch _batch;
    private readonly Dictionary<Guid, OrderChange> _orders = [];
    private readonly SortedDictionary<(Guid Account, string Asset), decimal[]> _balances = [];
    private readonly Dictionary<(AccountId, string), StrategyConfigured> _strategies = [];
    private readonly Dictionary<(AccountId, InstrumentId), OrderExecuted> _positions = [];
    private readonly Dictionary<AccountId, RiskLimitsChanged> _limits = [];
    private readonly Dictionary<AccountId, RiskStateChanged> _risk = [];

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

    public IReadOnlyDictionary<(Guid Account, string Asset), decimal[]> Balances => _balances;
    public IReadOnlyCollection<StrategyConfigured> Strategies => _strategies.Values;
    public IReadOnlyCollection<RiskLimitsChanged> Limits => _limits.Values;
    public IReadOnlyCollection<RiskStateChanged> Risk => _risk.Values;

    public Instrument InstrumentOf(InstrumentId id) => _batch.Instruments[id];

    private void Fold(EngineEvent journaled)
    {
        short line = 0;
        foreach (Posting posting in journaled.Postings)
        {
            Postings.Add((journaled, ++line, posting));
            AddToBalance(journaled.Account, posting);
        }
        switch (journaled)
        {
            case AccountOpened opened: Opened.Add(opened); break;
            case OrderAccepted accepted: Accept(accepted); break;
            case OrderRejected rejected: Reject(rejected); break;
            case OrderExecuted executed: Execute(executed); break;
            case OrderEnded ended: End(ended); break;
            case StrategyConfigured configured: _strategies[(configured.Account, configured.Strategy.StrategyId)] = configured; break;
            case SignalRaised signal: Signals.Add(signal); break;
            case EquityMarked marked: Marks.Add(marked); break;
            case RiskLimitsChanged limits: _limits[limits.Account] = limits; break;
            case RiskStateChanged risk: _risk[risk.Account] = risk; break;
            default: throw new InvalidOperationException($"No projection is known for the event {journaled.GetType().Name}.");
        }
    }

    private void AddToBalance(AccountId account, Posting posting)
    {
        if (!_balances.TryGetValue((account.Value, posting.Asset), out decimal[]? totals)) _balances.Add((account.Value, posting.Asset), totals = new decimal[5]);
        totals[(int)posting.Account - 1] += posting.Amount.ToDecimal();
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
            Quantity = instrument.ToDecimal(terms.Quantity),
            LimitPrice = terms.LimitPrice is { } price ? instrument.ToDecimal(price) : null,
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

    private void End(OrderEnded ended)
    {
        OrderChange order = Change(ended.OrderId, ended);
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
    public decimal Quantity { get; init; }
    public decimal? LimitPrice { get; init; }
    public string? StrategyId { get; init; }
    public string? Reason { get; init; }
    public string? RejectReason { get; init; }
    public string? Message { get; init; }
    public string? LockedAsset { get; init; }
    public string Status { get; set; } = "";
    public string? EndReason { get; set; }
    public decimal Locked { get; set; }
    public decimal Filled { get; set; }
    public decimal FilledNotional { get; set; }
    public decimal Fees { get; set; }
}
