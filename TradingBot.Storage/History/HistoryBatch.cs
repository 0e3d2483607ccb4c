using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Storage.Names;

namespace TradingBot.Storage.History;

/// <summary>How rows of a kind are copied and merged.</summary>
/// <param name="Table">The partitioned table.</param>
/// <param name="Columns">In the order of the copied fields.</param>
/// <param name="Key">Columns of the primary key.</param>
/// <param name="Values">Columns that may differ between two rows of the same key.</param>
/// <param name="Time">The column that the table is partitioned by.</param>
internal sealed record CopyTarget(string Table, string[] Columns, string[] Key, string[] Values, string Time)
{
    public static readonly CopyTarget Candles = new(
        "candles",
        ["instrument_id", "interval_seconds", "open_time", "open", "high", "low", "close", "volume", "trade_count", "source", "simulated"],
        ["instrument_id", "interval_seconds", "simulated", "open_time"],
        ["open", "high", "low", "close", "volume"],
        "open_time");

    public static readonly CopyTarget Trades = new(
        "market_trades",
        ["instrument_id", "aggregated", "simulated", "traded_at", "row_id", "first_trade_id", "last_trade_id", "price", "quantity", "taker_side"],
        ["instrument_id", "aggregated", "simulated", "traded_at", "row_id"],
        ["first_trade_id", "last_trade_id", "price", "quantity", "taker_side"],
        "traded_at");

    public string CopyInto(string table) => $"COPY {table} ({string.Join(", ", Columns)}) FROM STDIN (FORMAT binary)";
}

/// <summary>Rows of one kind on their way to the database.</summary>
internal abstract class HistoryBatch(CopyTarget target, DateTimeOffset first, DateTimeOffset last)
{
    public CopyTarget Target { get; } = target;

    /// <summary>Bounds of the rows' times, inclusive.</summary>
    public (DateTimeOffset First, DateTimeOffset Last) Span { get; } = (first, last);

    /// <summary>A time in each month of the rows, for their partitions.</summary>
    public abstract IEnumerable<DateTimeOffset> Months { get; }

    /// <summary>Writes all rows and tells how many.</summary>
    public abstract Task<long> WriteAsync(BinaryCopy copy, CancellationToken cancellation);
}

internal sealed class CandleBatch(IReadOnlyCollection<(Instrument Instrument, Bar Bar)> rows, string source, bool simulated) : HistoryBatch(
    CopyTarget.Candles, UnixTime.FromNanoseconds(rows.Min(row => row.Bar.OpenTimeNs)), UnixTime.FromNanoseconds(rows.Max(row => row.Bar.OpenTimeNs)))
{
    private const long NanosecondsPerHour = 3_600_000_000_000;

    public int[] Intervals { get; } = [.. rows.Select(row => row.Bar.IntervalSeconds).Distinct()];

    public override IEnumerable<DateTimeOffset> Months =>
        rows.Select(row => row.Bar.OpenTimeNs / NanosecondsPerHour).Distinct().Select(hour => UnixTime.FromNanoseconds(hour * NanosecondsPerHour));

    public override async Task<long> WriteAsync(BinaryCopy copy, CancellationToken cancellation)
    {
        foreach ((Instrument instrument, Bar bar) in rows)
        {
            if (copy.IsFull) await copy.SendAsync(cancellation).ConfigureAwait(false);
            copy.StartRow(11);
            copy.Integer(instrument.Id.Number);
            copy.Integer(bar.IntervalSeconds);
            copy.Time(bar.OpenTimeNs);
            copy.Amount(bar.Open.Units, instrument.PriceScale);
            copy.Amount(bar.High.Units, instrument.PriceScale);
            copy.Amount(bar.Low.Units, instrument.PriceScale);
            copy.Amount(bar.Close.Units, instrument.PriceScale);
            copy.Amount(bar.Volume.Units, instrument.QuantityScale);
            copy.Integer(bar.TradeCount);
            copy.Text(source);
            copy.Boolean(simulated);
        }
        return rows.Count;
    }
}

/// <param name="series">Whose.</param>
/// <param name="rows">In order of time; read once.</param>
/// <param name="first">Not after the first row's time.</param>
/// <param name="last">Not before the last row's time, as far as that is known.</param>
internal sealed class TradeBatch(
    HistorySeries series, IAsyncEnumerable<HistoricalTrade> rows, DateTimeOffset first, DateTimeOffset last) : HistoryBatch(CopyTarget.Trades, first, last)
{
    public override IEnumerable<DateTimeOffset> Months
    {
        get
        {
            for (DateTimeOffset at = Span.First; at < Span.Last; at = at.AddDays(28)) yield return at;
            yield return Span.Last;
        }
    }

    public override async Task<long> WriteAsync(BinaryCopy copy, CancellationToken cancellation)
    {
        long count = 0;
        Instrument instrument = series.Instrument;
        string buy = StoredNames.Of(Side.Buy);
        string sell = StoredNames.Of(Side.Sell);
        await foreach (HistoricalTrade trade in rows.WithCancellation(cancellation).ConfigureAwait(false))
        {
            if (copy.IsFull) await copy.SendAsync(cancellation).ConfigureAwait(false);
            copy.StartRow(10);
            copy.Integer(instrument.Id.Number);
            copy.Boolean(series.Kind == HistoryKind.AggregatedTrades);
            copy.Boolean(series.Simulated);
            copy.Time(trade.TimeNs);
            copy.Long(trade.RowId);
            copy.Long(trade.FirstTradeId);
            copy.Long(trade.LastTradeId);
            copy.Amount(trade.Price.Units, instrument.PriceScale);
            copy.Amount(trade.Quantity.Units, instrument.QuantityScale);
            copy.Text(trade.TakerSide == Side.Buy ? buy : sell);
            count++;
        }
        return count;
    }
}
