using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TradingBot.Api.Tests.Running;
using TradingBot.Contracts;
using TradingBot.Contracts.MarketData;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Storage;
using TradingBot.Storage.Candles;
using TradingBot.Storage.History;
using TradingBot.Storage.Instruments;

namespace TradingBot.Api.Tests.MarketData;

public sealed class HistoryTests(RunningSystem system) : SystemTests<RunningSystem>(system)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Imported_candles_are_seen_and_the_gaps_of_what_is_stored_are_listed()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Instrument instrument = (await Api.Services.GetRequiredService<InstrumentStore>().ReadAllAsync(cancellation)).Single(instrument => instrument is { Venue: Venue.Binance, Symbol: "BTC-USDT" });
        HistoryStore store = Api.Services.GetRequiredService<HistoryStore>();
        HistoryImport import = await store.BeginAsync(new(instrument, HistoryKind.Candles, 3_600, Simulated: false), new("BTCUSDT-1h-2026-01.zip", new string('a', 64), Start, Start.AddHours(8)), cancellation);
        Bar[] bars = [.. Enumerable.Range(0, 8).Where(hour => hour is < 3 or > 5).Select(hour => new Bar(UnixTime.ToNanoseconds(Start.AddHours(hour)), 3_600, new(100), new(110), new(90), new(105), new(7), 3))];
        await store.StoreAsync(import, bars, [new(Start, Start.AddHours(3)), new(Start.AddHours(6), Start.AddHours(8))], CandleSource.Import, replace: false, cancellation);
        await Api.Services.GetRequiredService<CandleStore>().StoreAsync(instrument, [bars[^1] with { OpenTimeNs = UnixTime.ToNanoseconds(Start.AddHours(7)), Close = new(90) }], CandleSource.Live, simulated: true, cancellation);

        HistorySeriesContract series = Assert.Single((await Api.GetAsync<Page<HistorySeriesContract>>("/api/market-data/history?venue=binance&symbol=BTCUSDT&kind=candles")).Items, item => item is { Interval: 3_600, Simulated: false });
        Assert.Equal(("binance", "BTC-USDT", "candles", Start, Start.AddHours(8), 5L), (series.Venue, series.Symbol, series.Kind, series.From, series.To, series.Rows));
        Assert.Equal(["file"], series.Sources);
        Assert.Equal(new HistoryGapContract(Start.AddHours(3), Start.AddHours(6), "notFetched"), Assert.Single(series.Gaps));

        Assert.Equal([0, 1, 2, 6, 7], (await CandlesAsync("&simulated=false")).Select(candle => (candle.OpenTime - Start).TotalHours));
        Assert.Equal(5, (await CandlesAsync("")).Count);
        Assert.Equal(0.9m, Assert.Single(await CandlesAsync("&simulated=true")).Close);
    }

    [Theory]
    [InlineData("/api/market-data/history?kind=ticks", "kind")]
    [InlineData("/api/market-data/history?venue=coinbase", "venue")]
    [InlineData("/api/market-data/history?symbol=NON-SENSE", "symbol")]
    [InlineData("/api/market-data/binance/BTC-USDT/candles?simulated=perhaps", "simulated")]
    public async Task A_wrong_filter_is_named(string path, string field)
    {
        using HttpResponseMessage response = await Api.SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"{field}\"", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private async Task<IReadOnlyList<CandleContract>> CandlesAsync(string more) =>
        (await Api.GetAsync<Page<CandleContract>>($"/api/market-data/binance/BTC-USDT/candles?interval=1h&to=2026-02-01T00:00:00Z{more}")).Items;
}
