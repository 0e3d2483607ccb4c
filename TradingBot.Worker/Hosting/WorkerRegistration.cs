using TradingBot.Exchanges;
using TradingBot.Storage;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Backup;
using TradingBot.Worker.Accounts;
using TradingBot.Worker.Backup;
using TradingBot.Worker.Commands;
using TradingBot.Worker.Control;
using TradingBot.Worker.Feeds;
using TradingBot.Worker.Leases;
using TradingBot.Worker.Publishing;
using TradingBot.Worker.Recordings;
using TradingBot.Worker.Reports;
using TradingBot.Worker.Safety;
using TradingBot.Worker.Snapshots;
using TradingBot.Worker.Trading;

namespace TradingBot.Worker.Hosting;

/// <summary>Composes the worker.</summary>
internal static class WorkerRegistration
{
    public static WebApplicationBuilder AddTradingWorker(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddStorage(builder.Configuration);
        services.AddExchanges(builder.Configuration);
        services.AddSingleton<WorkerIdentity>();
        services.AddSingleton<WorkerMetrics>();
        services.AddSingleton<BackupMetrics>();
        services.AddSingleton(provider => provider.GetRequiredService<WorkerIdentity>().Facts());
        services.AddSingleton<TradingInputs>();
        services.AddSingleton<CommandsInHand>();
        services.AddSingleton<TradingPermission>();
        services.AddSingleton<WantedFeed>();
        services.AddSingleton<RecentTrades>();
        services.AddSingleton<IMissedTrades, TimesAway>();
        services.AddSingleton<AccountLoader>();
        services.AddSingleton<WarmStart>();
        services.AddSingleton<HistoryImport>();
        services.AddSingleton<InstrumentDesk>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<MarketPublisher>();
        services.AddSingleton<AccountPublisher>();
        services.AddSingleton<CommitPublisher>();
        services.AddSingleton<ITradingAudience, LiveAudience>();
        services.AddSingleton<TradingLoop>();
        // Stopped in the opposite order: first nothing new comes in, then the loop makes durable what it has, then leases go back, and the audit log is the last to close.
        services.AddHosted<AuditKeeper>();
        services.AddHosted<BackupReporter>();
        services.AddHosted<AuditWriter>();
        services.AddHosted<CandleWriter>();
        services.AddHosted<StrategyFactsWriter>();
        services.AddHosted<SnapshotKeeper>();
        services.AddSingleton(provider => new AssemblyWatch(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<CodeWatch>();
        services.AddSingleton<ConnectionWatch>();
        services.AddSingleton<SafetyChecks>();
        services.AddSingleton<SafetyTrip>();
        services.AddHosted<KeyKeeper>();
        services.AddHosted<SafetyMonitor>();
        services.AddHosted<Heartbeat>();
        services.AddHosted<LeaseKeeper>();
        services.AddHosted<RecordingKeeper>();
        services.AddHosted<TradingRunner>();
        services.AddHosted<ControlMonitor>();
        services.AddHosted<FeedReporter>();
        services.AddHosted<VenueBlockKeeper>();
        services.AddHosted<FeedRunner>();
        services.AddHosted<CommandPump>();
        services.AddHosted<ReportSchedule>();
        services.AddHosted<DemonstrationAccount>();
        services.AddHealthChecks().AddCheck<TradingHealthCheck>("trading", tags: ["ready"]).AddCheck<RecordingHealthCheck>("recording", tags: ["ready"]);
        return builder;
    }

    private static void AddHosted<T>(this IServiceCollection services) where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
