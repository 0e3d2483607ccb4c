using System.Text;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

/// <summary>The one-pass parsers against the tolerant ones: whatever the frame, the former give the same answer or none.</summary>
public sealed class OrderedFramesTests
{
    private const int Mutations = 60_000;

    private const string EmptyDepth = """{"stream":"btcusdt@depth","data":{"e":"depthUpdate","E":1,"s":"btcUSDT","U":1,"u":1,"b":[],"a":[["1","99999999999.99999000"],["00.01",".5"],["2.","0"]]}}""";

    private const string Level2 = """{"topic":"/market/level2:BCHSV-USDT","type":"message","subject":"trade.l2update","data":{"changes":{"asks":[["244.351","150","14701689783"],["0","0","14701689784"]],"bids":[["244.1","0.00000001","14701689785"]]},"sequenceEnd":14701689785,"sequenceStart":14701689783,"symbol":"BCHSV-USDT","time":1729816425625}}""";

    private const string Level2TypeFirst = """{"type":"message","topic":"/market/level2:BCHSV-USDT","subject":"trade.l2update","data":{"changes":{"asks":[],"bids":[["244.1","3","7"]]},"sequenceEnd":7,"sequenceStart":7,"symbol":"BCHSV-USDT","time":1729816425625}}""";

    private const string Match = """{"topic":"/market/match:BCHSV-USDT","type":"message","subject":"trade.l3match","data":{"makerOrderId":"671b","price":"67.523","sequence":"11067996711960577","side":"buy","size":"0.003","symbol":"BCHSV-USDT","takerOrderId":"671c","time":"1729843222921000000","tradeId":"11067996711960577","type":"match"}}""";

    private const string Level1 = """{"topic":"/spotMarket/level1:BCHSV-USDT","type":"message","subject":"level1","data":{"asks":["244.351","0.1"],"bids":["244.1","0.20000001"],"timestamp":1729816058766}}""";

    private const string Ticker = """{"topic":"/market/ticker:BCHSV-USDT","type":"message","subject":"trade.ticker","data":{"bestAsk":"67.523","bestAskSize":"1.92","bestBid":"67.5","bestBidSize":"0.01","price":"67.51","sequence":"14691455768","size":"0.1","time":1729757723612}}""";

    internal delegate bool OrderedParser(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading);

    internal delegate FrameKind TolerantParser(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading);

    [Theory]
    [InlineData(BinanceFramesTests.Depth)]
    [InlineData(BinanceFramesTests.Trade)]
    [InlineData(BinanceFramesTests.BookTicker)]
    public void Frames_as_Binance_writes_them_take_the_one_pass(string frame) =>
        Assert.True(Agree(Encoding.UTF8.GetBytes(frame), BinanceOrderedFrames.TryParse, BinanceFrames.ParseTolerant, Sample.BinanceTable));

    [Theory]
    [InlineData(Level2)]
    [InlineData(Level2TypeFirst)]
    [InlineData(Match)]
    [InlineData(KuCoinFramesTests.Match)]
    [InlineData(Level1)]
    [InlineData(Ticker)]
    public void Frames_as_KuCoin_writes_them_take_the_one_pass(string frame) =>
        Assert.True(Agree(Encoding.UTF8.GetBytes(frame), KuCoinOrderedFrames.TryParse, KuCoinFrames.ParseTolerant, Sample.KuCoinTable));

