namespace TradingBot.Exchanges;

/// <summary>Chooses a venue's symbols by what is traded most.</summary>
/// <param name="Quote">Asset that is paid, such as <c>USDT</c>.</param>
/// <param name="Top">How many symbols, those with the highest turnover in 24 hours; 1 to <see cref="Most"/>.</param>
/// <param name="Exclude">Symbols in our spelling that are never chosen.</param>
public sealed record SymbolRule(string Quote, int Top, IReadOnlyList<string> Exclude)
{
    /// <summary>Greatest <see cref="Top"/>, and most symbols of a list: 5 connections at KuCoin, 2 at Binance.</summary>
    public const int Most = 600;

    /// <summary>How many of a venue's ranking are needed to choose from.</summary>
    public int RankingNeeded => Top + Top / 4 + 2 + Exclude.Count;

    /// <summary>Chooses from a ranking so that symbols near the edge don't come and go with every look.</summary>
    /// <param name="ranking">Symbols of the quote asset, the highest turnover first.</param>
    /// <param name="followed">What was chosen last time.</param>
    /// <returns>
    /// <see cref="Top"/> symbols at most, by rank: one that was chosen before stays up to a quarter (and two places) below the edge, and only gives way to one
    /// that is at least a quarter above it.
    /// </returns>
    public IReadOnlyList<string> Choose(IReadOnlyList<string> ranking, IReadOnlyCollection<string> followed)
    {
        string[] ranked = [.. ranking.Where(symbol => !Exclude.Contains(symbol))];
        int surely = Top - Top / 4;
        string[] sure = [.. ranked.Take(surely)];
        string[] staying = [.. ranked.Skip(surely).Take(Top + Top / 4 + 2 - surely).Where(followed.Contains)];
        HashSet<string> chosen = [.. sure, .. staying.Take(Top - sure.Length)];
        foreach (string symbol in ranked)
        {
            if (chosen.Count >= Top) break;
            chosen.Add(symbol);
        }
        return [.. ranked.Where(chosen.Contains)];
    }

    /// <summary>What is wrong with it, each as the name of a part and what would be right; nothing where it is sound.</summary>
    public IEnumerable<(string Part, string Problem)> Problems()
    {
        if (!SymbolName.IsValid($"X-{Quote}")) yield return ("quote", $"is '{Quote}'; it must be an asset in capitals such as USDT");
        if (Top is < 1 or > Most) yield return ("top", $"is {Top}; it must be a whole number from 1 to {Most}");
        foreach (string symbol in Exclude.Where(symbol => !SymbolName.IsValid(symbol)))
            yield return ("exclude", $"has '{symbol}'; a symbol is base and quote asset in capitals with a dash, such as BTC-USDT");
    }
}
