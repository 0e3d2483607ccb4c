namespace TradingBot.Contracts.Orders;

/// <summary>Body of <c>POST /api/orders</c>; the header <c>Idempotency-Key</c> makes a repeat safe.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT, or the venue's own spelling.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Type">market, limit, stop, stopLimit, takeProfit, takeProfitLimit or trailingStop.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Price">Limit price; only for an order with a limit.</param>
/// <param name="TimeInForce">gtc (default for an order with a limit), ioc (default for others), fok, postOnly, gtd.</param>
/// <param name="AccountId">Default: the first account.</param>
public sealed record PlaceOrderRequest(
    string? Venue, string? Symbol, string? Side, string? Type, decimal? Quantity, decimal? Price = null, string? TimeInForce = null, Guid? AccountId = null)
{
    /// <summary>Price that sets a stop or take-profit order off.</summary>
    public decimal? TriggerPrice { get; init; }

    /// <summary>What the trigger watches: lastTrade (default) or bestPrice (best ask for a buy, best bid for a sell).</summary>
    public string? TriggerSource { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in quote units.</summary>
    public decimal? TrailingDistance { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in percent of it: 0.01 to 50.</summary>
    public decimal? TrailingPercent { get; init; }

    /// <summary>Price that a trailing stop waits for before it begins to follow.</summary>
    public decimal? ActivationPrice { get; init; }

    /// <summary>When a gtd order ends.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>Whether it must do no more than reduce the position.</summary>
    public bool? ReduceOnly { get; init; }

    /// <summary>What happens where it would trade with an own order: expireMaker (default; or CO), expireTaker (CN), expireBoth (CB), decrement (DC).</summary>
    public string? SelfTradePrevention { get; init; }

    /// <summary>What of an iceberg order the book shows at a time, base units; only with a limit and gtc.</summary>
    public decimal? DisplayQuantity { get; init; }

    /// <summary>Price of a limit order that sells what a buy brought, as soon as it has (bracket).</summary>
    public decimal? TakeProfitPrice { get; init; }

    /// <summary>Trigger of a stop order that sells what a buy brought, as soon as it has (bracket). With a take-profit price the two are a pair.</summary>
    public decimal? StopPrice { get; init; }

    /// <summary>Limit price of that stop order; none: at the market.</summary>
    public decimal? StopLimitPrice { get; init; }

    /// <summary>Amount of the quote asset that a market order shall spend or bring, instead of <see cref="Quantity"/>.</summary>
    public decimal? QuoteQuantity { get; init; }
}

/// <summary>Body of <c>POST /api/orders/oco</c>: a limit order and a stop order of which one cancels the other.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT, or the venue's own spelling.</param>
/// <param name="Side">buy or sell; the same for both.</param>
/// <param name="Quantity">Base units; the same for both.</param>
/// <param name="Price">Price of the limit order (post only): above the stop to sell, below it to buy.</param>
/// <param name="StopPrice">Trigger of the stop order.</param>
/// <param name="StopLimitPrice">Limit price of the stop order; none: at the market.</param>
/// <param name="AccountId">Default: the first account.</param>
public sealed record PlaceOcoRequest(
    string? Venue, string? Symbol, string? Side, decimal? Quantity, decimal? Price, decimal? StopPrice, decimal? StopLimitPrice = null, Guid? AccountId = null)
{
    /// <summary>What the trigger watches: lastTrade (default) or bestPrice.</summary>
    public string? TriggerSource { get; init; }

    /// <summary>What happens where one would trade with an own order: expireMaker (default; or CO), expireTaker (CN), expireBoth (CB), decrement (DC).</summary>
    public string? SelfTradePrevention { get; init; }
}

/// <summary>Answer to <c>POST /api/orders/oco</c>.</summary>
/// <param name="Limit">The limit order.</param>
/// <param name="Stop">The stop order.</param>
public sealed record OcoContract(OrderContract Limit, OrderContract Stop);

/// <summary>Body of <c>PATCH /api/orders/{orderId}</c>: what is left out stays as it is.</summary>
/// <param name="Price">New limit price.</param>
/// <param name="Quantity">New quantity in base units, what is executed already included.</param>
public sealed record AmendOrderRequest(decimal? Price = null, decimal? Quantity = null);

/// <summary>Body of <c>POST /api/orders/cancel-all</c>: without a filter, all open orders of the account.</summary>
/// <param name="Venue">With the symbol: only orders there.</param>
/// <param name="Symbol">With the venue: only orders in it.</param>
/// <param name="StrategyId">Only orders that this strategy decided.</param>
/// <param name="AccountId">Default: the first account.</param>
public sealed record CancelAllRequest(string? Venue = null, string? Symbol = null, string? StrategyId = null, Guid? AccountId = null);

/// <summary>Answer to <c>POST /api/orders/cancel-all</c>.</summary>
/// <param name="AccountId">Whose orders.</param>
/// <param name="Cancelled">How many were cancelled.</param>
public sealed record CancelAllAnswer(Guid AccountId, int Cancelled);

/// <summary>An order.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="AccountId">Whose.</param>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Type">market, limit, stop, stopLimit, takeProfit, takeProfitLimit or trailingStop.</param>
/// <param name="TimeInForce">gtc, gtd, ioc, fok or postOnly.</param>
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
    decimal? AveragePrice, string Status, string? RejectReason, string? Message, string? StrategyId, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>Where the trigger stands; of a trailing stop none before its activation.</summary>
    public decimal? TriggerPrice { get; init; }

    /// <summary>lastTrade or bestPrice; none without a trigger.</summary>
    public string? TriggerSource { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in quote units.</summary>
    public decimal? TrailingDistance { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in percent of it.</summary>
    public decimal? TrailingPercent { get; init; }

    /// <summary>Price that a trailing stop waits for before it begins to follow.</summary>
    public decimal? ActivationPrice { get; init; }

    /// <summary>When it was set off; none as long as it waits, or without a trigger.</summary>
    public DateTimeOffset? TriggeredAt { get; init; }

    /// <summary>When it ends at the latest.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>Whether it was to do no more than reduce the position.</summary>
    public bool ReduceOnly { get; init; }

    /// <summary>Amount of the quote asset that was asked for instead of a quantity.</summary>
    public decimal? QuoteQuantity { get; init; }

    /// <summary>How often its price or quantity were changed.</summary>
    public int Amends { get; init; }

    /// <summary>What happens where it would trade with an own order: expireMaker, expireTaker, expireBoth or decrement.</summary>
    public string? SelfTradePrevention { get; init; }

    /// <summary>Base units that were not executed because they would have met an own order.</summary>
    public decimal PreventedQuantity { get; init; }

    /// <summary>What of an iceberg order the book shows at a time.</summary>
    public decimal? DisplayQuantity { get; init; }

    /// <summary>The pair that it belongs to: when one of the two is set off, executes or ends, the other is cancelled.</summary>
    public Guid? ListId { get; init; }

    /// <summary>limit or stop: which of its pair it is.</summary>
    public string? ListLeg { get; init; }

    /// <summary>The entry whose exit it is.</summary>
    public Guid? ParentOrderId { get; init; }

    /// <summary>Take-profit price of what follows when it has bought.</summary>
    public decimal? TakeProfitPrice { get; init; }

    /// <summary>Stop of what follows when it has bought.</summary>
    public decimal? StopPrice { get; init; }

    /// <summary>Limit of that stop.</summary>
    public decimal? StopLimitPrice { get; init; }

    /// <summary>Why it ended without being filled in full, such as timeInForce or insufficientBalance.</summary>
    public string? EndReason { get; init; }

    /// <summary>Whether it works in the simulator's market; in the other world's market it waits.</summary>
    public bool Simulated { get; init; }

    /// <summary>Why an open order can't be filled now whatever its price; none where it can, and in the live stream.</summary>
    public string? WaitsBecause { get; init; }
}

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
