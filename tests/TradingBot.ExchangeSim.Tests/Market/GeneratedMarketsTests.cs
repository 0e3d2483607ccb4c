using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Tests.Market;

/// <summary>What the generated market is like, over ten simulated minutes of three seeds: bounds wide enough for any honest market of its kind.</summary>
public sealed class GeneratedMarketsTests
{
    private const long StartNs = 1_795_000_000_000_000_000;

    [Theory]
    [InlineData(1)]
    [InlineData(42)]
    [InlineData(20261122)]
    public void It_looks_like_a_market(long seed)
    {
        var markets = new GeneratedMarkets(seed, StartNs);
        var simulation = new Simulation(markets, StartNs);
        var spreads = markets.Markets.ToDictionary(market => market, _ => new List<double>());
        var closes = markets.Markets.ToDictionary(market => market, _ => new List<double>());
        for (int step = 1; step <= 120; step++)
        {
            simulation.AdvanceTo(StartNs + step * 5_000_000_000L);
            foreach (GeneratedBook book in markets.Books)
            {
                AssertPublicBookIsTheTrueBook(book);
                TopOfBook top = book.Market.Top;
                spreads[book.Market].Add(1e4 * (top.Ask.Price - top.Bid.Price) / top.Bid.Price);
                closes[book.Market].Add((top.Ask.Price + top.Bid.Price) / 2.0);
            }
        }
        foreach (GeneratedBook book in markets.Books)
        {
            AssertIdsAreContiguous(book.Market);
            AssertActivity(book);
            Assert.InRange(Median(spreads[book.Market]), 0.0001, 3);
            double[] returns = [.. closes[book.Market].Zip(closes[book.Market].Skip(1), (before, after) => Math.Log(after / before))];
            double annual = Math.Sqrt(returns.Average(value => value * value) * 365 * 86_400 / 5);
            Assert.InRange(annual, 0.25, 4.0);
        }
        AssertVenuesStayTogether(markets, closes);
    }

    private static void AssertPublicBookIsTheTrueBook(GeneratedBook book)
    {
        Instrument instrument = book.Market.Instrument;
        long price = book.Engine.BestBid;
        for (int rank = 0; rank < book.Market.Book.Bids.Count; rank++, price = book.Engine.BidBelow(price))
            Assert.Equal(new PriceLevel(price * instrument.TickUnits, book.Engine.QuantityAt(price) * instrument.LotUnits), book.Market.Book.Bids[rank]);
        Assert.Equal(0, price);
        price = book.Engine.BestAsk;
        for (int rank = 0; rank < book.Market.Book.Asks.Count; rank++, price = book.Engine.AskAbove(price))
            Assert.Equal(new PriceLevel(price * instrument.TickUnits, book.Engine.QuantityAt(price) * instrument.LotUnits), book.Market.Book.Asks[rank]);
        Assert.Equal(0, price);
        Assert.True(book.Engine.BestBid < book.Engine.BestAsk);
        Assert.InRange(book.Market.Book.Bids.Count, 20, 5_000);
        Assert.InRange(book.Market.Book.Asks.Count, 20, 5_000);
    }

    private static void AssertIdsAreContiguous(PublicMarket market)
    {
        long trade = 0, aggregate = 0, sequence = 0, traded = 0;
        for (long number = market.Trades.First; number < market.Trades.Next; number++)
        {
            Assert.Equal(++trade, market.Trades[number].Id);
            Assert.True(market.Trades[number].Sequence > sequence);
            sequence = market.Trades[number].Sequence;
        }
        for (long number = market.Aggregates.First; number < market.Aggregates.Next; number++)
        {
            AggregateTrade current = market.Aggregates[number];
            Assert.Equal(++aggregate, current.Id);
            Assert.Equal(traded + 1, current.FirstTradeId);
            traded = current.LastTradeId;
        }
        Assert.Equal(trade, traded);
    }

    private static void AssertActivity(GeneratedBook book)
    {
        PublicMarket market = book.Market;
        var seconds = market.Candles[0].Between(0, long.MaxValue).ToList();
        int bars = seconds.Select(candle => candle.OpenMs / 5_000).Distinct().Count();
        bool isBitcoin = market.Instrument.BaseAsset == "BTC";
        Assert.InRange(bars, isBitcoin ? 118 : 100, 121);
        double perSecond = market.Trades.Next / 600.0;
        Assert.InRange(perSecond, isBitcoin ? 2 : 0.5, 40);
        double mean = seconds.Sum(candle => (double)candle.Turnover) / 1e16 / market.Trades.Next;
        Assert.InRange(mean, 50, 20_000);
    }

    private static void AssertVenuesStayTogether(GeneratedMarkets markets, Dictionary<PublicMarket, List<double>> closes)
    {
        foreach (IGrouping<string, PublicMarket> asset in markets.Markets.GroupBy(market => market.Instrument.BaseAsset))
        {
            List<double> binance = closes[asset.Single(market => market.Instrument.Venue == Venue.Binance)];
            List<double> kucoin = closes[asset.Single(market => market.Instrument.Venue == Venue.Kucoin)];
            double[] differences = [.. binance.Zip(kucoin, (left, right) => 1e4 * (right / left - 1))];
            Assert.InRange(Math.Abs(differences.Average()), 0.1, 6);
            Assert.All(differences, difference => Assert.InRange(difference, -25, 25));
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
