using System.Globalization;
using System.Text;
using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Exchanges.Parsing;

namespace TradingBot.Exchanges.Rest;

/// <summary>A venue's order rules as decimal texts, and the instrument made of them.</summary>
internal sealed record InstrumentRules
{
    /// <summary>The public fee of both venues for an account without rebates, 0.1 % (neither tells it without a key in its symbol list).</summary>
    private static readonly FeeRate BaseFee = FeeRate.FromFraction(0.001m);

    /// <summary>Decimal places of prices kept beyond the tick, where notionals stay exact: levels from before a change of the tick still stand in real books.</summary>
    private const int SparePlaces = 2;

    /// <summary>
    /// Decimal places of quantities. Remainders finer than the lot are common in real books (25.42618900 BTC where the lot is 0.00001; KuCoin's whole
    /// books are full of them), and both venues write at most eight places.
    /// </summary>
    private const int QuantityPlaces = 8;

    /// <summary>Where the lot is a whole unit, quantities may be in the billions, and fewer places keep them in range.</summary>
    private const int WholeLotQuantityPlaces = 4;

    public required Venue Venue { get; init; }

    public required string BaseAsset { get; init; }

    public required string QuoteAsset { get; init; }

    public required string VenueSymbol { get; init; }

    public required string TickSize { get; init; }

    public required string LotSize { get; init; }

    public required string MinQuantity { get; init; }

    public required string MaxQuantity { get; init; }

    public required string MinNotional { get; init; }

    public decimal MakerFeeCoefficient { get; init; } = 1;

    public decimal TakerFeeCoefficient { get; init; } = 1;

    public required bool IsTrading { get; init; }

    /// <summary>The venue's further rules, as it writes them.</summary>
    public FilterTexts Filters { get; init; } = new();

    /// <summary>The instrument, its id unset.</summary>
    /// <exception cref="AnswerShapeException">A rule is no number, or its steps are too fine for the engine.</exception>
    public Instrument ToInstrument()
    {
        int tickPlaces = Places("tick size", TickSize);
        int lotPlaces = Places("lot size", LotSize);
        int quantityScale = Math.Min(Math.Max(lotPlaces, lotPlaces == 0 ? WholeLotQuantityPlaces : QuantityPlaces), Math.Max(lotPlaces, 18 - tickPlaces));
        int priceScale = tickPlaces + Math.Clamp(Money.Scale - tickPlaces - quantityScale, 0, SparePlaces);
        if (priceScale > 12 || quantityScale > 12 || priceScale + quantityScale > 18)
            throw new AnswerShapeException($"{VenueSymbol} has steps of {TickSize} and {LotSize}, finer than the engine's scales");
        return new()
        {
            Venue = Venue,
            Symbol = $"{BaseAsset}-{QuoteAsset}",
            VenueSymbol = VenueSymbol,
            BaseAsset = BaseAsset,
            QuoteAsset = QuoteAsset,
            PriceScale = priceScale,
            QuantityScale = quantityScale,
            TickSize = Units("tick size", TickSize, priceScale),
            LotSize = Units("lot size", LotSize, quantityScale),
            MinQuantity = new(Units("least quantity", MinQuantity, quantityScale, mayBeZero: true)),
            MaxQuantity = new(Math.Max(1, Largest(MaxQuantity, quantityScale))),
            MinNotional = Money.FromDecimal(decimal.Parse(MinNotional, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture)),
            MakerFee = FeeRate.FromFraction(0.001m * MakerFeeCoefficient),
            TakerFee = TakerFeeCoefficient == 1 ? BaseFee : FeeRate.FromFraction(0.001m * TakerFeeCoefficient),
            IsTrading = IsTrading,
            Filters = Filters.ToFilters(this, priceScale, quantityScale),
        };
    }

    /// <summary>A bound in units of a scale; none where the venue states none, or 0, or one beyond the engine's range.</summary>
    internal long? Bound(string name, string? text, int scale)
    {
        if (text is null) return null;
        if (!ExactDecimal.TryScaleOf(text, out _) && !IsZero(text)) throw new AnswerShapeException($"the {name} of {VenueSymbol} is '{text}'");
        return ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), scale, out long units) && units > 0 ? units : null;
    }

    /// <summary>An amount; none where the venue states none, or 0.</summary>
    internal Money? Amount(string name, string? text)
    {
        if (text is null) return null;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal amount)) throw new AnswerShapeException($"the {name} of {VenueSymbol} is '{text}'");
        // Beyond what money can be, it limits nothing.
        return amount is <= 0 or >= 1_000_000_000_000m ? null : Money.FromDecimal(decimal.Round(amount, Money.Scale, MidpointRounding.ToZero));
    }

    private static bool IsZero(string text) => decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) && value == 0;

    private int Places(string name, string text) => ExactDecimal.TryScaleOf(text, out int places)
        ? places
        : throw new AnswerShapeException($"the {name} of {VenueSymbol} is '{text}'");

    private long Units(string name, string text, int scale, bool mayBeZero = false) =>
        ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), scale, out long units) && (units > 0 || mayBeZero)
            ? units
            : throw new AnswerShapeException($"the {name} of {VenueSymbol} is '{text}'");

    /// <summary>A greatest quantity beyond the engine's range is the engine's range.</summary>
    private static long Largest(string text, int scale) =>
        ExactDecimal.TryParse(Encoding.UTF8.GetBytes(text), scale, out long units) ? units : 100_000_000_000_000_000;
}
