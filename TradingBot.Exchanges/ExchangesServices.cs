using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Rest;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges;

/// <summary>Adds the market data feeds to a host.</summary>
public static class ExchangesServices
{
    /// <summary>
    /// Adds one <see cref="VenueFeed"/> per configured venue, and as singletons <see cref="FeedStatusBoard"/>, <see cref="RequestPace"/>,
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
        return services;
    }

    private static ExchangesOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<ExchangesOptions>>().Value;

    internal static void Bind(ExchangesOptions options, IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(ExchangesOptions.Section);
        section.Bind(options);
        IConfigurationSection symbols = section.GetSection(nameof(options.Symbols));
        foreach (Venue venue in (Venue[])[Venue.Binance, Venue.KuCoin])
            if (Listed(symbols.GetSection(venue.ToString())) is { } listed) options.Symbols[venue] = listed;
        if (configuration[ExchangesOptions.SimulatorKey] is not { Length: > 0 } address) return;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? simulator))
            throw new OptionsValidationException(ExchangesOptions.Section, typeof(ExchangesOptions),
                [$"{ExchangesOptions.SimulatorKey} is '{address}'; it must be an address such as http://127.0.0.1:3005"]);
        options.Simulator = simulator;
    }

    /// <summary>A list is either indexed (<c>:0</c>, <c>:1</c>) or one text with commas; null where nothing is configured.</summary>
    private static string[]? Listed(IConfigurationSection section)
    {
        if (section.Value is { } text) return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] listed = [.. section.GetChildren().Select(child => child.Value).OfType<string>()];
        return listed.Length == 0 ? null : listed;
    }
}
