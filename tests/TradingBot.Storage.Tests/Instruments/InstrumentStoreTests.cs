using Microsoft.Extensions.DependencyInjection;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Storage.Instruments;

namespace TradingBot.Storage.Tests.Instruments;

public sealed class InstrumentStoreTests(ServerFixture servers)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Numbers_last_and_new_rules_are_kept_at_the_first_scales()
    {
        await using ServiceProvider services = (await servers.CreateMigratedAsync()).Services();
        InstrumentStore store = services.GetRequiredService<InstrumentStore>();
        IReadOnlyList<Instrument> first = await store.RegisterAsync([Trading.BitcoinAt(Venue.Binance), Trading.BitcoinAt(Venue.KuCoin)], Cancellation);
        Assert.Equal(first, await store.RegisterAsync([Trading.BitcoinAt(Venue.Binance), Trading.BitcoinAt(Venue.KuCoin)], Cancellation));
        Assert.Equal(first, await store.ReadAllAsync(Cancellation));

        VenueFilters filters = new() { MinPrice = new(1), MaxPrice = new(10), MarketLotSize = 3, MaxMarketQuantity = new(7), BuyBand = new(5_000_000, 200_000), MaxPosition = Money.FromDecimal(2) };
        Instrument filtered = Assert.Single(await store.RegisterAsync([Trading.BitcoinAt(Venue.KuCoin) with { PriceScale = 1, TickSize = 1, Filters = filters }], Cancellation));
        Assert.Equal(filters with { MinPrice = new(10), MaxPrice = new(100) }, filtered.Filters);
        Assert.Equal(filtered, (await store.ReadAllAsync(Cancellation))[1]);

        Instrument coarser = Trading.BitcoinAt(Venue.Binance) with { PriceScale = 1, TickSize = 5, MinNotional = Money.FromDecimal(10) };
        Instrument now = Assert.Single(await store.RegisterAsync([coarser], Cancellation));
        Assert.Equal((first[0].Id, 2, 50L, Money.FromDecimal(10)), (now.Id, now.PriceScale, now.TickSize, now.MinNotional));

        Instrument finer = Trading.BitcoinAt(Venue.Binance) with { PriceScale = 4, TickSize = 1 };
        Instrument halted = Assert.Single(await store.RegisterAsync([finer], Cancellation));
        Assert.Equal(now with { IsTrading = false }, halted);
    }
}
