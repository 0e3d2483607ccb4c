namespace TradingBot.Engine.Amounts;

/// <summary>A price of one base unit in quote units, counted in units of 10^-priceScale of its instrument.</summary>
/// <remarks>Range of a valid price: 1 to 10^17. The default value is no price.</remarks>
/// <param name="Units">Count of 10^-priceScale quote units.</param>
public readonly record struct Price(long Units) : IComparable<Price>
{
    /// <summary>Whether this is a price at all: prices are positive.</summary>
    public bool IsValid => Units > 0;

    /// <inheritdoc/>
    public int CompareTo(Price other) => Units.CompareTo(other.Units);

    /// <summary>Whether <paramref name="left"/> is the lower price.</summary>
    public static bool operator <(Price left, Price right) => left.Units < right.Units;

    /// <summary>Whether <paramref name="left"/> is the higher price.</summary>
    public static bool operator >(Price left, Price right) => left.Units > right.Units;

    /// <summary>Whether <paramref name="left"/> is not the higher price.</summary>
    public static bool operator <=(Price left, Price right) => left.Units <= right.Units;

    /// <summary>Whether <paramref name="left"/> is not the lower price.</summary>
    public static bool operator >=(Price left, Price right) => left.Units >= right.Units;
}
