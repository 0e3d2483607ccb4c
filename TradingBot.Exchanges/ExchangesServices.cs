using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance;
using TradingBot.Exchanges.Binance.Http;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Egress.Keys;
using TradingBot.Exchanges.Egress.Watch;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.JKorf;
using TradingBot.Exchanges.KuCoin;
using TradingBot.Exchanges.KuCoin.Http;
using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges;

/// <summary>Adds the market data feeds to a host.</summary>
public static class ExchangesServices
{
    /// <summary>
    /// Adds the configured venues' feeds as <c>IReadOnlyList&lt;VenueFeed&gt;</c>, and as singletons <see cref="FeedStatusBoard"/>, <see cref="RequestPace"/>,
    /// <see cref="VenueBlocks"/>, <see cref="EgressGuard"/>, <see cref="FeedSwitch"/>, <see cref="FeedMetrics"/> and <see cref="MarketRecording"/>. Wrong options stop the host at start.
    /// </summary>
    public static IServiceCollection AddExchanges(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ExchangesOptions>().Configure(options => Bind(options, configuration)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ExchangesOptions>, ExchangesOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new FeedStatusBoard(provider.GetRequiredService<TimeProvider>()) { DivergenceLimit = Options(provider).DivergenceLimitPercent / 100 });
        services.AddSingleton<VenueBlocks>();
        services.AddSingleton<FeedMetrics>();
        services.AddSingleton(provider => new RequestPace { ConfiguredDelay = Options(provider).MinimumRequestDelay });
        services.AddSingleton(provider => new EgressGuard(EgressAllowList.For(Options(provider)), provider.GetRequiredService<FeedMetrics>()));
        services.AddSingleton<EgressCanary>();
        services.AddSingleton(ReadKey);
        services.AddSingleton(provider => new ExchangeHttp(provider.GetRequiredService<EgressGuard>(), Options(provider).RequestTimeout));
        services.AddRecording(configuration);
        services.AddSingleton(provider => new FeedSwitch(Options(provider), provider.GetRequiredService<EgressGuard>(), provider.GetRequiredService<ExchangeHttp>()));
        // Which venues there are is known only when the options are; a list that is built on demand keeps their validation in one place.
        services.AddSingleton<IReadOnlyList<VenueFeed>>(provider => [.. Options(provider).Venues.Select(venue => Feed(provider, venue))]);
        return services;
    }

    private static KuCoinReadKey ReadKey(IServiceProvider provider)
    {
        Uri address = EgressAllowList.RestAddress(Options(provider), Venue.KuCoin);
        VenueBlocks blocks = provider.GetRequiredService<VenueBlocks>();
        return new(Options(provider).KuCoinKeyFile, address, Options(provider).Feed == FeedSource.Simulated, provider.GetRequiredService<EgressGuard>(), provider.GetRequiredService<ExchangeHttp>(),
            provider.GetRequiredService<TimeProvider>(), now => blocks.Until(Venue.KuCoin, VenueRest.HostOf(address), now) is not null);
    }

    private static VenueFeed Feed(IServiceProvider provider, Venue venue)
    {
        FeedSwitch feeds = provider.GetRequiredService<FeedSwitch>();
        // Each source has its own budgets: what the simulator counts is nothing to the exchange.
        Dictionary<FeedSource, VenueProtocol> protocols = Enum.GetValues<FeedSource>().Where(source => feeds.ProblemOf(source) is null)
            .ToDictionary(source => source, source => Protocol(provider, venue, source));
        return new(venue, () => protocols[feeds.Source], Options(provider), provider.GetRequiredService<EgressGuard>(), provider.GetRequiredService<FeedStatusBoard>(),
            provider.GetRequiredService<FeedMetrics>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<VenueFeed>>(),
            provider.GetRequiredService<MarketRecording>().Writer);
    }

