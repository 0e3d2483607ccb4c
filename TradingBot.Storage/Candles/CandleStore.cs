using Npgsql;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.History;

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
    private readonly MonthPartitions _partitions = new(connections, "ensure_candle_partition");

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
    public async Task<int> StoreAsync(IEnumerable<(Instrument Instrument, Bar Bar)> candles, CandleSource source, bool simulated, CancellationToken cancellation) =>
        (int)(await StoreAsync([.. candles], source, simulated, replace: false, note: null, cancellation).ConfigureAwait(false)).Stored;

    /// <summary>Stores candles, by plain COPY where their time is still empty.</summary>
    /// <param name="rows">Any number.</param>
    /// <param name="source">Where they came from.</param>
    /// <param name="simulated">Whether the market was the simulator's.</param>
    /// <param name="replace">Whether stored candles with other values are replaced.</param>
    /// <param name="note">Writes more into the same transaction.</param>
    /// <param name="cancellation">Ends the copy; then none is stored.</param>
    internal async Task<StoredRows> StoreAsync(
        (Instrument Instrument, Bar Bar)[] rows, CandleSource source, bool simulated, bool replace, Func<NpgsqlConnection, StoredRows, Task>? note, CancellationToken cancellation)
    {
        if (rows.Length == 0 && note is null) return default;
        CandleBatch? batch = rows.Length == 0 ? null : new(rows, NameOf(source), simulated);
        if (batch is not null) await _partitions.EnsureAsync(batch.Months, cancellation).ConfigureAwait(false);
        try
        {
            return await StoreAsync(batch, rows.Select(row => row.Instrument.Id.Number).Distinct().ToArray(), simulated, replace, note, mayCopy: true, cancellation).ConfigureAwait(false);
        }
        catch (PostgresException met) when (met.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another process stored one of them in the meantime, or one came twice; a merge bears both.
            return await StoreAsync(batch, [], simulated, replace, note, mayCopy: false, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<StoredRows> StoreAsync(
        CandleBatch? batch, int[] instruments, bool simulated, bool replace, Func<NpgsqlConnection, StoredRows, Task>? note, bool mayCopy, CancellationToken cancellation)
    {
        await using NpgsqlConnection connection = await connections.Shared.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        StoredRows stored = default;
        if (batch is not null)
        {
            bool isEmpty = mayCopy && await BulkRows.IsEmptyAsync(
                connection, batch, "instrument_id = ANY($3) AND interval_seconds = ANY($4) AND simulated = $5", [instruments, batch.Intervals, simulated], cancellation).ConfigureAwait(false);
            stored = isEmpty
                ? await BulkRows.CopyAsync(connection, batch, cancellation).ConfigureAwait(false)
                : await BulkRows.MergeAsync(connection, batch, replace, cancellation).ConfigureAwait(false);
        }
        if (note is not null) await note(connection, stored).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return stored;
    }

    private static string NameOf(CandleSource source) =>
        source switch { CandleSource.Live => "live", CandleSource.Venue => "venue", CandleSource.Import => "import", _ => throw new ArgumentOutOfRangeException(nameof(source)) };

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

    private static Bar ReadBar(NpgsqlDataReader reader, Instrument instrument, int intervalSeconds) => new(
        UnixTime.ToNanoseconds(reader.GetFieldValue<DateTimeOffset>(0)), intervalSeconds, PriceAt(reader, 1, instrument), PriceAt(reader, 2, instrument),
        PriceAt(reader, 3, instrument), PriceAt(reader, 4, instrument),
        instrument.TryQuantity(reader.GetDecimal(5), out Engine.Amounts.Quantity volume) ? volume : throw NotRepresentable(instrument), reader.GetInt32(6));

    private static Engine.Amounts.Price PriceAt(NpgsqlDataReader reader, int column, Instrument instrument) =>
        instrument.TryPrice(reader.GetDecimal(column), out Engine.Amounts.Price price) ? price : throw NotRepresentable(instrument);

    private static StorageException NotRepresentable(Instrument instrument) =>
        new($"A stored candle of {instrument.Symbol} is finer than the instrument's scales; it was written by something else than this system.");
}
