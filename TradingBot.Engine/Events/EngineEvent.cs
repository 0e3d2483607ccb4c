using System.Text.Json.Serialization;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Recovery;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Events;

/// <summary>Something that happened to a paper account. An account's state is what its events, applied in order, make of it.</summary>
/// <remarks>Names of the derived types and of their members are stored in the journal: they change only with a migration.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(AccountOpened), "account_opened")]
[JsonDerivedType(typeof(OrderAccepted), "order_accepted")]
[JsonDerivedType(typeof(OrderRejected), "order_rejected")]
[JsonDerivedType(typeof(OrderExecuted), "order_executed")]
[JsonDerivedType(typeof(OrderEnded), "order_ended")]
[JsonDerivedType(typeof(OrderTriggered), "order_triggered")]
[JsonDerivedType(typeof(OrderTrailed), "order_trailed")]
[JsonDerivedType(typeof(OrderRelocked), "order_relocked")]
[JsonDerivedType(typeof(OrderArrived), "order_arrived")]
[JsonDerivedType(typeof(OrderCancelSent), "order_cancel_sent")]
[JsonDerivedType(typeof(ExecutionModelChanged), "execution_model_changed")]
[JsonDerivedType(typeof(OrderAmended), "order_amended")]
[JsonDerivedType(typeof(SelfTradePrevented), "self_trade_prevented")]
[JsonDerivedType(typeof(StrategyConfigured), "strategy_configured")]
[JsonDerivedType(typeof(SignalRaised), "signal_raised")]
[JsonDerivedType(typeof(RiskLimitsChanged), "risk_limits_changed")]
[JsonDerivedType(typeof(RiskStateChanged), "risk_state_changed")]
[JsonDerivedType(typeof(EquityMarked), "equity_marked")]
[JsonDerivedType(typeof(AccountRecovered), "account_recovered")]
public abstract record EngineEvent
{
    /// <summary>Whose event.</summary>
    public required AccountId Account { get; init; }

    /// <summary>Rising per account by one from 1.</summary>
    public required long AccountSequence { get; init; }

    /// <summary>Sequence of the input that caused it.</summary>
    public required long InputSequence { get; init; }

    /// <summary>Time of that input, nanoseconds since the Unix epoch.</summary>
    public required long TimeNs { get; init; }

    /// <summary>What it does to the ledger; sums to zero per asset; empty where it moves nothing.</summary>
    public IReadOnlyList<Posting> Postings { get; init; } = [];
}

/// <summary>A paper account was opened with virtual cash.</summary>
public sealed record AccountOpened : EngineEvent
{
    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Asset that equity is told in.</summary>
    public required string ReportingAsset { get; init; }

    /// <summary>Risk limits.</summary>
    public required RiskLimits Limits { get; init; }

    /// <summary>What decides its executions; none: <see cref="ExecutionModel.Immediate"/>.</summary>
    public ExecutionModel? Model { get; init; }
}

/// <summary>An order was accepted and what it could cost was locked.</summary>
public sealed record OrderAccepted : EngineEvent
{
    /// <summary>What it asks for.</summary>
    public required OrderTerms Terms { get; init; }

    /// <summary>Asset that is locked for it.</summary>
    public required string LockedAsset { get; init; }

    /// <summary>How much is locked for it.</summary>
    public required Money Locked { get; init; }

    /// <summary>The price that a trailing stop follows from; none where it is none, or waits for its activation price.</summary>
    public Price? TrailedFrom { get; init; }
}

/// <summary>An order was refused; nothing was changed.</summary>
public sealed record OrderRejected : EngineEvent
{
    /// <summary>Id derived from account and number.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Rising per account from 1, shared with accepted orders.</summary>
    public required long OrderNumber { get; init; }

    /// <summary>What was to be traded.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required Side Side { get; init; }

    /// <summary>How its price would have been decided.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Base units, as asked.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Limit price, as asked.</summary>
    public decimal? LimitPrice { get; init; }

    /// <summary>How long it would have worked.</summary>
    public required TimeInForce TimeInForce { get; init; }

    /// <summary>What else was asked; none where nothing was.</summary>
    public OrderOptions? Options { get; init; }

    /// <summary>The strategy that decided it; none where a user did.</summary>
    public string? StrategyId { get; init; }

