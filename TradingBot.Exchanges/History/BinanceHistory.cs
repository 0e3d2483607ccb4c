using System.Globalization;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.Binance.Parsing;
using TradingBot.Exchanges.Rest;

namespace TradingBot.Exchanges.History;

/// <summary>Binance's history: candles to the first one; trades as the venue joins them, since single ones are not public beyond the last 1000.</summary>
internal sealed class BinanceHistory(VenueRest rest)
{
    public const int RowLimit = 1000;

    private const string CandlePath = "/api/v3/klines";
    private const string TradePath = "/api/v3/aggTrades";

    public async Task<CandlePage> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, string interval, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        string query = string.Create(CultureInfo.InvariantCulture,
            $"?symbol={instrument.VenueSymbol}&interval={interval}&startTime={from.ToUnixTimeMilliseconds()}&endTime={to.ToUnixTimeMilliseconds() - 1}&limit={RowLimit}");
        byte[] body = await rest.GetAsync(CandlePath, query, 2, cancellation);
        return JsonAnswer.Read(Venue.Binance, CandlePath, body, root =>
        {
            // The venue lists quiet intervals too, so the times tell more than the candles.
            long[] times = [.. root.Rows().Select(row => row.Cell(0).Integer())];
            IReadOnlyList<Bar> bars = BinanceAnswers.Candles(root, instrument, intervalSeconds);
            return Page(bars, times, intervalSeconds, from, to);
        });
    }

    internal static CandlePage Page(IReadOnlyList<Bar> bars, long[] times, int intervalSeconds, DateTimeOffset from, DateTimeOffset to)
    {
        KnownSlots slots = new(intervalSeconds, from);
        foreach (long time in times)
        {
            DateTimeOffset open = DateTimeOffset.FromUnixTimeMilliseconds(time);
            if (open < from || open >= to || !slots.TryAdd(open)) throw new AnswerShapeException($"the candle of {time} is not where it was asked for, or not in order, or not on the grid");
        }
        foreach (Bar bar in bars) CandleRule.Check(bar);
        DateTimeOffset reached = times.Length < RowLimit ? to : DateTimeOffset.FromUnixTimeMilliseconds(times[^1]).AddSeconds(intervalSeconds);
        return new(bars, slots.UpTo(reached), reached);
    }

    public async Task<TradePage> FetchTradesAsync(Instrument instrument, TradeCursor cursor, DateTimeOffset to, CancellationToken cancellation)
    {
        IReadOnlyList<HistoricalTrade> rows = await FetchRowsAsync(instrument, cursor.NextRow is { } next
            ? string.Create(CultureInfo.InvariantCulture, $"fromId={next}")
            : string.Create(CultureInfo.InvariantCulture, $"startTime={cursor.Time.ToUnixTimeMilliseconds()}"), RowLimit, cancellation);
        bool reachesBack = cursor.NextRow is not null || rows.Count == 0 || await ReachesBackAsync(instrument, rows[0], cursor.Time, cancellation);
        return Page(rows, cursor, to, reachesBack);
    }

    /// <summary>What an answer tells. Where trade numbers jump, the venue itself lacks trades.</summary>
    internal static TradePage Page(IReadOnlyList<HistoricalTrade> rows, TradeCursor cursor, DateTimeOffset to, bool reachesBack)
    {
        HistoricalTrade[] wanted = [.. rows.TakeWhile(row => Time(row) < to)];
        DateTimeOffset end = wanted.Length < rows.Count || rows.Count < RowLimit ? to : Time(rows[^1]);
        List<KnownTime> known = [];
        DateTimeOffset start = cursor.Time;
        long? last = cursor.LastTradeId;
        foreach (HistoricalTrade row in wanted)
        {
            DateTimeOffset time = Time(row);
            bool isHole = last is null ? !reachesBack : row.FirstTradeId != last + 1;
            if (isHole && time > start)
            {
                // The millisecond of the trade before the hole is still known.
                DateTimeOffset after = last is null ? start : start.AddMilliseconds(1) < time ? start.AddMilliseconds(1) : time;
                if (after > start) known.Add(new(start, after, HasData: true));
                if (time > after) known.Add(new(after, time, HasData: false));
                start = time;
            }
            else if (time > start && last is not null)
            {
                known.Add(new(start, time, HasData: true));
                start = time;
            }
            last = row.LastTradeId;
        }
        if (end > start) known.Add(new(start, end, HasData: true));
        return new(wanted, Joined(known), end == to ? new(to) : new(end, rows[^1].RowId + 1, last));
    }

    /// <summary>The row before the first one must be older than what was asked for; if the venue has no such row, its history begins later.</summary>
    private async Task<bool> ReachesBackAsync(Instrument instrument, HistoricalTrade first, DateTimeOffset from, CancellationToken cancellation)
    {
        if (first.FirstTradeId <= 1 || Time(first) <= from) return true;
        IReadOnlyList<HistoricalTrade> before = await FetchRowsAsync(instrument, string.Create(CultureInfo.InvariantCulture, $"fromId={first.RowId - 1}"), 1, cancellation);
        return before.Count > 0 && before[0].RowId == first.RowId - 1 && Time(before[0]) <= from;
    }

    private async Task<IReadOnlyList<HistoricalTrade>> FetchRowsAsync(Instrument instrument, string start, int limit, CancellationToken cancellation)
    {
        byte[] body = await rest.GetAsync(TradePath, string.Create(CultureInfo.InvariantCulture, $"?symbol={instrument.VenueSymbol}&{start}&limit={limit}"), 4, cancellation);
        return JsonAnswer.Read(Venue.Binance, TradePath, body, root =>
        {
            HistoricalTrade[] rows = [.. BinanceAnswers.AggregatedTrades(root, instrument).Select(row => new HistoricalTrade(
                row.Id, row.FirstTradeId, row.Print.TradeId, row.Print.Price, row.Print.Quantity, row.Print.TakerSide, row.Print.ExchangeTimeNs))];
            for (int at = 0; at < rows.Length; at++)
            {
                TradeRule.Check(rows[at]);
                if (at > 0 && (rows[at].RowId <= rows[at - 1].RowId || rows[at].TimeNs < rows[at - 1].TimeNs)) throw new AnswerShapeException($"the trade {rows[at].RowId} is not in order");
            }
            return rows;
        });
    }

    private static List<KnownTime> Joined(List<KnownTime> known)
    {
        List<KnownTime> joined = [];
        foreach (KnownTime part in known)
        {
            if (joined.Count > 0 && joined[^1].HasData == part.HasData && joined[^1].To == part.From) joined[^1] = joined[^1] with { To = part.To };
            else joined.Add(part);
        }
        return joined;
    }

    private static DateTimeOffset Time(HistoricalTrade trade) => DateTimeOffset.UnixEpoch.AddTicks(trade.TimeNs / TimeSpan.NanosecondsPerTick);
}
