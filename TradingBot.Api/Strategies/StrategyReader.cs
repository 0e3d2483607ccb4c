using Microsoft.EntityFrameworkCore;
using TradingBot.Contracts.Strategies;
using TradingBot.Engine.Strategies;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Strategies;

/// <summary>Strategies with their last signal and what they have earned.</summary>
internal static class StrategyReader
{
    /// <param name="strategyId">Only this one; all of the account where none is given.</param>
    public static async Task<IReadOnlyList<StrategyContract>> ReadAsync(TradingBotDbContext database, Guid accountId, string? strategyId, CancellationToken cancellation)
    {
        List<StrategyRow> rows = await database.Strategies.Where(row => row.AccountId == accountId && (strategyId == null || row.StrategyId == strategyId))
            .OrderBy(row => row.StrategyId).ToListAsync(cancellation);
        Dictionary<string, decimal> profits = await database.TradeExecutions.Where(row => row.AccountId == accountId && row.StrategyId != null)
            .GroupBy(row => row.StrategyId!).Select(group => new { group.Key, Profit = group.Sum(row => row.RealizedProfit) })
            .ToDictionaryAsync(group => group.Key, group => group.Profit, cancellation);
        var strategies = new List<StrategyContract>(rows.Count);
        foreach (StrategyRow row in rows)
        {
            SignalRow? signal = await database.Signals.Where(said => said.AccountId == accountId && said.StrategyId == row.StrategyId)
                .OrderByDescending(said => said.EventSequence).FirstOrDefaultAsync(cancellation);
            strategies.Add(row.ToContract(signal, profits.GetValueOrDefault(row.StrategyId), StrategyCatalog.Find(row.Kind)?.Title ?? row.Kind));
        }
        return strategies;
    }
}
