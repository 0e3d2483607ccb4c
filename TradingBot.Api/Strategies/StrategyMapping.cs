using System.Text.Json;
using TradingBot.Contracts;
using TradingBot.Contracts.Strategies;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Strategies;

/// <summary>Strategies and signals as the API tells them.</summary>
internal static class StrategyMapping
{
    private static readonly Dictionary<string, JsonElement> NoRuntime = [];

    public static SignalContract ToContract(this SignalRow row) => new(
        row.AccountId, row.StrategyId, row.Venue, row.Symbol, row.Action, row.ConfidencePartsPerMillion / 1_000_000m, row.Price, row.Reason, row.RaisedAt);

    public static StrategyContract ToContract(this StrategyRow row, SignalRow? lastSignal, decimal realizedProfit, string title) => new(
        row.AccountId, row.StrategyId, row.Kind, title, row.Venue, row.Symbol, row.BarSeconds, row.IsRunning,
        JsonSerializer.Deserialize<Dictionary<string, decimal>>(row.Parameters, ContractsJson.Options) ?? [], lastSignal?.ToContract(),
        row.Runtime is null ? NoRuntime : JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(row.Runtime, ContractsJson.Options) ?? NoRuntime,
        realizedProfit);
}
