namespace TradingBot.Engine.Amounts;

/// <summary>A share of a trade's value that the venue takes, in parts per billion (0.1 % is 1,000,000).</summary>
/// <param name="PartsPerBillion">0 to 10^9.</param>
public readonly record struct FeeRate(long PartsPerBillion)
{
    /// <summary>The rate for a fraction such as 0.001 (0.1 %).</summary>
    /// <param name="fraction">0 to 1, at most nine decimal places.</param>
    /// <exception cref="ArgumentOutOfRangeException">Not a fraction, or too fine.</exception>
    public static FeeRate FromFraction(decimal fraction)
    {
        decimal parts = fraction * 1_000_000_000m;
        if (fraction is < 0 or > 1 || parts != decimal.Truncate(parts))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "a fee rate is 0 to 1 with at most nine decimal places");
        return new((long)parts);
    }

    /// <summary>The fee on <paramref name="amount"/>, rounded up: never in the trader's favour.</summary>
    /// <param name="amount">Not negative.</param>
    public Money FeeRoundedUp(Money amount)
    {
        Invariant.Holds(!amount.IsNegative);
        return MoneyRatio.MultiplyDivideRoundedUp(amount, PartsPerBillion, 1_000_000_000);
    }
}
