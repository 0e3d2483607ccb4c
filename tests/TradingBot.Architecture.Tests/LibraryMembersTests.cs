using System.Text.RegularExpressions;

namespace TradingBot.Architecture.Tests;

/// <summary>
/// The files that use <c>Binance.Net</c> and <c>Kucoin.Net</c> are compiled with profile full only, so they are read as text: of the libraries they may use
/// listed members that give public market data, and no word that trading, an account or a key would need.
/// </summary>
public partial class LibraryMembersTests
{
    /// <summary>Members of the libraries' clients and of their parts that may stand after a dot.</summary>
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "SpotApi", "ExchangeData", "SocketFactory",
        "GetServerTimeAsync", "GetExchangeInfoAsync", "GetOrderBookAsync", "GetRecentTradesAsync", "GetAggregatedTradeHistoryAsync", "GetKlinesAsync",
        "GetAggregatedPartialOrderBookAsync", "GetTradeHistoryAsync", "GetSymbolAsync",
        "SubscribeToOrderBookUpdatesAsync", "SubscribeToTradeUpdatesAsync", "SubscribeToAggregatedOrderBookUpdatesAsync",
    };

    private static string[] Files => [.. Repository.Sources("TradingBot.Exchanges").Where(file => file.EndsWith(".Full.cs", StringComparison.Ordinal))];

    [Fact]
    public void Of_the_libraries_only_public_market_data_is_used()
    {
        Assert.NotEmpty(Files);
        string[] wrong = [.. Files.SelectMany(file => WrongIn(File.ReadAllText(file)).Select(word => $"{Repository.Relative(file)}: {word}"))];
        Assert.True(wrong.Length == 0, $"These are no public market data; nothing of the libraries' other parts may be reached: {string.Join("; ", wrong)}");
    }

    [Fact]
    public void The_libraries_are_named_in_those_files_only()
    {
        string[] others =
        [
            .. Repository.Projects.SelectMany(Repository.Sources).Except(Files)
                .Where(file => LibraryNamespace().IsMatch(File.ReadAllText(file))).Select(Repository.Relative),
        ];
        Assert.True(others.Length == 0, $"Only TradingBot.Exchanges/JKorf/*.Full.cs may use the libraries: {string.Join(", ", others)}");
    }

    [Theory]
    [InlineData("await client.SpotApi.Trading.PlaceOrderAsync(symbol);")]
    [InlineData("await client.SpotApi.Account.GetAccountInfoAsync();")]
    [InlineData("client.UsdFuturesApi.ExchangeData.GetKlinesAsync();")]
    [InlineData("new BinanceRestOptions { ApiCredentials = key }")]
    [InlineData("client.SetApiCredentials(key);")]
    [InlineData("client.SpotApi.ExchangeData.GetTradeHistoryOfMineAsync();")]
    [InlineData("client.SpotApi.SharedClient.PlaceSpotOrderAsync();")]
    [InlineData("var api = client.SpotApi; api.Trading.CancelOrderAsync(1);")]
    [InlineData("new HMACSHA256(secret)")]
    public void What_is_planted_is_found(string source) => Assert.NotEmpty(WrongIn(source));

    [Theory]
    [InlineData("await client.SpotApi.ExchangeData.GetKlinesAsync(symbol, interval);")]
    [InlineData("client.SpotApi.SocketFactory = sockets;")]
    public void Public_market_data_is_not(string source) => Assert.Empty(WrongIn(source));

    private static IEnumerable<string> WrongIn(string source)
    {
        string code = Comments().Replace(source, "");
        foreach (Match member in ClientMember().Matches(code))
            foreach (string name in member.Groups["member"].Captures.Select(capture => capture.Value).Where(name => !Allowed.Contains(name))) yield return name;
        foreach (Match word in ForbiddenWord().Matches(code)) yield return word.Value;
    }

    [GeneratedRegex(@"//[^\n]*")]
    private static partial Regex Comments();

    /// <summary>A chain of members that begins at something called client, or at a part of one.</summary>
    [GeneratedRegex(@"\b(client|api|SpotApi|ExchangeData)\s*(\.\s*(?<member>\w+)\s*)+", RegexOptions.ExplicitCapture)]
    private static partial Regex ClientMember();

    [GeneratedRegex(@"\w*(Credential|ApiKey|Secret|Passphrase|PlaceOrder|CancelOrder|Withdraw|Transfer|ListenKey|UserData|FuturesApi|UnifiedApi|GeneralApi|MarginApi|SharedClient|HMAC|Authenticat)\w*|\b(Trading|Account)\s*\.", RegexOptions.IgnoreCase)]
    private static partial Regex ForbiddenWord();

    [GeneratedRegex(@"\busing\s+(static\s+)?(\w+\s*=\s*)?(Binance|Kucoin|CryptoExchange)\.Net\b|\bglobal::(Binance|Kucoin|CryptoExchange)\.Net\b")]
    private static partial Regex LibraryNamespace();
}
