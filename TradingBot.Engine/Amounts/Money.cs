using System.Globalization;

namespace TradingBot.Engine.Amounts;

/// <summary>An amount of some asset in units of 10^-12, one scale for all assets; which asset stands beside it.</summary>
/// <remarks>Sums and products of prices and quantities are exact; what must be rounded is rounded by a method that names its direction.</remarks>
/// <param name="Units">Count of 10^-12 units of the asset; may be negative.</param>
public readonly record struct Money(Int128 Units) : IComparable<Money>
{
    /// <summary>Decimal places of every amount of money.</summary>
    public const int Scale = 12;

    /// <summary>Nothing.</summary>
    public static Money Zero => default;

    /// <summary>Whether this is less than nothing.</summary>
    public bool IsNegative => Int128.IsNegative(Units);

    /// <summary>The exact amount of <paramref name="value"/> units.</summary>
    /// <param name="value">At most 12 decimal places.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value has more decimal places than money has.</exception>
    public static Money FromDecimal(decimal value)
    {
        if (value.Scale > Scale && decimal.Round(value, Scale) != value)
            throw new ArgumentOutOfRangeException(nameof(value), value, "money has at most 12 decimal places");
        decimal whole = decimal.Truncate(value);
        return new((Int128)whole * 1_000_000_000_000 + (Int128)((value - whole) * 1_000_000_000_000m));
    }

    /// <summary>The same amount as a decimal.</summary>
    /// <exception cref="OverflowException">The amount does not fit a decimal (above about 7.9 * 10^16).</exception>
    public decimal ToDecimal() => (decimal)Units / 1_000_000_000_000m;

    /// <inheritdoc/>
    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    /// <inheritdoc/>
    public override string ToString()
    {
        // Not by way of decimal: that ends at about 7.9 * 10^16, and a message about too large an amount must not fail on it.
        Int128 size = Int128.Abs(Units);
        string fraction = ((long)(size % 1_000_000_000_000)).ToString("D12", CultureInfo.InvariantCulture).TrimEnd('0');
        string whole = (size / 1_000_000_000_000).ToString(CultureInfo.InvariantCulture);
        return (IsNegative ? "-" : "") + (fraction.Length == 0 ? whole : $"{whole}.{fraction}");
    }

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left.Units <= right.Units ? left : right;

    /// <summary>Sum; overflow throws.</summary>
    public static Money operator +(Money left, Money right) => new(checked(left.Units + right.Units));

    /// <summary>Difference; overflow throws.</summary>
    public static Money operator -(Money left, Money right) => new(checked(left.Units - right.Units));

    /// <summary>The opposite amount.</summary>
    public static Money operator -(Money value) => new(checked(-value.Units));

    /// <summary>Whether <paramref name="left"/> is the smaller amount.</summary>
    public static bool operator <(Money left, Money right) => left.Units < right.Units;

    /// <summary>Whether <paramref name="left"/> is the larger amount.</summary>
    public static bool operator >(Money left, Money right) => left.Units > right.Units;

    /// <summary>Whether <paramref name="left"/> is not the larger amount.</summary>
    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;

    /// <summary>Whether <paramref name="left"/> is not the smaller amount.</summary>
    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;
}
