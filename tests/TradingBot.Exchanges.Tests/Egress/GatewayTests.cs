using System.Net;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>With a gateway configured, it is the only address that a venue has.</summary>
public sealed class GatewayTests : IDisposable
{
    private readonly FeedMetrics _metrics = new(new FeedStatusBoard(TimeProvider.System));

    [Fact]
    public void A_venue_with_a_gateway_is_called_there_and_nowhere_else()
    {
        ExchangesOptions options = Options((Venue.Binance, "http://egress-gateway:8080"), (Venue.KuCoin, "https://10.1.2.3"));
        EgressAllowList list = EgressAllowList.For(options);

        Assert.Equal(["egress-gateway:8080", "10.1.2.3:443"], list.Rules.Select(rule => $"{rule.Host}:{rule.Port}").Distinct());
        Assert.Equal(new Uri("http://egress-gateway:8080/"), EgressAllowList.RestAddress(options, Venue.Binance));
        Assert.Equal(new Uri("ws://egress-gateway:8080/"), EgressAllowList.BinanceStreams(options));
        Assert.Equal(new Uri("https://10.1.2.3/"), EgressAllowList.RestAddress(options, Venue.KuCoin));
        Assert.Equal(EgressAllowList.Live().Rules.Count, list.Rules.Count);
        Assert.Null(Guard(list).CheckSocket(new Uri("wss://10.1.2.3/ws-api-spot.kucoin.com/endpoint?token=a")));
        Assert.NotNull(Guard(list).CheckSocket(new Uri("wss://ws-api-spot.kucoin.com/?token=a")));
    }

    [Fact]
    public void A_venue_without_a_gateway_is_called_directly()
    {
        EgressAllowList list = EgressAllowList.For(Options((Venue.Binance, "http://egress-gateway:8080")));

        Assert.Contains(list.Rules, rule => rule.Host == "api.kucoin.com");
        Assert.DoesNotContain(list.Rules, rule => rule.Host.Contains("binance", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("wss://ws-api-spot.kucoin.com/?token=a&connectId=b", "ws://egress-gateway:8080/ws-api-spot.kucoin.com/?token=a&connectId=b")]
    [InlineData("wss://ws-api.kucoin.com/endpoint?token=a", "ws://egress-gateway:8080/ws-api.kucoin.com/endpoint?token=a")]
    // What is no known address of the venue stays as it is, so that the guard refuses and reports it.
    [InlineData("wss://evil.example/?token=a", "wss://evil.example/?token=a")]
    [InlineData("ws://ws-api-spot.kucoin.com/?token=a", "ws://ws-api-spot.kucoin.com/?token=a")]
    [InlineData("wss://ws-api-spot.kucoin.com/private?token=a", "wss://ws-api-spot.kucoin.com/private?token=a")]
    public void A_socket_that_the_venue_names_is_opened_at_the_gateway_if_it_is_a_known_one(string named, string opened)
    {
        EgressAllowList list = EgressAllowList.For(Options((Venue.KuCoin, "http://egress-gateway:8080")));

        Assert.Equal(new Uri(opened), list.Route(new Uri(named)));
        Assert.Equal(opened.StartsWith("ws://egress-gateway", StringComparison.Ordinal), Guard(list).CheckSocket(list.Route(new Uri(named))) is null);
        Assert.Equal(new Uri(named), EgressAllowList.Live().Route(new Uri(named)));
    }

    [Theory]
    [InlineData("egress-gateway", "10.0.0.7", true)]
    [InlineData("egress-gateway", "172.18.0.2", true)]
    [InlineData("egress-gateway", "192.168.7.1", true)]
    [InlineData("egress-gateway", "127.0.0.1", true)]
    [InlineData("egress-gateway", "::1", true)]
    [InlineData("egress-gateway", "fd00::7", true)]
    [InlineData("egress-gateway", "::ffff:10.0.0.7", true)]
    [InlineData("egress-gateway", "93.184.216.34", false)]
    [InlineData("egress-gateway", "172.32.0.1", false)]
    [InlineData("egress-gateway", "169.254.169.254", false)]
    [InlineData("egress-gateway", "2606:4700::1111", false)]
    [InlineData("api.kucoin.com", "10.0.0.7", false)]
    [InlineData("api.kucoin.com", "127.0.0.1", false)]
    public void A_gateway_is_in_the_private_network_and_an_exchange_is_not(string host, string address, bool allowed) =>
        Assert.Equal(allowed, Guard(EgressAllowList.For(Options((Venue.Binance, "http://egress-gateway:8080")))).CheckResolved(host, IPAddress.Parse(address)));

    public void Dispose() => _metrics.Dispose();

    private EgressGuard Guard(EgressAllowList list) => new(list, _metrics);

    private static ExchangesOptions Options(params (Venue Venue, string Address)[] gateways)
    {
        ExchangesOptions options = new();
        foreach ((Venue venue, string address) in gateways) options.Gateways[venue] = new(address);
        return options;
    }
}
