using TradingBot.Exchanges.Egress;

namespace TradingBot.SafetyProof.Guard;

/// <summary>Requests that each rule of an allow-list is there for: they must pass, or the list is a wall and no list.</summary>
internal static class AllowedExamples
{
    // A longest and a most peculiar value that a venue's documentation has for these keys.
    private static readonly Dictionary<string, string[]> Values = new(StringComparer.Ordinal)
    {
        ["symbols"] = ["%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D"],
        ["token"] = ["2neAiuYvAU61ZDXANAGAsiL4-iAExhsBXZxftpOeh_55i3Ysy2q2LEsEWU64mdzUOPusi34M_wGoSf7iNyEWJ%2B%2F%3D%3D", "a=~b"],
    };

    /// <summary>A rule's address without a query, with each key alone and with all of them.</summary>
    public static IEnumerable<Uri> Of(EgressRule rule)
    {
        string port = new Uri($"{rule.Scheme}://{rule.Host}").Port == rule.Port ? "" : $":{rule.Port}";
        string address = $"{rule.Scheme}://{rule.Host}{port}{rule.Path.Replace("{symbol}", "BTC-USDT", StringComparison.Ordinal)}";
        string[] keys = [.. rule.QueryKeys.Order(StringComparer.Ordinal)];
        yield return new(address);
        foreach (string key in keys)
            foreach (string value in Values.GetValueOrDefault(key, ["BTC-USDT", "1m", "1700000000000"])) yield return new($"{address}?{key}={value}");
        if (keys.Length > 1) yield return new($"{address}?{string.Join('&', keys.Select(key => $"{key}={Values.GetValueOrDefault(key, ["1"])[0]}"))}");
    }

    /// <summary>Frames that feeds write.</summary>
    public static IReadOnlyList<string> Frames { get; } =
    [
        """{"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@trade","btcusdt@depth","btcusdt@aggTrade","1inchusdt@bookTicker"],"id":1}""",
        """{"method":"UNSUBSCRIBE","params":["btcusdt@trade"],"id":2}""",
        """{"method":"LIST_SUBSCRIPTIONS","id":3}""",
        """{"id":"1","type":"subscribe","topic":"/market/level2:BTC-USDT,ETH-USDT","privateChannel":false,"response":true}""",
        """{"id":"2","type":"unsubscribe","topic":"/market/match:BTC-USDT","privateChannel":false,"response":false}""",
        """{"id":"2","type":"subscribe","topic":"/market/ticker:BTC-USDT"}""",
        """{"id":3,"type":"ping"}""",
        """{"id":"0b1f4c9c-5b1e-4c53-9a33-0b2a6a1d7c11-0b1f4c9c5b1e4c539a330b2a6a","type":"ping"}""",
    ];
}
