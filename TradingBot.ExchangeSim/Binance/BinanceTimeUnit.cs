namespace TradingBot.ExchangeSim.Binance;

/// <summary>The unit of times that a client asks for: header X-MBX-TIME-UNIT, or timeUnit in the address of a socket.</summary>
internal static class BinanceTimeUnit
{
    public const long MillisecondNs = 1_000_000;
    public const long MicrosecondNs = 1_000;

    /// <summary>Nanoseconds of the unit, milliseconds where none is named; false where the word is none.</summary>
    public static bool TryParse(string? text, out long unitNs)
    {
        unitNs = text is "MICROSECOND" or "microsecond" ? MicrosecondNs : MillisecondNs;
        return string.IsNullOrEmpty(text) || text is "MICROSECOND" or "microsecond" or "MILLISECOND" or "millisecond";
    }
}
