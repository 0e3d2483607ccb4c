using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Journal;
using TradingBot.Storage.Names;

namespace TradingBot.Storage.Instruments;

/// <summary>Instruments with their lasting numbers. The scales of the first registration stay for ever: stored amounts are counted in them.</summary>
public sealed class InstrumentStore(DatabaseConnections connections)
{
    private const long LockKey = 7_241_904_613;

    /// <summary>Gives each instrument its lasting number, storing new ones and new rules of known ones.</summary>
    /// <returns>The instruments with numbers, in the same order. One whose venue turned finer than its stored scales comes back as not trading.</returns>
    public async Task<IReadOnlyList<Instrument>> RegisterAsync(IReadOnlyList<Instrument> instruments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        await using NpgsqlConnection connection = await connections.Control.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await using (NpgsqlCommand hold = new($"SELECT pg_advisory_xact_lock({LockKey})", connection)) await hold.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        List<Instrument> registered = [];
        foreach (Instrument instrument in instruments) registered.Add(await RegisterAsync(connection, instrument, cancellation).ConfigureAwait(false));
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return registered;
    }

    /// <summary>All instruments, by number.</summary>
    public async Task<IReadOnlyList<Instrument>> ReadAllAsync(CancellationToken cancellation) => await connections.Shared.ReadAsync(
        "SELECT instrument_id, definition FROM instruments ORDER BY instrument_id", [], ReadInstrument, cancellation).ConfigureAwait(false);

    private static async Task<Instrument> RegisterAsync(NpgsqlConnection connection, Instrument read, CancellationToken cancellation)
    {
        Instrument fresh = read with { FeeCharging = read.FeeCharging }; // As the venue does it, said in full, as it is stored.
        Instrument? known = await FindAsync(connection, fresh, cancellation).ConfigureAwait(false);
        if (known is null) return await StoreAsync(connection, fresh, null, cancellation).ConfigureAwait(false);
        Instrument now = AtScalesOf(known, fresh) ?? known with { IsTrading = false };
        return now == known ? known : await StoreAsync(connection, now, known.Id, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same rules counted in the known instrument's scales; none where they are finer than those.</summary>
    internal static Instrument? AtScalesOf(Instrument known, Instrument fresh)
    {
        Instrument target = known with { };
        if (!target.TryPrice(fresh.ToDecimal(new Price(fresh.TickSize)), out Price tick) || !target.TryQuantity(fresh.ToDecimal(new Quantity(fresh.LotSize)), out Quantity lot)
            || !target.TryQuantity(fresh.ToDecimal(fresh.MinQuantity), out Quantity least) || !target.TryQuantity(fresh.ToDecimal(fresh.MaxQuantity), out Quantity most)
            || FiltersAt(target, fresh) is not { } filters) return null;
        return fresh with
        {
            Id = known.Id,
            PriceScale = known.PriceScale,
            QuantityScale = known.QuantityScale,
            TickSize = tick.Units,
            LotSize = lot.Units,
            MinQuantity = least,
            MaxQuantity = most,
            Filters = filters,
        };
    }

    private static VenueFilters? FiltersAt(Instrument known, Instrument fresh)
    {
        VenueFilters read = fresh.Filters;
        if (!TryConvert(known, fresh, read.MinPrice, out Price? leastPrice) || !TryConvert(known, fresh, read.MaxPrice, out Price? mostPrice)
            || !TryConvert(known, fresh, read.MinMarketQuantity, out Quantity? leastMarket) || !TryConvert(known, fresh, read.MaxMarketQuantity, out Quantity? mostMarket)
            || !TryConvert(known, fresh, new Quantity(read.MarketLotSize), out Quantity? marketLot)) return null;
        return read with
        {
            MinPrice = leastPrice,
            MaxPrice = mostPrice,
            MinMarketQuantity = leastMarket,
            MaxMarketQuantity = mostMarket,
            MarketLotSize = marketLot!.Value.Units,
        };
    }

    private static bool TryConvert(Instrument known, Instrument fresh, Price? read, out Price? price)
    {
        price = null;
        if (read is not { } value) return true;
        if (!known.TryPrice(fresh.ToDecimal(value), out Price exact)) return false;
        price = exact;
        return true;
    }

    private static bool TryConvert(Instrument known, Instrument fresh, Quantity? read, out Quantity? quantity)
    {
        quantity = null;
        if (read is not { } value) return true;
        if (!known.TryQuantity(fresh.ToDecimal(value), out Quantity exact)) return false;
        quantity = exact;
        return true;
    }

    private static async Task<Instrument?> FindAsync(NpgsqlConnection connection, Instrument instrument, CancellationToken cancellation)
    {
        await using NpgsqlCommand select = new("SELECT instrument_id, definition FROM instruments WHERE venue = $1 AND symbol = $2", connection);
        select.Parameters.Add(new() { Value = StoredNames.Of(instrument.Venue) });
        select.Parameters.Add(new() { Value = instrument.Symbol });
        await using NpgsqlDataReader reader = await select.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? ReadInstrument(reader) : null;
    }

    private static async Task<Instrument> StoreAsync(NpgsqlConnection connection, Instrument instrument, InstrumentId? id, CancellationToken cancellation)
    {
        const string columns = "venue, symbol, venue_symbol, base_asset, quote_asset, price_scale, quantity_scale, tick_size, lot_size, min_quantity, max_quantity, min_notional, is_trading, definition";
        const string values = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14";
        string sql = id is { } known
            ? $"UPDATE instruments SET ({columns}, version, updated_at) = ROW({values}, version + 1, clock_timestamp()) WHERE instrument_id = {known.Number} RETURNING instrument_id"
            : $"INSERT INTO instruments ({columns}) VALUES ({values}) RETURNING instrument_id";
        await using NpgsqlCommand store = new(sql, connection);
        object[] row =
        [
            StoredNames.Of(instrument.Venue), instrument.Symbol, instrument.VenueSymbol, instrument.BaseAsset, instrument.QuoteAsset, instrument.PriceScale, instrument.QuantityScale,
            instrument.ToDecimal(new Price(instrument.TickSize)), instrument.ToDecimal(new Quantity(instrument.LotSize)), instrument.ToDecimal(instrument.MinQuantity),
            instrument.ToDecimal(instrument.MaxQuantity), instrument.MinNotional.ToDecimal(), instrument.IsTrading,
        ];
        foreach (object value in row) store.Parameters.Add(new() { Value = value });
        store.Parameters.Add(new() { Value = JsonSerializer.Serialize(instrument with { Id = default }, JournalJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        int number = (int)(await store.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        return instrument with { Id = new(number) };
    }

    private static Instrument ReadInstrument(NpgsqlDataReader reader) =>
        JsonSerializer.Deserialize<Instrument>(reader.GetString(1), JournalJson.Options)! with { Id = new(reader.GetInt32(0)) };
}
