using System.Text;

namespace TradingBot.Exchanges.History.Files;

/// <summary>Which column holds what.</summary>
/// <param name="Kind">Candles or trades.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
/// <param name="Names">Names of the columns, for messages.</param>
internal sealed record CsvLayout(FileKind Kind, bool HasHeader, string[] Names)
{
    private static readonly Dictionary<string, string[]> CandleNames = new(StringComparer.Ordinal)
    {
        // The first spelling that is there counts; some files have a time as a number and as words.
        ["time"] = ["timestampms", "timestampus", "opentime", "unix", "unixtimestamp", "timestamp", "ts", "time", "datetime", "date", "start"],
        ["open"] = ["open", "openprice", "o"],
        ["high"] = ["high", "highprice", "h"],
        ["low"] = ["low", "lowprice", "l"],
        ["close"] = ["close", "closeprice", "c"],
        ["volume"] = ["volume", "basevolume", "volumebase", "vol", "v"],
        ["count"] = ["tradecount", "numberoftrades", "numtrades", "count", "trades"],
    };

    private static readonly Dictionary<string, string[]> TradeNames = new(StringComparer.Ordinal)
    {
        ["id"] = ["aggtradeid", "tradeid", "id", "a"],
        ["price"] = ["price", "p"],
        ["quantity"] = ["quantity", "qty", "size", "amount", "q"],
        ["time"] = ["transacttime", "timestampms", "timestampus", "timestamp", "time", "t"],
        ["isBuyerMaker"] = ["isbuyermaker", "buyermaker", "m"],
        ["side"] = ["takerside", "side"],
        ["first"] = ["firsttradeid", "f"],
        ["last"] = ["lasttradeid", "l"],
    };

    /// <summary>Index of a column by what it means; -1 where there is none.</summary>
    public int this[string meaning] => Columns.GetValueOrDefault(meaning, -1);

    public required IReadOnlyDictionary<string, int> Columns { get; init; }

    /// <summary>Columns that a row must have.</summary>
    public int Width => Columns.Values.Max() + 1;

    /// <summary>Finds the layout by the first line.</summary>
    /// <param name="line">The first line.</param>
    /// <param name="kind">What the file is known to hold; null where that is not known.</param>
    /// <param name="baseAsset">A volume column may name it.</param>
    /// <exception cref="HistoryFileException">It is none that is known.</exception>
    public static CsvLayout Find(string line, FileKind? kind, string baseAsset)
    {
        string[] cells = [.. line.Split(Separator(line)).Select(cell => cell.Trim().Trim('"'))];
        bool hasHeader = cells.Any(cell => cell.Length > 0 && char.IsAsciiLetter(cell[0]) && cell.ToUpperInvariant() is not ("TRUE" or "FALSE" or "BUY" or "SELL"));
        return hasHeader ? ByNames(cells, kind, baseAsset) : ByCount(cells.Length, kind);
    }

    public static char Separator(string line) => line.Contains(',', StringComparison.Ordinal) ? ',' : line.Contains(';', StringComparison.Ordinal) ? ';' : line.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';

    private static CsvLayout ByNames(string[] cells, FileKind? kind, string baseAsset)
    {
        string[] plain = [.. cells.Select(cell => Plain(cell, baseAsset))];
        Dictionary<string, int> candles = Match(CandleNames, plain);
        Dictionary<string, int> trades = Match(TradeNames, plain);
        bool areCandles = kind is { } known ? known == FileKind.Candles : candles.ContainsKey("open") || !trades.ContainsKey("price");
        Dictionary<string, int> columns = areCandles ? candles : trades;
        string[] needed = areCandles ? ["time", "open", "high", "low", "close", "volume"] : ["id", "price", "quantity", "time"];
        string[] missing = [.. needed.Where(meaning => !columns.ContainsKey(meaning))];
        if (missing.Length > 0)
            throw new HistoryFileException($"line 1 names no column for {string.Join(", ", missing)}; {(areCandles ? "candles need timestamp,open,high,low,close,volume" : "trades need id,price,qty,time and is_buyer_maker or side")}, in any order");
        if (!areCandles && !columns.ContainsKey("isBuyerMaker") && !columns.ContainsKey("side"))
            throw new HistoryFileException("line 1 names no column for the taker's side; it must be is_buyer_maker (true, false) or side (buy, sell)");
        FileKind found = areCandles ? FileKind.Candles : kind ?? (columns.ContainsKey("first") && columns.ContainsKey("last") ? FileKind.AggregatedTrades : FileKind.Trades);
        if (found == FileKind.AggregatedTrades && !(columns.ContainsKey("first") && columns.ContainsKey("last")))
            throw new HistoryFileException("line 1 names no columns first_trade_id and last_trade_id, which aggregated trades need");
        return new(found, HasHeader: true, cells) { Columns = columns };
    }

    /// <summary>Without a header there are Binance's dumps and the plain six columns.</summary>
    private static CsvLayout ByCount(int count, FileKind? kind) => (kind, count) switch
    {
        (null or FileKind.Candles, 12) => Fixed(FileKind.Candles, ["open_time", "open", "high", "low", "close", "volume", "close_time", "quote_volume", "count", "taker_buy_volume", "taker_buy_quote_volume", "ignore"],
            ("time", 0), ("open", 1), ("high", 2), ("low", 3), ("close", 4), ("volume", 5), ("count", 8)),
        (null or FileKind.Candles, 6) => Fixed(FileKind.Candles, ["timestamp", "open", "high", "low", "close", "volume"],
            ("time", 0), ("open", 1), ("high", 2), ("low", 3), ("close", 4), ("volume", 5)),
        (null or FileKind.Trades, 7) => Fixed(FileKind.Trades, ["id", "price", "qty", "quote_qty", "time", "is_buyer_maker", "is_best_match"],
            ("id", 0), ("price", 1), ("quantity", 2), ("time", 4), ("isBuyerMaker", 5)),
        (null or FileKind.AggregatedTrades, 8) => Fixed(FileKind.AggregatedTrades, ["agg_trade_id", "price", "quantity", "first_trade_id", "last_trade_id", "transact_time", "is_buyer_maker", "is_best_match"],
            ("id", 0), ("price", 1), ("quantity", 2), ("first", 3), ("last", 4), ("time", 5), ("isBuyerMaker", 6)),
        _ => throw new HistoryFileException($"line 1 has {count} columns and no header; without one there are 6 (timestamp,open,high,low,close,volume), or 12, 7 and 8 as in Binance's dumps of klines, trades and aggTrades"),
    };

    private static CsvLayout Fixed(FileKind kind, string[] names, params (string Meaning, int Index)[] columns) =>
        new(kind, HasHeader: false, names) { Columns = columns.ToDictionary(column => column.Meaning, column => column.Index, StringComparer.Ordinal) };

    private static Dictionary<string, int> Match(Dictionary<string, string[]> names, string[] plain)
    {
        Dictionary<string, int> found = new(StringComparer.Ordinal);
        foreach ((string meaning, string[] spellings) in names)
        {
            int index = spellings.Select(spelling => Array.IndexOf(plain, spelling)).FirstOrDefault(at => at >= 0, -1);
            if (index >= 0) found[meaning] = index;
        }
        return found;
    }

    private static string Plain(string name, string baseAsset)
    {
        StringBuilder plain = new();
        foreach (char letter in name)
            if (char.IsAsciiLetterOrDigit(letter)) plain.Append(char.ToLowerInvariant(letter));
        string text = plain.ToString();
        return text.Equals("volume" + baseAsset, StringComparison.OrdinalIgnoreCase) ? "volume" : text;
    }
}
