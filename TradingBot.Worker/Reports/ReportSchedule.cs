using Microsoft.EntityFrameworkCore;
using Npgsql;
using TradingBot.Engine.Accounts;
using TradingBot.Storage.Reading;
using TradingBot.Storage.Reports;
using TradingBot.Worker.Hosting;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Reports;

/// <summary>Makes the report of each UTC day at 00:05 of the next, or when the worker runs again after it.</summary>
internal sealed partial class ReportSchedule(
    ReportDesk desk, ReportStore store, IDbContextFactory<TradingBotDbContext> database, TradingLoop loop, TimeProvider time, ILogger<ReportSchedule> logger) : BackgroundService
{
    private static readonly TimeSpan After = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (loop.IsLive) await MakeDueAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or OperationCanceledException or InvalidOperationException { InnerException: NpgsqlException })
            {
                if (!stoppingToken.IsCancellationRequested) LogNotMade(failure.Message);
            }
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MakeDueAsync(CancellationToken cancellation)
    {
        DateTimeOffset end = new((time.GetUtcNow() - After).UtcDateTime.Date, TimeSpan.Zero);
        DateTimeOffset start = end.AddDays(-1);
        foreach (AccountId account in loop.Leases.Keys)
        {
            await using TradingBotDbContext read = await database.CreateDbContextAsync(cancellation);
            if (!await read.Accounts.AnyAsync(row => row.AccountId == account.Value && row.CreatedAt < end, cancellation)) continue;
            if (await store.HasScheduledAsync(ReportDesk.DailyPerformance, account, start, cancellation)) continue;
            await desk.MakeAsync(account, start, end, scheduled: true, WorkerIdentity.SystemActor, cancellation);
            LogMade(account, start);
        }
    }

    [LoggerMessage(3901, LogLevel.Information, "The daily report of {Account} for {Day:yyyy-MM-dd} is stored")]
    private partial void LogMade(AccountId account, DateTimeOffset day);

    [LoggerMessage(3902, LogLevel.Warning, "Daily reports could not be made: {Reason}")]
    private partial void LogNotMade(string reason);
}
