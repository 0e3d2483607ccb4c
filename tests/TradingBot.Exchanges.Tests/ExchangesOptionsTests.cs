using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.JKorf;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Tests;

public sealed class ExchangesOptionsTests
{
    [Fact]
    public void Nothing_configured_means_three_symbols_at_both_live_venues()
    {
        ExchangesOptions options = Options();
        Assert.Equal(FeedSource.Live, options.Feed);
        Assert.Equal([Venue.Binance, Venue.KuCoin], options.Venues);
        Assert.Equal(["BTC-USDT", "ETH-USDT", "SOL-USDT"], options.SymbolsOf(Venue.KuCoin));
    }

    [Fact]
    public void The_libraries_clients_are_refused_where_they_are_not_built()
    {
        Assert.SkipWhen(LibraryClients.AreBuilt, "This build has the libraries.");
        OptionsValidationException refused = Assert.Throws<OptionsValidationException>(() => Options(("Exchanges:Client", "JKorf")));
        Assert.Contains("build it with PackageProfile=full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(MarketDataClient.Own, Options(("Exchanges:Client", "own")).Client);
    }

    [Fact]
    public void Symbols_come_as_a_list_or_as_a_text_and_an_empty_text_switches_a_venue_off()
    {
        ExchangesOptions options = Options(("Exchanges:Symbols:binance:0", "BTC-USDT"), ("Exchanges:Symbols:binance:1", "ADA-USDT"), ("Exchanges:Symbols:kucoin", ""));
        Assert.Equal(["BTC-USDT", "ADA-USDT"], options.SymbolsOf(Venue.Binance));
        Assert.Equal([Venue.Binance], options.Venues);
        Assert.Equal(["ETH-USDT", "SOL-USDT"], Options(("Exchanges:Symbols:binance", "ETH-USDT, SOL-USDT")).SymbolsOf(Venue.Binance));
    }

    [Theory]
    [InlineData("Exchanges:Symbols:binance", "btcusdt", "BTC-USDT")]
    [InlineData("Exchanges:Symbols:binance", "BTC-USDT,BTC-USDT", "twice")]
    [InlineData("Exchanges:Symbols:nasdaq", "AAPL-USD", "no venue")]
    [InlineData("Exchanges:StaleAfter", "00:00:00.5", "StaleAfter")]
    [InlineData("Exchanges:ReconnectAfterSilence", "00:00:02", "ReconnectAfterSilence")]
    [InlineData("Exchanges:BinanceSnapshotLevels", "42", "100, 500, 1000 or 5000")]
    [InlineData("Exchanges:ThinSideLevels", "0", "1 to 90")]
    [InlineData("Exchanges:Feed", "nonsense", "live or simulated")]
    [InlineData("Exchanges:StaleAfter", "soon", "hh:mm:ss")]
    [InlineData("Exchanges:Client", "nonsense", "own or JKorf")]
    [InlineData("Exchanges:Feed", "simulated", "services:simulator:http:0")]
    [InlineData("services:simulator:http:0", "not an address", "services:simulator:http:0")]
    public void A_wrong_setting_is_named_with_what_would_be_right(string key, string value, string says)
    {
        OptionsValidationException wrong = Assert.Throws<OptionsValidationException>(() => Options((key, value)));
        Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://192.168.1.1:3005")]
    [InlineData("http://example.com:3005")]
    [InlineData("https://127.0.0.1:3005")]
    [InlineData("http://user@127.0.0.1:3005")]
    public void A_simulator_elsewhere_is_refused(string address)
    {
        OptionsValidationException wrong = Assert.Throws<OptionsValidationException>(() => Options(("Exchanges:Feed", "simulated"), ("services:simulator:http:0", address)));
        Assert.Contains("this machine", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://93.184.216.34:8080")]
    [InlineData("ftp://10.0.0.5")]
    [InlineData("http://user@10.0.0.5")]
    [InlineData("http://10.0.0.5/path")]
    [InlineData("http://10.0.0.5/?query")]
    [InlineData("egress-gateway")]
    public void A_gateway_is_a_plain_address_in_the_private_network(string address)
    {
        OptionsValidationException wrong = Assert.Throws<OptionsValidationException>(() => Options(("Exchanges:Gateway:kucoin", address)));
        Assert.Contains("Exchanges:Gateway:kucoin", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("http://egress-gateway:8080", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gateway_of_no_venue_or_beside_the_simulator_is_refused()
    {
        Assert.Contains("no venue", Assert.Throws<OptionsValidationException>(() => Options(("Exchanges:Gateway:nasdaq", "http://10.0.0.5"))).Message, StringComparison.Ordinal);
        Assert.Contains("remove one", Assert.Throws<OptionsValidationException>(() => Options(("Exchanges:Gateway:binance", "http://10.0.0.5"),
            ("Exchanges:Feed", "simulated"), (ExchangesOptions.SimulatorKey, "http://127.0.0.1:3005"))).Message, StringComparison.Ordinal);
        Assert.Empty(Options(("Exchanges:Gateway:binance", "")).Gateways);
    }

    [Fact]
    public void A_key_behind_the_gateway_is_refused_since_no_signature_passes_it()
    {
        string message = Assert.Throws<OptionsValidationException>(() => Options(("Exchanges:Gateway:kucoin", "http://10.0.0.5"), ("Exchanges:KuCoin:KeyFile", "/run/secrets/kucoin"))).Message;
        Assert.Contains("Exchanges:KuCoin:KeyFile", message, StringComparison.Ordinal);
        Assert.Contains("remove one", message, StringComparison.Ordinal);
        // Binance's gateway is nothing to KuCoin's key, and an empty setting is none.
        Assert.Single(Options(("Exchanges:Gateway:binance", "http://10.0.0.5"), ("Exchanges:KuCoin:KeyFile", "/run/secrets/kucoin")).Gateways);
        Assert.Single(Options(("Exchanges:Gateway:kucoin", "http://10.0.0.5"), ("Exchanges:KuCoin:KeyFile", " ")).Gateways);
    }

    [Fact]
    public void Both_venues_are_off_is_an_error() =>
        Assert.Contains("every venue off", Assert.Throws<OptionsValidationException>(() =>
            Options(("Exchanges:Symbols:binance", ""), ("Exchanges:Symbols:kucoin", ""))).Message, StringComparison.Ordinal);

    [Fact]
    public void The_request_delay_can_be_changed_at_run_time_within_bounds()
    {
        using ServiceProvider services = Services(("Exchanges:MinimumRequestDelay", "00:00:00.250"));
        RequestPace pace = services.GetRequiredService<RequestPace>();
        Assert.Equal(TimeSpan.FromMilliseconds(250), pace.MinimumDelay);
        pace.MinimumDelay = TimeSpan.FromSeconds(1);
        Assert.Equal(TimeSpan.FromSeconds(1), pace.MinimumDelay);
        Assert.Throws<ArgumentOutOfRangeException>(() => pace.MinimumDelay = TimeSpan.FromSeconds(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => pace.MinimumDelay = TimeSpan.FromSeconds(61));
    }

    private static ExchangesOptions Options(params (string Key, string Value)[] settings)
    {
        using ServiceProvider services = Services(settings);
        return services.GetRequiredService<IOptions<ExchangesOptions>>().Value;
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => pair.Key, pair => (string?)pair.Value)).Build();
        return new ServiceCollection().AddLogging().AddExchanges(configuration).BuildServiceProvider();
    }
}
