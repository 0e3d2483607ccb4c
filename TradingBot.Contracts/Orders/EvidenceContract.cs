namespace TradingBot.Contracts.Orders;

/// <summary>Answer of <c>GET /api/executions/{executionId}/evidence</c>: what on the tape allowed the execution.</summary>
/// <param name="ExecutionId">Which execution.</param>
/// <param name="Model">Name and version of the execution model that decided.</param>
/// <param name="BookUpdateId">Update id of the book that the order met (taker) or that the queue ahead was last read from (maker).</param>
/// <param name="TradeId">The venue's number of the trade that reached a maker's order; none for a taker.</param>
/// <param name="QueueAheadBefore">Base units ahead in the queue before that trade; none for a taker.</param>
/// <param name="QueueAheadAfter">Base units ahead in the queue after that trade; none for a taker.</param>
/// <param name="LevelQuantity">Base units that the level showed when a taker's order met it, or it a maker's; none where a trade reached the order.</param>
/// <param name="ExchangeTime">When the venue says that it happened.</param>
/// <param name="ReceiveTime">When we received it.</param>
public sealed record EvidenceContract(
    Guid ExecutionId, string Model, long BookUpdateId, long? TradeId, decimal? QueueAheadBefore, decimal? QueueAheadAfter, decimal? LevelQuantity,
    DateTimeOffset ExchangeTime, DateTimeOffset ReceiveTime)
{
    /// <summary>Name and version of the account's execution model, such as expected/1; empty where the execution is from before there were any.</summary>
    public string ExecutionModel { get; init; } = "";

    /// <summary>Price of the other side's level that met a maker's order; none where a trade did, and for a taker.</summary>
    public decimal? LevelPrice { get; init; }

    /// <summary>Milliseconds from the order's decision until it was known to have met the venue; 0 where that takes no time.</summary>
    public decimal LatencyMs { get; init; }

    /// <summary>By which rule the fee was charged, such as "taker 0.1 % in BTC"; empty where the execution is from before it was told.</summary>
    public string FeeRule { get; init; } = "";

    /// <summary>Whether the trade happened while the account had no owner, and was met afterwards.</summary>
    public bool IsRecovered { get; init; }
}
