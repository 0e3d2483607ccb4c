using System.Text;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

/// <summary>Best prices of both venues, and KuCoin's whole books of 50 levels.</summary>
public sealed class BestPricesTests
{
    private const string Level1 = """{"topic":"/spotMarket/level1:BCHSV-USDT","type":"message","subject":"level1","data":{"asks":["244.351","0.1"],"bids":["244.1","0.2"],"timestamp":1729816058766}}""";

    private const string WholeBook = """{"topic":"/spotMarket/level2Depth50:BCHSV-USDT","type":"message","subject":"level2","data":{"asks":[["244.3","0.1"],["244.4","3"]],"bids":[["244.1","0.2"],["244","1"]],"timestamp":1729816058766}}""";

    [Theory]
    [InlineData("""{"stream":"btcusdt@bookTicker","data":{"u":50093239207,"s":"BTCUSDT","b":"61837.63000000","B":"3.78826000","a":"61837.64000000","A":"1.54698000"}}""")]
    [InlineData("""{"A":1.54698,"a":"61837.64","B":"3.78826","b":61837.63,"s":"btcusdt","u":"50093239207","new":[1]}""")]
    public void Binance_s_best_prices_are_read_whole_in_any_order_and_spelling(string frame)
    {
        FrameReading reading = Binance(frame, FrameKind.BestPrices);
        Assert.Equal(50093239207, reading.LastUpdateId);
        Assert.Equal((new BookLevel(new(6183763), new(378826)), new BookLevel(new(6183764), new(154698))), (reading.BestBid, reading.BestAsk));
    }

    [Theory]
    [InlineData(Level1, 0)]
    [InlineData("""{"data":{"timestamp":"1729816058766","bids":[244.1,"0.2"],"asks":["244.351","0.1","more"]},"subject":"level1","topic":"/spotMarket/level1:bchsv-usdt","type":"message"}""", 0)]
    [InlineData("""{"topic":"/market/ticker:BCHSV-USDT","type":"message","subject":"trade.ticker","data":{"bestAsk":"244.351","bestAskSize":"0.1","bestBid":"244.1","bestBidSize":"0.2","price":"1","sequence":"7","size":"1","time":1729816058766}}""", 7)]
    [InlineData("""{"data":{"sequence":7,"Time":1729816058766,"bestBidSize":0.2,"bestBid":244.1,"bestAskSize":"0.1","bestAsk":"244.351"},"subject":"trade.ticker","topic":"/market/ticker:BCHSV-USDT","type":"message"}""", 7)]
    public void KuCoin_s_best_prices_take_their_symbol_from_the_topic(string frame, long number)
    {
        FrameReading reading = KuCoin(frame, FrameKind.BestPrices);
        Assert.Equal((number, 1729816058766000000), (reading.LastUpdateId, reading.ExchangeTimeNs));
        Assert.Equal((new BookLevel(new(244100), new(20000000)), new BookLevel(new(244351), new(10000000))), (reading.BestBid, reading.BestAsk));
    }

    [Fact]
    public void A_side_without_orders_has_neither_price_nor_quantity()
    {
        Assert.Equal(default, Binance("""{"u":1,"s":"BTCUSDT","b":"0.00","B":"0.00","a":"61837.64","A":"1"}""", FrameKind.BestPrices).BestBid);
        Assert.Equal(default, KuCoin(Level1.Replace("[\"244.1\",\"0.2\"]", "[]", StringComparison.Ordinal), FrameKind.BestPrices).BestBid);
    }

    [Theory]
    [InlineData("\"u\":1", "\"u\":-1", "BadSequence")]
    [InlineData("\"u\":1", "\"u\":\"x\"", "BadNumber")]
    [InlineData("BTCUSDT", "NOSUCH", "UnknownSymbol")]
    [InlineData("\"61837.63\"", "\"61837.635\"", "NotRepresentable")]
    [InlineData("\"61837.63\"", "\"-1\"", "NotRepresentable")]
    [InlineData("\"61837.63\"", "\"1e308\"", "NotRepresentable")]
    [InlineData("\"61837.63\"", "[[\"1\",\"2\"]]", "NotRepresentable")]
    [InlineData("\"61837.63\"", "\"0\"", "BadNumber")]
    [InlineData("\"A\":\"1\"", "\"A\":\"0\"", "BadNumber")]
    public void What_is_wrong_with_Binance_s_best_prices_is_named(string part, string other, string refusal)
    {
        string frame = """{"u":1,"s":"BTCUSDT","b":"61837.63","B":"2","a":"61837.64","A":"1"}""".Replace(part, other, StringComparison.Ordinal);
        Assert.Equal(refusal, Binance(frame, FrameKind.Refused).Refusal.ToString());
    }

