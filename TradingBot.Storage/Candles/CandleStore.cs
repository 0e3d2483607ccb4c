using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;

namespace TradingBot.Storage.Candles;

/// <summary>Where a candle came from.</summary>
public enum CandleSource
{
    /// <summary>Made here of the live trades.</summary>
    Live = 0,

    /// <summary>Fetched from the venue's history.</summary>
    Venue = 1,

    /// <summary>Read from a file.</summary>
    Import = 2,
}

/// <summary>Closed candles, in partitions by month that are made when they are first needed.</summary>
public sealed class CandleStore(DatabaseConnections connections)
{
    private readonly ConcurrentDictionary<(int Year, int Month), bool> _partitions = new();

    /// <summary>Stores candles of an instrument by COPY; those that are there already stay as they are.</summary>
    /// <param name="instrument">Whose; its scales tell what the bars' amounts mean.</param>
    /// <param name="bars">Any number, of any length.</param>
    /// <param name="source">Where they came from.</param>
    /// <param name="simulated">Whether the market was the simulator's.</param>
    /// <param name="cancellation">Ends the copy; then none is stored.</param>
    /// <returns>How many were new.</returns>
    public async Task<int> StoreAsync(Instrument instrument, IReadOnlyCollection<Bar> bars, CandleSource source, bool simulated, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        ArgumentNullException.ThrowIfNull(bars);
        return await StoreAsync(bars.Select(bar => (instrument, bar)), source, simulated, cancellation).ConfigureAwait(false);
    }

    /// <summary>Stores candles of several instruments at once.</summary>
    public async Task<int> StoreAsync(IEnumerable<(Instrument Instrument, Bar Bar)> candles, CandleSource source, bool simulated, CancellationToken cancellation)
    {
        (Instrument Instrument, Bar Bar)[] rows = [.. candles];
        if (rows.Length == 0) return 0;
        await EnsurePartitionsAsync(rows.Select(row => UnixTime.FromNanoseconds(row.Bar.OpenTimeNs)), cancellation).ConfigureAwait(false);
        await using NpgsqlConnection connection = await connections.Shared.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (NpgsqlCommand stage = new("CREATE TEMPORARY TABLE arriving (LIKE candles) ON COMMIT DROP", connection))
            await stage.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await CopyAsync(connection, rows, source, simulated, cancellation).ConfigureAwait(false);
        await using NpgsqlCommand move = new("INSERT INTO candles SELECT * FROM arriving ON CONFLICT DO NOTHING", connection) { CommandTimeout = 0 };
        int stored = await move.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return stored;
    }

    /// <summary>The newest candles before a time, oldest first, in the instrument's scales.</summary>
    /// <param name="instrument">Whose.</param>
    /// <param name="intervalSeconds">Their length.</param>
    /// <param name="before">Exclusive.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="simulated">Of the simulator's market, or of the exchanges'.</param>
    /// <param name="cancellation">Ends the read.</param>
    public async Task<IReadOnlyList<Bar>> ReadLatestAsync(
        Instrument instrument, int intervalSeconds, DateTimeOffset before, int limit, bool simulated, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        List<Bar> newestFirst = await connections.Shared.ReadAsync("""
            SELECT open_time, open, high, low, close, volume, trade_count FROM candles
            WHERE instrument_id = $1 AND interval_seconds = $2 AND open_time < $3 AND simulated = $5 ORDER BY open_time DESC LIMIT $4
            """, [instrument.Id.Number, intervalSeconds, before, limit, simulated], reader => ReadBar(reader, instrument, intervalSeconds), cancellation).ConfigureAwait(false);
        newestFirst.Reverse();
        return newestFirst;
    }

    private async Task EnsurePartitionsAsync(IEnumerable<DateTimeOffset> times, CancellationToken cancellation)
    {
        foreach (DateTimeOffset month in times.Select(time => new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero)).Distinct())
        {
            if (_partitions.ContainsKey((month.Year, month.Month))) continue;
            await connections.Shared.ExecuteAsync("SELECT ensure_candle_partition($1)", [month], cancellation).ConfigureAwait(false);
            _partitions.TryAdd((month.Year, month.Month), true);
        }
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection, (Instrument Instrument, Bar Bar)[] rows, CandleSource source, bool simulated, CancellationToken cancellation)
    {
        string from = source switch { CandleSource.Live => "live", CandleSource.Venue => "venue", CandleSource.Import => "import", _ => throw new ArgumentOutOfRangeException(nameof(source)) };
        await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync(
            "COPY arriving (instrument_id, interval_seconds, open_time, open, high, low, close, volume, trade_count, source, simulated) FROM STDIN (FORMAT binary)",
            cancellation).ConfigureAwait(false);
        foreach ((Instrument instrument, Bar bar) in rows)
        {
            await copy.StartRowAsync(cancellation).ConfigureAwait(false);
            await copy.WriteAsync(instrument.Id.Number, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(bar.IntervalSeconds, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(UnixTime.FromNanoseconds(bar.OpenTimeNs), NpgsqlDbType.TimestampTz, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(instrument.ToDecimal(bar.Open), NpgsqlDbType.Numeric, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(instrument.ToDecimal(bar.High), NpgsqlDbType.Numeric, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(instrument.ToDecimal(bar.Low), NpgsqlDbType.Numeric, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(instrument.ToDecimal(bar.Close), NpgsqlDbType.Numeric, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(instrument.ToDecimal(bar.Volume), NpgsqlDbType.Numeric, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(bar.TradeCount, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(from, cancellation).ConfigureAwait(false);
            await copy.WriteAsync(simulated, cancellation).ConfigureAwait(false);
        }
        await copy.CompleteAsync(cancellation).ConfigureAwait(false);
    }

    private static Bar ReadBar(NpgsqlDataReader reader, Instrument instrument, int intervalSeconds) => new(
        UnixTime.ToNanoseconds(reader.GetFieldValue<DateTimeOffset>(0)), intervalSeconds, PriceAt(reader, 1, instrument), PriceAt(reader, 2, instrument),
        PriceAt(reader, 3, instrument), PriceAt(reader, 4, instrument),
        instrument.TryQuantity(reader.GetDecimal(5), out Engine.Amounts.Quantity volume) ? volume : throw NotRepresentable(instrument), reader.GetInt32(6));

    private static Engine.Amounts.Price PriceAt(NpgsqlDataReader reader, int column, Instrument instrument) =>
        instrument.TryPrice(reader.GetDecimal(column), out Engine.Amounts.Price price) ? price : throw NotRepresentable(instrument);

    private static StorageException NotRepresentable(Instrument instrument) =>
        new($"A stored candle of {instrument.Symbol} is finer than the instrument's scales; it was written by something else than this system.");
}
