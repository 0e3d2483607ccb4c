using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>An order as its author wrote it, before any check; the same for users and strategies.</summary>
internal readonly record struct OrderRequest(
    InstrumentId Instrument, Side Side, OrderType Type, decimal Quantity, decimal? LimitPrice, TimeInForce TimeInForce,
    OrderOptions Options, string? StrategyId, string? Reason);

/// <summary>Why something was refused, for programs and for people; <see cref="RejectReason.None"/> where it was not.</summary>
internal readonly record struct Refusal(RejectReason Reason, string? Message)
{
    internal static Refusal None => default;

    internal bool IsRefused => Reason != RejectReason.None;
}
