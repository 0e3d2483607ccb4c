namespace TradingBot.ExchangeSim.Market;

/// <summary>A spot pair as one venue lists it. Amounts in 10^-8 (<see cref="Amounts"/>).</summary>
internal sealed record Instrument(
    Venue Venue,
    string BaseAsset,
    string QuoteAsset,
    long TickUnits,
    long LotUnits,
    long MinimumQuantityUnits,
    long MaximumQuantityUnits,
    long MinimumNotionalUnits)
{
    /// <summary>The venue's own spelling: BTCUSDT on Binance, BTC-USDT on KuCoin.</summary>
    public string Symbol => Venue == Venue.Binance ? BaseAsset + QuoteAsset : $"{BaseAsset}-{QuoteAsset}";

    /// <summary>The highest price that may be named: 10 million, down to a whole tick.</summary>
    public long LargestPriceUnits => 10_000_000 * Amounts.Unit - 10_000_000 * Amounts.Unit % TickUnits;

    private static readonly string[] QuoteAssets = ["USDT", "USDC", "FDUSD", "TUSD", "BUSD", "EUR", "BTC", "ETH", "BNB"];

    /// <summary>Splits Binance's unseparated symbol by the quote assets that it trades against; null where none fits.</summary>
    public static (string BaseAsset, string QuoteAsset)? SplitBinanceSymbol(string symbol)
    {
        foreach (string quote in QuoteAssets)
        {
            if (symbol.Length > quote.Length && symbol.EndsWith(quote, StringComparison.Ordinal))
                return (symbol[..^quote.Length], quote);
        }
        return null;
    }
}
