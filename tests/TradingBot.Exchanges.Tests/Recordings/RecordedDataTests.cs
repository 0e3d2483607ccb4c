using TradingBot.Exchanges.Recordings;
using TradingBot.Exchanges.Recordings.Verification;
using TradingBot.Exchanges.Tests.Recorded;

namespace TradingBot.Exchanges.Tests.Recordings;

/// <summary>Recordings of other programs, real exchanges' frames: what can be compared must be equal.</summary>
public sealed class RecordedDataTests
{
    [Fact]
    public void The_book_of_both_files_of_Binance_equals_every_best_price_that_can_be_compared()
    {
        RecordingVerification result = Verify("hftbacktest/spot_btcusdt_20240808.jsonl.gz", "hftbacktest/spot_btcusdt_20240809.jsonl.gz");

        MarketVerification market = Assert.Single(result.Markets);
        Assert.True(result.Holds, market.FirstMismatch);
        Assert.Equal(("hftbacktest", 0L, 0L, 0L), (result.Format, market.Mismatches, market.Gaps, market.TradeHoles));
        Assert.InRange(market.Matches, 1_000, long.MaxValue);
        Assert.InRange(market.Trades, 1_000, long.MaxValue);
    }

    [Fact]
    public void Books_of_Binance_as_cryptofeed_recorded_them_equal_the_best_prices()
    {
        RecordingVerification result = Verify("cryptofeed/binance_20211012_BINANCE.http.0.0.txt.gz", "cryptofeed/binance_20211012_BINANCE.ws.1.0.txt.gz");

        Assert.True(result.Holds);
        Assert.Equal("cryptofeed", result.Format);
        Assert.Equal(4, result.Markets.Count);
        Assert.InRange(result.Markets.Sum(market => market.Matches), 1, long.MaxValue);
        Assert.Equal(0, result.Markets.Sum(market => market.Gaps));
    }

    [Fact]
    public void Books_of_KuCoin_as_cryptofeed_recorded_them_are_bridged_and_equal_the_best_prices()
    {
        RecordingVerification result = Verify("cryptofeed/kucoin_20210425_KUCOIN.http.0.0.txt.gz", "cryptofeed/kucoin_20210425_KUCOIN.ws.1.0.txt.gz");

        Assert.True(result.Holds, string.Join("; ", result.Markets.Select(market => market.FirstMismatch)));
        Assert.Equal(0, result.Markets.Sum(market => market.Gaps));
        Assert.InRange(result.Markets.Sum(market => market.Snapshots), 7, long.MaxValue);
        Assert.InRange(result.Markets.Sum(market => market.Matches), 100, long.MaxValue);
    }

    [Theory]
    [InlineData("hftbacktest/usdm_btcusdt_20240808.jsonl.gz", "futures")]
    [InlineData("hftbacktest/cm_btcusd_perp_20240808.jsonl.gz", "futures")]
    [InlineData("cryptofeed/binance-usdm_20210722_BINANCE_FUTURES.ws.1.0.txt.gz", "fstream")]
    [InlineData("cryptofeed/coinbase_20210417_COINBASE.ws.28.0.txt.gz", "coinbase")]
    [InlineData("cryptofeed/okx_20220513_OKX.ws.1.0.txt.gz", "okx")]
    [InlineData("freqtrade-public/binance_btcusdt_1m_202106-07.csv.gz", "no recording")]
    public void Another_market_is_refused_by_name(string file, string word)
    {
        RecordingException refused = Assert.Throws<RecordingException>(() => Verify(file));

        Assert.Contains(word, refused.Message, StringComparison.Ordinal);
    }

    private static RecordingVerification Verify(params string[] files)
    {
        string folder = Recording.Need(files);
        return RecordedFiles.Verify([.. files.Select(file => Path.Combine(folder, file))], _ => { }, TestContext.Current.CancellationToken);
    }
}
