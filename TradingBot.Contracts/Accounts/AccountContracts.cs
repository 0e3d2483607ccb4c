namespace TradingBot.Contracts.Accounts;

/// <summary>A paper account as <c>GET /api/accounts</c> lists it.</summary>
/// <param name="AccountId">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ReportingAsset">Asset that equity is told in.</param>
/// <param name="Equity">Cash and marked positions, in the reporting asset; as of <paramref name="EquityAt"/>.</param>
/// <param name="EquityAt">When equity was last marked; none before the first mark.</param>
/// <param name="RiskState">active, reduceOnly or halted.</param>
/// <param name="RiskReason">Why, when it is not active.</param>
/// <param name="Limits">Risk limits.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="IsVirtual">Always true: there are only paper accounts.</param>
public sealed record AccountSummary(
    Guid AccountId, string Name, string ReportingAsset, decimal Equity, DateTimeOffset? EquityAt, string RiskState, string? RiskReason,
    RiskLimitsContract Limits, DateTimeOffset CreatedAt, bool IsVirtual)
{
    /// <summary>keep, cancel or halt: what becomes of open orders where missed trades cannot all be brought back.</summary>
    public string MissedTradesPolicy { get; init; } = "keep";

    /// <summary>immediate, expected, pessimistic or optimistic: what decides when and how its orders execute.</summary>
    public string ExecutionModel { get; init; } = "immediate";
}

/// <summary>Risk limits; amounts in the reporting asset.</summary>
/// <param name="MaxOrderNotional">Greatest price times quantity of an order.</param>
/// <param name="MaxPositionNotional">Greatest value of the position in one instrument.</param>
/// <param name="MaxDrawdown">Loss from the highest equity, as a fraction (0.2 is 20 %).</param>
/// <param name="MaxOpenOrders">Greatest number of open orders.</param>
public sealed record RiskLimitsContract(decimal MaxOrderNotional, decimal MaxPositionNotional, decimal MaxDrawdown, int MaxOpenOrders);

/// <summary>Body of <c>POST /api/accounts</c>.</summary>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="InitialBalance">Virtual cash, positive.</param>
/// <param name="ReportingAsset">Default USDT.</param>
/// <param name="Limits">Default: order 25 %, position 50 % of the initial balance, drawdown 0.2, 50 open orders.</param>
public sealed record OpenAccountRequest(string Name, decimal InitialBalance, string? ReportingAsset = null, RiskLimitsContract? Limits = null)
{
    /// <summary>immediate, expected, pessimistic or optimistic; default immediate.</summary>
    public string? ExecutionModel { get; init; }
}

/// <summary>Body of <c>PUT /api/accounts/{accountId}/execution-model</c>.</summary>
/// <param name="ExecutionModel">immediate (pessimistic queue, nothing takes time), expected (the best guess), pessimistic or optimistic.</param>
public sealed record ExecutionModelContract(string? ExecutionModel);

/// <summary>Balance of one asset.</summary>
/// <param name="Asset">Asset code.</param>
/// <param name="Free">Can be used.</param>
/// <param name="Locked">Reserved by open orders.</param>
public sealed record BalanceContract(string Asset, decimal Free, decimal Locked);

/// <summary>A position in one instrument.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Quantity">Base units held.</param>
/// <param name="AverageCost">Quote units per base unit.</param>
/// <param name="MarkPrice">Price that it is valued at; none when the market is not known.</param>
/// <param name="MarketValue">Quantity times mark, in quote.</param>
/// <param name="UnrealizedProfit">Market value less cost.</param>
/// <param name="RealizedProfit">Realized so far, fees included.</param>
public sealed record PositionContract(
    string Venue, string Symbol, decimal Quantity, decimal AverageCost, decimal? MarkPrice, decimal? MarketValue, decimal? UnrealizedProfit, decimal RealizedProfit);

/// <summary>Answer of <c>GET /api/portfolio/summary</c> (one account, <c>?accountId=</c>; default the first).</summary>
/// <param name="IsVirtual">Always true.</param>
/// <param name="AccountId">Which account.</param>
/// <param name="AccountName">Its name.</param>
/// <param name="ReportingAsset">Asset of the amounts below.</param>
/// <param name="Equity">Cash and marked positions.</param>
/// <param name="InitialDeposit">Virtual cash it was opened with.</param>
/// <param name="TotalProfit">Equity less deposits.</param>
/// <param name="RealizedProfit">Realized over all positions, fees included.</param>
/// <param name="UnrealizedProfit">Of the open positions.</param>
/// <param name="FeesPaid">In the reporting asset.</param>
/// <param name="Drawdown">From the highest equity, as a fraction.</param>
/// <param name="AsOf">When equity was marked.</param>
/// <param name="Balances">Per asset.</param>
/// <param name="Positions">Open positions.</param>
/// <param name="Simulated">Whether equity was told by the simulator's prices, not by the exchanges'.</param>
public sealed record PortfolioSummary(
    bool IsVirtual, Guid AccountId, string AccountName, string ReportingAsset, decimal Equity, decimal InitialDeposit, decimal TotalProfit, decimal RealizedProfit,
    decimal UnrealizedProfit, decimal FeesPaid, decimal Drawdown, DateTimeOffset AsOf, IReadOnlyList<BalanceContract> Balances, IReadOnlyList<PositionContract> Positions,
    bool Simulated = false);

/// <summary>One point of <c>GET /api/portfolio/equity</c> (<c>?accountId=&amp;from=&amp;limit=</c>), oldest first.</summary>
/// <param name="At">When.</param>
/// <param name="Equity">In the reporting asset.</param>
/// <param name="Simulated">Whether it was told by the simulator's prices.</param>
public sealed record EquityPointContract(DateTimeOffset At, decimal Equity, bool Simulated = false);