    /// <summary>Why it was refused.</summary>
    public required RejectReason Reason { get; init; }

    /// <summary>For a person: what was wrong and what would be right.</summary>
    public required string Message { get; init; }
}

/// <summary>(Part of) an order was executed.</summary>
public sealed record OrderExecuted : EngineEvent
{
    /// <summary>The execution with its evidence.</summary>
    public required Execution Execution { get; init; }

    /// <summary>What of the order is still working after it.</summary>
    public required Quantity Remaining { get; init; }

    /// <summary>What stays locked for the order after it.</summary>
    public required Money Locked { get; init; }

    /// <summary>The order's status after it.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>Base amount of the account's position in the instrument after it; fees charged in the base asset are gone from it.</summary>
    public Money PositionQuantity { get; init; }

    /// <summary>What that position cost in the quote asset, buying fees included.</summary>
    public Money PositionCost { get; init; }

    /// <summary>Profit realized in the instrument since the account was opened, in the quote asset, this execution included.</summary>
    public Money PositionRealizedProfit { get; init; }
}

/// <summary>An open order ended before it was filled in full; what was locked for it is free again.</summary>
public sealed record OrderEnded : EngineEvent
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Its instrument; events from before it was told have none.</summary>
    public InstrumentId? Instrument { get; init; }

    /// <summary>Canceled or Expired.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>Why.</summary>
    public required OrderEndReason Reason { get; init; }

    /// <summary>What was not executed.</summary>
    public required Quantity Remaining { get; init; }
}

/// <summary>A conditional order was set off; from now on it works.</summary>
public sealed record OrderTriggered : EngineEvent
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The price that set it off: the trigger, or beyond it where the price jumped.</summary>
    public required Price Price { get; init; }

    /// <summary>The trade of that price; none where the order watched the book.</summary>
    public long? TradeId { get; init; }
}

/// <summary>A trailing stop began to follow, or followed the price. Written at most once a second.</summary>
public sealed record OrderTrailed : EngineEvent
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Its instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>The best price so far: the highest for a sell, the lowest for a buy.</summary>
    public required Price BestPrice { get; init; }

    /// <summary>Where the trigger stands then.</summary>
    public required Price TriggerPrice { get; init; }
}

/// <summary>What is locked for an order was set to what it costs now that it works.</summary>
public sealed record OrderRelocked : EngineEvent
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>How much is locked for it now.</summary>
    public required Money Locked { get; init; }
}

/// <summary>An order that was under way met the venue.</summary>
public sealed record OrderArrived : EngineEvent
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }
}

/// <summary>A cancel was sent; until it takes effect the order may execute.</summary>
public sealed record OrderCancelSent : EngineEvent
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Why it is cancelled.</summary>
    public required OrderEndReason Reason { get; init; }

    /// <summary>When it is known to have taken effect, nanoseconds since the Unix epoch.</summary>
    public required long EffectiveAtNs { get; init; }
}

/// <summary>An account's execution model was changed; orders that are under way keep their latency.</summary>
public sealed record ExecutionModelChanged : EngineEvent
{
    /// <summary>The new model.</summary>
    public required ExecutionModel Model { get; init; }
}

/// <summary>An open order's price or quantity was changed; its id stays.</summary>
public sealed record OrderAmended : EngineEvent
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Its instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Its limit price from now on; none where it has none.</summary>
    public Price? LimitPrice { get; init; }

    /// <summary>Base quantity asked for from now on, what is executed included.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>What of it is to be executed still.</summary>
    public required Quantity Remaining { get; init; }

    /// <summary>How much is locked for it now.</summary>
    public required Money Locked { get; init; }

    /// <summary>Whether it kept its place in the queue; else it joined again as a newcomer.</summary>
    public required bool KeptQueue { get; init; }

    /// <summary>When what it became is known to have met its venue, nanoseconds since the Unix epoch; 0 where it was there at once or kept its place.</summary>
    public long ArrivesAtNs { get; init; }
}

/// <summary>An order would have traded with a resting order of its own account and did not. Where one of them ended by it, that is told next.</summary>
public sealed record SelfTradePrevented : EngineEvent
{
    /// <summary>The order that would have taken.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The resting order that it would have met.</summary>
    public required Guid MakerOrderId { get; init; }

