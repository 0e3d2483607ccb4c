using System.Globalization;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Books;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.Binance.Http;

/// <summary>Binance's public REST interface, as far as it is used.</summary>
internal sealed class BinanceRest(VenueRest rest, int snapshotLevels)
{
    private const int RowLimit = 1000;

    /// <summary>A recovery longer than this many pages of aggregated trades is not finished but reported as a hole.</summary>
    private const int PageLimit = 50;

    public async Task<DateTimeOffset> FetchTimeAsync(CancellationToken cancellation)
    {
        byte[] body = await rest.GetAsync("/api/v3/time", "", 1, cancellation);
        return JsonAnswer.Read(Venue.Binance, "/api/v3/time", body, root => DateTimeOffset.FromUnixTimeMilliseconds(root.Field("serverTime").Integer()));
    }

    public async Task<IReadOnlyList<Instrument>> FetchInstrumentsAsync(IReadOnlyList<string> venueSymbols, CancellationToken cancellation)
    {
        string list = string.Join("%2C", venueSymbols.Select(symbol => $"%22{symbol}%22"));
        byte[] body = await rest.GetAsync("/api/v3/exchangeInfo", $"?symbols=%5B{list}%5D", 20, cancellation);
        return JsonAnswer.Read(Venue.Binance, "/api/v3/exchangeInfo", body, BinanceAnswers.Instruments);
    }

    /// <summary>Symbols in the venue's spelling that end in a quote asset, by their turnover in 24 hours, highest first.</summary>
    public async Task<IReadOnlyList<string>> FetchTurnoversAsync(string quoteAsset, CancellationToken cancellation)
    {
        byte[] body = await rest.GetAsync("/api/v3/ticker/24hr", "?type=MINI", 80, cancellation);
        IReadOnlyList<Turnover> all = JsonAnswer.Read(Venue.Binance, "/api/v3/ticker/24hr", body, BinanceAnswers.Turnovers);
        return [.. all.Where(row => row.VenueSymbol.EndsWith(quoteAsset, StringComparison.Ordinal)).OrderByDescending(row => row.QuoteVolume)
            .ThenBy(row => row.VenueSymbol, StringComparer.Ordinal).Select(row => row.VenueSymbol)];
    }

    public async Task<VenueBook> FetchBookAsync(Instrument instrument, CancellationToken cancellation)
    {
        int weight = snapshotLevels switch { <= 100 => 5, <= 500 => 25, <= 1000 => 50, _ => 250 };
        byte[] body = await rest.GetAsync("/api/v3/depth", $"?symbol={instrument.VenueSymbol}&limit={snapshotLevels}", weight, cancellation);
        return JsonAnswer.Read(Venue.Binance, "/api/v3/depth", body, root => BinanceAnswers.Book(root, instrument, snapshotLevels));
    }

    public async Task<long> FetchBookNumberAsync(Instrument instrument, CancellationToken cancellation)
    {
        byte[] body = await rest.GetAsync("/api/v3/depth", $"?symbol={instrument.VenueSymbol}&limit=5", 5, cancellation);
        return JsonAnswer.Read(Venue.Binance, "/api/v3/depth", body, root => root.Field("lastUpdateId").Integer());
    }

