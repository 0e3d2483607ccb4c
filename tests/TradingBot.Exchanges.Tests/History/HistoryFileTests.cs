using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.History;
using TradingBot.Exchanges.History.Files;

namespace TradingBot.Exchanges.Tests.History;

public sealed class HistoryFileTests : IDisposable
{
    private const long FirstMs = 1_735_689_600_000; // 1 January 2025

    private static readonly Instrument Bitcoin = new()
    {
        Id = new(1),
        Venue = Venue.Binance,
        Symbol = "BTC-USDT",
        VenueSymbol = "BTCUSDT",
        BaseAsset = "BTC",
        QuoteAsset = "USDT",
        PriceScale = 2,
        QuantityScale = 5,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new(1),
        MaxQuantity = new(900_000_000),
        MinNotional = default,
        TakerFee = default,
        MakerFee = default,
    };

    private static readonly Bar Expected = new(FirstMs * 1_000_000, 60, new(9_357_600), new(9_361_099), new(9_353_700), new(9_361_093), new(821_695), 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("tradingbot-history-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> CandleLayouts => new()
    {
        { "BTCUSDT-1m-2025-01.csv", "1735689600000000,93576.00000000,93610.99000000,93537.00000000,93610.93000000,8.21695000,1735689659999999,768978.10,0,4.5,421.1,0" },
        { "BTCUSDT-1m-2025-01-01.csv", "1735689600000,93576.00,93610.99,93537.00,93610.93,8.21695,1735689659999,768978.10,0,4.5,421.1,0" },
        { "BTCUSDT-1m-2025-01.csv", "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n1735689600000000,93576.0,93610.99,93537,93610.93,8.21695,1735689659999999,1,0,1,1,0" },
        { "plain.csv", "1735689600000,93576,93610.99,93537,93610.93,8.21695" },
        { "plain.csv", "timestamp_ms,open,high,low,close,volume\r\n1735689600000,93576,93610.99,93537,93610.93,8.21695\r\n" },
        { "seconds.csv", "time,open,high,low,close,volume\n1735689600,93576,93610.99,93537,93610.93,8.21695" },
        { "float.csv", "timestamp,open,high,low,close,volume\n1735689600.0,93576.0,93610.99,93537.0,93610.93,8.21695" },
        { "iso.csv", "date,open,high,low,close,volume\n2025-01-01T00:00:00Z,93576,93610.99,93537,93610.93,8.21695" },
        { "local.csv", "Date,Open,High,Low,Close,Volume\n2025-01-01 00:00:00,93576,93610.99,93537,93610.93,8.21695" },
        { "zone.csv", "datetime,open,high,low,close,vol\n2025-01-01T02:00:00+02:00,93576,93610.99,93537,93610.93,8.21695" },
        { "order.csv", "Volume USDT,Volume BTC,close,low,high,open,symbol,date,unix\n1,8.21695,93610.93,93537,93610.99,93576,BTC/USDT,1999-01-01,1735689600000" },
        { "quoted.csv", "\uFEFF\"timestamp\",\"open\",\"high\",\"low\",\"close\",\"volume\"\n\"1735689600000\",\"93576\",\"93610.99\",\"93537\",\"93610.93\",\"8.21695\"" },
        { "semicolon.csv", "timestamp;open;high;low;close;volume\n1735689600000; 93576; 93610.99; 93537; 93610.93; 8.21695\n\n" },
    };

    [Theory]
    [MemberData(nameof(CandleLayouts))]
    public void Candles_of_every_layout_are_read_exactly(string name, string content)
    {
        CandleFile file = Assert.IsType<CandleFile>(HistoryFile.Read(new(Write(name, content), Bitcoin, null, 60), Cancellation));
        Assert.Empty(file.Problems);
        Assert.Equal(Expected, Assert.Single(file.Bars));
        Assert.Equal(new KnownTime(At(0), At(1), true), Assert.Single(file.Known));
    }

    [Theory]
    [InlineData("a.csv.gz")]
    [InlineData("a.zip")]
    [InlineData("BTCUSDT-1m-2025-01-01.zip")]
    public void Packed_files_are_read_and_named_by_the_checksum_of_the_packed_file(string name)
    {
        string path = Write(name, $"{FirstMs},93576,93610.99,93537,93610.93,8.21695,{FirstMs},1,0,1,1,0");
        CandleFile file = Assert.IsType<CandleFile>(HistoryFile.Read(new(path, Bitcoin, null, 60), Cancellation));
        Assert.Equal(Expected, Assert.Single(file.Bars));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), file.Sha256);
    }

