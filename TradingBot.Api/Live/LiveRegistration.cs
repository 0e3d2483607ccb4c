namespace TradingBot.Api.Live;

internal static class LiveRegistration
{
    public static void AddLive(this WebApplicationBuilder builder)
    {
        IServiceCollection services = builder.Services;
        services.AddSingleton<LatestValues>();
        services.AddSingleton<LiveHub>();
        services.AddSingleton<AccountNews>();
        services.AddSingleton<SystemNews>();
        services.AddSingleton<PresentState>();
        services.AddSingleton<StreamConnections>();
        services.AddHostedService<LiveFeed>();
    }
}
