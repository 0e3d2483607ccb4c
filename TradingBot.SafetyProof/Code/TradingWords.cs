using System.Text.RegularExpressions;

namespace TradingBot.SafetyProof.Code;

/// <summary>
/// The words that an order, a withdrawal, a transfer, margin, a sub-account or a user's stream at an exchange would need: paths, methods and hosts of
/// Binance's and KuCoin's published documentation.
/// </summary>
internal static partial class TradingWords
{
    // Attacks on the guard stand in the proofs' data, never in the product.
    [GeneratedRegex(
        """
        /(sapi|wapi|fapi|dapi|papi|eapi)/
        | /api/v\d+/(order|sor|openOrder|allOrder|account|myTrades|myPreventedMatches|myAllocations|userDataStream|userListenToken|listenKey|rateLimit/order)
        | /api/v\d+/(hf/|stop-order|oco|limitOrder|fills|deposit|withdraw|transfer|sub|margin|isolated|borrow|loan|lend|redeem|earn|user-info|user/|bullet-private|transaction|positions?|batchOrders|openOrders|mark-price/current/order|purchase|convert|broker|affiliate|copy-trade|struct-earn|vip-lending)
        # Names of methods have these very letters; "order.Status" is C#.
        | (?-i:\b(order|orderList|sor|sor\.order|algoOrder|openOrders|userDataStream|session|account|allOrders|myTrades)\.(place|cancel|cancelReplace|cancelAll|amend|modify|test|oco|oto|otoco|opo|opoco|start|ping|stop|logon|logout|subscribe|unsubscribe|status|balance|commission)\b)
        | (?-i:\b(spot|margin|futures|uta)\.(order|sync_order|cancel|modify|multi_order|multi_cancel)\b)
        | ws-api\.binance | ws-(fapi|dapi)\.binance | ws-auth\.kucoin | wsapi\.kucoin | fix-(oe|dc|md)\.binance | [fd]stream\.binance | (fapi|dapi|papi|eapi)\.binance | testnet\.binance
        | binancefuture\.com | (?<!data-)\bapi\d?\.binance\. | api-gcp\.binance | demo-api\.binance | api-(futures|broker)\.kucoin | openapi-(v2|sandbox)\.kucoin | api-sandbox
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    public static partial Regex Forbidden();

    /// <summary>Names that only a trading client has: in a library's reference or in a source that uses one.</summary>
    [GeneratedRegex(@"\.(Trading|Account|SubAccount|Margin|HfTrading|Earn|ProAccount|UsdFuturesApi|CoinFuturesApi|FuturesApi|GeneralApi|UnifiedApi)\b|ApiCredentials|SetApiCredentials|Place\w*Order|Cancel\w*Order|Withdraw|Transfer|UserClientProvider|ListenKey|StartUserStream")]
    public static partial Regex TradingClient();

    /// <summary>A statement that would say of an execution that it is none on paper; the database's default says that it is.</summary>
    [GeneratedRegex(@"(insert|update|copy|merge)\b[\s\S]*is_paper_trade", RegexOptions.IgnoreCase)]
    public static partial Regex PaperFlagWritten();
}
