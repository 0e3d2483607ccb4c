namespace TradingBot.Contracts.Orders;

/// <summary>Body of <c>POST /api/orders</c>; the header <c>Idempotency-Key</c> makes a repeat safe.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT, or the venue's own spelling.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Type">market or limit.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Price">Limit price; only for a limit order.</param>
/// <param name="TimeInForce">gtc (default for limit), ioc (default for market), fok, postOnly.</param>
/// <param name="AccountId">Default: the first account.</param>
public sealed record PlaceOrderRequest(
    string? Venue, string? Symbol, string? Side, string? Type, decimal? Quantity, decimal? Price = null, string? TimeInForce = null, Guid? AccountId = null);

/// <summary>An order.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="AccountId">Whose.</param>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Type">market or limit.</param>
/// <param name="TimeInForce">gtc, ioc, fok or postOnly.</param>
/// <param name="Quantity">Base units asked for.</param>
/// <param name="Price">Limit price.</param>
/// <param name="FilledQuantity">Base units executed.</param>
/// <param name="AveragePrice">Of what was executed.</param>
/// <param name="Status">open, partiallyFilled, filled, canceled, expired or rejected.</param>
/// <param name="RejectReason">Code such as priceOffTick.</param>
/// <param name="Message">For a person.</param>
/// <param name="StrategyId">Strategy that decided it; none where a user did.</param>
/// <param name="Reason">Why the strategy decided it.</param>
/// <param name="CreatedAt">When it arrived.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record OrderContract(
    Guid OrderId, Guid AccountId, string Venue, string Symbol, string Side, string Type, string TimeInForce, decimal Quantity, decimal? Price, decimal FilledQuantity,
    decimal? AveragePrice, string Status, string? RejectReason, string? Message, string? StrategyId, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>An execution.</summary>
/// <param name="ExecutionId">Its id.</param>
/// <param name="OrderId">Its order.</param>
/// <param name="AccountId">Whose.</param>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Price">Quote units per base unit.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Notional">Quote units.</param>
/// <param name="Fee">Fee charged.</param>
/// <param name="FeeAsset">Asset of the fee.</param>
/// <param name="Role">maker or taker.</param>
/// <param name="RealizedProfit">In quote.</param>
/// <param name="StrategyId">Strategy that decided the order.</param>
/// <param name="IsPaperTrade">Always true.</param>
/// <param name="Simulated">Whether the market was simulated or replayed, not live.</param>
/// <param name="ExecutedAt">When.</param>
public sealed record ExecutionContract(
    Guid ExecutionId, Guid OrderId, Guid AccountId, string Venue, string Symbol, string Side, decimal Price, decimal Quantity, decimal Notional, decimal Fee, string FeeAsset,
    string Role, decimal RealizedProfit, string? StrategyId, bool IsPaperTrade, bool Simulated, DateTimeOffset ExecutedAt);
