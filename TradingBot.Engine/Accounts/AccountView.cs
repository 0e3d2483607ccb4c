using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Accounts;

/// <summary>An account as it stands: a snapshot made on request.</summary>
public sealed record AccountView
{
    /// <summary>Which account.</summary>
    public required AccountId Id { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Asset that equity is told in.</summary>
    public required string ReportingAsset { get; init; }

    /// <summary>Sequence of its last event.</summary>
    public required long AccountSequence { get; init; }

    /// <summary>Balances by asset, in ordinal order.</summary>
    public required IReadOnlyList<BalanceView> Balances { get; init; }

    /// <summary>Positions by instrument number, closed ones (quantity 0) included.</summary>
    public required IReadOnlyList<PositionView> Positions { get; init; }

    /// <summary>Open orders, oldest first.</summary>
    public required IReadOnlyList<OrderView> OpenOrders { get; init; }

    /// <summary>Strategies by id.</summary>
    public required IReadOnlyList<StrategyView> Strategies { get; init; }

    /// <summary>Worth of everything it owns, rounded down; things without a mark count as nothing.</summary>
    public required Money Equity { get; init; }

    /// <summary>Assets or symbols whose mark is missing; empty where <see cref="Equity"/> is whole.</summary>
    public required IReadOnlyList<string> MissingMarks { get; init; }

    /// <summary>The highest equity so far.</summary>
    public required Money PeakEquity { get; init; }

    /// <summary>Loss from the highest equity, parts per million, rounded up.</summary>
    public required int DrawdownPartsPerMillion { get; init; }

    /// <summary>Risk limits.</summary>
    public required RiskLimits Limits { get; init; }

    /// <summary>What its risk state lets it do.</summary>
    public required RiskState RiskState { get; init; }

    /// <summary>Why, in words for a person; empty where it never changed.</summary>
    public required string RiskReason { get; init; }
}

/// <summary>One asset of an account.</summary>
/// <param name="Asset">Asset code.</param>
/// <param name="Free">What can be used.</param>
/// <param name="Locked">What open orders could still cost.</param>
/// <param name="Fees">Fees paid in it so far.</param>
/// <param name="Deposited">Virtual cash that came from outside.</param>
/// <param name="Value">Free and locked in the reporting asset, rounded down; none where no mark is known.</param>
public sealed record BalanceView(string Asset, Money Free, Money Locked, Money Fees, Money Deposited, Money? Value);

/// <summary>What an account holds in one instrument.</summary>
/// <param name="Instrument">Which instrument.</param>
/// <param name="Quantity">Base amount, net of fees charged in the base asset.</param>
/// <param name="Cost">What it cost in the quote asset, buying fees included.</param>
/// <param name="AverageCost">Quote units per base unit, rounded up at 12 decimal places; none without a position.</param>
/// <param name="RealizedProfit">In the quote asset, net of fees.</param>
/// <param name="UnrealizedProfit">Value at the mark less cost, in the quote asset; none where the mark is missing.</param>
/// <param name="Mark">Price it is valued at: middle of best bid and ask, else last trade; none where there is neither.</param>
public sealed record PositionView(
    InstrumentId Instrument, Money Quantity, Money Cost, Money? AverageCost, Money RealizedProfit, Money? UnrealizedProfit, Price? Mark);

/// <summary>An open order and why it is still open.</summary>
/// <param name="Terms">What it asks for.</param>
/// <param name="Status">Open or PartiallyFilled.</param>
/// <param name="Remaining">What is not executed.</param>
/// <param name="ExecutedNotional">Sum of price times quantity of its executions, in the quote asset.</param>
/// <param name="LockedAsset">Asset locked for it.</param>
/// <param name="Locked">How much it could still cost.</param>
/// <param name="AcceptedTimeNs">When it was accepted, nanoseconds since the Unix epoch.</param>
/// <param name="QueueAhead">What is ahead of it at its price at most; none as long as its level has not been seen.</param>
/// <param name="IsTriggered">Whether it works: an order without a trigger does from the start.</param>
/// <param name="TriggerLevel">Where its trigger stands now; none where it has none, or does not follow the price yet.</param>
/// <param name="WaitsBecause">Why it is not filled yet, in words for a person.</param>
public sealed record OrderView(
    OrderTerms Terms, OrderStatus Status, Quantity Remaining, Money ExecutedNotional, string LockedAsset, Money Locked, long AcceptedTimeNs,
    Quantity? QueueAhead, bool IsTriggered, Price? TriggerLevel, string WaitsBecause);

/// <summary>A strategy of an account.</summary>
/// <param name="Definition">What it is, every parameter's value filled in.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="PositionQuantity">Base amount that it bought and has not sold.</param>
/// <param name="LastSignal">The last time it changed its mind; none if never.</param>
/// <param name="Facts">What its rule knows now.</param>
public sealed record StrategyView(
    StrategyDefinition Definition, bool IsRunning, Money PositionQuantity, SignalView? LastSignal, StrategyFacts Facts);

/// <summary>A strategy's change of mind.</summary>
/// <param name="TimeNs">When, nanoseconds since the Unix epoch.</param>
/// <param name="Action">What it would do.</param>
/// <param name="ConfidencePartsPerMillion">How sure it was.</param>
/// <param name="Price">Close of the bar it decided on.</param>
/// <param name="Reason">Why, in words for a person.</param>
public sealed record SignalView(long TimeNs, SignalAction Action, int ConfidencePartsPerMillion, Price Price, string Reason);
