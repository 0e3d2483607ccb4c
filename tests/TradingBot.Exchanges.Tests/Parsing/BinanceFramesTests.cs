using System.Text;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

public sealed class BinanceFramesTests
{
    internal const string Depth = """{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1723161255308,"s":"BTCUSDT","U":50093239203,"u":50093239207,"b":[["55653.87000000","0.00000000"]],"a":[["61838.04000000","0.32332000"],["61844.30000000","0.40163000"],["61862.50000000","0.05019000"],["61862.51000000","0.00000000"]]}}""";

    internal const string Trade = """{"stream":"btcusdt@trade","data":{"e":"trade","E":1723161255343,"s":"BTCUSDT","t":3735683259,"p":"61837.63000000","q":"0.02000000","T":1723161255342,"m":true,"M":true}}""";

    internal const string BookTicker = """{"stream":"btcusdt@bookTicker","data":{"u":50093239212,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}""";

    [Fact]
    public void A_recorded_depth_update_is_read_whole()
    {
        FrameReading reading = Parse(Depth, FrameKind.Book);
        Assert.Equal((50093239203, 50093239207, 1723161255308000000), (reading.FirstUpdateId, reading.LastUpdateId, reading.ExchangeTimeNs));
        Assert.Equal([(5565387, 0)], reading.Bids.ToArray().Select(row => (row.Level.Price.Units, row.Level.Quantity.Units)));
        Assert.Equal([(6183804, 32332), (6184430, 40163), (6186250, 5019), (6186251, 0)],
            reading.Asks.ToArray().Select(row => (row.Level.Price.Units, row.Level.Quantity.Units)));
    }

    [Fact]
    public void A_recorded_trade_is_read_whole()
    {
        FrameReading reading = Parse(Trade, FrameKind.Trade);
        Assert.Equal(new TradePrint(3735683259, new(6183763), new(2000), Side.Sell, 1723161255342000000), reading.Trade);
    }

    [Fact]
    public void A_buyer_who_took_is_a_buy() =>
        Assert.Equal(Side.Buy, Parse(Trade.Replace("\"m\":true", "\"m\":false", StringComparison.Ordinal), FrameKind.Trade).Trade.TakerSide);

    [Theory]
    [InlineData("""{"data":{"a":[["2.00","1"]],"b":[["1.00","3"]],"u":"12","U":"10","s":"btcusdt","new":{"deep":[1,{"x":2}]},"E":"1723161255308","e":"depthUpdate"},"stream":"btcusdt@depth@100ms"}""")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":10,"u":12,"b":[[1.00,3]],"a":[["2","1.0","1"]]}""")]
    public void Order_of_fields_unknown_fields_and_kind_of_numbers_do_not_matter(string frame)
    {
        FrameReading reading = Parse(frame, FrameKind.Book);
        Assert.Equal((10, 12), (reading.FirstUpdateId, reading.LastUpdateId));
        Assert.Equal([(100, 300000)], reading.Bids.ToArray().Select(row => (row.Level.Price.Units, row.Level.Quantity.Units)));
        Assert.Equal([(200, 100000)], reading.Asks.ToArray().Select(row => (row.Level.Price.Units, row.Level.Quantity.Units)));
    }

    [Theory]
    [InlineData(BookTicker, (int)FrameKind.BestPrices)]
    [InlineData("""{"result":null,"id":1}""", (int)FrameKind.Acknowledged)]
    [InlineData("""{"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1723161255343}}""", (int)FrameKind.Shutdown)]
    [InlineData("""{"e":"somethingNew","s":"BTCUSDT"}""", (int)FrameKind.Ignored)]
    public void Other_frames_are_told_apart(string frame, int kind) => Parse(frame, (FrameKind)kind);

    [Fact]
    public void An_error_reply_is_an_error_with_its_words() =>
        Assert.Equal("Invalid request: unknown variant", Parse("""{"code":2,"msg":"Invalid request: unknown variant","id":1}""", FrameKind.Error).Text);

    [Theory]
    [InlineData("", "NotJson")]
    [InlineData("{", "NotJson")]
    [InlineData("[]", "WrongShape")]
    [InlineData("""{"data":7}""", "WrongShape")]
    [InlineData("""{"e":"depthUpdate","s":"NOSUCH","U":1,"u":2,"b":[],"a":[]}""", "UnknownSymbol")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"b":[],"a":[]}""", "MissingField")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[]}""", "MissingField")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":3,"u":2,"b":[],"a":[]}""", "BadSequence")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":-3,"u":2,"b":[],"a":[]}""", "BadSequence")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":9223372036854775807,"b":[],"a":[]}""", "BadSequence")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1.5,"u":2,"b":[],"a":[]}""", "BadNumber")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["61737.631","1"]],"a":[]}""", "NotRepresentable")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["1","-1"]],"a":[]}""", "NotRepresentable")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["1"]],"a":[]}""", "MissingField")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["0","1"]],"a":[]}""", "BadNumber")]
    [InlineData("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":"61837.63","a":[]}""", "WrongShape")]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":"0","q":"1","T":1,"m":true}""", "BadNumber")]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"0","T":1,"m":true}""", "BadNumber")]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1e308","q":"1","T":1,"m":true}""", "NotRepresentable")]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":null,"q":"1","T":1,"m":true}""", "NotRepresentable")]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","T":1,"m":"true"}""", "BadNumber")]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","T":1}""", "MissingField")]
    [InlineData("""{"e":"trade","s":"BTCUSDT","t":1,"p":"1","q":"1","T":1,"m":true}{}""", "NotJson")]
    [InlineData("""{"z":{"z":{"z":{"z":{"z":{"z":{"z":{"z":{"z":1}}}}}}}}}""", "NotJson")]
    public void What_matters_is_strict_and_the_refusal_is_named(string frame, string refusal) =>
        Assert.Equal(refusal, Parse(frame, FrameKind.Refused).Refusal.ToString());

    [Fact]
    public void A_quantity_finer_than_the_scale_makes_its_level_unknown_and_keeps_the_frame()
    {
        FrameReading reading = Parse("""{"e":"depthUpdate","s":"BTCUSDT","U":1,"u":2,"b":[["1","25.42618900"],["2","3"]],"a":[]}""", FrameKind.Book);
        Assert.Equal([true, false], reading.Bids.ToArray().Select(row => row.IsUnknown));
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        FrameReading reading = new();
        byte[][] frames = [Encoding.UTF8.GetBytes(Depth), Encoding.UTF8.GetBytes(Trade), Encoding.UTF8.GetBytes(BookTicker)];
        for (int warmUp = 0; warmUp < 1000; warmUp++)
            foreach (byte[] frame in frames) BinanceFrames.Parse(frame, Sample.BinanceTable, reading);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1000; round++)
            foreach (byte[] frame in frames) BinanceFrames.Parse(frame, Sample.BinanceTable, reading);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static FrameReading Parse(string frame, FrameKind expected)
    {
        FrameReading reading = new();
        Assert.Equal(expected, BinanceFrames.Parse(Encoding.UTF8.GetBytes(frame), Sample.BinanceTable, reading));
        Assert.Equal(expected, reading.Kind);
        return reading;
    }
}
