using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using TradingBot.Engine.Bars;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Candles;
using TradingBot.Storage.Instruments;

namespace TradingBot.Storage.Tests.Candles;

public sealed class CandleStoreTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Candles_of_many_months_are_copied_once_and_read_back_exactly()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        Instrument instrument = (await services.GetRequiredService<InstrumentStore>().RegisterAsync([Trading.BitcoinAt(Venue.KuCoin)], Cancellation))[0];
        CandleStore store = services.GetRequiredService<CandleStore>();
        DateTimeOffset first = new(2023, 11, 1, 0, 0, 0, TimeSpan.Zero);
        Bar[] bars = [.. Enumerable.Range(0, 20_000).Select(number => BarAt(first.AddHours(number), number))];
        Assert.Equal(20_000, await store.StoreAsync(instrument, bars, CandleSource.Import, simulated: false, Cancellation));
        Assert.Equal(0, await store.StoreAsync(instrument, bars, CandleSource.Venue, simulated: false, Cancellation));
        Assert.Equal(bars[^300..], await store.ReadLatestAsync(instrument, 3_600, first.AddHours(20_000), 300, simulated: false, Cancellation));
        Assert.Equal(bars[..10], await store.ReadLatestAsync(instrument, 3_600, first.AddHours(10), 300, simulated: false, Cancellation));
        Assert.Empty(await store.ReadLatestAsync(instrument, 60, first.AddHours(20_000), 300, simulated: false, Cancellation));
    }

    [Theory]
    [InlineData("2008-12-31T23:59:59Z")]
    [InlineData("2200-01-01T00:00:00Z")]
    public async Task A_candle_of_an_absurd_time_is_refused(string time)
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        Instrument instrument = (await services.GetRequiredService<InstrumentStore>().RegisterAsync([Trading.BitcoinAt(Venue.KuCoin)], Cancellation))[0];
        DateTimeOffset openTime = DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);
        await Assert.ThrowsAsync<PostgresException>(
            () => services.GetRequiredService<CandleStore>().StoreAsync(instrument, [BarAt(openTime, 1)], CandleSource.Import, simulated: false, Cancellation));
    }

    private static Bar BarAt(DateTimeOffset time, int number) => new(
        UnixTime.ToNanoseconds(time), 3_600, new(6_000_000 + number), new(6_000_100 + number), new(5_999_900 + number), new(6_000_001 + number), new(number), number);
}
