using System.Diagnostics;
using System.Globalization;
using System.Text;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.KuCoin.Parsing;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Benchmarks;

/// <summary>
/// Frames decoded per second on one thread: Binance's of the file <c>binance_500k.ndjson</c> (one frame a line, 60 % depth updates and 40 % trades of BTCUSDT), given as an argument
/// or found in the folder TRADINGBOT_BENCH, and KuCoin's and all best prices made here. Each by the path that the feeds use and by the tolerant one alone; the median of the rounds counts.
/// </summary>
internal static class FramesBenchmark
{
    private const int Rounds = 5;
    private const int KuCoinFrameCount = 100_000;

    private delegate FrameKind Parser(ReadOnlySpan<byte> frame, InstrumentTable table, FrameReading reading);

    public static int Run(string? path)
    {
        path ??= Path.Combine(Environment.GetEnvironmentVariable("TRADINGBOT_BENCH") ?? "", "binance_500k.ndjson");
        if (File.Exists(path))
        {
            InstrumentTable table = new([Instrument(Venue.Binance, "BTCUSDT", 2, 5)]);
            Frames all = Frames.OfLines(File.ReadAllBytes(path));
            Measure("binance, all", all, BinanceFrames.Parse, table);
            Measure("binance, all, tolerant path", all, BinanceFrames.ParseTolerant, table);
            Measure("binance, depth", all.Containing("depthUpdate"u8), BinanceFrames.Parse, table);
            Measure("binance, trade", all.Containing("\"e\":\"trade\""u8), BinanceFrames.Parse, table);
        }
        else Console.Error.WriteLine($"{path}: no such file, so Binance is left out. Give binance_500k.ndjson as an argument, or its folder by TRADINGBOT_BENCH.");
        Random best = new(7);
        InstrumentTable binance = new([Instrument(Venue.Binance, "BTCUSDT", 2, 5)]);
        Frames tickers = Frames.Made(KuCoinFrameCount, at => BookTicker(at, best));
        Measure("binance, bookTicker", tickers, BinanceFrames.Parse, binance);
        Measure("binance, bookTicker, tolerant", tickers, BinanceFrames.ParseTolerant, binance);
        InstrumentTable kuCoin = new([Instrument(Venue.KuCoin, "BTC-USDT", 1, 8)]);
        Random random = new(5);
        Frames changes = Frames.Made(KuCoinFrameCount, at => Level2(at, random));
        Measure("kucoin, level2", changes, KuCoinFrames.Parse, kuCoin);
        Measure("kucoin, level2, tolerant path", changes, KuCoinFrames.ParseTolerant, kuCoin);
        Frames matches = Frames.Made(KuCoinFrameCount, at => Match(at, random));
        Measure("kucoin, match", matches, KuCoinFrames.Parse, kuCoin);
        Measure("kucoin, match, tolerant path", matches, KuCoinFrames.ParseTolerant, kuCoin);
        Frames level1 = Frames.Made(KuCoinFrameCount, at => Level1(at, best)), ticker = Frames.Made(KuCoinFrameCount, at => Ticker(at, best));
        Measure("kucoin, level1", level1, KuCoinFrames.Parse, kuCoin);
        Measure("kucoin, ticker", ticker, KuCoinFrames.Parse, kuCoin);
        Measure("kucoin, ticker, tolerant path", ticker, KuCoinFrames.ParseTolerant, kuCoin);
        return 0;
    }

    private static void Measure(string name, Frames frames, Parser parse, InstrumentTable table)
    {
        FrameReading reading = new();
        var rates = new List<double>();
        long allocated = 0;
        for (int round = -1; round < Rounds; round++)
        {
            long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            int read = 0;
            for (int at = 0; at < frames.Count; at++)
                if (parse(frames[at], table, reading) is FrameKind.Book or FrameKind.Trade or FrameKind.BestPrices) read++;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
            if (read != frames.Count) throw new InvalidDataException($"{name}: {frames.Count - read} of {frames.Count} frames are no book change, no trade and no best prices");
            // The first round only warms up.
            if (round >= 0) rates.Add(frames.Count / elapsed.TotalSeconds);
        }
        rates.Sort();
        double median = rates[Rounds / 2], mean = (double)frames.Bytes / frames.Count;
        Console.WriteLine(FormattableString.Invariant(
            $"{name,-30} {median,12:N0} frames/s (best {rates[^1]:N0})  {median * mean / 1e6,8:N1} MB/s  mean {mean:N0} bytes  {(double)allocated / frames.Count:0.###} bytes allocated per frame"));
    }

