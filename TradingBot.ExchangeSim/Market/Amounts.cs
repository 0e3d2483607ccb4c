namespace TradingBot.ExchangeSim.Market;

/// <summary>Public prices and quantities are whole numbers of 10^-8 of their asset; turnovers (their products) of 10^-16.</summary>
internal static class Amounts
{
    public const int Scale = 8;
    public const long Unit = 100_000_000;

    /// <summary>Reads a plain decimal with at most eight decimals; false where it is anything else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long units)
    {
        units = 0;
        int decimals = -1;
        if (text.IsEmpty || text.Length > 19)
            return false;
        foreach (byte character in text)
        {
            if (character == '.' && decimals < 0)
            {
                decimals = 0;
                continue;
            }
            if (character is < (byte)'0' or > (byte)'9' || decimals == Scale)
                return false;
            units = units * 10 + (character - '0');
            decimals += decimals < 0 ? 0 : 1;
        }
        for (int missing = Scale - Math.Max(decimals, 0); missing > 0; missing--)
        {
            if (units > long.MaxValue / 10)
                return false;
            units *= 10;
        }
        return true;
    }

    /// <summary>An amount that is not negative; false where it has more than eight decimals or is above 92 thousand million.</summary>
    public static bool TryFrom(decimal amount, out long units)
    {
        units = 0;
        if (amount < 0 || amount > long.MaxValue / Unit || decimal.Round(amount, Scale) != amount)
            return false;
        units = (long)(amount * Unit);
        return true;
    }

    /// <summary>An amount that <see cref="TryFrom"/> takes; nothing is 0.</summary>
    /// <exception cref="InvalidOperationException">It was not checked before.</exception>
    public static long Checked(decimal? amount) =>
        TryFrom(amount ?? 0, out long units) ? units : throw new InvalidOperationException($"The amount {amount} was not checked.");

    /// <summary>As few decimals as needed.</summary>
    public static decimal ToDecimal(long units) => (decimal)units / Unit;
}
