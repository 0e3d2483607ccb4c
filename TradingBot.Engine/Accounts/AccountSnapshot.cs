using TradingBot.Engine.Amounts;
using TradingBot.Engine.Events;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;

namespace TradingBot.Engine.Accounts;

/// <summary>An account's whole state after one of its events: with the later events it makes the same account as all events do.</summary>
/// <remarks>What is derived from the market is not part of it. Members are stored: they change only with <see cref="CurrentFormat"/>.</remarks>
public sealed record AccountSnapshot
{
    /// <summary>Rises when members or their meaning change; a snapshot of another format is left aside.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format it is in.</summary>
    public required int Format { get; init; }

    /// <summary>Whose.</summary>
    public required AccountId Account { get; init; }

    /// <summary>Sequence of the last event that is in it.</summary>
    public required long Sequence { get; init; }

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Asset that equity is told in.</summary>
    public required string ReportingAsset { get; init; }

    /// <summary>Risk limits.</summary>
    public required RiskLimits Limits { get; init; }

    /// <summary>What decides its executions.</summary>
    public required ExecutionModel Model { get; init; }

    /// <summary>The last order's number.</summary>
    public required long OrderNumber { get; init; }

    /// <summary>The last execution's number.</summary>
    public required long ExecutionNumber { get; init; }

    /// <summary>What holds whatever the world.</summary>
    public required SnapshotRisk LiveRisk { get; init; }

    /// <summary>What simulation alone restricts.</summary>
    public required SnapshotRisk SimulatedRisk { get; init; }

    /// <summary>Worth by live prices.</summary>
    public required SnapshotEquity LiveEquity { get; init; }

    /// <summary>Worth by the simulator's prices.</summary>
    public required SnapshotEquity SimulatedEquity { get; init; }

    /// <summary>By how much executions in simulation changed each asset since the live worth was set right, by ordinal of the asset.</summary>
    public required IReadOnlyList<SnapshotChange> SimulatedAssets { get; init; }

    /// <summary>The same of positions, by instrument.</summary>
    public required IReadOnlyList<SnapshotPositionChange> SimulatedPositions { get; init; }

    /// <summary>Ledger accounts, by ordinal of the asset.</summary>
    public required IReadOnlyList<SnapshotBalance> Balances { get; init; }

    /// <summary>Positions, by instrument.</summary>
    public required IReadOnlyList<SnapshotPosition> Positions { get; init; }

    /// <summary>Open orders, by number.</summary>
    public required IReadOnlyList<SnapshotOrder> OpenOrders { get; init; }

    /// <summary>Strategies, by ordinal of their id.</summary>
    public required IReadOnlyList<SnapshotStrategy> Strategies { get; init; }

    /// <summary>The last orders that ended, oldest first: they tell a late cancel from a wrong id.</summary>
    public required IReadOnlyList<Guid> EndedOrders { get; init; }

    /// <summary>Hash of the account that it makes, as <see cref="TradingEngine.StateHash"/>.</summary>
    /// <exception cref="InvariantViolationException">It makes no account.</exception>
    public string StateHash() => AccountStateHash.Of(AccountState.From(this));
}

/// <summary>A risk state and what it came of.</summary>
/// <param name="State">What it lets the account do.</param>
/// <param name="Reason">In words for a person.</param>
public sealed record SnapshotRisk(RiskState State, string Reason);

/// <summary>What the account was worth in one world.</summary>
/// <param name="Marked">The last equity in the journal.</param>
/// <param name="Peak">The highest one.</param>
/// <param name="TimeNs">When it was marked, nanoseconds since the Unix epoch.</param>
public sealed record SnapshotEquity(Money Marked, Money Peak, long TimeNs);

/// <summary>A signed change of an asset.</summary>
/// <param name="Asset">Which.</param>
/// <param name="Amount">By how much.</param>
public sealed record SnapshotChange(string Asset, Money Amount);

/// <summary>A signed change of a position.</summary>
/// <param name="Instrument">Which.</param>
/// <param name="Quantity">By how much of the base asset.</param>
public sealed record SnapshotPositionChange(InstrumentId Instrument, Money Quantity);

/// <summary>The five ledger accounts of an asset.</summary>
/// <param name="Asset">Which.</param>
/// <param name="Free">To be used.</param>
/// <param name="Locked">Locked by open orders.</param>
/// <param name="Fees">Paid as fees.</param>
/// <param name="Market">Against the market.</param>
/// <param name="External">Against the outside.</param>
public sealed record SnapshotBalance(string Asset, Money Free, Money Locked, Money Fees, Money Market, Money External);

/// <summary>What is held by executions in one instrument.</summary>
/// <param name="Instrument">Which.</param>
/// <param name="Quantity">Base amount.</param>
/// <param name="Cost">What it cost in the quote asset.</param>
/// <param name="RealizedProfit">In the quote asset, since the account was opened.</param>
public sealed record SnapshotPosition(InstrumentId Instrument, Money Quantity, Money Cost, Money RealizedProfit);

/// <summary>An open order.</summary>
public sealed record SnapshotOrder
{
    /// <summary>What it asks for.</summary>
    public required OrderTerms Terms { get; init; }

    /// <summary>Asset that is locked for it.</summary>
    public required string LockedAsset { get; init; }

    /// <summary>How much of it.</summary>
    public required Money Locked { get; init; }

    /// <summary>When it was accepted, nanoseconds since the Unix epoch.</summary>
    public required long AcceptedTimeNs { get; init; }

    /// <summary>When it was sent to its venue, or joined it again.</summary>
    public required long SentTimeNs { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required OrderStatus Status { get; init; }

    /// <summary>What of it still works.</summary>
    public required Quantity Remaining { get; init; }

    /// <summary>How often it was amended.</summary>
    public required int Amends { get; init; }

    /// <summary>How often without losing its place, since it joined.</summary>
    public required int AmendsInPlace { get; init; }

    /// <summary>What was taken away so that the account does not trade with itself.</summary>
    public required Quantity Prevented { get; init; }

    /// <summary>What a buy's executions brought.</summary>
    public required Money Received { get; init; }

    /// <summary>Sum of the executions' notionals.</summary>
    public required Money ExecutedNotional { get; init; }

    /// <summary>Whether it works.</summary>
    public required bool IsTriggered { get; init; }

    /// <summary>Whether it has met its venue.</summary>
    public required bool HasArrived { get; init; }

    /// <summary>When a cancel under way takes effect; 0 where none is.</summary>
    public required long CancelAtNs { get; init; }

    /// <summary>Why that cancel was sent.</summary>
    public required OrderEndReason CancelReason { get; init; }

    /// <summary>The best price that the journal knows of a trailing stop.</summary>
    public required Price TrailedTo { get; init; }

    /// <summary>When that was journaled.</summary>
    public required long TrailedTimeNs { get; init; }
}

/// <summary>A strategy.</summary>
/// <param name="Definition">What it is.</param>
/// <param name="IsRunning">Whether it runs.</param>
/// <param name="PositionQuantity">Base amount that it bought and has not sold.</param>
/// <param name="LastSignal">What it said last; none if nothing.</param>
public sealed record SnapshotStrategy(StrategyDefinition Definition, bool IsRunning, Money PositionQuantity, SignalRaised? LastSignal);
