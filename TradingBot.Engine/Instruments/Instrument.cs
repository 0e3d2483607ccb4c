using System.Diagnostics.CodeAnalysis;
using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Instruments;

/// <summary>The lasting number of an instrument, given once by the store; the same in every process and replay.</summary>
/// <param name="Number">1 or more; 0 is no instrument.</param>
public readonly record struct InstrumentId(int Number);

/// <summary>What can be traded at a venue, with the scales of its amounts and the venue's order rules.</summary>
/// <remarks>Scales are fixed per version: a venue that refines its tick beyond <see cref="PriceScale"/> gets a new version.</remarks>
public sealed record Instrument
{
    /// <summary>The lasting number; unset (0) as long as a feed has only read it from the venue.</summary>
    public InstrumentId Id { get; init; }

    /// <summary>Where it is traded.</summary>
    public required Venue Venue { get; init; }

    /// <summary>Our spelling, base and quote with a dash: <c>BTC-USDT</c>.</summary>
    public required string Symbol { get; init; }

    /// <summary>The venue's spelling, such as <c>BTCUSDT</c>.</summary>
    public required string VenueSymbol { get; init; }

    /// <summary>Asset that is bought and sold.</summary>
    public required string BaseAsset { get; init; }

    /// <summary>Asset that is paid.</summary>
    public required string QuoteAsset { get; init; }

    /// <summary>Decimal places of prices, 0 to 12; priceScale + quantityScale is at most 18.</summary>
    public required int PriceScale { get; init; }

    /// <summary>Decimal places of quantities, 0 to 12.</summary>
    public required int QuantityScale { get; init; }

    /// <summary>Least price step of our orders, in price units; 1 or more.</summary>
    public required long TickSize { get; init; }

    /// <summary>Least quantity step of our orders, in quantity units; 1 or more.</summary>
    public required long LotSize { get; init; }

    /// <summary>Least quantity of an order.</summary>
    public required Quantity MinQuantity { get; init; }

    /// <summary>Greatest quantity of an order.</summary>
    public required Quantity MaxQuantity { get; init; }

    /// <summary>Least price times quantity of an order, in the quote asset.</summary>
    public required Money MinNotional { get; init; }

    /// <summary>Fee of an execution that took liquidity.</summary>
    public required FeeRate TakerFee { get; init; }

    /// <summary>Fee of an execution that gave liquidity.</summary>
    public required FeeRate MakerFee { get; init; }

    /// <summary>Asset that fees are charged in; unless set, as the venue does it (Binance: received asset, KuCoin: quote asset).</summary>
    public FeeCharging FeeCharging
    {
        get => _feeCharging != FeeCharging.AsVenue ? _feeCharging : Venue == Venue.KuCoin ? FeeCharging.QuoteAsset : FeeCharging.ReceivedAsset;
        init => _feeCharging = value;
    }

    private readonly FeeCharging _feeCharging;

    /// <summary>Whether the venue trades it now.</summary>
    public bool IsTrading { get; init; } = true;

    /// <summary>The venue's further order rules.</summary>
    public VenueFilters Filters { get; init; } = VenueFilters.None;

    /// <summary>Converts a price exactly.</summary>
    /// <param name="value">Quote units per base unit.</param>
    /// <param name="price">The same price, if it is positive and representable at this instrument's scale.</param>
    /// <returns>False when it is not; whether it is on the tick grid is another question (<see cref="IsOnTick"/>).</returns>
    public bool TryPrice(decimal value, out Price price)
    {
        bool ok = TryUnits(value, PriceScale, out long units) && units > 0;
        price = ok ? new(units) : default;
        return ok;
    }

    /// <summary>Converts a quantity exactly.</summary>
    /// <param name="value">Base units.</param>
    /// <param name="quantity">The same quantity, if it is not negative and representable at this instrument's scale.</param>
    /// <returns>False when it is not.</returns>
    public bool TryQuantity(decimal value, out Quantity quantity)
    {
        bool ok = TryUnits(value, QuantityScale, out long units) && units >= 0;
        quantity = ok ? new(units) : default;
        return ok;
    }

    /// <summary>Whether an order may have this price.</summary>
    public bool IsOnTick(Price price) => price.Units % TickSize == 0;

    /// <summary>Whether an order may have this quantity, its bounds aside.</summary>
    public bool IsOnLot(Quantity quantity) => quantity.Units % LotSize == 0;

    /// <summary>The price in quote units per base unit.</summary>
    public decimal ToDecimal(Price price) => price.Units / PowerOfTen(PriceScale);

    /// <summary>The quantity in base units.</summary>
    public decimal ToDecimal(Quantity quantity) => quantity.Units / PowerOfTen(QuantityScale);

    /// <summary>The base asset's amount of money that a quantity is; exact.</summary>
    public Money BaseAmount(Quantity quantity) => new((Int128)quantity.Units * IntegerPowerOfTen(Money.Scale - QuantityScale));

