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

    /// <summary>
    /// Decimal places kept beyond the steps: levels and remainders from before a change of the steps still stand in real books, and one of them must not
    /// make the whole book unreadable. Notionals stay exact: places of price and quantity together stay within money's twelve where the steps allow.
    /// </summary>
    private const int SparePlaces = 2;

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

    /// <summary>The instrument, its id unset.</summary>
    /// <exception cref="AnswerShapeException">A rule is no number, or its steps are too fine for the engine.</exception>
    public Instrument ToInstrument()
    {
        int tickPlaces = Places("tick size", TickSize);
        int lotPlaces = Places("lot size", LotSize);
        int spare = Math.Clamp((Money.Scale - tickPlaces - lotPlaces) / 2, 0, SparePlaces);
        int priceScale = tickPlaces + spare;
        int quantityScale = lotPlaces + spare;
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
        };
    }

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
