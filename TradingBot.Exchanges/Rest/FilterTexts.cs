using System.Globalization;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;

namespace TradingBot.Exchanges.Rest;

/// <summary>How far a price may be from the average, as a venue writes it: multipliers of the average.</summary>
internal sealed record BandTexts(string Up, string Down);

/// <summary>A venue's rules beyond steps, quantity bounds and least notional, as it writes them; none where it states none.</summary>
internal sealed record FilterTexts
{
    public string? MinPrice { get; init; }

    public string? MaxPrice { get; init; }

    public BandTexts? BuyBand { get; init; }

    public BandTexts? SellBand { get; init; }

    public long BandMinutes { get; init; }

    public bool MinNotionalForMarket { get; init; } = true;

    public string? MaxNotional { get; init; }

    public bool MaxNotionalForMarket { get; init; }

    public long? NotionalMinutes { get; init; }

    public string? MarketLotSize { get; init; }

    public string? MinMarketQuantity { get; init; }

    public string? MaxMarketQuantity { get; init; }

    public string? MaxPosition { get; init; }

    public long MaxOrders { get; init; }

    public long MaxAlgoOrders { get; init; }

    public long MaxIcebergOrders { get; init; }

    public long MaxIcebergParts { get; init; }

    public long MaxLists { get; init; }

    public long MinTrailingAbove { get; init; }

    public long MaxTrailingAbove { get; init; }

    public long MinTrailingBelow { get; init; }

    public long MaxTrailingBelow { get; init; }

    public long MaxAmends { get; init; }

    public string? QuoteStep { get; init; }

    public string? MinQuote { get; init; }

    public string? MaxQuote { get; init; }

    /// <summary>The rules in an instrument's units.</summary>
    /// <exception cref="AnswerShapeException">A rule is no number.</exception>
    public VenueFilters ToFilters(InstrumentRules rules, int priceScale, int quantityScale) => new()
    {
        MinPrice = rules.Bound("least price", MinPrice, priceScale) is { } leastPrice ? new Price(leastPrice) : null,
        MaxPrice = rules.Bound("greatest price", MaxPrice, priceScale) is { } mostPrice ? new Price(mostPrice) : null,
        BuyBand = Band(rules, BuyBand),
        SellBand = Band(rules, SellBand),
        BandMinutes = Minutes(BandMinutes),
        MinNotionalForMarket = MinNotionalForMarket,
        MaxNotional = rules.Amount("greatest notional", MaxNotional),
        MaxNotionalForMarket = MaxNotionalForMarket,
        NotionalMinutes = NotionalMinutes is { } minutes ? Minutes(minutes) : null,
        MarketLotSize = rules.Bound("market lot size", MarketLotSize, quantityScale) ?? 0,
        MinMarketQuantity = rules.Bound("least market quantity", MinMarketQuantity, quantityScale) is { } least ? new Quantity(least) : null,
        MaxMarketQuantity = rules.Bound("greatest market quantity", MaxMarketQuantity, quantityScale) is { } most ? new Quantity(most) : null,
        MaxPosition = rules.Amount("greatest position", MaxPosition),
        MaxOrders = Count(MaxOrders),
        MaxAlgoOrders = Count(MaxAlgoOrders),
        MaxIcebergOrders = Count(MaxIcebergOrders),
        MaxIcebergParts = Count(MaxIcebergParts),
        MaxLists = Count(MaxLists),
        MinTrailingAbove = Count(MinTrailingAbove),
        MaxTrailingAbove = Count(MaxTrailingAbove),
        MinTrailingBelow = Count(MinTrailingBelow),
        MaxTrailingBelow = Count(MaxTrailingBelow),
        MaxAmends = Count(MaxAmends),
        QuoteStep = rules.Amount("quote step", QuoteStep),
        MinQuote = rules.Amount("least funds", MinQuote),
        MaxQuote = rules.Amount("greatest funds", MaxQuote),
    };

    private static PriceBand? Band(InstrumentRules rules, BandTexts? texts) => texts is null ? null : new(Parts(rules, texts.Up), Parts(rules, texts.Down));

    private static long Parts(InstrumentRules rules, string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal share) && share is >= 0 and < 1_000_000
            ? (long)(share * 1_000_000m)
            : throw new AnswerShapeException($"a price multiplier of {rules.VenueSymbol} is '{text}'");

    private static int Minutes(long minutes) => (int)Math.Clamp(minutes, 0, VenueFilters.GreatestAverageMinutes);

    private static int Count(long count) => (int)Math.Clamp(count, 0, int.MaxValue);
}
