using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TradingBot.Storage.Access;
using TradingBot.Storage.Accounts;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Candles;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Control;
using TradingBot.Storage.Feeds;
using TradingBot.Storage.History;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Leases;
using TradingBot.Storage.Live;
using TradingBot.Storage.Notifications;
using TradingBot.Storage.Reading;
using TradingBot.Storage.Reports;
using TradingBot.Storage.Safety;
using TradingBot.Storage.Symbols;
using TradingBot.Storage.Workers;

namespace TradingBot.Storage;

/// <summary>Composes the store.</summary>
public static class StorageRegistration
{
    /// <summary>Adds the database (data source, read side, writers). Nothing is connected yet.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration"><c>ConnectionStrings:trading_bot</c> is required, <c>ConnectionStrings:redis</c> optional.</param>
    /// <exception cref="StorageException">The connection string is missing or cannot be read.</exception>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        _ = DatabaseAddress.FromConfiguration(configuration); // Said at start, not at the first query.
        services.AddSingleton(_ => new DatabaseConnections(configuration));
        services.AddSingleton(provider => provider.GetRequiredService<DatabaseConnections>().Shared);
        services.AddDbContextFactory<TradingBotDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<DatabaseConnections>().Shared)
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
            // Each statement at information level would drown what a service has to say.
            .ConfigureWarnings(events => events.Log((RelationalEventId.CommandExecuted, LogLevel.Debug))));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContext());
        services.AddSingleton<DatabaseReadiness>();
        services.AddSingleton<NotificationListener>();
        services.AddSingleton<CommandQueue>();
        services.AddSingleton<CommandAnswers>();
        services.AddSingleton<ControlStore>();
        services.AddSingleton<IControlReader>(provider => provider.GetRequiredService<ControlStore>());
        services.AddSingleton(_ => new StopLatch(configuration));
        services.AddSingleton(_ => new AuditKey(configuration));
        services.AddSingleton(provider => new AuditSpill(configuration, provider.GetRequiredService<AuditKey>()));
        services.AddSingleton(provider => new AuditHeads(configuration, provider.GetRequiredService<AuditKey>()));
        services.AddSingleton<AuditLog>();
        services.AddSingleton<AuditRecorder>();
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton<LiveBus>();
        services.AddSingleton<JournalWriter>();
        services.AddSingleton<JournalReader>();
        services.AddSingleton<SnapshotStore>();
        services.AddSingleton<IJournalWriter>(provider => provider.GetRequiredService<JournalWriter>());
        services.AddSingleton<IJournalReader>(provider => provider.GetRequiredService<JournalReader>());
        services.AddSingleton<CommandInbox>();
        services.AddSingleton<LeaseStore>();
        services.AddSingleton<ILeaseStore>(provider => provider.GetRequiredService<LeaseStore>());
        services.AddSingleton<FollowedAccounts>();
        services.AddSingleton<WorkerRegistry>();
        services.AddSingleton<InstrumentStore>();
        services.AddSingleton<CandleStore>();
        services.AddSingleton<HistoryStore>();
        services.AddSingleton<HistoryReader>();
        services.AddSingleton<HistoryCheck>();
        services.AddSingleton<FeedStatusStore>();
        services.AddSingleton<SymbolStore>();
        services.AddSingleton<VenueBlockStore>();
        services.AddSingleton<SafetyStatusStore>();
        services.AddSingleton<ReportStore>();
        services.AddSingleton<ApiUsageStore>();
        services.AddSingleton<ApiKeyStore>();
        services.AddSingleton<AccountFactsStore>();
        return services;
    }
}
