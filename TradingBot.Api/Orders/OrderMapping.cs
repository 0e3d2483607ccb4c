using TradingBot.Contracts.Orders;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Orders;

/// <summary>Orders and executions as the API tells them.</summary>
internal static class OrderMapping
{
    public static OrderContract ToContract(this OrderRow row, string? waitsBecause = null) => new(
        row.OrderId, row.AccountId, row.Venue, row.Symbol, row.Side, row.Type, row.TimeInForce, row.Quantity, row.LimitPrice, row.FilledQuantity,
        row.FilledQuantity == 0 ? null : decimal.Round(row.FilledNotional / row.FilledQuantity, 12), row.Status,
        row.RejectReason, row.Message, row.StrategyId, row.Reason, row.CreatedAt, row.UpdatedAt)
    {
        TriggerPrice = row.TriggerPrice,
        TriggerSource = row.TriggerSource,
        TrailingDistance = row.TrailingDistance,
        TrailingPercent = row.TrailingPercent,
        ActivationPrice = row.ActivationPrice,
        TriggeredAt = row.TriggeredAt,
        ExpireAt = row.ExpireAt,
        ReduceOnly = row.ReduceOnly,
        QuoteQuantity = row.QuoteQuantity,
        Amends = row.Amends,
        SelfTradePrevention = row.SelfTradePrevention,
        PreventedQuantity = row.PreventedQuantity,
        DisplayQuantity = row.DisplayQuantity,
        ListId = row.ListId,
        ListLeg = row.ListLeg,
        ParentOrderId = row.ParentOrderId,
        TakeProfitPrice = row.TakeProfitPrice,
        StopPrice = row.StopPrice,
        StopLimitPrice = row.StopLimitPrice,
        EndReason = row.EndReason,
        Simulated = row.Simulated,
        WaitsBecause = waitsBecause,
    };

    public static ExecutionContract ToContract(this ExecutionRow row) => new(
        row.ExecutionId, row.OrderId, row.AccountId, row.Venue, row.Symbol, row.Side, row.Price, row.Quantity, row.Notional, row.Fee, row.FeeAsset, row.Role,
        row.RealizedProfit, row.StrategyId, row.IsPaperTrade, row.Simulated, row.ExecutedAt);
}
