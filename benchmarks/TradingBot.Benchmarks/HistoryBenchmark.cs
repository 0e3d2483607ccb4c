using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.History.Files;
using TradingBot.LocalStack.PostgreSql;
using TradingBot.Storage;
using TradingBot.Storage.Candles;
using TradingBot.Storage.History;
using TradingBot.Storage.Instruments;
using TradingBot.Storage.Migrations;

namespace TradingBot.Benchmarks;

/// <summary>
/// A year of one-minute candles into a PostgreSQL of its own, against plain COPY of the same rows, encoded beforehand, into a table with the same columns,
/// checks and primary key. Rounds take turns, each into an emptied table; the median of the rounds counts, and the ratio is to plain COPY of the same run.
/// </summary>
internal static class HistoryBenchmark
{
    private const int Rows = 525_600;
    private const int Rounds = 5;
    private static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync()
    {
        if (!TemporaryPostgres.IsAvailable(out string reason))
        {
            await Console.Error.WriteLineAsync(reason);
            return 2;
        }
        await using TemporaryPostgres postgres = await TemporaryPostgres.StartAsync(CancellationToken.None);
        string owner = await postgres.CreateDatabaseAsync("history", CancellationToken.None);
        await Migrator.MigrateAsync(owner, null, _ => { }, CancellationToken.None);
        await using DatabaseConnections connections = new(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:trading_bot", owner)]).Build());
        HistoryStore store = new(connections, new CandleStore(connections));
        HistorySeries series = new(await RegisterAsync(connections), HistoryKind.Candles, 60, Simulated: false);
        Bar[] bars = MakeBars();
        string file = WriteFile(series.Instrument, bars);
        await StoreAsync(store, series, bars);
        byte[] encoded = await EncodedAsync(connections.Shared);
        Dictionary<string, List<double>> rates = [];
        for (int round = 0; round < Rounds; round++)
        {
            await TimeAsync(rates, "plain COPY", connections.Shared, () => CopyAsync(connections.Shared, encoded));
            await TimeAsync(rates, "import, empty time", connections.Shared, () => StoreAsync(store, series, bars));
            await TimeAsync(rates, "import, all known", null, () => StoreAsync(store, series, bars));
            await TimeAsync(rates, "file: read, check, import", connections.Shared, () => StoreAsync(store, series, ((CandleFile)HistoryFile.Read(new(file, series.Instrument), CancellationToken.None)).Bars));
        }
        File.Delete(file);
        double plain = Median(rates["plain COPY"]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"history: {Rows:N0} candles, {Rounds} rounds, PostgreSQL with fsync as TemporaryPostgres sets it"));
        foreach ((string name, List<double> measured) in rates)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-28} {Median(measured),10:N0} rows/s   {Median(measured) / plain:P0} of plain COPY"));
        return 0;
    }

    private static async Task TimeAsync(Dictionary<string, List<double>> rates, string name, NpgsqlDataSource? emptied, Func<Task> work)
    {
        if (emptied is not null) await ExecuteAsync(emptied, "TRUNCATE candles; CREATE TABLE IF NOT EXISTS plain (LIKE candles INCLUDING ALL); TRUNCATE plain");
        long start = Stopwatch.GetTimestamp();
        await work();
        if (!rates.TryGetValue(name, out List<double>? measured)) rates.Add(name, measured = []);
        measured.Add(Rows / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static async Task StoreAsync(HistoryStore store, HistorySeries series, IReadOnlyCollection<Bar> bars)
    {
        HistoryImport import = await store.BeginAsync(series, new("benchmark.csv", new string('a', 64), Start, Start.AddMinutes(Rows)), CancellationToken.None);
        await store.StoreAsync(import, bars, [new(Start, Start.AddMinutes(Rows))], CandleSource.Import, replace: false, CancellationToken.None);
    }

    private static async Task CopyAsync(NpgsqlDataSource database, byte[] encoded)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync();
        await using NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync("COPY plain FROM STDIN (FORMAT binary)");
        await copy.WriteAsync(encoded);
    }

    private static async Task<byte[]> EncodedAsync(NpgsqlDataSource database)
    {
        await using NpgsqlConnection connection = await database.OpenConnectionAsync();
        await using NpgsqlRawCopyStream copy = await connection.BeginRawBinaryCopyAsync("COPY (SELECT * FROM candles ORDER BY open_time) TO STDOUT (FORMAT binary)");
        using MemoryStream encoded = new();
        await copy.CopyToAsync(encoded);
        return encoded.ToArray();
    }

    private static async Task<Instrument> RegisterAsync(DatabaseConnections connections) => (await new InstrumentStore(connections).RegisterAsync(
        [
            new Instrument
            {
                Venue = Venue.Binance, Symbol = "BTC-USDT", VenueSymbol = "BTCUSDT", BaseAsset = "BTC", QuoteAsset = "USDT", PriceScale = 2, QuantityScale = 5, TickSize = 1, LotSize = 1,
                MinQuantity = new(1), MaxQuantity = new(900_000_000), MinNotional = default, TakerFee = FeeRate.FromFraction(0.001m), MakerFee = FeeRate.FromFraction(0.001m),
            },
        ], CancellationToken.None))[0];

    private static Bar[] MakeBars()
    {
        Random random = new(7);
        long price = 9_000_000;
        return [.. Enumerable.Range(0, Rows).Select(minute =>
        {
            long open = price;
            price = Math.Max(1_000_000, price + random.Next(-2_000, 2_001));
            return new Bar(UnixTime.ToNanoseconds(Start.AddMinutes(minute)), 60, new(open), new(Math.Max(open, price) + random.Next(1_000)), new(Math.Min(open, price) - random.Next(1_000)),
                new(price), new(1 + random.Next(9_000_000)), random.Next(5_000));
        })];
    }

    private static string WriteFile(Instrument instrument, Bar[] bars)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        using StreamWriter writer = new(path);
        writer.WriteLine("timestamp_ms,open,high,low,close,volume");
        foreach (Bar bar in bars)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{bar.OpenTimeNs / 1_000_000},{instrument.ToDecimal(bar.Open)},{instrument.ToDecimal(bar.High)},{instrument.ToDecimal(bar.Low)},{instrument.ToDecimal(bar.Close)},{instrument.ToDecimal(bar.Volume)}"));
        }
        return path;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