    [Fact]
    public void Order_repetition_quiet_rows_and_holes_are_told_and_the_length_is_found()
    {
        string[] rows = [Row(3), Row(1), Row(0), Row(1), Row(2).Replace(",8", ",0", StringComparison.Ordinal), Row(7), Row(8)];
        CandleFile file = Assert.IsType<CandleFile>(HistoryFile.Read(new(Write("a.csv", string.Join('\n', rows)), Bitcoin), Cancellation));
        Assert.Equal((7L, 1L, 1L, 0L, 60), (file.Rows, file.Repeated, file.Quiet, file.Refused, file.IntervalSeconds));
        Assert.Equal([At(0), At(1), At(3), At(7), At(8)], file.Bars.Select(bar => DateTimeOffset.UnixEpoch.AddTicks(bar.OpenTimeNs / 100)));
        Assert.Equal([new(At(0), At(4), true), new KnownTime(At(7), At(9), true)], file.Known);
    }

    public static TheoryData<string, string> BadRows => new()
    {
        { "1735689660000,100,101,99,100", "line 2, columns: there are 5; it must be 6: timestamp,open,high,low,close,volume" },
        { "x,100,101,99,100,8", "line 2, timestamp: 'x' is no time; it must be seconds, milliseconds or microseconds since 1970, or such as 2026-01-01T00:00:00Z" },
        { "12,100,101,99,100,8", "line 2, timestamp: '12' lies outside the years 2009 to 2099" },
        { "1735689660000,100.001,101,99,100,8", "line 2, open: '100.001' has 3 decimals; the instrument keeps 2" },
        { "1735689660000,100,101,99,100,0.000001", "line 2, volume: '0.000001' has 6 decimals; the instrument keeps 5" },
        { "1735689660000,100,101,99,100,1395180.1000000001", "line 2, volume: '1395180.1000000001' has 10 decimals; the instrument keeps 5 (--float-dust takes what binary fractions left behind for the number that was meant)" },
        { "1735689660000,100,101,99,100,-8", "line 2, volume: '-8' is no decimal number that is not negative" },
        { "1735689660000,100,1000000000000000000000,99,100,8", "line 2, high: '1000000000000000000000' is too large" },
        { "1735689660000,100,101,,100,8", "line 2, low: '' is no decimal number that is not negative" },
        { "1735689660000,100,101,100.5,101,8", "line 2, low: '100.5' is above open; it must be the lowest of the four" },
        { "1735689660000,100,101,99,98,8", "line 2, low: '99' is above close; it must be the lowest of the four" },
        { "1735689660000,100,99.5,99,99,8", "line 2, high: '99.5' is below open; it must be the highest of the four" },
        { "1735689660000,100,101,0,100,8", "line 2, low: '0' must be above 0" },
        { "1735689661000,100,101,99,100,8", "line 2, time: 2025-01-01T00:01:01Z is no start of a candle of 1m; give --interval if that is not their length" },
        { "1735689600000,100,101,99,100,8.5", "line 2, time: line 1 is of the same time and says otherwise; there must be one candle of a time" },
    };

    [Theory]
    [MemberData(nameof(BadRows))]
    public void A_bad_row_is_named_by_line_and_field_with_what_would_be_right(string row, string expected)
    {
        CandleFile file = Assert.IsType<CandleFile>(HistoryFile.Read(new(Write("a.csv", $"{Row(0)}\n{row}\n{Row(2)}"), Bitcoin, null, 60), Cancellation));
        Assert.Equal(expected, Assert.Single(file.Problems).ToString());
        Assert.Equal((3L, 1L, 2), (file.Rows, file.Refused, file.Bars.Count));
    }

