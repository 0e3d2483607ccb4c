using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Storage.Candles;
using TradingBot.Storage.History;
using TradingBot.Storage.Instruments;

namespace TradingBot.Storage.Tests.History;

public sealed class HistoryStoreTests(ServerFixture servers)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Amounts_of_every_scale_arrive_exactly()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        CandleStore store = services.GetRequiredService<CandleStore>();
        foreach ((int priceScale, int quantityScale) in new[] { (0, 12), (1, 3), (2, 5), (4, 4), (7, 0), (8, 8), (12, 6) })
        {
            Instrument instrument = await RegisterAsync(services, $"T{priceScale}-USDT", priceScale, quantityScale);
            long[] units = [1, 9, 10, 11, 9_999, 10_000, 10_001, 99_999_999, 100_000_000, 100_000_001, 123_456_789_012_345, 10_000_000_000_000_000, 99_999_999_999_999_999];
            Bar[] bars = [.. units.Where(unit => priceScale + quantityScale > 0 && unit / Math.Pow(10, Math.Min(priceScale, quantityScale)) < 1e11)
                .Select((unit, at) => new Bar(UnixTime.ToNanoseconds(Start.AddMinutes(at)), 60, new(unit), new(unit + 1), new(unit), new(unit), new(unit), at))];
            Assert.NotEmpty(bars);
            Assert.Equal(bars.Length, await store.StoreAsync(instrument, bars, CandleSource.Import, simulated: false, Cancellation));
            Assert.Equal(bars, await store.ReadLatestAsync(instrument, 60, Start.AddDays(1), 100, simulated: false, Cancellation));
        }
    }

    [Fact]
    public async Task Pages_become_one_range_and_what_lies_between_ranges_is_a_gap()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        HistoryStore store = services.GetRequiredService<HistoryStore>();
        HistorySeries series = new(await RegisterAsync(services), HistoryKind.Candles, 60, Simulated: false);
        HistoryImport import = await store.BeginAsync(series, Asked("A", 0, 40), Cancellation);
        for (int page = 0; page < 3; page++)
            await store.StoreAsync(import, Bars(page * 10, 10), [new(At(page * 10), At(page * 10 + 10))], CandleSource.Venue, replace: false, Cancellation);
        await store.StoreAsync(import, [], [new(At(30), At(40), HasData: false)], CandleSource.Venue, replace: false, Cancellation);
        await store.EndAsync(import, complete: true, Cancellation);
        HistoryImport file = await store.BeginAsync(series, new("f.csv", new string('a', 64), At(50), At(60)), Cancellation);
        await store.StoreAsync(file, Bars(50, 10), [new(At(50), At(60))], CandleSource.Import, replace: false, Cancellation);

        StoredSeries listed = Assert.Single(await services.GetRequiredService<HistoryReader>().ReadAsync(new(), Cancellation));
        Assert.Equal(("kucoin", "BTC-USDT", "candles", 60, false, At(0), At(60), 40L, 40L), (
            listed.Venue, listed.Symbol, listed.Kind, listed.IntervalSeconds, listed.Simulated, listed.From, listed.To, listed.Rows, listed.ImportedRows));
        Assert.Equal(["rest", "file"], listed.Sources);
        Assert.Equal([new HistoryGap(At(30), At(40), "venueHasNone"), new HistoryGap(At(40), At(50), "notFetched")], listed.Gaps);
        Assert.Equal([(At(40), At(50)), (At(60), At(70))], (await store.ReadUnknownAsync(series, At(5), At(70), Cancellation)).Select(range => (range.From, range.To)));
        await using NpgsqlCommand ranges = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM data_ranges");
        Assert.Equal(3L, await ranges.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task An_unfinished_download_goes_on_and_a_finished_one_does_not()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        HistoryStore store = services.GetRequiredService<HistoryStore>();
        HistorySeries series = new(await RegisterAsync(services), HistoryKind.Candles, 60, Simulated: false);
        HistoryImport first = await store.BeginAsync(series, Asked("A", 0, 40), Cancellation);
        HistoryImport other = await store.BeginAsync(series, Asked("A", 0, 50), Cancellation);
        HistoryImport resumed = await store.BeginAsync(series, Asked("A", 0, 40), Cancellation);
        await store.EndAsync(resumed, complete: true, Cancellation);
        HistoryImport again = await store.BeginAsync(series, Asked("A", 0, 40), Cancellation);
        Assert.Equal((false, false, true, false), (first.Resumed, other.Resumed, resumed.Resumed, again.Resumed));
        Assert.Equal(first.Id, resumed.Id);
        Assert.Equal(3, new[] { first.Id, other.Id, again.Id }.Distinct().Count());
    }

    [Theory]
    [InlineData(false, 100)]
    [InlineData(true, 200)]
    public async Task Stored_rows_with_other_values_are_counted_and_stay_unless_replaced(bool replace, long expectedVolume)
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        HistoryStore store = services.GetRequiredService<HistoryStore>();
        Instrument instrument = await RegisterAsync(services);
        HistoryImport import = await store.BeginAsync(new(instrument, HistoryKind.Candles, 60, Simulated: false), Asked("A", 0, 40), Cancellation);
        await store.StoreAsync(import, Bars(0, 10), [], CandleSource.Live, replace, Cancellation);
        Bar[] changed = [.. Bars(5, 10).Select((bar, at) => at == 0 ? bar with { Volume = new(200) } : bar)];
        StoredRows rows = await store.StoreAsync(import, changed, [], CandleSource.Venue, replace, Cancellation);
        Assert.Equal(new StoredRows(10, replace ? 6 : 5, 1), rows);
        Bar stored = (await services.GetRequiredService<CandleStore>().ReadLatestAsync(instrument, 60, At(6), 1, simulated: false, Cancellation))[0];
        Assert.Equal(expectedVolume, stored.Volume.Units);
    }

    [Fact]
    public async Task The_simulators_candles_do_not_keep_the_exchanges_from_being_stored()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        CandleStore store = services.GetRequiredService<CandleStore>();
        Instrument instrument = await RegisterAsync(services);
        Assert.Equal(10, await store.StoreAsync(instrument, Bars(0, 10), CandleSource.Live, simulated: true, Cancellation));
        Assert.Equal(10, await store.StoreAsync(instrument, Bars(0, 10), CandleSource.Import, simulated: false, Cancellation));
    }

    [Fact]
    public async Task Trades_are_copied_over_months_merged_and_listed()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        HistoryStore store = services.GetRequiredService<HistoryStore>();
        HistorySeries series = new(await RegisterAsync(services), HistoryKind.AggregatedTrades, 0, Simulated: false);
        HistoryImport import = await store.BeginAsync(series, Asked("T", 0, 5_000_000), Cancellation);
        HistoricalTrade[] trades = [.. Enumerable.Range(1, 3_000).Select(id => Trade(id, Start.AddMinutes(id * 50)))];
        (DateTimeOffset, DateTimeOffset) span = (Start.AddMinutes(50), Start.AddMinutes(150_000));
        Assert.Equal(new StoredRows(3_000, 3_000, 0), await store.StoreAsync(import, Stream(trades), span, [new(span.Item1, span.Item2)], replace: false, Cancellation));
        HistoricalTrade[] overlapping = [.. trades[2_990..], Trade(3_001, Start.AddMinutes(150_050))];
        overlapping[0] = overlapping[0] with { Price = new(7) };
        Assert.Equal(new StoredRows(11, 1, 1), await store.StoreAsync(import, Stream(overlapping), (Start.AddMinutes(2_991 * 50), Start.AddMinutes(150_050)), [], replace: false, Cancellation));
        StoredSeries listed = Assert.Single(await services.GetRequiredService<HistoryReader>().ReadAsync(new(), Cancellation));
        Assert.Equal(("aggTrades", 0, 3_001L), (listed.Kind, listed.IntervalSeconds, listed.Rows));
    }

    [Fact]
    public async Task A_failure_while_trades_are_read_leaves_nothing()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        HistoryStore store = services.GetRequiredService<HistoryStore>();
        HistorySeries series = new(await RegisterAsync(services), HistoryKind.Trades, 0, Simulated: false);
        HistoryImport import = await store.BeginAsync(series, Asked("T", 0, 50), Cancellation);
        InvalidDataException failure = await Assert.ThrowsAsync<InvalidDataException>(
            () => store.StoreAsync(import, Failing(), (At(0), At(50)), [new(At(0), At(50))], replace: false, Cancellation));
        Assert.Equal("torn", failure.Message);
        Assert.Empty(await services.GetRequiredService<HistoryReader>().ReadAsync(new(), Cancellation));
        await using NpgsqlCommand count = services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT count(*) FROM market_trades");
        Assert.Equal(0L, await count.ExecuteScalarAsync(Cancellation));
    }

    internal static DateTimeOffset At(int minute) => Start.AddMinutes(minute);

    internal static Bar[] Bars(int firstMinute, int count) =>
        [.. Enumerable.Range(firstMinute, count).Select(minute => new Bar(UnixTime.ToNanoseconds(At(minute)), 60, new(1_000), new(1_010), new(990), new(1_005), new(100), 3))];

    internal static HistoricalTrade Trade(long id, DateTimeOffset time) => new(id, id, id, new(1_000 + id % 7), new(10 + id), id % 2 == 0 ? Side.Buy : Side.Sell, UnixTime.ToNanoseconds(time));

    internal static async IAsyncEnumerable<HistoricalTrade> Stream(IEnumerable<HistoricalTrade> trades)
    {
        await Task.Yield();
        foreach (HistoricalTrade trade in trades) yield return trade;
    }

    internal static Task<Instrument> RegisterAsync(ServiceProvider services) => RegisterAsync(services, "BTC-USDT", 2, 5);

    internal static ImportOrigin Asked(string name, int fromMinute, int toMinute) => new(name, null, At(fromMinute), At(toMinute));

    private static async Task<Instrument> RegisterAsync(ServiceProvider services, string symbol, int priceScale, int quantityScale) =>
        (await services.GetRequiredService<InstrumentStore>().RegisterAsync(
            [Trading.BitcoinAt(Venue.KuCoin) with { Symbol = symbol, VenueSymbol = symbol, PriceScale = priceScale, QuantityScale = quantityScale }], Cancellation))[0];

    private static async IAsyncEnumerable<HistoricalTrade> Failing()
    {
        await Task.Yield();
        for (int id = 0; id < 20_000; id++) yield return Trade(id, At(0).AddMilliseconds(id));
        throw new InvalidDataException("torn");
    }
}
