using System.Text.RegularExpressions;

namespace TradingBot.Architecture.Tests;

/// <summary>
/// No assembly of ours has the words that an order, a withdrawal or a transfer at an exchange would need. Paths, methods and hosts are those of
/// Binance's and KuCoin's published documentation (binance-spot-api-docs, KuCoin's API reference).
/// </summary>
public partial class NoRealTradeCodeTests
{
    /// <summary>The one type that may name forbidden addresses: it asks the egress guard every few seconds whether it would refuse them.</summary>
    private const string Canary = "TradingBot.Worker.Safety.SafetyProofs";

    // Attacks on the guard stand in the tests' data, never in the product.
    [GeneratedRegex(
        """
        /(sapi|wapi|fapi|dapi|papi|eapi)/
        | /api/v\d+/(order|sor|openOrder|allOrder|account|myTrades|myPreventedMatches|myAllocations|userDataStream|userListenToken)
        | /api/v\d+/(hf/|stop-order|oco|limitOrder|fills|deposit|withdraw|transfer|sub|margin|isolated|borrow|loan|redeem|earn|user|bullet-private|transaction)
        | ^(order|orderList|sor|openOrders|userDataStream|session)\.(place|cancel|cancelReplace|cancelAll|amend|test|oco|oto|otoco|start|ping|stop|logon|subscribe)
        | ws-api\.binance | fix-(oe|dc|md)\.binance | [fd]stream\.binance | (fapi|dapi|papi|eapi)\.binance | testnet\.binance | api\d\.binance | api-gcp\.binance
        | api-(futures|broker)\.kucoin | openapi-(v2|sandbox)\.kucoin
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Forbidden();

    public static TheoryData<string> Assemblies() => [.. Repository.Projects];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_assembly_names_a_trading_path_method_or_host(string project)
    {
        string[] found =
        [
            .. AssemblyContent.Literals(AssemblyOf(project)).Where(literal => literal.Type != Canary && Forbidden().IsMatch(literal.Text))
                .Select(literal => $"{literal.Type}: \"{literal.Text}\""),
        ];

        Assert.True(found.Length == 0, $"{project} has words that only a real trade would need; remove them: {string.Join("; ", found)}");
    }

    [Fact]
    public void The_search_finds_what_is_planted()
    {
        IReadOnlyList<Literal> worker = AssemblyContent.Literals(AssemblyOf("TradingBot.Worker"));

        Assert.Contains(worker, literal => literal is { Type: Canary, Text: "https://api.binance.com/api/v3/order" });
        Assert.All(worker.Where(literal => literal.Type == Canary && literal.Text.StartsWith("https://", StringComparison.Ordinal)), literal => Assert.Matches(Forbidden(), literal.Text));
    }

    [Theory]
    [InlineData("/api/v3/order")]
    [InlineData("/api/v3/order/cancelReplace")]
    [InlineData("https://api.binance.com/sapi/v1/capital/withdraw/apply")]
    [InlineData("/api/v1/hf/orders")]
    [InlineData("/api/v1/orders")]
    [InlineData("/api/v3/accounts/universal-transfer")]
    [InlineData("order.place")]
    [InlineData("orderList.place.oto")]
    [InlineData("wss://ws-api.binance.com:443/ws-api/v3")]
    [InlineData("https://api-futures.kucoin.com")]
    public void Trading_words_are_recognised(string text) => Assert.Matches(Forbidden(), text);

    [Theory]
    [InlineData("/api/orders")]
    [InlineData("/api/v3/depth")]
    [InlineData("/api/v3/aggTrades")]
    [InlineData("/api/v1/market/orderbook/level2_20")]
    [InlineData("/api/v1/bullet-public")]
    [InlineData("order_ack")]
    public void Words_of_market_data_and_of_our_own_api_are_not(string text) => Assert.DoesNotMatch(Forbidden(), text);

    [Theory]
    [InlineData("TradingBot.Exchanges")]
    [InlineData("TradingBot.Engine")]
    [InlineData("TradingBot.Worker")]
    public void What_speaks_to_exchanges_cannot_sign(string project)
    {
        IReadOnlyList<string> references = AssemblyContent.References(AssemblyOf(project));

        Assert.Contains("System.Runtime", references);
        Assert.DoesNotContain(references, reference => reference.StartsWith("System.Security.Cryptography.HMAC", StringComparison.Ordinal)
            || reference.StartsWith("System.Security.Cryptography.RSA", StringComparison.Ordinal) || reference.StartsWith("System.Security.Cryptography.EC", StringComparison.Ordinal));
    }

    [Fact]
    public void No_assembly_references_a_trading_client()
    {
        string[] clients = ["Binance.Net", "Kucoin.Net", "CryptoExchange.Net", "ccxt", "ExchangeSharp"];
        foreach (string project in Repository.Projects)
        {
            IReadOnlyList<string> references = AssemblyContent.References(AssemblyOf(project));
            Assert.DoesNotContain(references, reference => clients.Any(client => reference.StartsWith(client, StringComparison.OrdinalIgnoreCase)));
        }
    }

    private static string AssemblyOf(string project)
    {
        string configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;
        string name = project == "TradingBot.Cli" ? "tb" : project;
        string path = Path.Combine(Repository.Root, project, "bin", configuration, "net10.0", name + ".dll");
        Assert.True(File.Exists(path), $"{path} is missing: build the solution first");
        return path;
    }
}
