namespace TradingBot.ExchangeSim.Market;

/// <summary>The instruments of the generated market, their rules at each venue, and the parameters of their agents.</summary>
internal static class Listings
{
    public sealed record Asset(string Name, FundamentalProfile Fundamental, Listing Binance, Listing Kucoin);

    public sealed record Listing(Instrument Instrument, FlowProfile Flow);

    public static readonly IReadOnlyList<Asset> All =
    [
        new("BTC", new(95_000, 0.75, 0.85),
            new(Binance("BTC", tick: 1_000_000, lot: 1_000),
                new(LimitRate: 32, MarketRate: 4.0, CancelRate: 0.12, WithdrawalRate: 45, HalfSpread: 0.06, DepthScale: 1.2,
                    MedianTradeNotional: 180, MedianLimitNotional: 2_500, InitialOrders: 1_200, Premium: 0.0)),
            new(Kucoin("BTC", tick: 10_000_000, lot: 1, minimum: 1_000),
                new(LimitRate: 20, MarketRate: 2.0, CancelRate: 0.12, WithdrawalRate: 32, HalfSpread: 0.12, DepthScale: 1.8,
                    MedianTradeNotional: 150, MedianLimitNotional: 1_600, InitialOrders: 900, Premium: 1.5))),
        new("ETH", new(3_300, 0.95, 0.80),
            new(Binance("ETH", tick: 1_000_000, lot: 10_000),
                new(LimitRate: 24, MarketRate: 2.6, CancelRate: 0.12, WithdrawalRate: 36, HalfSpread: 0.09, DepthScale: 1.6,
                    MedianTradeNotional: 140, MedianLimitNotional: 2_000, InitialOrders: 1_000, Premium: 0.0)),
            new(Kucoin("ETH", tick: 1_000_000, lot: 10, minimum: 10_000),
                new(LimitRate: 15, MarketRate: 1.3, CancelRate: 0.12, WithdrawalRate: 28, HalfSpread: 0.18, DepthScale: 2.2,
                    MedianTradeNotional: 110, MedianLimitNotional: 1_200, InitialOrders: 800, Premium: -1.2))),
        new("SOL", new(185, 1.15, 0.70),
            new(Binance("SOL", tick: 1_000_000, lot: 100_000),
                new(LimitRate: 16, MarketRate: 1.6, CancelRate: 0.12, WithdrawalRate: 28, HalfSpread: 0.35, DepthScale: 2.5,
                    MedianTradeNotional: 110, MedianLimitNotional: 1_500, InitialOrders: 800, Premium: 0.0)),
            new(Kucoin("SOL", tick: 100_000, lot: 10_000, minimum: 100_000),
                new(LimitRate: 10, MarketRate: 0.9, CancelRate: 0.12, WithdrawalRate: 20, HalfSpread: 0.5, DepthScale: 3.0,
                    MedianTradeNotional: 90, MedianLimitNotional: 900, InitialOrders: 600, Premium: 2.0))),
    ];

    /// <summary>The assets above and as many small ones more: <c>X001</c>, <c>X002</c> and so on, each with prices and agents of its own number.</summary>
    /// <param name="more">0 to <see cref="MostMore"/>.</param>
    public static IReadOnlyList<Asset> With(int more) => more == 0 ? All : [.. All, .. Enumerable.Range(1, more).Select(Small)];

    /// <summary>How many small assets there may be.</summary>
    public const int MostMore = 500;

    private static Asset Small(int number)
    {
        string name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"X{number:000}");
        FlowProfile flow = new(LimitRate: 5, MarketRate: 1.0, CancelRate: 0.1, WithdrawalRate: 12, HalfSpread: 0.8, DepthScale: 4.0,
            MedianTradeNotional: 60, MedianLimitNotional: 500, InitialOrders: 250, Premium: number % 5 - 2);
        return new(name, new(20 + 3 * number, 1.0 + number % 7 / 10.0, 0.5),
            new(Binance(name, tick: 1_000_000, lot: 100_000), flow),
            new(Kucoin(name, tick: 1_000_000, lot: 100_000, minimum: 100_000), flow with { MarketRate = 0.8, Premium = -flow.Premium }));
    }

    private static Instrument Binance(string asset, long tick, long lot) =>
        new(Venue.Binance, asset, "USDT", tick, lot, lot, 9_000 * Amounts.Unit * 100, 5 * Amounts.Unit);

    private static Instrument Kucoin(string asset, long tick, long lot, long minimum) =>
        new(Venue.Kucoin, asset, "USDT", tick, lot, minimum, 10_000_000_000 * Amounts.Unit, Amounts.Unit / 10);
}
