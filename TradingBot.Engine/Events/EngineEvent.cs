using System.Text.Json.Serialization;
using TradingBot.Engine.Accounts;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
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
[JsonDerivedType(typeof(StrategyConfigured), "strategy_configured")]
[JsonDerivedType(typeof(SignalRaised), "signal_raised")]
[JsonDerivedType(typeof(RiskLimitsChanged), "risk_limits_changed")]
[JsonDerivedType(typeof(RiskStateChanged), "risk_state_changed")]
[JsonDerivedType(typeof(EquityMarked), "equity_marked")]
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

    /// <summary>Market or limit.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Base units, as asked.</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Limit price, as asked.</summary>
    public decimal? LimitPrice { get; init; }

    /// <summary>How long it would have worked.</summary>
    public required TimeInForce TimeInForce { get; init; }

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

    /// <summary>Canceled or Expired.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>Why.</summary>
    public required OrderEndReason Reason { get; init; }

    /// <summary>What was not executed.</summary>
    public required Quantity Remaining { get; init; }
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

    /// <summary>Why, in words for a person.</summary>
    public required string Reason { get; init; }
}

/// <summary>What an account was worth: a point of its equity curve, at most one a minute and only where it changed.</summary>
public sealed record EquityMarked : EngineEvent
{
    /// <summary>Worth of everything it owns, in its reporting asset.</summary>
    public required Money Equity { get; init; }

    /// <summary>The highest equity so far; drawdown is measured from it.</summary>
    public required Money PeakEquity { get; init; }
}
