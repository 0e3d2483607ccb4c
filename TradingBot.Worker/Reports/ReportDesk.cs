using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TradingBot.Engine.Accounts;
using TradingBot.Research.Performance;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Reading;
using TradingBot.Storage.Reports;

namespace TradingBot.Worker.Reports;

/// <summary>Makes reports from what is stored, and stores them.</summary>
internal sealed class ReportDesk(IDbContextFactory<TradingBotDbContext> database, ReportStore store, TimeProvider time)
{
    /// <summary>The kind of report that there is.</summary>
    public const string DailyPerformance = "daily-performance";

    /// <summary>Makes the report of a period; of a period that has not ended, up to now.</summary>
    public async Task<StoredReport> MakeAsync(
        AccountId account, DateTimeOffset from, DateTimeOffset to, bool scheduled, string createdBy, CancellationToken cancellation)
    {
        await using TradingBotDbContext read = await database.CreateDbContextAsync(cancellation);
        AccountRow row = await read.Accounts.SingleAsync(candidate => candidate.AccountId == account.Value, cancellation);
        DateTimeOffset now = time.GetUtcNow();
        DateTimeOffset until = to <= now ? to : now > from ? now : from.AddSeconds(1);
        PerformanceReport report = PerformanceReport.Calculate(await ReadInputAsync(read, row, from, until, cancellation));
        string body = JsonSerializer.Serialize(BodyOf(report, account, from, now), JournalJson.Options);
        StoredReport made = new(Guid.CreateVersion7(), DailyPerformance, account, from, to, body, scheduled, createdBy, now);
        await store.StoreAsync(made, cancellation);
        return made;
    }

    private static async Task<ReportInput> ReadInputAsync(TradingBotDbContext read, AccountRow account, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        IQueryable<EquityPointRow> points = read.EquityPoints.Where(row => row.AccountId == account.AccountId && row.RecordedAt < to);
        EquityPointRow? before = await points.Where(row => row.RecordedAt < from).OrderByDescending(row => row.EventSequence).FirstOrDefaultAsync(cancellation);
        List<EquityPointRow> within = await points.Where(row => row.RecordedAt >= from).OrderBy(row => row.EventSequence).ToListAsync(cancellation);
        EquityPointRow[] curve = before is null ? [.. within] : [before, .. within];
        // What came in before the curve's first point is in that point already.
        DateTimeOffset counted = before is not null || curve.Length == 0 ? from : curve[0].RecordedAt.AddMicroseconds(1);
        decimal deposits = -await read.LedgerEntries
            .Where(row => row.AccountId == account.AccountId && row.LedgerAccount == "external" && row.Asset == account.ReportingAsset && row.EnteredAt >= counted && row.EnteredAt < to)
            .SumAsync(row => row.Amount, cancellation);
        IQueryable<OrderRow> orders = read.Orders.Where(row => row.AccountId == account.AccountId && row.CreatedAt >= from && row.CreatedAt < to);
        string quoted = $"-{account.ReportingAsset}";
        List<ExecutionRow> executions = await read.TradeExecutions
            .Where(row => row.AccountId == account.AccountId && row.ExecutedAt >= from && row.ExecutedAt < to && row.Symbol.EndsWith(quoted))
            .OrderBy(row => row.ExecutionNumber).ToListAsync(cancellation);
        return new()
        {
            From = from,
            To = to,
            ReportingAsset = account.ReportingAsset,
            Equity = [.. curve.Select(point => new EquityPoint(point.RecordedAt, point.Equity))],
            Executions = [.. executions.Select(execution => new ReportedExecution(execution.ExecutedAt, execution.OrderId, $"{execution.Venue}:{execution.Symbol}", execution.StrategyId,
                execution.Side == "buy", execution.Price, execution.Notional, execution.Fee, execution.FeeAsset == account.ReportingAsset, execution.RealizedProfit))],
            OrdersAccepted = await orders.CountAsync(row => row.Status != "rejected", cancellation),
            OrdersRejected = await orders.CountAsync(row => row.Status == "rejected", cancellation),
            Deposits = deposits,
        };
    }

    private static object BodyOf(PerformanceReport report, AccountId account, DateTimeOffset from, DateTimeOffset now) => new
    {
        accountId = account.Value,
        date = from.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        generatedAt = now,
        isVirtual = true,
        startEquity = report.StartEquity ?? 0m,
        endEquity = report.EndEquity ?? 0m,
        netProfit = report.NetProfit ?? 0m,
        returnPercent = decimal.Round((report.Return ?? 0m) * 100m, 6),
        maxDrawdownPercent = decimal.Round(report.MaxDrawdownShare * 100m, 6),
        orders = report.OrdersAccepted,
        rejected = report.OrdersRejected,
        executions = report.Total.Executions,
        volume = report.Total.Volume,
        fees = report.Total.Fees,
        winRate = report.Total.WinRate,
        profitFactor = report.Total.ProfitFactor,
        sharpe = report.SharpeRatio is { } sharpe && Math.Abs(sharpe) < 1e9 ? decimal.Round((decimal)sharpe, 4) : (decimal?)null,
        ratioBasis = report.RatioBasis,
        byStrategy = report.ByStrategy.ToDictionary(strategy => strategy.Name, strategy => strategy.RealizedProfit),
    };
}
