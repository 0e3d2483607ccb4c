using System.Text;
using System.Text.Json;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance;
using TradingBot.Exchanges.Egress;
using TradingBot.Exchanges.Feeds;
using TradingBot.Exchanges.KuCoin;

namespace TradingBot.Exchanges.Tests;

public sealed class SymbolRuleTests
{
    /// <summary>Top 4: a newcomer is sure of a place from rank 3 on; who has one keeps it to rank 7.</summary>
    [Theory]
    [InlineData("A B C D E F G H", "", "A B C D")]
    [InlineData("A B C E D F G H", "A B C D", "A B C D")]
    [InlineData("A B C E F G D H", "A B C D", "A B C D")]
    [InlineData("A B C E F G H D", "A B C D", "A B C E")]
    [InlineData("A B E C D F G H", "A B C D", "A B E C")]
    [InlineData("A B", "C D", "A B")]
    [InlineData("X A B C D E", "", "A B C D")]
    public void A_symbol_near_the_edge_does_not_flap(string ranking, string followed, string chosen)
    {
        SymbolRule rule = new("USDT", 4, ["X"]);
        Assert.Equal(chosen.Split(' '), rule.Choose(ranking.Split(' '), followed.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void Choosing_again_from_the_same_ranking_changes_nothing()
    {
        Random random = new(7);
        string[] symbols = [.. Enumerable.Range(0, 40).Select(number => $"S{number}")];
        SymbolRule rule = new("USDT", 10, []);
        IReadOnlyList<string> followed = [];
        for (int look = 0; look < 200; look++)
        {
            random.Shuffle(symbols);
            followed = rule.Choose(symbols, followed);
            Assert.Equal(10, followed.Count);
            Assert.Equal(followed, rule.Choose(symbols, followed));
        }
    }

    [Fact]
    public void What_is_wrong_with_a_rule_is_named() =>
        Assert.Equal(["quote", "top", "exclude"], new SymbolRule("usdt", 0, ["btc"]).Problems().Select(problem => problem.Part));

    /// <summary>A thousand symbols: each message within the venue's limit, no symbol left out, and none that the frame guard would refuse.</summary>
    [Theory]
    [InlineData(Venue.Binance, true)]
    [InlineData(Venue.Binance, false)]
    [InlineData(Venue.KuCoin, true)]
    [InlineData(Venue.KuCoin, false)]
    public void Subscriptions_keep_within_the_venues_limits(Venue venue, bool subscribe)
    {
        VenueProtocol protocol = venue == Venue.Binance ? new BinanceProtocol(null!, new Uri("wss://x/"), null!) : new KuCoinProtocol(null!, null!);
        Instrument[] instruments = [.. Enumerable.Range(0, protocol.SymbolsPerConnection).Select(number => InstrumentOf(venue, number))];
        IReadOnlyList<byte[]> messages = protocol.Subscriptions(instruments, subscribe);
        HashSet<string> topics = [];
        foreach (byte[] message in messages)
        {
            Assert.Null(FrameGuard.Reason(message));
            using JsonDocument document = JsonDocument.Parse(message);
            string[] named = venue == Venue.Binance
                ? [.. document.RootElement.GetProperty("params").EnumerateArray().Select(name => name.GetString()!)]
                : [.. document.RootElement.GetProperty("topic").GetString()!.Split(':')[1].Split(',').Select(symbol => document.RootElement.GetProperty("topic").GetString()!.Split(':')[0] + symbol)];
            Assert.InRange(named.Length, 1, venue == Venue.Binance ? 200 : 100);
            foreach (string name in named) Assert.True(topics.Add(name));
        }
        Assert.Equal(2 * instruments.Length, topics.Count);
        Assert.InRange(topics.Count, 1, venue == Venue.Binance ? 1024 : 300);
        Assert.True(protocol.MessageInterval >= (venue == Venue.Binance ? TimeSpan.FromSeconds(1.0 / 5) : TimeSpan.FromSeconds(10.0 / 100)));
        Assert.All(messages, message => Assert.Contains(subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE", Encoding.UTF8.GetString(message), StringComparison.OrdinalIgnoreCase));
    }

    private static Instrument InstrumentOf(Venue venue, int number) => new()
    {
        Id = new(number + 1),
        Venue = venue,
        Symbol = $"C{number}-USDT",
        VenueSymbol = venue == Venue.Binance ? $"C{number}USDT" : $"C{number}-USDT",
        BaseAsset = $"C{number}",
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 5,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new(1),
        MaxQuantity = new(1_000_000),
        MinNotional = Money.Zero,
        MakerFee = FeeRate.FromFraction(0.001m),
        TakerFee = FeeRate.FromFraction(0.001m),
    };
}
