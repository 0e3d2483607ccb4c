using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary>Accounts as the API tells them.</summary>
internal static class AccountMapping
{
    public static AccountSummary ToContract(this AccountRow row, decimal equity, DateTimeOffset? equityAt) => new(
        row.AccountId, row.Name, row.ReportingAsset, equity, equityAt, row.RiskState, row.RiskReason,
        new RiskLimitsContract(row.MaxOrderNotional, row.MaxPositionNotional, row.MaxDrawdownPartsPerMillion / 1_000_000m, row.MaxOpenOrders), row.CreatedAt, row.IsVirtual)
    {
        MissedTradesPolicy = row.MissedTradesPolicy,
        ExecutionModel = row.ExecutionModel,
    };

    public static BalanceContract ToContract(this BalanceRow row) => new(row.Asset, row.Free, row.Locked);
}
