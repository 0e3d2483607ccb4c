using System.Globalization;

namespace TradingBot.Exchanges.Rest;

/// <summary>What was traded of a symbol in the last 24 hours.</summary>
/// <param name="VenueSymbol">The venue's spelling.</param>
/// <param name="QuoteVolume">In the quote asset; used for ranking only.</param>
internal readonly record struct Turnover(string VenueSymbol, decimal QuoteVolume)
{
    /// <summary>Reads an amount; an empty one, as of a symbol that is not traded, is zero.</summary>
    public static decimal Parse(string text) => text.Length == 0 ? 0 : decimal.Parse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture);
}
