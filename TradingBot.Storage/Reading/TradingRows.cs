namespace TradingBot.Storage.Reading;

/// <summary>An instrument with the lasting number that this system gave it.</summary>
public sealed class InstrumentRow
{
    public int InstrumentId { get; init; }
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public required string VenueSymbol { get; init; }
    public required string BaseAsset { get; init; }
    public required string QuoteAsset { get; init; }
    public int PriceScale { get; init; }
    public int QuantityScale { get; init; }
    public decimal TickSize { get; init; }
    public decimal LotSize { get; init; }
    public decimal MinQuantity { get; init; }
    public decimal MaxQuantity { get; init; }
    public decimal MinNotional { get; init; }
    public bool IsTrading { get; init; }
    public required string Definition { get; init; }
    public int Version { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A paper account: limits, risk state and where its journal stands.</summary>
public sealed class AccountRow
{
    public Guid AccountId { get; init; }
    public required string Name { get; init; }
    public required string ReportingAsset { get; init; }
    public bool IsVirtual { get; init; }
    public decimal MaxOrderNotional { get; init; }
    public decimal MaxPositionNotional { get; init; }
    public int MaxDrawdownPartsPerMillion { get; init; }
    public int MaxOpenOrders { get; init; }
    public required string RiskState { get; init; }
    public string? RiskReason { get; init; }
    public long HeadSequence { get; init; }
    public long HeadInputSequence { get; init; }
    public long HeadTimeNs { get; init; }
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>keep, cancel or halt: what becomes of open orders where missed trades cannot all be brought back.</summary>
    public required string MissedTradesPolicy { get; init; }

    /// <summary>Name of what decides when and how its orders execute, such as expected.</summary>
    public required string ExecutionModel { get; init; }
}

/// <summary>An event of the journal; its payload is the event as <c>JournalJson</c> writes it.</summary>
public sealed class JournalRow
{
    public Guid AccountId { get; init; }
    public long Sequence { get; init; }
    public long InputSequence { get; init; }
    public long TimeNs { get; init; }
    public required string Type { get; init; }
    public required string Payload { get; init; }
    public DateTimeOffset JournaledAt { get; init; }
}

/// <summary>An order as its events have made it.</summary>
public sealed class OrderRow
{
    public Guid OrderId { get; init; }
    public Guid AccountId { get; init; }
    public long OrderNumber { get; init; }
    public int InstrumentId { get; init; }
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public required string Side { get; init; }
    public required string Type { get; init; }
    public required string TimeInForce { get; init; }
    public decimal Quantity { get; init; }
    public decimal? LimitPrice { get; init; }
    public required string Status { get; init; }
    public decimal FilledQuantity { get; init; }
    public decimal FilledNotional { get; init; }
    public decimal Fees { get; init; }
    public string? LockedAsset { get; init; }
    public decimal LockedAmount { get; init; }
    public decimal? TriggerPrice { get; init; }
    public string? TriggerSource { get; init; }
    public decimal? TrailingDistance { get; init; }
    public decimal? TrailingPercent { get; init; }
    public decimal? ActivationPrice { get; init; }
    public DateTimeOffset? TriggeredAt { get; init; }
    public DateTimeOffset? ExpireAt { get; init; }
    public bool ReduceOnly { get; init; }
    public decimal? QuoteQuantity { get; init; }
    public int Amends { get; init; }
    public string? SelfTradePrevention { get; init; }
    public decimal PreventedQuantity { get; init; }
    public decimal? DisplayQuantity { get; init; }
    public Guid? ListId { get; init; }
    public string? ListLeg { get; init; }
    public Guid? ParentOrderId { get; init; }
    public decimal? TakeProfitPrice { get; init; }
    public decimal? StopPrice { get; init; }
    public decimal? StopLimitPrice { get; init; }
    public string? StrategyId { get; init; }
    public string? Reason { get; init; }
    public string? RejectReason { get; init; }
    public string? EndReason { get; init; }
    public string? Message { get; init; }
    public long EventSequence { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public bool Simulated { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A simulated execution with its evidence.</summary>
public sealed class ExecutionRow
{
    public Guid ExecutionId { get; init; }
    public Guid AccountId { get; init; }
    public long ExecutionNumber { get; init; }
    public Guid OrderId { get; init; }
    public int InstrumentId { get; init; }
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public required string Side { get; init; }
    public decimal Price { get; init; }
    public decimal Quantity { get; init; }
    public decimal Notional { get; init; }
    public decimal Fee { get; init; }
    public required string FeeAsset { get; init; }
    public required string Role { get; init; }
    public decimal RealizedProfit { get; init; }
    public string? StrategyId { get; init; }
    public bool IsPaperTrade { get; init; }
    public bool Simulated { get; init; }
    public bool Recovered { get; init; }
    public required string Evidence { get; init; }
    public long EventSequence { get; init; }
    public DateTimeOffset ExecutedAt { get; init; }
}

/// <summary>A line of the double-entry ledger.</summary>
public sealed class LedgerEntryRow
{
    public Guid AccountId { get; init; }
    public long EventSequence { get; init; }
    public short Line { get; init; }
    public required string LedgerAccount { get; init; }
    public required string Asset { get; init; }
    public decimal Amount { get; init; }
    public DateTimeOffset EnteredAt { get; init; }
}

/// <summary>The ledger's totals of an account in one asset; they sum to zero.</summary>
public sealed class BalanceRow
{
    public Guid AccountId { get; init; }
    public required string Asset { get; init; }
    public decimal Free { get; init; }
    public decimal Locked { get; init; }
    public decimal Fees { get; init; }
    public decimal Market { get; init; }
    public decimal External { get; init; }
}

/// <summary>What an account holds of an instrument and what it cost.</summary>
public sealed class PositionRow
{
    public Guid AccountId { get; init; }
    public int InstrumentId { get; init; }
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public decimal Quantity { get; init; }
    public decimal Cost { get; init; }
    public decimal? AverageCost { get; init; }
    public decimal RealizedProfit { get; init; }
    public long EventSequence { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A strategy of an account; its runtime facts are told by the worker that runs it.</summary>
public sealed class StrategyRow
{
    public Guid AccountId { get; init; }
    public required string StrategyId { get; init; }
    public required string Kind { get; init; }
    public int InstrumentId { get; init; }
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public int BarSeconds { get; init; }
    public required string Parameters { get; init; }
    public bool IsRunning { get; init; }
    public string? Runtime { get; init; }
    public long EventSequence { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>A strategy's change of mind.</summary>
public sealed class SignalRow
{
    public Guid AccountId { get; init; }
    public long EventSequence { get; init; }
    public required string StrategyId { get; init; }
    public int InstrumentId { get; init; }
    public required string Venue { get; init; }
    public required string Symbol { get; init; }
    public required string Action { get; init; }
    public int ConfidencePartsPerMillion { get; init; }
    public decimal Price { get; init; }
    public required string Reason { get; init; }
    public DateTimeOffset RaisedAt { get; init; }
}

/// <summary>A point of an account's equity curve, in its reporting asset.</summary>
public sealed class EquityPointRow
{
    public Guid AccountId { get; init; }
    public DateTimeOffset RecordedAt { get; init; }
    public decimal Equity { get; init; }
    public decimal PeakEquity { get; init; }
    public long EventSequence { get; init; }
    public bool Simulated { get; init; }
}

/// <summary>A closed candle.</summary>
public sealed class CandleRow
{
    public int InstrumentId { get; init; }
    public int IntervalSeconds { get; init; }
    public DateTimeOffset OpenTime { get; init; }
    public decimal Open { get; init; }
    public decimal High { get; init; }
    public decimal Low { get; init; }
    public decimal Close { get; init; }
    public decimal Volume { get; init; }
    public int TradeCount { get; init; }
    public required string Source { get; init; }
    public bool Simulated { get; init; }
}
