namespace TradingBot.ExchangeSim.Kucoin;

internal static class KucoinTopics
{
    public const string AllTickers = "/market/ticker:all";

    /// <summary>A topic of several symbols as one topic each: "/market/match:BTC-USDT,ETH-USDT".</summary>
    public static IEnumerable<string> Split(string topic)
    {
        int colon = topic.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return [topic];
        return topic[(colon + 1)..].Split(',').Select(symbol => topic[..(colon + 1)] + symbol.Trim());
    }
}
