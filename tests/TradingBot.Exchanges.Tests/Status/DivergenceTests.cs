using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Status;

namespace TradingBot.Exchanges.Tests.Status;

public sealed class DivergenceTests
{
    private readonly FeedStatusBoard _board = new(TimeProvider.System) { DivergenceLimit = 0.02m };

    [Fact]
    public void Prices_further_apart_than_the_limit_are_flagged_at_both_venues_and_stop_neither()
    {
        Price(Venue.Binance, "BTC-USDT", 100);
        Price(Venue.KuCoin, "BTC-USDT", 101);
        Price(Venue.Binance, "ETH-USDT", 10);
        Assert.Equal(new Dictionary<string, decimal> { ["BTC-USDT"] = 0.01m }, _board.Divergences());
        Assert.All(_board.Streams(), stream => Assert.False(stream.Diverges));
        Price(Venue.KuCoin, "BTC-USDT", 103);
        StreamStatus[] apart = [.. _board.Streams().Where(stream => stream.Diverges)];
        Assert.Equal([Venue.Binance, Venue.KuCoin], apart.Select(stream => stream.Venue));
        Assert.All(apart, stream => Assert.Equal((0.03m, MarketStatus.Live), (stream.Divergence, stream.Status)));
    }

    [Fact]
    public void A_book_that_is_not_live_is_compared_with_nothing()
    {
        Price(Venue.Binance, "BTC-USDT", 100);
        Price(Venue.KuCoin, "BTC-USDT", 200);
        _board.Stream(Venue.KuCoin, "BTC-USDT", StreamKind.Book).Changed(MarketStatus.Stale, "no message");
        Assert.Empty(_board.Divergences());
        Assert.All(_board.Streams(), stream => Assert.Null(stream.Divergence));
    }

    private void Price(Venue venue, string symbol, decimal middle)
    {
        StreamFacts facts = _board.Stream(venue, symbol, StreamKind.Book);
        facts.Changed(MarketStatus.Live, null);
        facts.Priced(middle);
    }
}
