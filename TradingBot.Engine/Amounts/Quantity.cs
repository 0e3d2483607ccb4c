namespace TradingBot.Engine.Amounts;

/// <summary>An amount of the base asset, counted in units of 10^-quantityScale of its instrument.</summary>
/// <remarks>Orders and trades have positive quantities; a book level of quantity zero is an empty level.</remarks>
/// <param name="Units">Count of 10^-quantityScale base units.</param>
public readonly record struct Quantity(long Units) : IComparable<Quantity>
{
    /// <summary>No quantity.</summary>
    public static Quantity Zero => default;

    /// <summary>Whether this is nothing.</summary>
    public bool IsZero => Units == 0;

    /// <summary>The smaller of two quantities.</summary>
    public static Quantity Min(Quantity left, Quantity right) => left.Units <= right.Units ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Units.CompareTo(other.Units);

    /// <summary>Sum; overflow throws.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(checked(left.Units + right.Units));

    /// <summary>Difference; overflow throws.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => new(checked(left.Units - right.Units));

    /// <summary>Whether <paramref name="left"/> is the smaller quantity.</summary>
    public static bool operator <(Quantity left, Quantity right) => left.Units < right.Units;

    /// <summary>Whether <paramref name="left"/> is the larger quantity.</summary>
    public static bool operator >(Quantity left, Quantity right) => left.Units > right.Units;

    /// <summary>Whether <paramref name="left"/> is not the larger quantity.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left.Units <= right.Units;

    /// <summary>Whether <paramref name="left"/> is not the smaller quantity.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left.Units >= right.Units;
}