    /// <summary>Their instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>What the taker's order asked for in this case.</summary>
    public required SelfTradePrevention Mode { get; init; }

    /// <summary>Price at which they would have met: the resting order's.</summary>
    public required Price Price { get; init; }

    /// <summary>What they would have traded.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>What is left of the taker's order.</summary>
    public required Quantity Remaining { get; init; }

    /// <summary>What is locked for the taker's order.</summary>
    public required Money Locked { get; init; }

    /// <summary>What is left of the resting order.</summary>
    public required Quantity MakerRemaining { get; init; }

    /// <summary>What is locked for the resting order.</summary>
    public required Money MakerLocked { get; init; }
}

/// <summary>A strategy was added, changed, started or stopped.</summary>
public sealed record StrategyConfigured : EngineEvent
{
    /// <summary>The definition with every parameter's value filled in.</summary>
    public required StrategyDefinition Strategy { get; init; }

    /// <summary>Whether it runs.</summary>
    public required bool IsRunning { get; init; }
}

/// <summary>A strategy changed its mind about its instrument.</summary>
public sealed record SignalRaised : EngineEvent
{
    /// <summary>Which strategy.</summary>
    public required string StrategyId { get; init; }

    /// <summary>Its instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>What it would do.</summary>
    public required SignalAction Action { get; init; }

    /// <summary>How sure it is, in parts per million (a rule is 1,000,000; a model tells its estimated probability).</summary>
    public required int ConfidencePartsPerMillion { get; init; }

    /// <summary>Close of the bar it decided on.</summary>
    public required Price Price { get; init; }

    /// <summary>Why, in words for a person.</summary>
    public required string Reason { get; init; }
}

/// <summary>An account's risk limits were changed.</summary>
public sealed record RiskLimitsChanged : EngineEvent
{
    /// <summary>The new limits.</summary>
    public required RiskLimits Limits { get; init; }
}

/// <summary>An account's risk state changed.</summary>
public sealed record RiskStateChanged : EngineEvent
{
    /// <summary>The new state.</summary>
    public required RiskState State { get; init; }

    /// <summary>Whether what happened in simulation alone caused it: then it ends when the live market is back.</summary>
    public bool Simulated { get; init; }

    /// <summary>Why, in words for a person.</summary>
    public required string Reason { get; init; }
}

/// <summary>What an account was worth: a point of its equity curve, at most one a minute and only where it changed.</summary>
public sealed record EquityMarked : EngineEvent
{
    /// <summary>Worth of everything it owns, in its reporting asset.</summary>
    public required Money Equity { get; init; }

    /// <summary>The highest equity so far by prices of the same world; drawdown is measured from it.</summary>
    public required Money PeakEquity { get; init; }

    /// <summary>Whether the prices were the simulator's.</summary>
    public bool Simulated { get; init; }

    /// <summary>Whether the peak was set anew on return to the live market, so that what was won or lost in simulation counts neither way.</summary>
    public bool IsPeakAdjusted { get; init; }
}

/// <summary>An account was without an owner for a time, and met what its markets did meanwhile. Changes nothing itself.</summary>
public sealed record AccountRecovered : EngineEvent
{
    /// <summary>When it was last known to be followed, nanoseconds since the Unix epoch.</summary>
    public required long AwayFromNs { get; init; }

    /// <summary>When it was followed again, nanoseconds since the Unix epoch.</summary>
    public required long AwayToNs { get; init; }

    /// <summary>Missed trades that it met.</summary>
    public required int Trades { get; init; }

    /// <summary>Executions that came of them.</summary>
    public required int Executions { get; init; }

    /// <summary>Conditional orders that they set off.</summary>
    public required int Triggered { get; init; }

    /// <summary>Orders that its policy cancelled.</summary>
    public required int Cancelled { get; init; }

    /// <summary>What was to become of orders in markets that are not proven.</summary>
    public required MissedTradesPolicy Policy { get; init; }

    /// <summary>Markets of which trades may be missing; empty where all were brought back.</summary>
    public required IReadOnlyList<UnprovenMarket> Unproven { get; init; }
}

/// <summary>A market whose missed trades could not all be brought back.</summary>
/// <param name="Instrument">Which.</param>
/// <param name="Reason">Why, in words for a person.</param>
public sealed record UnprovenMarket(InstrumentId Instrument, string Reason);
