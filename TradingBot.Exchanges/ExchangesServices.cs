using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance;
using TradingBot.Exchanges.Binance.Http;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.KuCoin;
using TradingBot.Exchanges.KuCoin.Http;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges;

/// <summary>Adds the market data feeds to a host.</summary>
public static class ExchangesServices
{
    /// <summary>
    /// Adds the configured venues' feeds as <c>IReadOnlyList&lt;VenueFeed&gt;</c>, and as singletons <see cref="FeedStatusBoard"/>, <see cref="RequestPace"/>,
    /// <see cref="EgressGuard"/> and <see cref="FeedMetrics"/>. Wrong options stop the host at start.
    /// </summary>
    public static IServiceCollection AddExchanges(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ExchangesOptions>().Configure(options => Bind(options, configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ExchangesOptions>, ExchangesOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FeedStatusBoard>();
        services.AddSingleton<FeedMetrics>();
        services.AddSingleton(provider => new RequestPace { MinimumDelay = Options(provider).MinimumRequestDelay });
        services.AddSingleton(provider => new EgressGuard(EgressAllowList.For(Options(provider)), provider.GetRequiredService<FeedMetrics>()));
        services.AddSingleton<ExchangeHttp>();
        // Which venues there are is known only when the options are; a list that is built on demand keeps their validation in one place.
        services.AddSingleton<IReadOnlyList<VenueFeed>>(provider => [.. Options(provider).Venues.Select(venue => Feed(provider, venue))]);
        return services;
    }

    private static VenueFeed Feed(IServiceProvider provider, Venue venue)
    {
        ExchangesOptions options = Options(provider);
        FeedStatusBoard board = provider.GetRequiredService<FeedStatusBoard>();
        FeedMetrics metrics = provider.GetRequiredService<FeedMetrics>();
        TimeProvider time = provider.GetRequiredService<TimeProvider>();
        // Documented limits: Binance 6000 a minute and address, KuCoin's public pool 2000 in 30 s.
        WeightBudget budget = venue == Venue.Binance ? new(6000, TimeSpan.FromMinutes(1), time) : new(2000, TimeSpan.FromSeconds(30), time);
        VenueRest rest = new(venue, EgressAllowList.RestAddress(options, venue), provider.GetRequiredService<ExchangeHttp>(),
            provider.GetRequiredService<RequestPace>(), budget, board.Connection(venue), metrics, time);
        VenueProtocol protocol = venue == Venue.Binance
            ? new BinanceProtocol(new BinanceRest(rest, options.BinanceSnapshotLevels), EgressAllowList.BinanceStreams(options))
            : new KuCoinProtocol(new KuCoinRest(rest));
        return new(protocol, options, provider.GetRequiredService<EgressGuard>(), board, metrics, time, provider.GetRequiredService<ILogger<VenueFeed>>());
    }

    private static ExchangesOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<ExchangesOptions>>().Value;

    internal static void Bind(ExchangesOptions options, IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(ExchangesOptions.Section);
        try
        {
            section.Bind(options);
        }
        catch (InvalidOperationException e)
        {
            throw Wrong($"{e.Message} Feed is live or simulated, times are hh:mm:ss, levels are whole numbers.");
        }
        foreach (IConfigurationSection symbols in section.GetSection("Symbols").GetChildren())
        {
            if (!Enum.TryParse(symbols.Key, ignoreCase: true, out Venue venue) || venue is not (Venue.Binance or Venue.KuCoin))
                throw Wrong($"{symbols.Path} names no venue; there are binance and kucoin");
            if (Listed(symbols) is { } listed) options.SetSymbols(venue, listed);
        }
        if (configuration[ExchangesOptions.SimulatorKey] is not { Length: > 0 } address) return;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? simulator))
            throw Wrong($"{ExchangesOptions.SimulatorKey} is '{address}'; it must be an address such as http://127.0.0.1:3005");
        options.Simulator = simulator;
    }

    private static OptionsValidationException Wrong(string problem) => new(ExchangesOptions.Section, typeof(ExchangesOptions), [problem]);

    /// <summary>A list is either indexed (<c>:0</c>, <c>:1</c>) or one text with commas; null where nothing is configured.</summary>
    private static string[]? Listed(IConfigurationSection section)
    {
        if (section.Value is { } text) return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] listed = [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
        return listed.Length == 0 ? null : listed;
    }
}