    [Theory]
    [InlineData("1395180.1000000001", 139_518_010_000L)]
    [InlineData("5644715.8999999996", 564_471_590_000L)]
    [InlineData("0.1", 10_000L)]
    [InlineData("0.100000001", null)]
    [InlineData("0.000000000000000001", null)]
    public void What_binary_fractions_left_behind_is_forgiven_when_asked_for_and_nothing_more(string volume, long? units)
    {
        FileRequest request = new(Write("a.csv", $"{FirstMs},100,101,99,100,{volume}"), Bitcoin, null, 60, FloatDust: true);
        CandleFile file = Assert.IsType<CandleFile>(HistoryFile.Read(request, Cancellation));
        Assert.Equal((units is null ? 1 : 0, units), ((int)file.Refused, units is null ? (long?)null : file.Bars[0].Volume.Units));
    }

    public static TheoryData<string, string, string> BadFiles => new()
    {
        { "a.csv", "", "a.csv: it is empty" },
        { "a.csv", "timestamp,open,high,low,close,volume\n", "a.csv: it has a header but no rows" },
        { "a.csv", "timestamp,open,high,low,volume\n1,2,3,4,5", "a.csv: line 1 names no column for close; candles need timestamp,open,high,low,close,volume, in any order" },
        { "a.csv", "id,price,time\n1,2,3", "a.csv: line 1 names no column for quantity; trades need id,price,qty,time and is_buyer_maker or side, in any order" },
        { "a.csv", "id,price,qty,time\n1,2,3,4", "a.csv: line 1 names no column for the taker's side; it must be is_buyer_maker (true, false) or side (buy, sell)" },
        { "a.csv", "1,2,3,4,5", "a.csv: line 1 has 5 columns and no header; without one there are 6 (timestamp,open,high,low,close,volume), or 12, 7 and 8 as in Binance's dumps of klines, trades and aggTrades" },
        { "a.csv", "1735689600000,100,101,99,100,8", "a.csv: the distance of its rows does not tell the length of its candles; give --interval, such as 1m or 1h" },
        { "ETHUSDT-1m-2025-01.csv", "1", "ETHUSDT-1m-2025-01.csv: its name says ETHUSDT, which is not BTC-USDT; give the symbol of the file" },
        { "BTCUSDT-1w-2025-01.csv", "1", "BTCUSDT-1w-2025-01.csv: candles of more than a day do not begin on a multiple of their length and are not kept; import shorter ones" },
        { "torn.zip", "", "torn.zip: it can't be opened:" },
        { "torn.csv.gz", "not packed at all", "it can't be read on:" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void A_file_that_cannot_be_taken_says_why(string name, string content, string expected)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content);
        HistoryFileException refused = Assert.Throws<HistoryFileException>(() => HistoryFile.Read(new(path, Bitcoin), Cancellation));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_what_its_checksum_says_is_refused()
    {
        string path = Write("BTCUSDT-1m-2025-01.zip", $"{FirstMs},93576,93610.99,93537,93610.93,8.21695,{FirstMs},1,0,1,1,0");
        File.WriteAllText(path + ".CHECKSUM", $"{new string('0', 64)}  BTCUSDT-1m-2025-01.zip\n");
        Assert.Contains("download it again", Assert.Throws<HistoryFileException>(() => HistoryFile.Read(new(path, Bitcoin), Cancellation)).Message, StringComparison.Ordinal);
        File.WriteAllText(path + ".CHECKSUM", $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}  BTCUSDT-1m-2025-01.zip\n");
        Assert.Empty(HistoryFile.Read(new(path, Bitcoin), Cancellation).Problems);
    }

    [Fact]
    public async Task Trades_of_the_dump_are_read_and_a_missing_number_is_a_hole()
    {
        string rows = "101,93576.01,0.00015,14.03,1735689600001000,True,True\n102,93576.02,0.1,9357.6,1735689601002000,False,True\n105,93577,0.2,18715.4,1735689660000000,false,true\n";
        TradeFile file = Assert.IsType<TradeFile>(HistoryFile.Read(new(Write("BTCUSDT-trades-2025-01-01.zip", rows), Bitcoin), Cancellation));
        Assert.Equal((FileKind.Trades, 3L, 0L), (file.Kind, file.Rows, file.Refused));
        Assert.Equal([new(At(0), Micro(1_002_001), true), new KnownTime(At(1), At(1_440), true)], file.Known);
        Assert.Equal(
            [
                new(101, 101, 101, new(9_357_601), new(15), Side.Sell, (FirstMs + 1) * 1_000_000), new(102, 102, 102, new(9_357_602), new(10_000), Side.Buy, (FirstMs + 1_002) * 1_000_000),
                new HistoricalTrade(105, 105, 105, new(9_357_700), new(20_000), Side.Buy, (FirstMs + 60_000) * 1_000_000),
            ], await file.ReadAsync(Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task Joined_trades_keep_the_numbers_of_the_first_and_the_last()
    {
        string rows = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n9,93576.01,0.5,20,24,1735689600001,true\n10,93576.01,0.5,25,25,1735689600001,false\n";
        TradeFile file = Assert.IsType<TradeFile>(HistoryFile.Read(new(Write("BTCUSDT-aggTrades-2025-01.csv", rows), Bitcoin), Cancellation));
        Assert.Equal(new KnownTime(At(0), At(31 * 1_440), true), Assert.Single(file.Known));
        HistoricalTrade first = (await file.ReadAsync(Cancellation).ToListAsync(Cancellation))[0];
        Assert.Equal(new HistoricalTrade(9, 20, 24, new(9_357_601), new(50_000), Side.Sell, (FirstMs + 1) * 1_000_000), first);
    }

    public static TheoryData<string, string> BadTrades => new()
    {
        { "102,0,0.1,1,1735689601002000,False,True", "line 2, price: must be above 0" },
        { "102,93576,0,1,1735689601002000,False,True", "line 2, qty: must be above 0" },
        { "102,93576,0.1,1,1735689601002000,perhaps,True", "line 2, is_buyer_maker: 'perhaps' must be true or false" },
        { "101,93576,0.1,1,1735689601002000,False,True", "line 2, id: 101 does not come after 101; numbers must rise" },
        { "102,93576,0.1,1,1735776000000000,False,True", "line 2, time: '1735776000000000' lies outside the time that the file's name says" },
        { "102.5,93576,0.1,1,1735689601002000,False,True", "line 2, id: '102.5' is no whole number" },
        { "102,93576,0.1", "line 2, columns: there are 3; it must be 7: id,price,qty,quote_qty,time,is_buyer_maker,is_best_match" },
    };

    [Theory]
    [MemberData(nameof(BadTrades))]
    public async Task A_bad_trade_is_named_and_leaves_a_hole_where_it_is_left_out(string row, string expected)
    {
        string content = $"101,93576,0.1,1,1735689600000000,True,True\n{row}\n103,93576,0.1,1,1735689602000000,True,True";
        TradeFile file = Assert.IsType<TradeFile>(HistoryFile.Read(new(Write("BTCUSDT-trades-2025-01-01.csv", content), Bitcoin), Cancellation));
        Assert.Equal(expected, Assert.Single(file.Problems).ToString());
        Assert.Equal([101, 103], (await file.ReadAsync(Cancellation).ToListAsync(Cancellation)).Select(trade => trade.RowId));
        Assert.Equal([new(At(0), Micro(1), true), new KnownTime(Micro(2_000_000), At(1_440), true)], file.Known);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Row(int minute) => FormattableString.Invariant($"{FirstMs + minute * 60_000},100,101,99,100,8");

    private static DateTimeOffset At(int minute) => DateTimeOffset.FromUnixTimeMilliseconds(FirstMs).AddMinutes(minute);

    private static DateTimeOffset Micro(long microseconds) => DateTimeOffset.FromUnixTimeMilliseconds(FirstMs).AddMicroseconds(microseconds);

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder, name);
        using FileStream file = File.Create(path);
        byte[] bytes = Encoding.UTF8.GetBytes(content);
        if (name.EndsWith(".zip", StringComparison.Ordinal))
        {
            using ZipArchive archive = new(file, ZipArchiveMode.Create);
            using Stream entry = archive.CreateEntry(Path.ChangeExtension(name, ".csv")).Open();
            entry.Write(bytes);
        }
        else if (name.EndsWith(".gz", StringComparison.Ordinal))
        {
            using GZipStream packed = new(file, CompressionLevel.Fastest);
            packed.Write(bytes);
        }
        else
        {
            file.Write(bytes);
        }
        return path;
    }
}