    private static VenueProtocol Protocol(IServiceProvider provider, Venue venue, FeedSource source)
    {
        ExchangesOptions options = Options(provider);
        FeedStatusBoard board = provider.GetRequiredService<FeedStatusBoard>();
        FeedMetrics metrics = provider.GetRequiredService<FeedMetrics>();
        TimeProvider time = provider.GetRequiredService<TimeProvider>();
        MarketRecording recording = provider.GetRequiredService<MarketRecording>();
        VenueBlocks blocks = provider.GetRequiredService<VenueBlocks>();
        Uri address = EgressAllowList.RestAddress(options, venue, source);
        string host = VenueRest.HostOf(address);
        // Documented limits of weight: Binance 6000 a minute and address, KuCoin's public pool 2000 in 30 s; of new sockets: 300 in 5 minutes, 30 in one.
        WeightBudget budget = venue == Venue.Binance ? new(6000, TimeSpan.FromMinutes(1), time) : new(2000, TimeSpan.FromSeconds(30), time);
        ConnectBudget connects = venue == Venue.Binance
            ? new(venue, 300, TimeSpan.FromMinutes(5), blocks, host, time)
            : new(venue, 30, TimeSpan.FromMinutes(1), blocks, host, time);
        VenueRest rest = new(venue, address, provider.GetRequiredService<ExchangeHttp>(),
            provider.GetRequiredService<RequestPace>(), budget, blocks, board.Connection(venue), metrics, time, recording.Writer);
        bool byLibrary = options.Client == MarketDataClient.JKorf;
        if (byLibrary) LibraryClients.Attach(venue, rest);
        Func<SocketSubscriber>? subscriber = byLibrary ? () => LibraryClients.Subscriber(venue) : null;
        return venue == Venue.Binance
            ? new BinanceProtocol(new BinanceRest(rest, options.BinanceSnapshotLevels), EgressAllowList.BinanceStreams(options, source), connects, recording.Options.BestPrices) { Subscriber = subscriber }
            // The key was proven at the source that the options name; at another one it is nobody's.
            : new KuCoinProtocol(new KuCoinRest(rest, source == options.Feed ? provider.GetRequiredService<KuCoinReadKey>() : null), connects, recording.Options.BestPrices) { Subscriber = subscriber };
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
            throw Wrong($"{e.Message} Feed is live or simulated, Client is own or JKorf, times are hh:mm:ss, levels are whole numbers.");
        }
        options.KuCoinKeyFile = configuration[KuCoinReadKey.Setting] is { } file && !string.IsNullOrWhiteSpace(file) ? file : null;
        foreach (IConfigurationSection symbols in section.GetSection("Symbols").GetChildren())
        {
            if (symbols["Quote"] is not null || symbols["Top"] is not null) options.SetRule(VenueOf(symbols), Rule(symbols));
            else if (Listed(symbols) is { } listed) options.SetSymbols(VenueOf(symbols), listed);
        }
        foreach (IConfigurationSection gateway in section.GetSection("Gateway").GetChildren())
        {
            if (string.IsNullOrWhiteSpace(gateway.Value)) continue;
            if (!Uri.TryCreate(gateway.Value, UriKind.Absolute, out Uri? baseAddress))
                throw Wrong($"{gateway.Path} is '{gateway.Value}'; it must be an address such as http://egress-gateway:8080");
            options.Gateways[VenueOf(gateway)] = baseAddress;
        }
        if (configuration[ExchangesOptions.SimulatorKey] is not { Length: > 0 } address) return;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? simulator))
            throw Wrong($"{ExchangesOptions.SimulatorKey} is '{address}'; it must be an address such as http://127.0.0.1:3005");
        options.Simulator = simulator;
    }

    private static Venue VenueOf(IConfigurationSection section) =>
        Enum.TryParse(section.Key, ignoreCase: true, out Venue venue) && venue is Venue.Binance or Venue.KuCoin
            ? venue
            : throw Wrong($"{section.Path} names no venue; there are binance and kucoin");

    private static SymbolRule Rule(IConfigurationSection section)
    {
        if (section["Quote"] is not { Length: > 0 } quote) throw Wrong($"{section.Path}:Quote is missing; a rule needs the quote asset, such as USDT");
        return int.TryParse(section["Top"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int top)
            ? new(quote, top, Listed(section.GetSection("Exclude")) ?? [])
            : throw Wrong($"{section.Path}:Top is '{section["Top"]}'; a rule needs a whole number from 1 to {SymbolRule.Most}");
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
