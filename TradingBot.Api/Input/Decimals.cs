namespace TradingBot.Api.Input;

internal static class Decimals
{
    // Dividing by one with all 28 decimal places makes the result as short as it can be written.
    private const decimal LongOne = 1.0000000000000000000000000000m;

    /// <summary>The same number without zeros at its end: 1.50 and 1.5 are one request, not two.</summary>
    public static decimal Shortest(this decimal value) => value / LongOne;
}
