using System.Numerics;

namespace TradingBot.Engine.Amounts;

/// <summary>Exact shares of amounts of money; the product is as wide as it must be.</summary>
internal static class MoneyRatio
{
    /// <summary>amount * numerator / denominator, rounded down; none of them negative, the denominator positive.</summary>
    internal static Money MultiplyDivideRoundedDown(Money amount, Int128 numerator, Int128 denominator) =>
        MultiplyDivide(amount.Units, numerator, denominator, roundUp: false);

    /// <summary>amount * numerator / denominator, rounded up; none of them negative, the denominator positive.</summary>
    internal static Money MultiplyDivideRoundedUp(Money amount, Int128 numerator, Int128 denominator) =>
        MultiplyDivide(amount.Units, numerator, denominator, roundUp: true);

    private static Money MultiplyDivide(Int128 amount, Int128 numerator, Int128 denominator, bool roundUp)
    {
        Invariant.Holds(amount >= 0 && numerator >= 0 && denominator > 0);
        // 126 bits hold the product and leave room for the rounding term.
        if (BitLength(amount) + BitLength(numerator) <= 126)
        {
            (Int128 quotient, Int128 remainder) = Int128.DivRem(amount * numerator, denominator);
            return new(roundUp && remainder > 0 ? quotient + 1 : quotient);
        }

        BigInteger wide = BigInteger.DivRem((BigInteger)amount * (BigInteger)numerator, (BigInteger)denominator, out BigInteger rest);
        return new((Int128)(roundUp && !rest.IsZero ? wide + 1 : wide));
    }

    private static int BitLength(Int128 value) => 128 - (int)Int128.LeadingZeroCount(value);
}
