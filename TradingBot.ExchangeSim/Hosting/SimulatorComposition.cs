using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TradingBot.ExchangeSim.Binance;
using TradingBot.ExchangeSim.Binance.Http;
using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Kucoin;
using TradingBot.ExchangeSim.Kucoin.Http;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Orders;
using TradingBot.ExchangeSim.Orders.Http;
using TradingBot.ExchangeSim.Protocol;
using TradingBot.ServiceDefaults;

namespace TradingBot.ExchangeSim.Hosting;

/// <summary>Composes the simulator: the one place that <c>Program</c> and <see cref="SimulatorHost"/> share.</summary>
internal static class SimulatorComposition
{
    private const int TokenStream = 1_000_000;

    public static WebApplication Compose(WebApplicationBuilder builder)
    {
        builder.AddServiceDefaults("simulator");
        builder.Services.AddExchangeSimulator(builder.Configuration);
        WebApplication app = builder.Build();
        app.UseVenueEdges();
        app.UseWebSockets();
        app.MapServiceDefaults();
        app.MapBinance();
        app.MapKucoin();
        app.MapSimulatorPages();
        app.ScheduleFaults();
        // Open sockets would hold the shutdown up until its time is over.
        app.Lifetime.ApplicationStopping.Register(() => DisconnectAll(app.Services));
        return app;
    }

    private static void AddExchangeSimulator(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(Bound<SimulatorOptions>(configuration, SimulatorOptions.Section));
        services.AddSingleton(Bound<RecordingOptions>(configuration, RecordingOptions.Section));
        foreach (Venue venue in Enum.GetValues<Venue>())
            services.AddKeyedSingleton(venue, (provider, key) => new VenueGateway((Venue)key!, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IReadOnlyList<VenueGateway>>(provider =>
            [.. Enum.GetValues<Venue>().Select(venue => provider.GetRequiredKeyedService<VenueGateway>(venue))]);
        services.AddSingleton(RunningMarket.Open);
        services.AddSingleton(provider => provider.GetRequiredService<RunningMarket>().Simulation);
        services.AddSingleton(provider => provider.GetRequiredService<RunningMarket>().Clock);
        services.AddSingleton<GuestOrders>();
        services.AddSingleton(provider => new BinanceApi(
            provider.GetRequiredService<Simulation>(),
            provider.GetRequiredKeyedService<VenueGateway>(Venue.Binance),
            new WeightBudget(() => provider.GetRequiredService<SimulatorOptions>().Limits.BinanceWeightPerMinute, TimeSpan.FromMinutes(1), aligned: true, provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<SimulatorOptions>()));
        services.AddSingleton(provider => new KucoinApi(
            provider.GetRequiredService<Simulation>(),
            provider.GetRequiredKeyedService<VenueGateway>(Venue.Kucoin),
            new WeightBudget(() => provider.GetRequiredService<SimulatorOptions>().Limits.KucoinWeightPer30Seconds, TimeSpan.FromSeconds(30), aligned: false, provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<SimulatorOptions>()));
        services.AddSingleton<KucoinKeys>();
        services.AddSingleton(provider => new KucoinTokens(
            new RandomSource(provider.GetRequiredService<SimulatorOptions>().Seed, TokenStream), provider.GetRequiredService<SimulatorOptions>().Limits, provider.GetRequiredService<TimeProvider>()));
        foreach (Venue venue in Enum.GetValues<Venue>())
            services.AddKeyedSingleton(venue, (provider, key) => new ConnectLimits((Venue)key!, provider.GetRequiredService<SimulatorOptions>(), provider.GetRequiredService<TimeProvider>()));
        services.AddFaults();
        services.AddSingleton<SimulatorMetrics>();
        services.AddHostedService<SimulationPump>();
    }

    /// <summary>What stands between the network and the venues: faults of requests, and the wire below each socket.</summary>
    private static void UseVenueEdges(this WebApplication app)
    {
        var time = app.Services.GetRequiredService<TimeProvider>();
        var faults = app.Services.GetRequiredService<RestFaults>();
        app.Use(next => context =>
        {
            if (VenuePaths.IsSocket(context.Request.Path))
                ClientWire.PutUnder(context, time);
            return faults.InvokeAsync(context, next);
        });
    }

    private static void DisconnectAll(IServiceProvider services)
    {
        foreach (VenueGateway gateway in services.GetRequiredService<IReadOnlyList<VenueGateway>>())
            gateway.DisconnectAll();
    }

    private static void MapBinance(this WebApplication app)
    {
        RouteGroupBuilder api = app.MapGroup("/api/v3");
        PingEndpoint.MapTo(api);
        TimeEndpoint.MapTo(api);
        ExchangeInfoEndpoint.MapTo(api);
        DepthEndpoint.MapTo(api);
        TradesEndpoint.MapTo(api);
        AggregateTradesEndpoint.MapTo(api);
        KlinesEndpoint.MapTo(api);
        AveragePriceEndpoint.MapTo(api);
        TickerEndpoints.MapTo(api);
        BinanceSocketEndpoint.MapTo(app);
    }

    private static void MapKucoin(this WebApplication app)
    {
        TimestampEndpoint.MapTo(app);
        StatusEndpoint.MapTo(app);
        SymbolsEndpoint.MapTo(app);
        Level1Endpoint.MapTo(app);
        Level2Endpoint.MapTo(app);
        ApiKeyEndpoint.MapTo(app);
        HistoriesEndpoint.MapTo(app);
        CandlesEndpoint.MapTo(app);
        StatsEndpoints.MapTo(app);
        BulletEndpoint.MapTo(app);
        CurrenciesEndpoint.MapTo(app);
        UnknownEndpoint.MapTo(app);
        KucoinSocketEndpoint.MapTo(app);
    }

    private static void MapSimulatorPages(this WebApplication app)
    {
        app.Services.GetRequiredService<SimulatorMetrics>();
        StatusPage.MapTo(app);
        TruthEndpoints.MapTo(app);
        PlaceOrderEndpoint.MapTo(app);
        ChangeOrderEndpoints.MapTo(app);
        OrderEndpoints.MapTo(app);
        FaultsEndpoint.MapTo(app);
        LimitsEndpoint.MapTo(app);
        PauseEndpoints.MapTo(app);
    }

    /// <summary>Binds and checks a section; a value that cannot be read or is out of range stops the start with a message that names it.</summary>
    private static T Bound<T>(IConfiguration configuration, string section)
        where T : class, new()
    {
        var options = new T();
        try
        {
            configuration.GetSection(section).Bind(options, binder => binder.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw new OptionsValidationException(section, typeof(T), [$"{section}: {exception.Message}{(exception.InnerException is { } inner ? " " + inner.Message : "")}"]);
        }
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), failures, validateAllProperties: true))
            throw new OptionsValidationException(section, typeof(T), failures.Select(failure => failure.ErrorMessage ?? section));
        return options;
    }
}
