using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;
using TradingBot.Storage.Candles;
using TradingBot.Storage.History;
using TradingBot.Storage.Instruments;
using static TradingBot.Storage.Tests.History.HistoryStoreTests;

namespace TradingBot.Storage.Tests.History;

public sealed class HistoryCheckTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whole_and_sane_history_has_nothing_wrong_and_quiet_intervals_are_told()
    {
        await using Prepared prepared = await PrepareAsync(Venue.Binance);
        await prepared.StoreCandlesAsync(Bars(0, 10), new(At(0), At(12)));
        HistoryFinding quiet = Assert.Single(await prepared.CheckAsync());
        Assert.Equal(("quiet", false, 2L, At(10)), (quiet.Check, quiet.IsWrong, quiet.Count, quiet.From));
    }

    [Fact]
    public async Task Missing_candles_are_counted_less_those_that_the_worker_made()
    {
        await using Prepared prepared = await PrepareAsync(Venue.Binance);
        await prepared.StoreCandlesAsync(Bars(0, 10), new KnownRange(At(0), At(10)));
        await prepared.StoreCandlesAsync(Bars(20, 10), new KnownRange(At(20), At(30)));
        await prepared.Services.GetRequiredService<CandleStore>().StoreAsync(prepared.Instrument, Bars(12, 3), CandleSource.Live, simulated: false, Cancellation);
        HistoryFinding gap = Assert.Single(await prepared.CheckAsync());
        Assert.Equal(("gaps", true, 7L, At(10)), (gap.Check, gap.IsWrong, gap.Count, gap.From));
        Assert.Contains("2026-01-01T00:10:00Z to 2026-01-01T00:20:00Z", gap.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Wrongs => new()
    {
        { "UPDATE candles SET low = 12 WHERE open_time = '2026-01-01T00:03Z'", "do not enclose" },
        { "UPDATE candles SET volume = 0 WHERE open_time = '2026-01-01T00:03Z'", "volume 0" },
        { "UPDATE candles SET open_time = open_time + interval '1 second' WHERE open_time = '2026-01-01T00:09Z'", "not on the grid" },
        { "UPDATE candles SET close = 10.0501 WHERE open_time = '2026-01-01T00:03Z'", "a price is finer than 2 decimals" },
        { "UPDATE candles SET volume = 0.0010001 WHERE open_time = '2026-01-01T00:03Z'", "the volume is finer than 5 decimals" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public async Task A_candle_that_cannot_be_is_found(string damage, string expected)
    {
        await using Prepared prepared = await PrepareAsync(Venue.Binance);
        await prepared.StoreCandlesAsync(Bars(0, 10), new(At(0), At(10)));
        await prepared.DamageAsync("ALTER TABLE candles DROP CONSTRAINT candles_check; " + damage);
        HistoryFinding wrong = Assert.Single(await prepared.CheckAsync(), finding => finding.IsWrong);
        Assert.Equal(("values", 1L), (wrong.Check, wrong.Count));
        Assert.Contains(expected, wrong.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_candle_that_says_otherwise_than_its_trades_is_found()
    {
        await using Prepared prepared = await PrepareAsync(Venue.Binance);
        HistoricalTrade[] trades = [.. Enumerable.Range(0, 100).Select(number => Trade(number + 1, At(0).AddSeconds(number * 6)))];
        await prepared.StoreTradesAsync(HistoryKind.AggregatedTrades, trades, new(At(0), At(10)));
        Bar[] bars = [.. trades.GroupBy(trade => trade.TimeNs / 60_000_000_000).Select(group => new Bar(
            group.Key * 60_000_000_000, 60, group.First().Price, new(group.Max(trade => trade.Price.Units)), new(group.Min(trade => trade.Price.Units)), group.Last().Price,
            new(group.Sum(trade => trade.Quantity.Units)), group.Count()))];
        await prepared.StoreCandlesAsync(bars, new(At(0), At(10)));
        Assert.Empty(await prepared.CheckAsync());

        await prepared.DamageAsync("UPDATE candles SET volume = volume + 0.00001 WHERE open_time = '2026-01-01T00:03Z'; DELETE FROM candles WHERE open_time = '2026-01-01T00:05Z'; "
            + "DELETE FROM market_trades WHERE traded_at >= '2026-01-01T00:07Z' AND traded_at < '2026-01-01T00:08Z'");
        IReadOnlyList<HistoryFinding> findings = await prepared.CheckAsync();
        HistoryFinding wrong = Assert.Single(findings, finding => finding.Check == "consistency");
        Assert.Equal((true, 3L, At(3)), (wrong.IsWrong, wrong.Count, wrong.From));
        Assert.Contains("2026-01-01T00:05:00Z there is no candle; 2026-01-01T00:07:00Z there are no trades", wrong.Detail, StringComparison.Ordinal);
        HistoryFinding hole = Assert.Single(findings, finding => finding.Check == "identifiers");
        Assert.Equal((true, 1L, "1 places where trade numbers do not go on by one: 2026-01-01T00:08:00Z 81 after 70"), (hole.IsWrong, hole.Count, hole.Detail));
    }

    [Fact]
    public async Task Trade_numbers_of_a_venue_that_skips_them_are_not_held_against_it()
    {
        await using Prepared prepared = await PrepareAsync(Venue.KuCoin);
        await prepared.StoreTradesAsync(HistoryKind.Trades, [Trade(5, At(0)), Trade(9, At(1))], new(At(0), At(2)));
        Assert.Empty(await prepared.CheckAsync());
    }

    private async Task<Prepared> PrepareAsync(Venue venue)
    {
        TestDatabase database = await servers.CreateMigratedAsync();
        ServiceProvider services = database.Services();
        return new(database, services, (await services.GetRequiredService<InstrumentStore>().RegisterAsync([Trading.BitcoinAt(venue)], Cancellation))[0]);
    }

    private sealed record Prepared(TestDatabase Database, ServiceProvider Services, Instrument Instrument) : IAsyncDisposable
    {
        private HistoryStore Store => Services.GetRequiredService<HistoryStore>();

        public async Task StoreCandlesAsync(Bar[] bars, KnownRange known)
        {
            HistoryImport import = await Store.BeginAsync(new(Instrument, HistoryKind.Candles, 60, Simulated: false), Asked("candles", 0, 100), Cancellation);
            await Store.StoreAsync(import, bars, [known], CandleSource.Venue, replace: false, Cancellation);
        }

        public async Task StoreTradesAsync(HistoryKind kind, HistoricalTrade[] trades, KnownRange known)
        {
            HistoryImport import = await Store.BeginAsync(new(Instrument, kind, 0, Simulated: false), Asked("trades", 0, 100), Cancellation);
            await Store.StoreAsync(import, Stream(trades), (known.From, known.To), [known], replace: false, Cancellation);
        }

        public async Task DamageAsync(string sql)
        {
            await using NpgsqlDataSource owner = NpgsqlDataSource.Create(Database.Owner);
            await using NpgsqlCommand command = owner.CreateCommand(sql);
            await command.ExecuteNonQueryAsync(Cancellation);
        }

        public async Task<IReadOnlyList<HistoryFinding>> CheckAsync()
        {
            List<HistoryFinding> findings = [];
            foreach (StoredSeries series in await Services.GetRequiredService<HistoryReader>().ReadAsync(new(), Cancellation))
                findings.AddRange(await Services.GetRequiredService<HistoryCheck>().CheckAsync(series, null, null, new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero), Cancellation));
            return findings;
        }

        public ValueTask DisposeAsync() => Services.DisposeAsync();
    }
}
