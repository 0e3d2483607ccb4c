using System.Globalization;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Exchanges.KuCoin.Http;

namespace TradingBot.Exchanges.History;

/// <summary>KuCoin's history: candles page by page; of the trades only the last 100.</summary>
internal sealed class KuCoinHistory(KuCoinRest rest)
{
    public const int RowLimit = 1500;

    /// <summary>One page. The venue leaves out intervals without trades, so what a page lacks is quiet; only where a page has nothing at all is the venue taken to have no history.</summary>
    public async Task<CandlePage> FetchCandlesAsync(
        Instrument instrument, int intervalSeconds, string type, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        DateTimeOffset end = from.AddSeconds((double)RowLimit * intervalSeconds);
        if (end > to) end = to;
        IReadOnlyList<Bar> bars = await rest.FetchCandlesAsync(instrument, intervalSeconds, type, from, end, cancellation);
        for (int at = 0; at < bars.Count; at++)
        {
            if (CandleRule.Problem(bars[at]) is { } wrong) throw Unreadable($"a candle's {wrong.Field} {wrong.Problem}");
            if (bars[at].OpenTimeNs % (intervalSeconds * 1_000_000_000L) != 0 || (at > 0 && bars[at].OpenTimeNs == bars[at - 1].OpenTimeNs))
                throw Unreadable(string.Create(CultureInfo.InvariantCulture, $"the candle of {bars[at].OpenTimeNs / 1_000_000_000} is not on the grid or came twice"));
        }
        return new(bars, [new(from, end, HasData: bars.Count > 0)], end);
    }

    public async Task<TradePage> FetchTradesAsync(Instrument instrument, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        TradeHistory history = await rest.FetchTradesAsync(instrument, -1, cancellation);
        return Page(history.Trades, from, to);
    }

    /// <summary>The last trades are known from the first to the last of them; what lies before can't be had.</summary>
    internal static TradePage Page(IReadOnlyList<TradePrint> last, DateTimeOffset from, DateTimeOffset to)
    {
        HistoricalTrade[] all = [.. last.Select(print => new HistoricalTrade(print.TradeId, print.TradeId, print.TradeId, print.Price, print.Quantity, print.TakerSide, print.ExchangeTimeNs))];
        foreach (HistoricalTrade trade in all)
            if (TradeRule.Problem(trade) is { } wrong) throw Unreadable($"the {wrong.Field} of trade {trade.RowId} {wrong.Problem}");
        if (all.Length == 0) return new([], [new(from, to, HasData: false)], new(to));
        (DateTimeOffset first, DateTimeOffset end) = (Time(all.Min(trade => trade.TimeNs)), Time(all.Max(trade => trade.TimeNs)).AddMicroseconds(1));
        List<KnownTime> known = [];
        if (first > from) known.Add(new(from, first < to ? first : to, HasData: false));
        if ((first > from ? first : from, end < to ? end : to) is var (start, stop) && start < stop) known.Add(new(start, stop, HasData: true));
        return new([.. all.Where(trade => Time(trade.TimeNs) >= from && Time(trade.TimeNs) < to).OrderBy(trade => trade.TimeNs).ThenBy(trade => trade.RowId)], known, new(to));
    }

    // The database keeps microseconds, so a known stretch is counted in them too.
    private static DateTimeOffset Time(long nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 1_000 * TimeSpan.TicksPerMicrosecond);

    private static ExchangeException Unreadable(string problem) => new(Venue.KuCoin, ExchangeFailure.Unreadable, problem);
}
