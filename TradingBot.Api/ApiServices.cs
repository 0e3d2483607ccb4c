using Microsoft.Extensions.Diagnostics.HealthChecks;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Commands;
using TradingBot.Api.Control;
using TradingBot.Api.Emergency;
using TradingBot.Api.Health;
using TradingBot.Api.Input;
using TradingBot.Api.MarketData;
using TradingBot.Api.Orders;
using TradingBot.Api.Portfolio;
using TradingBot.Api.Safety;
using TradingBot.Contracts;
using TradingBot.Storage.Audit;

namespace TradingBot.Api;

/// <summary>What the endpoints share.</summary>
internal static class ApiServices
{
    public static void AddApiServices(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.ConfigureHttpJsonOptions(options => ContractsJson.Configure(options.SerializerOptions));
        services.AddHealthChecks().AddCheck<DatabaseReadyCheck>("database", HealthStatus.Unhealthy, tags: ["ready"]);
        services.AddSingleton<InstrumentDirectory>();
        services.AddSingleton<WorkerPresence>();
        services.AddSingleton<CommandGateway>();
        services.AddSingleton<ControlReader>();
        services.AddSingleton<SymbolsReader>();
        services.AddSingleton<SimulatorPresence>();
        services.AddSingleton<WaitingReasons>();
        services.AddSingleton<ModeFlags>();
        services.AddHostedService<ModeFlagsKeeper>();
        services.AddSingleton<SafetyReader>();
        services.AddSingleton<DetailedHealthReader>();
        services.AddSingleton<PortfolioReader>();
        services.AddSingleton<Tickers>();
        services.AddSingleton<EmergencyStop>();
        services.AddHostedSingleton<AuditKeeper>();
        services.AddHostedSingleton<AuditWriter>();
        services.AddSingleton<AuditTrail>();
        services.AddHostedSingleton<DeniedRequests>();
        services.AddHostedService<LatchKeeper>();
    }

    /// <summary>A service that others use and that works in the background too.</summary>
    public static void AddHostedSingleton<T>(this IServiceCollection services) where T : class, IHostedService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