    private static string BookTicker(int at, Random random) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"stream":"btcusdt@bookTicker","data":{"u":{{{50_093_239_212 + at}}},"s":"BTCUSDT","b":"{{{60_000 + random.Next(2_000_000) / 100m:0.00000000}}}","B":"{{{random.Next(1, 10_000_000) / 100_000m:0.00000000}}}","a":"{{{80_000 + random.Next(2_000_000) / 100m:0.00000000}}}","A":"{{{random.Next(1, 10_000_000) / 100_000m:0.00000000}}}"}}""");

    private static string Level1(int at, Random random) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"topic":"/spotMarket/level1:BTC-USDT","type":"message","subject":"level1","data":{"asks":["{{{80_000 + random.Next(20_000) / 10m}}}","{{{random.Next(1, 100_000_000) / 100_000_000m}}}"],"bids":["{{{60_000 + random.Next(20_000) / 10m}}}","{{{random.Next(1, 100_000_000) / 100_000_000m}}}"],"timestamp":{{{1_729_816_058_766 + at}}}}}""");

    private static string Ticker(int at, Random random) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"topic":"/market/ticker:BTC-USDT","type":"message","subject":"trade.ticker","data":{"bestAsk":"{{{80_000 + random.Next(20_000) / 10m}}}","bestAskSize":"{{{random.Next(1, 100_000_000) / 100_000_000m}}}","bestBid":"{{{60_000 + random.Next(20_000) / 10m}}}","bestBidSize":"{{{random.Next(1, 100_000_000) / 100_000_000m}}}","price":"67232.9","sequence":"{{{14_691_455_768 + at}}}","size":"0.1","time":{{{1_729_757_723_612 + at}}}}}""");

    private static string Level2(int at, Random random)
    {
        long sequence = 14_701_689_783 + at * 20L;
        string Rows(int count) => string.Join(',', Enumerable.Range(0, count).Select(row => string.Create(CultureInfo.InvariantCulture,
            $"[\"{60_000 + random.Next(20_000) / 10m}\",\"{random.Next(100_000_000) / 100_000_000m}\",\"{sequence + row}\"]")));
        return $$$"""{"topic":"/market/level2:BTC-USDT","type":"message","subject":"trade.l2update","data":{"changes":{"asks":[{{{Rows(random.Next(0, 10))}}}],"bids":[{{{Rows(random.Next(0, 10))}}}]},"sequenceEnd":{{{sequence + 19}}},"sequenceStart":{{{sequence}}},"symbol":"BTC-USDT","time":{{{1_729_816_425_625 + at}}}}}""";
    }

    private static string Match(int at, Random random) => string.Create(CultureInfo.InvariantCulture,
        $$$"""{"topic":"/market/match:BTC-USDT","type":"message","subject":"trade.l3match","data":{"makerOrderId":"671b5007389355000701b1d3","price":"{{{60_000 + random.Next(20_000) / 10m}}}","sequence":"{{{11_067_996_711_960_577 + at}}}","side":"{{{(random.Next(2) == 0 ? "buy" : "sell")}}}","size":"{{{(1 + random.Next(100_000_000)) / 100_000_000m}}}","symbol":"BTC-USDT","takerOrderId":"671b50161777ff00074c168d","time":"{{{1_729_843_222_921_000_000 + at}}}","tradeId":"{{{11_067_996_711_960_577 + at}}}","type":"match"}}""");

    private static Instrument Instrument(Venue venue, string venueSymbol, int priceScale, int quantityScale) => new()
    {
        Id = new InstrumentId(1),
        Venue = venue,
        Symbol = "BTC-USDT",
        VenueSymbol = venueSymbol,
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new Quantity(1),
        MaxQuantity = new Quantity(1_000_000_000_000),
        MinNotional = Money.Zero,
        MakerFee = FeeRate.FromFraction(0.001m),
        TakerFee = FeeRate.FromFraction(0.001m),
    };

    /// <summary>Frames as they would lie in a receive buffer: one block of bytes and where each frame stands.</summary>
    private sealed class Frames(byte[] bytes, List<Range> places)
    {
        public int Count => places.Count;

        public long Bytes => places.Sum(place => (long)place.GetOffsetAndLength(bytes.Length).Length);

        public ReadOnlySpan<byte> this[int at] => bytes.AsSpan(places[at]);

        public static Frames OfLines(byte[] bytes)
        {
            var places = new List<Range>();
            for (int start = 0; start < bytes.Length;)
            {
                int length = bytes.AsSpan(start).IndexOf((byte)'\n');
                if (length < 0) length = bytes.Length - start;
                if (length > 0) places.Add(start..(start + length));
                start += length + 1;
            }
            return new Frames(bytes, places);
        }

        public static Frames Made(int count, Func<int, string> make) =>
            OfLines(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, count).Select(make))));

        public Frames Containing(ReadOnlySpan<byte> text)
        {
            var kept = new List<Range>();
            foreach (Range place in places)
                if (bytes.AsSpan(place).IndexOf(text) >= 0) kept.Add(place);
            return new Frames(bytes, kept);
        }
    }
}
