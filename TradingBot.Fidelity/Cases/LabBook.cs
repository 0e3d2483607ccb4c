using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using SimVenue = TradingBot.ExchangeSim.Market.Venue;

namespace TradingBot.Fidelity.Cases;

/// <summary>A market of the simulator as the engine knows it, and the public streams that a feed listens to.</summary>
/// <param name="Venue">The simulator's venue.</param>
/// <param name="Instrument">Its rules, which the simulator enforces too: an order that breaks them is rejected there.</param>
/// <param name="BookStream">Stream of the book's changes; Binance tells them every 100 ms, KuCoin at once.</param>
/// <param name="TradeStream">Stream of the trades.</param>
internal sealed record LabBook(SimVenue Venue, Instrument Instrument, string BookStream, string TradeStream)
{
    private const int PriceScale = 4;
    private const int QuantityScale = 8;

    /// <summary>All six markets of the generated exchange.</summary>
    public static IReadOnlyList<LabBook> All { get; } =
    [
        Binance(1, "BTC", tick: 0.01m, lot: 0.00001m),
        Kucoin(2, "BTC", tick: 0.1m, lot: 0.00000001m, minimum: 0.00001m),
        Binance(3, "ETH", tick: 0.01m, lot: 0.0001m),
        Kucoin(4, "ETH", tick: 0.01m, lot: 0.0000001m, minimum: 0.0001m),
        Binance(5, "SOL", tick: 0.01m, lot: 0.001m),
        Kucoin(6, "SOL", tick: 0.001m, lot: 0.0001m, minimum: 0.001m),
    ];

    private static LabBook Binance(int number, string asset, decimal tick, decimal lot)
    {
#pragma warning disable CA1308 // Stream names are lower case by the venue's rule.
        string stream = $"{asset}USDT".ToLowerInvariant();
#pragma warning restore CA1308
        return new(SimVenue.Binance, Of(number, Engine.Instruments.Venue.Binance, asset, $"{asset}USDT", tick, lot, lot, 5m), $"{stream}@depth@100ms", $"{stream}@trade");
    }

    private static LabBook Kucoin(int number, string asset, decimal tick, decimal lot, decimal minimum) =>
        new(SimVenue.Kucoin, Of(number, Engine.Instruments.Venue.KuCoin, asset, $"{asset}-USDT", tick, lot, minimum, 0.1m), $"/market/level2:{asset}-USDT", $"/market/match:{asset}-USDT");

    private static Instrument Of(int number, Venue venue, string asset, string symbol, decimal tick, decimal lot, decimal minimum, decimal leastNotional) => new()
    {
        Id = new(number),
        Venue = venue,
        Symbol = $"{asset}-USDT",
        VenueSymbol = symbol,
        BaseAsset = asset,
        QuoteAsset = "USDT",
        PriceScale = PriceScale,
        QuantityScale = QuantityScale,
        TickSize = (long)(tick * 10_000m),
        LotSize = (long)(lot * 100_000_000m),
        MinQuantity = new((long)(minimum * 100_000_000m)),
        MaxQuantity = new(900_000_000_000_000),
        MinNotional = Money.FromDecimal(leastNotional),
        TakerFee = FeeRate.FromFraction(0.001m),
        MakerFee = FeeRate.FromFraction(0.001m),
    };
}
