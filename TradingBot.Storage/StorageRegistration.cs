using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Storage.Reading;

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
        string connectionString = DatabaseAddress.FromConfiguration(configuration);
        services.AddSingleton(_ => new NpgsqlDataSourceBuilder(connectionString).Build());
        services.AddDbContextFactory<TradingBotDbContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<TradingBotDbContext>>().CreateDbContext());
        services.AddSingleton<DatabaseReadiness>();
        return services;
    }
}