    [Theory]
    [InlineData("BCHSV-USDT", "NOSUCH-USDT", "UnknownSymbol")]
    [InlineData("[\"244.1\",\"0.2\"]", "\"244.1\"", "WrongShape")]
    [InlineData("[\"244.1\",\"0.2\"]", "[\"244.1\"]", "MissingField")]
    [InlineData("\"244.1\"", "\"244.1001\"", "NotRepresentable")]
    [InlineData("1729816058766", "\"soon\"", "BadNumber")]
    [InlineData("\"bids\"", "\"other\"", "MissingField")]
    public void What_is_wrong_with_KuCoin_s_best_prices_is_named(string part, string other, string refusal) =>
        Assert.Equal(refusal, KuCoin(Level1.Replace(part, other, StringComparison.Ordinal), FrameKind.Refused).Refusal.ToString());

    [Fact]
    public void A_whole_book_is_read_best_first_with_its_time_for_a_number()
    {
        FrameReading reading = KuCoin(WholeBook, FrameKind.WholeBook);
        Assert.Equal((1729816058766, 1729816058766000000), (reading.LastUpdateId, reading.ExchangeTimeNs));
        Assert.Equal([244100, 244000], reading.Bids.ToArray().Select(level => level.Level.Price.Units));
        Assert.Equal([244300, 244400], reading.Asks.ToArray().Select(level => level.Level.Price.Units));
    }

    [Theory]
    [InlineData("[\"244.4\",\"3\"]", "[\"244.2\",\"3\"]", "WrongShape")]
    [InlineData("[\"244.4\",\"3\"]", "[\"244.3\",\"3\"]", "WrongShape")]
    [InlineData("[\"244.4\",\"3\"]", "[\"244.4\",\"0\"]", "WrongShape")]
    [InlineData("[\"244\",\"1\"]", "[\"244.2\",\"1\"]", "WrongShape")]
    [InlineData("[\"244\",\"1\"]", "[\"0\",\"1\"]", "BadNumber")]
    [InlineData(",\"timestamp\":1729816058766", "", "MissingField")]
    [InlineData("1729816058766", "0", "BadNumber")]
    public void A_whole_book_out_of_order_or_without_time_is_refused(string part, string other, string refusal) =>
        Assert.Equal(refusal, KuCoin(WholeBook.Replace(part, other, StringComparison.Ordinal), FrameKind.Refused).Refusal.ToString());

    [Fact]
    public void Frames_of_other_depths_and_of_all_symbols_are_not_needed()
    {
        KuCoin(WholeBook.Replace("level2Depth50", "level2Depth5", StringComparison.Ordinal), FrameKind.Ignored);
        KuCoin("""{"topic":"/market/ticker:all","type":"message","subject":"BCHSV-USDT","data":{"sequence":"1"}}""", FrameKind.Ignored);
    }

    [Fact]
    public void Invalid_UTF_8_is_refused_wherever_it_stands()
    {
        byte[] frame = Encoding.UTF8.GetBytes(Level1);
        frame[Level1.IndexOf("message", StringComparison.Ordinal)] = 0xC3;
        FrameReading reading = new();
        Assert.Equal(FrameKind.Refused, KuCoinFrames.Parse(frame, Sample.KuCoinTable, reading));
        Assert.Equal(FrameRefusal.NotJson, reading.Refusal);
    }

    [Fact]
    public void Reading_best_prices_allocates_nothing()
    {
        byte[][] frames = [.. new[] { BinanceFramesTests.BookTicker, Level1, WholeBook }.Select(Encoding.UTF8.GetBytes)];
        FrameReading reading = new();
        for (int round = 0; round < 200; round++) Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < 1_000; round++) Read();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Read()
        {
            BinanceFrames.Parse(frames[0], Sample.BinanceTable, reading);
            BinanceFrames.ParseTolerant(frames[0], Sample.BinanceTable, reading);
            KuCoinFrames.Parse(frames[1], Sample.KuCoinTable, reading);
            KuCoinFrames.ParseTolerant(frames[1], Sample.KuCoinTable, reading);
            KuCoinFrames.Parse(frames[2], Sample.KuCoinTable, reading);
        }
    }

    private static FrameReading Binance(string frame, FrameKind kind)
    {
        FrameReading reading = new();
        FrameKind found = BinanceFrames.Parse(Encoding.UTF8.GetBytes(frame), Sample.BinanceTable, reading);
        Assert.True(kind == found, $"{found} {reading.Refusal}: {frame}");
        return reading;
    }

    private static FrameReading KuCoin(string frame, FrameKind kind)
    {
        FrameReading reading = new();
        FrameKind found = KuCoinFrames.Parse(Encoding.UTF8.GetBytes(frame), Sample.KuCoinTable, reading);
        Assert.True(kind == found, $"{found} {reading.Refusal}: {frame}");
        return reading;
    }
}