    [Theory]
    [InlineData("\"a\":[[\"61838.04000000\"", "\"a\":[[\"61838.04100000\"")]
    [InlineData("\"0.32332000\"", "\"0.32332100\"")]
    [InlineData("\"0.32332000\"", "\"-0.32332\"")]
    [InlineData("\"0.32332000\"", "\"3e-5\"")]
    [InlineData("\"0.32332000\"", "\"1000000000000.00001\"")]
    [InlineData("\"0.32332000\"", "\"999999999999999999999\"")]
    [InlineData("\"61838.04000000\"", "\"0.000\"")]
    [InlineData("\"U\":50093239203", "\"U\":050093239203")]
    [InlineData("\"U\":50093239203", "\"U\":60093239203")]
    [InlineData("\"U\":50093239203", "\"U\":99999999999999999999")]
    [InlineData("\"u\":50093239207", "\"u\":9223372036854775807")]
    [InlineData("\"s\":\"BTCUSDT\"", "\"s\":\"NOSUCH\"")]
    [InlineData("btcusdt@depth", "btc\\usdt@depth")]
    [InlineData("btcusdt@depth", "btc\tusdt@depth")]
    [InlineData("]]}}", "]]}} ")]
    [InlineData("]]}}", "]]}}{")]
    [InlineData("]]}}", "]]}")]
    [InlineData("]]}}", "],]}}")]
    public void What_is_refused_or_unusual_is_left_to_the_tolerant_parser(string part, string other)
    {
        string frame = BinanceFramesTests.Depth.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(BinanceFramesTests.Depth, frame);
        Assert.False(Agree(Encoding.UTF8.GetBytes(frame), BinanceOrderedFrames.TryParse, BinanceFrames.ParseTolerant, Sample.BinanceTable));
    }

    [Fact]
    public void The_data_must_name_the_topic_s_symbol()
    {
        InstrumentTable table = new([Sample.Instrument(Engine.Instruments.Venue.KuCoin, "BCHSV-USDT", 3, 8), Sample.Instrument(Engine.Instruments.Venue.KuCoin, "BTC-USDT", 1, 8)]);
        string frame = Level2.Replace("level2:BCHSV-USDT", "level2:BTC-USDT", StringComparison.Ordinal);
        Assert.False(Agree(Encoding.UTF8.GetBytes(frame), KuCoinOrderedFrames.TryParse, KuCoinFrames.ParseTolerant, table));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Mutated_frames_get_the_same_answer_from_both_or_none_from_the_one_pass(int seed)
    {
        Random random = new(seed);
        byte[][] binance = [.. new[] { BinanceFramesTests.Depth, BinanceFramesTests.Trade, EmptyDepth, BinanceFramesTests.BookTicker }.Select(Encoding.UTF8.GetBytes)];
        byte[][] kuCoin = [.. new[] { Level2, Level2TypeFirst, Match, KuCoinFramesTests.Level2, KuCoinFramesTests.Match, Level1, Ticker }.Select(Encoding.UTF8.GetBytes)];
        int accepted = 0;
        for (int round = 0; round < Mutations; round++)
        {
            bool isBinance = round % 2 == 0;
            byte[][] frames = isBinance ? binance : kuCoin;
            byte[] frame = frames[random.Next(frames.Length)];
            frame = random.Next(3) == 0 ? FrameMutation.Coarse(frame, random) : FrameMutation.Fine(frame, random);
            bool taken = isBinance
                ? Agree(frame, BinanceOrderedFrames.TryParse, BinanceFrames.ParseTolerant, Sample.BinanceTable)
                : Agree(frame, KuCoinOrderedFrames.TryParse, KuCoinFrames.ParseTolerant, Sample.KuCoinTable);
            if (taken) accepted++;
        }
        // Enough mutations must stay valid for the comparison to mean something, and enough must not.
        Assert.InRange(accepted, Mutations / 20, Mutations * 3 / 4);
    }

    /// <summary>Whether the one pass took the frame; fails when it took it and the tolerant parser reads something else.</summary>
    internal static bool Agree(byte[] frame, OrderedParser ordered, TolerantParser tolerant, InstrumentTable table)
    {
        FrameReading one = new(), other = new();
        one.Clear();
        if (!ordered(frame, table, one)) return false;
        FrameKind expected = tolerant(frame, table, other);
        string words = Encoding.UTF8.GetString(frame);
        Assert.True(expected == one.Kind && other.Refusal == one.Refusal && other.Place == one.Place, words);
        Assert.True(other.FirstUpdateId == one.FirstUpdateId && other.LastUpdateId == one.LastUpdateId && other.ExchangeTimeNs == one.ExchangeTimeNs, words);
        Assert.True(other.BestBid == one.BestBid && other.BestAsk == one.BestAsk, words);
        Assert.True(other.Trade == one.Trade && other.Text == one.Text, words);
        Assert.True(other.Bids.SequenceEqual(one.Bids) && other.Asks.SequenceEqual(one.Asks), words);
        return true;
    }
}
