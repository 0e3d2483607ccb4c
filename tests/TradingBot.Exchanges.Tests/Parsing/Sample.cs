using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Tests.Parsing;

/// <summary>Instruments of the samples.</summary>
internal static class Sample
{
    public static InstrumentTable BinanceTable { get; } = new([Instrument(Venue.Binance, "BTCUSDT", 2, 5)]);

    public static InstrumentTable KuCoinTable { get; } = new([Instrument(Venue.KuCoin, "BCHSV-USDT", 3, 8)]);

    public static Instrument Instrument(Venue venue, string venueSymbol, int priceScale, int quantityScale) => new()
    {
        Id = new InstrumentId(1),
        Venue = venue,
        Symbol = venueSymbol.Contains('-', StringComparison.Ordinal) ? venueSymbol : venueSymbol.Replace("USDT", "-USDT", StringComparison.Ordinal),
        VenueSymbol = venueSymbol,
        BaseAsset = "BASE",
        QuoteAsset = "QUOTE",
        PriceScale = priceScale,
        QuantityScale = quantityScale,
        TickSize = 1,
        LotSize = 1,
        MinQuantity = new Quantity(1),
        MaxQuantity = new Quantity(1_000_000_000_000),
        MinNotional = Money.Zero,
        MakerFee = FeeRate.FromFraction(0.001m),
        TakerFee = FeeRate.FromFraction(0.001m),
    };
}