    /// <summary>What <paramref name="quantity"/> costs at <paramref name="price"/>, in the quote asset, rounded up where it is finer than money.</summary>
    public Money NotionalRoundedUp(Price price, Quantity quantity) => Notional(price, quantity, roundUp: true);

    /// <summary>What <paramref name="quantity"/> yields at <paramref name="price"/>, in the quote asset, rounded down where it is finer than money.</summary>
    public Money NotionalRoundedDown(Price price, Quantity quantity) => Notional(price, quantity, roundUp: false);

    /// <summary>The largest quantity on the lot grid that <paramref name="baseAmount"/> holds.</summary>
    /// <param name="baseAmount">Amount of the base asset, not negative.</param>
    public Quantity QuantityRoundedDown(Money baseAmount)
    {
        Invariant.Holds(!baseAmount.IsNegative);
        Int128 units = baseAmount.Units / IntegerPowerOfTen(Money.Scale - QuantityScale);
        return new((long)Int128.Min(units / LotSize * LotSize, long.MaxValue / LotSize * LotSize));
    }

    /// <summary>The largest quantity, lots aside, whose notional at <paramref name="price"/> is at most <paramref name="quoteAmount"/>.</summary>
    /// <param name="quoteAmount">Amount of the quote asset, not negative.</param>
    /// <param name="price">Quote units per base unit.</param>
    internal Quantity QuantityWithin(Money quoteAmount, Price price)
    {
        Invariant.Holds(!quoteAmount.IsNegative);
        // quantity <= amount / price, each in its own units: amount * 10^(priceScale + quantityScale - 12) / price.
        Int128 units = NotionalRounds
            ? MoneyRatio.MultiplyDivideRoundedDown(quoteAmount, IntegerPowerOfTen(PriceScale + QuantityScale - Money.Scale), price.Units).Units
            : quoteAmount.Units / IntegerPowerOfTen(Money.Scale - PriceScale - QuantityScale) / price.Units;
        return new((long)Int128.Min(units, long.MaxValue));
    }

    /// <summary>What <paramref name="baseAmount"/> is worth at <paramref name="price"/>, in the quote asset, rounded down.</summary>
    /// <param name="baseAmount">Amount of the base asset, not negative.</param>
    /// <param name="price">Quote units per base unit.</param>
    public Money ValueRoundedDown(Money baseAmount, Price price)
    {
        Invariant.Holds(!baseAmount.IsNegative);
        return MoneyRatio.MultiplyDivideRoundedDown(baseAmount, price.Units, IntegerPowerOfTen(PriceScale));
    }

    /// <summary>Whether price times quantity may be finer than money, so that notionals are rounded.</summary>
    internal bool NotionalRounds => PriceScale + QuantityScale > Money.Scale;

    /// <summary>Whether a fee at <paramref name="rate"/> on a notional of this instrument may be finer than money.</summary>
    internal bool FeeRounds(FeeRate rate) =>
        NotionalRounds || (Int128)IntegerPowerOfTen(Money.Scale - PriceScale - QuantityScale) * rate.PartsPerBillion % 1_000_000_000 != 0;

    private Money Notional(Price price, Quantity quantity, bool roundUp)
    {
        Int128 product = checked((Int128)price.Units * quantity.Units);
        int shift = Money.Scale - PriceScale - QuantityScale;
        if (shift >= 0) return new(checked(product * IntegerPowerOfTen(shift)));
        Int128 divisor = IntegerPowerOfTen(-shift);
        return new(roundUp ? (product + divisor - 1) / divisor : product / divisor);
    }

    private static bool TryUnits(decimal value, int scale, out long units)
    {
        units = 0;
        if (Math.Abs(value) > 1_000_000_000_000m) return false;
        decimal scaled = value * PowerOfTen(scale);
        if (scaled != decimal.Truncate(scaled) || Math.Abs(scaled) > long.MaxValue) return false;
        units = (long)scaled;
        return true;
    }

    [SuppressMessage("Style", "IDE0072", Justification = "The table is whole for the scales that an instrument may have.")]
    private static decimal PowerOfTen(int exponent) => exponent switch
    {
        0 => 1m,
        1 => 10m,
        2 => 100m,
        3 => 1_000m,
        4 => 10_000m,
        5 => 100_000m,
        6 => 1_000_000m,
        7 => 10_000_000m,
        8 => 100_000_000m,
        9 => 1_000_000_000m,
        10 => 10_000_000_000m,
        11 => 100_000_000_000m,
        12 => 1_000_000_000_000m,
        _ => throw new ArgumentOutOfRangeException(nameof(exponent), exponent, "scales are 0 to 12"),
    };

    private static long IntegerPowerOfTen(int exponent) => (long)PowerOfTen(exponent);
}
