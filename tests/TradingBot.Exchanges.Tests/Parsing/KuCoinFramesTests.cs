using System.Text;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

public sealed class KuCoinFramesTests
{
    internal const string Level2 = """{"data":{"sequenceStart":1613277183875,"symbol":"BCHSV-USDT","changes":{"asks":[["244.351","150","1613277183875"]],"bids":[]},"sequenceEnd":1613277183875},"subject":"trade.l2update","topic":"/market/level2:BCHSV-USDT","type":"message"}""";

    internal const string Match = """{"type":"message","topic":"/market/match:BCHSV-USDT","subject":"trade.l3match","data":{"makerOrderId":"608","price":"243.65","sequence":"1613277183873","side":"sell","size":"0.08000012","symbol":"BCHSV-USDT","takerOrderId":"609","time":"1619378326330123456","tradeId":"60a","type":"match"}}""";

    private const string ZeroPrice = """{"data":{"sequenceStart":1613277183874,"symbol":"BCHSV-USDT","changes":{"asks":[["0","0","1613277183874"]],"bids":[]},"sequenceEnd":1613277183874},"subject":"trade.l2update","topic":"/market/level2:BCHSV-USDT","type":"message"}""";

    [Fact]
    public void A_recorded_change_is_read_whole()
    {
        FrameReading reading = Parse(Level2, FrameKind.Book);
        Assert.Equal((1613277183875, 1613277183875, 0), (reading.FirstUpdateId, reading.LastUpdateId, reading.ExchangeTimeNs));
        Assert.Empty(reading.Bids.ToArray());
        Assert.Equal([new ChangedLevel(new(new(244351), new(15_000_000_000)), 1613277183875)], reading.Asks.ToArray());
    }

    [Fact]
    public void A_row_with_price_zero_only_advances_the_sequence()
    {
        FrameReading reading = Parse(ZeroPrice, FrameKind.Book);
        Assert.Equal(1613277183874, reading.LastUpdateId);
        Assert.Empty(reading.Asks.ToArray());
    }

    [Fact]
    public void A_match_is_read_whole() =>
        Assert.Equal(new TradePrint(1613277183873, new(243650), new(8000012), Side.Sell, 1619378326330123456), Parse(Match, FrameKind.Trade).Trade);

    [Theory]
    [InlineData("""{"id":"NSkIrWGB1s","type":"welcome"}""", (int)FrameKind.Welcome)]
    [InlineData("""{"id":"1","type":"ack"}""", (int)FrameKind.Acknowledged)]
    [InlineData("""{"id":"1545910590801","type":"pong","timestamp":1545910590801}""", (int)FrameKind.Pong)]
    [InlineData("""{"data":{"sequence":"1613277183873","bestAsk":"242.951"},"subject":"trade.ticker","topic":"/market/ticker:BCHSV-USDT","type":"message"}""", (int)FrameKind.Refused)]
    public void Other_frames_are_told_apart(string frame, int kind) => Parse(frame, (FrameKind)kind);

    [Fact]
    public void An_error_frame_is_an_error_with_its_words() =>
        Assert.Equal("topic does not exist", Parse("""{"id":"1","type":"error","code":404,"data":"topic does not exist"}""", FrameKind.Error).Text);

    [Theory]
    [InlineData("not json", "NotJson")]
    [InlineData("[]", "WrongShape")]
    [InlineData("""{"type":"message","subject":"trade.l2update"}""", "MissingField")]
    [InlineData("""{"type":"message","subject":"trade.l2update","data":{"symbol":"NOSUCH-USDT","sequenceStart":1,"sequenceEnd":1,"changes":{}}}""", "UnknownSymbol")]
    [InlineData("""{"type":"message","subject":"trade.l2update","data":{"symbol":"BCHSV-USDT","sequenceStart":1,"changes":{}}}""", "MissingField")]
    [InlineData("""{"type":"message","subject":"trade.l2update","data":{"symbol":"BCHSV-USDT","sequenceStart":2,"sequenceEnd":1,"changes":{}}}""", "BadSequence")]
    [InlineData("""{"type":"message","subject":"trade.l2update","data":{"symbol":"BCHSV-USDT","sequenceStart":1,"sequenceEnd":1,"changes":[]}}""", "WrongShape")]
    [InlineData("""{"type":"message","subject":"trade.l2update","data":{"symbol":"BCHSV-USDT","sequenceStart":1,"sequenceEnd":1,"changes":{"asks":[["1.0001","1","1"]]}}}""", "NotRepresentable")]
    [InlineData("""{"type":"message","subject":"trade.l3match","data":{"symbol":"BCHSV-USDT","sequence":"1","side":"maybe","price":"1","size":"1","time":"1"}}""", "BadNumber")]
    [InlineData("""{"type":"message","subject":"trade.l3match","data":{"symbol":"BCHSV-USDT","sequence":"1","price":"1","size":"1","time":"1"}}""", "MissingField")]
    [InlineData("""{"type":"message","subject":"trade.l3match","data":{"symbol":"BCHSV-USDT","sequence":"1","side":"buy","price":"-1","size":"1","time":"1"}}""", "NotRepresentable")]
    public void What_matters_is_strict_and_the_refusal_is_named(string frame, string refusal) =>
        Assert.Equal(refusal, Parse(frame, FrameKind.Refused).Refusal.ToString());

    [Fact]
    public void Parsing_allocates_nothing()
    {
        FrameReading reading = new();
        byte[][] frames = [Encoding.UTF8.GetBytes(Level2), Encoding.UTF8.GetBytes(Match), Encoding.UTF8.GetBytes(ZeroPrice)];
        for (int warmUp = 0; warmUp < 1000; warmUp++)
            foreach (byte[] frame in frames) KuCoinFrames.Parse(frame, Sample.KuCoinTable, reading);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
            foreach (byte[] frame in frames) KuCoinFrames.Parse(frame, Sample.KuCoinTable, reading);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static FrameReading Parse(string frame, FrameKind expected)
    {
        FrameReading reading = new();
        Assert.Equal(expected, KuCoinFrames.Parse(Encoding.UTF8.GetBytes(frame), Sample.KuCoinTable, reading));
        return reading;
    }
}
