using TradingBot.Exchanges;
using TradingBot.Storage;
using TradingBot.Worker.Accounts;
using TradingBot.Worker.Commands;
using TradingBot.Worker.Control;
using TradingBot.Worker.Feeds;
using TradingBot.Worker.Leases;
using TradingBot.Worker.Publishing;
using TradingBot.Worker.Reports;
using TradingBot.Worker.Safety;
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
        services.AddSingleton<TradingInputs>();
        services.AddSingleton<CommandsInHand>();
        services.AddSingleton<TradingPermission>();
        services.AddSingleton<AccountLoader>();
        services.AddSingleton<WarmStart>();
        services.AddSingleton<HistoryImport>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton<MarketPublisher>();
        services.AddSingleton<AccountPublisher>();
        services.AddSingleton<CommitPublisher>();
        // Stopped in the opposite order: first nothing new comes in, then the loop makes durable what it has, then leases go back, and the audit log is the last to close.
        services.AddHosted<AuditWriter>();
        services.AddHosted<CandleWriter>();
        services.AddHosted<StrategyFactsWriter>();
        services.AddHosted<SafetyMonitor>();
        services.AddHosted<Heartbeat>();
        services.AddHosted<LeaseKeeper>();
        services.AddHosted<TradingLoop>();
        services.AddHosted<ControlMonitor>();
        services.AddHosted<FeedReporter>();
        services.AddHosted<FeedRunner>();
        services.AddHosted<CommandPump>();
        services.AddHosted<ReportSchedule>();
        services.AddHosted<DemonstrationAccount>();
        services.AddHealthChecks().AddCheck<TradingHealthCheck>("trading", tags: ["ready"]);
        return builder;
    }

    private static void AddHosted<T>(this IServiceCollection services) where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
