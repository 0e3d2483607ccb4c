using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Accounts;
using TradingBot.Api.Live;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Live;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Portfolio;

/// <summary>
/// An account's portfolio: what it owns from the database; what that is worth as the worker last marked it, over the live bus where that
/// is fresh, else from the last stored mark.
/// </summary>
internal sealed class PortfolioReader(LatestValues latest, TimeProvider time)
{
    // The worker marks once per second.
    private static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(10);

    public async Task<PortfolioSummary> ReadAsync(TradingBotDbContext database, AccountRow account, CancellationToken cancellation)
    {
        List<BalanceRow> balances = await database.Balances.Where(row => row.AccountId == account.AccountId).OrderBy(row => row.Asset).ToListAsync(cancellation);
        IReadOnlyList<PositionContract> positions = await ReadPositionsAsync(database, account, cancellation);
        decimal realized = await database.Positions.Where(row => row.AccountId == account.AccountId).SumAsync(row => row.RealizedProfit, cancellation);
        (decimal equity, decimal drawdown, DateTimeOffset at, bool simulated) = await MarkAsync(database, account, balances, cancellation);
        decimal deposit = -balances.Where(row => row.Asset == account.ReportingAsset).Sum(row => row.External);
        return new PortfolioSummary(
            account.IsVirtual, account.AccountId, account.Name, account.ReportingAsset, equity, deposit, equity - deposit, realized,
            positions.Sum(position => position.UnrealizedProfit ?? 0), Fees(account, balances, positions), drawdown, at,
            [.. balances.Select(AccountMapping.ToContract)], positions, simulated);
    }

    /// <summary>Open positions, with the marks of the last valuation where they are fresh.</summary>
    public async Task<IReadOnlyList<PositionContract>> ReadPositionsAsync(TradingBotDbContext database, AccountRow account, CancellationToken cancellation)
    {
        LiveEquity? live = await FreshAsync(account.AccountId);
        List<PositionRow> rows = await database.Positions.Where(row => row.AccountId == account.AccountId && row.Quantity > 0)
            .OrderBy(row => row.Venue).ThenBy(row => row.Symbol).ToListAsync(cancellation);
        return [.. rows.Select(row =>
        {
            decimal? mark = live?.Positions.FirstOrDefault(position => position.Venue == row.Venue && position.Symbol == row.Symbol)?.MarkPrice;
            // Rounded down, as the engine values positions.
            decimal? value = mark is { } price ? decimal.Round(row.Quantity * price, 12, MidpointRounding.ToNegativeInfinity) : null;
            return new PositionContract(row.Venue, row.Symbol, row.Quantity, row.AverageCost ?? 0, mark, value, value - row.Cost, row.RealizedProfit);
        })];
    }

    private async Task<LiveEquity?> FreshAsync(Guid account)
    {
        LiveEquity? live = await latest.FindAsync<LiveEquity>($"equity:{account:D}");
        return live is not null && time.GetUtcNow() - live.At < FreshFor ? live : null;
    }

    private async Task<(decimal Equity, decimal Drawdown, DateTimeOffset At, bool Simulated)> MarkAsync(
        TradingBotDbContext database, AccountRow account, List<BalanceRow> balances, CancellationToken cancellation)
    {
        if (await FreshAsync(account.AccountId) is { } live) return (live.Equity, live.Drawdown, live.At, live.Simulated);
        EquityPointRow? stored = await database.EquityPoints.Where(row => row.AccountId == account.AccountId)
            .OrderByDescending(row => row.RecordedAt).FirstOrDefaultAsync(cancellation);
        if (stored is not null) return (stored.Equity, Drawdown(stored), stored.RecordedAt, stored.Simulated);
        return (balances.Where(row => row.Asset == account.ReportingAsset).Sum(row => row.Free + row.Locked), 0, account.CreatedAt, false);
    }

    private static decimal Drawdown(EquityPointRow point) =>
        point.PeakEquity <= 0 ? 0 : decimal.Round((point.PeakEquity - point.Equity) / point.PeakEquity, 6, MidpointRounding.ToPositiveInfinity);

    // Fees charged in a base asset count at its position's mark, where that is known; else at what the position cost.
    private static decimal Fees(AccountRow account, List<BalanceRow> balances, IReadOnlyList<PositionContract> positions) =>
        balances.Sum(row => row.Asset == account.ReportingAsset ? row.Fees
            : row.Fees == 0 ? 0
            : positions.FirstOrDefault(position => position.Symbol == $"{row.Asset}-{account.ReportingAsset}") is { } position
                ? decimal.Round(row.Fees * (position.MarkPrice ?? position.AverageCost), 12) : 0);
}
