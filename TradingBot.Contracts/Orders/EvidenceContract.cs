namespace TradingBot.Contracts.Orders;

/// <summary>Answer of <c>GET /api/executions/{executionId}/evidence</c>: what on the tape allowed the execution.</summary>
/// <param name="ExecutionId">Which execution.</param>
/// <param name="Model">Name and version of the execution model that decided.</param>
/// <param name="BookUpdateId">Update id of the book that the order met (taker) or that the queue ahead was last read from (maker).</param>
/// <param name="TradeId">The venue's number of the trade that reached a maker's order; none for a taker.</param>
/// <param name="QueueAheadBefore">Base units ahead in the queue before that trade; none for a taker.</param>
/// <param name="QueueAheadAfter">Base units ahead in the queue after that trade; none for a taker.</param>
/// <param name="LevelQuantity">Base units that the level showed when a taker's order met it; none for a maker.</param>
/// <param name="ExchangeTime">When the venue says that it happened.</param>
/// <param name="ReceiveTime">When we received it.</param>
public sealed record EvidenceContract(
    Guid ExecutionId, string Model, long BookUpdateId, long? TradeId, decimal? QueueAheadBefore, decimal? QueueAheadAfter, decimal? LevelQuantity,
    DateTimeOffset ExchangeTime, DateTimeOffset ReceiveTime);
