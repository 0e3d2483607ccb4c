using System.Text;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Parsing;
using TradingBot.Exchanges.Tests.Parsing;

namespace TradingBot.Exchanges.Tests.Recorded;

/// <summary>Real frames through the one-pass parser and the tolerant one.</summary>
public sealed class OrderedRecordingTests
{
    [Fact]
    public void Every_recorded_depth_update_trade_and_best_price_of_Binance_takes_the_one_pass_and_reads_the_same()
    {
        const string File = "hftbacktest/spot_btcusdt_20240808.jsonl.gz";
        string folder = Recording.Need(File);
        InstrumentTable table = new([Sample.Instrument(Venue.Binance, "BTCUSDT", 4, 8)]);
        int taken = 0;
        foreach (string line in Recording.Lines(Path.Combine(folder, File)))
        {
            string json = line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            bool isEvent = json.Contains("\"e\":\"depthUpdate\"", StringComparison.Ordinal) || json.Contains("\"e\":\"trade\"", StringComparison.Ordinal)
                || json.Contains("@bookTicker\"", StringComparison.Ordinal);
            bool isTaken = OrderedFramesTests.Agree(Encoding.UTF8.GetBytes(json), BinanceOrderedFrames.TryParse, BinanceFrames.ParseTolerant, table);
            Assert.True(isEvent == isTaken, json);
            if (isTaken) taken++;
        }
        Assert.InRange(taken, 1_000, int.MaxValue);
    }
}
