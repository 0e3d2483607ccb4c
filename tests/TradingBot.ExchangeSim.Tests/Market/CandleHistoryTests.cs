using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Tests.Market;

public sealed class CandleHistoryTests
{
    private const long StartNs = 1_795_176_000_000_000_000;
    private const long MinuteMs = 60_000;

    [Fact]
    public void History_is_drawn_from_the_seed_keeps_the_rules_of_candles_and_joins_what_is_traded()
    {
        PublicMarket[] markets = [.. Run(seed: 3).Markets];
        foreach (PublicMarket market in markets)
        {
            Candle[] minutes = [.. market.Candles[1].Between(0, long.MaxValue)];
            Assert.InRange(minutes.Length, 2_880, 2_884);
            Assert.Equal(StartNs / 1_000_000 - 2_880 * MinuteMs, minutes[0].OpenMs);
            foreach ((Candle candle, Candle next) in minutes.Zip(minutes.Skip(1)))
            {
                Assert.True(candle.Low <= Math.Min(candle.Open, candle.Close) && candle.High >= Math.Max(candle.Open, candle.Close));
                Assert.True(candle.Turnover >= (Int128)candle.Low * candle.Volume && candle.Turnover <= (Int128)candle.High * candle.Volume);
                Assert.True(candle.TakerBuyVolume >= 0 && candle.TakerBuyVolume <= candle.Volume);
                Assert.Equal(0, candle.Close % market.Instrument.TickUnits + candle.Volume % market.Instrument.LotUnits);
                Assert.Equal((candle.OpenMs + MinuteMs, candle.LastTradeId + 1), (next.OpenMs, next.FirstTradeId));
                Assert.InRange(next.Open, candle.Close * 0.99, candle.Close * 1.01);
            }
            AssertLongerOnesAreSums(market, minutes);
        }
        Assert.Equal(
            markets[0].Candles[1].Between(0, long.MaxValue).Select(candle => (candle.OpenMs, candle.Close, candle.Volume)),
            Run(seed: 3).Markets[0].Candles[1].Between(0, long.MaxValue).Select(candle => (candle.OpenMs, candle.Close, candle.Volume)));
        Assert.NotEqual(markets[0].Candles[1].Between(0, long.MaxValue).First().Close, Run(seed: 4).Markets[0].Candles[1].Between(0, long.MaxValue).First().Close);
    }

    [Fact]
    public void Without_history_the_first_trade_has_the_first_id_and_the_market_is_otherwise_the_same()
    {
        var without = new GeneratedMarkets(3, StartNs);
        new Simulation(without, StartNs).AdvanceTo(StartNs + 60_000_000_000);
        PublicMarket with = Run(seed: 3).Markets[0];

        Assert.Equal(1, without.Markets[0].Trades[0].Id);
        Assert.Equal(with.Candles[1].Between(0, StartNs / 1_000_000 - 1).Last().LastTradeId + 1, with.Trades[0].Id);
        Assert.Equal(without.Markets[0].Trades[100].Price, with.Trades[100].Price);
    }

    private static GeneratedMarkets Run(long seed)
    {
        var markets = new GeneratedMarkets(seed, StartNs, TimeSpan.FromDays(2));
        new Simulation(markets, StartNs).AdvanceTo(StartNs + 60_000_000_000);
        return markets;
    }

    private static void AssertLongerOnesAreSums(PublicMarket market, Candle[] minutes)
    {
        foreach (CandleSeries series in market.Candles[2..])
        {
            foreach (Candle candle in series.Between(minutes[0].OpenMs, long.MaxValue))
            {
                Candle[] parts = [.. minutes.Where(part => series.Interval.OpenOf(part.OpenMs) == candle.OpenMs)];
                Assert.Equal(
                    (parts[0].Open, parts.Max(part => part.High), parts.Min(part => part.Low), parts[^1].Close, parts.Sum(part => part.Volume), parts[0].FirstTradeId, parts[^1].LastTradeId),
                    (candle.Open, candle.High, candle.Low, candle.Close, candle.Volume, candle.FirstTradeId, candle.LastTradeId));
            }
        }
    }
}
