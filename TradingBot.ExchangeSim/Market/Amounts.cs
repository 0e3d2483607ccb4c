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
}
