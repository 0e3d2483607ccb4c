namespace TradingBot.Exchanges;

/// <summary>Our spelling of a symbol: base and quote asset in capitals with a dash.</summary>
internal static class SymbolName
{
    public static bool IsValid(string symbol)
    {
        int dash = symbol.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && symbol.Length is >= 3 and <= 32 && IsAsset(symbol.AsSpan(0, dash)) && IsAsset(symbol.AsSpan(dash + 1));
    }

    private static bool IsAsset(ReadOnlySpan<char> asset)
    {
        foreach (char letter in asset)
            if (!char.IsAsciiLetterUpper(letter) && !char.IsAsciiDigit(letter)) return false;
        return asset.Length > 0;
    }
}