    public async Task<IReadOnlyList<Bar>> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, string interval, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        List<Bar> bars = [];
        long start = from.ToUnixTimeMilliseconds();
        long end = to.ToUnixTimeMilliseconds() - 1;
        while (start <= end)
        {
            string query = string.Create(CultureInfo.InvariantCulture,
                $"?symbol={instrument.VenueSymbol}&interval={interval}&startTime={start}&endTime={end}&limit={RowLimit}");
            byte[] body = await rest.GetAsync("/api/v3/klines", query, 2, cancellation);
            (int rows, long last) = JsonAnswer.Read(Venue.Binance, "/api/v3/klines", body, root =>
            {
                bars.AddRange(BinanceAnswers.Candles(root, instrument, intervalSeconds));
                int count = root.GetArrayLength();
                return (count, count > 0 ? root[count - 1].Cell(0).Integer() : 0);
            });
            if (rows < RowLimit || last < start) break;
            start = last + intervalSeconds * 1000L;
        }
        return bars;
    }

    public async Task<TradePrint?> FetchLastTradeAsync(Instrument instrument, CancellationToken cancellation)
    {
        byte[] body = await rest.GetAsync("/api/v3/trades", $"?symbol={instrument.VenueSymbol}&limit=1", 25, cancellation);
        IReadOnlyList<TradePrint> trades = JsonAnswer.Read(Venue.Binance, "/api/v3/trades", body, root => BinanceAnswers.Trades(root, instrument));
        return trades.Count > 0 ? trades[^1] : null;
    }

    /// <summary>
    /// The trades after one. The last 1000 come singly; what lies before them comes from aggregated trades, since the market-data-only host
    /// has no older single ones: there one print stands for the trades of one taker order at one price and carries the last one's id.
    /// </summary>
    public async Task<TradeHistory> FetchTradesAsync(Instrument instrument, long afterTradeId, DateTimeOffset afterTime, CancellationToken cancellation)
    {
        byte[] body = await rest.GetAsync("/api/v3/trades", $"?symbol={instrument.VenueSymbol}&limit={RowLimit}", 25, cancellation);
        IReadOnlyList<TradePrint> recent = JsonAnswer.Read(Venue.Binance, "/api/v3/trades", body, root => BinanceAnswers.Trades(root, instrument));
        TradePrint[] after = [.. recent.Where(trade => trade.TradeId > afterTradeId)];
        if (recent.Count == 0 || recent[0].TradeId <= afterTradeId + 1) return new(after, Complete: true);
        TradeHistory older = await FetchOlderAsync(instrument, afterTradeId, afterTime, after, cancellation);
        return new([.. older.Trades, .. after], older.Complete);
    }

    private async Task<TradeHistory> FetchOlderAsync(
        Instrument instrument, long afterTradeId, DateTimeOffset afterTime, TradePrint[] recent, CancellationToken cancellation)
    {
        List<TradePrint> prints = [];
        long reached = afterTradeId;
        bool complete = true;
        string from = string.Create(CultureInfo.InvariantCulture, $"startTime={afterTime.ToUnixTimeMilliseconds()}");
        for (int page = 0; page < PageLimit && reached < recent[0].TradeId - 1; page++)
        {
            byte[] body = await rest.GetAsync("/api/v3/aggTrades", $"?symbol={instrument.VenueSymbol}&{from}&limit={RowLimit}", 4, cancellation);
            IReadOnlyList<AggregatedTrade> rows = JsonAnswer.Read(Venue.Binance, "/api/v3/aggTrades", body, root => BinanceAnswers.AggregatedTrades(root, instrument));
            foreach (AggregatedTrade row in rows.Where(row => row.Print.TradeId > reached && row.FirstTradeId < recent[0].TradeId))
            {
                // A row that begins before what is known is a mix of known and unknown trades; its unknown part stays a hole.
                complete &= row.FirstTradeId == reached + 1;
                if (row.FirstTradeId > reached && Before(row.Print, recent) is { Quantity.IsZero: false } print) prints.Add(print);
                reached = row.Print.TradeId;
            }
            if (rows.Count < RowLimit) break;
            from = string.Create(CultureInfo.InvariantCulture, $"fromId={rows[^1].Id + 1}");
        }
        return new(prints, complete && reached >= recent[0].TradeId - 1);
    }

    /// <summary>The part of an aggregated print that lies before the first single trade.</summary>
    private static TradePrint Before(TradePrint print, TradePrint[] recent)
    {
        if (print.TradeId < recent[0].TradeId) return print;
        long known = recent.TakeWhile(trade => trade.TradeId <= print.TradeId).Sum(trade => trade.Quantity.Units);
        return print with { TradeId = recent[0].TradeId - 1, Quantity = new Quantity(Math.Max(0, print.Quantity.Units - known)) };
    }
}
