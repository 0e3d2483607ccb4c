using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Executions;

/// <summary>Whether an execution took liquidity or gave it.</summary>
public enum LiquidityRole : byte
{
    /// <summary>Gave liquidity: was reached by a trade while resting.</summary>
    Maker = 1,

    /// <summary>Took liquidity from the visible book.</summary>
    Taker = 2,
}

/// <summary>What on the tape allowed an execution.</summary>
public sealed record ExecutionEvidence
{
    /// <summary>Update id of the book the order met on arrival (taker) or that the queue ahead was last read from (maker).</summary>
    public required long BookUpdateId { get; init; }

    /// <summary>The trade that reached a maker's order; none for a taker, and where liquidity in the book did.</summary>
    public long? TradeId { get; init; }

    /// <summary>Quantity ahead in the queue before that trade; none for a taker.</summary>
    public Quantity? QueueAheadBefore { get; init; }

    /// <summary>Quantity ahead in the queue after that trade; none for a taker.</summary>
    public Quantity? QueueAheadAfter { get; init; }

    /// <summary>Price of the level of the other side that met a maker's order; none for a taker (it is the execution's price) and where a trade did.</summary>
    public Price? LevelPrice { get; init; }

    /// <summary>What the level showed when a taker's order met it, or it a maker's; none where a trade reached the order.</summary>
    public Quantity? LevelQuantity { get; init; }

    /// <summary>From the order's decision until it was known to have met the venue, nanoseconds; 0 where it was there at once.</summary>
    public long LatencyNs { get; init; }

    /// <summary>Name and version of the account's execution model, such as <c>expected/1</c>; empty in journals from before there were any.</summary>
    public string ExecutionModel { get; init; } = "";

    /// <summary>When the venue says that book or trade happened, nanoseconds since the Unix epoch.</summary>
    public required long ExchangeTimeNs { get; init; }

    /// <summary>When it was received, nanoseconds since the Unix epoch.</summary>
    public required long ReceiveTimeNs { get; init; }

    /// <summary>Name and version of the execution model that decided, such as <c>queue-pessimistic/1</c>.</summary>
    public required string Model { get; init; }

    /// <summary>By which rule the fee was charged, such as <c>taker 0.1 % in BTC</c>; empty in journals from before it was told.</summary>
    public string FeeRule { get; init; } = "";

    /// <summary>Whether the trade happened while the account had no owner, and was met afterwards.</summary>
    public bool IsRecovered { get; init; }
}

/// <summary>A simulated execution of (part of) an order at one price.</summary>
/// <remarks>Only the engine makes one: the constructor is internal, so that no execution exists without evidence.</remarks>
public sealed record Execution
{
    [System.Text.Json.Serialization.JsonConstructor]
    internal Execution() { }

    /// <summary>Id derived from account and number.</summary>
    public required Guid ExecutionId { get; init; }

    /// <summary>Rising per account from 1.</summary>
    public required long ExecutionNumber { get; init; }

    /// <summary>The order it belongs to.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>What was traded.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Side of the order.</summary>
    public required Side Side { get; init; }

    /// <summary>Price of the execution.</summary>
    public required Price Price { get; init; }

    /// <summary>Base quantity executed.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Price times quantity in the quote asset, rounded against the trader where finer than money.</summary>
    public required Money Notional { get; init; }

    /// <summary>Fee charged, rounded up.</summary>
    public required Money Fee { get; init; }

    /// <summary>Asset that the fee is charged in.</summary>
    public required string FeeAsset { get; init; }

    /// <summary>Maker or taker.</summary>
    public required LiquidityRole Role { get; init; }

    /// <summary>Profit realized by it in the quote asset, net of its fee; zero where it opened or added to the position.</summary>
    public required Money RealizedProfit { get; init; }

    /// <summary>Whether the prices were the simulator's.</summary>
    public bool Simulated { get; init; }

    /// <summary>What allowed it.</summary>
    public required ExecutionEvidence Evidence { get; init; }
}
