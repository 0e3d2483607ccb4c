using System.Text.Json.Serialization;

namespace TradingBot.Storage.Commands;

/// <summary>What is asked for, as the API took it: names are the API's spelling, amounts are what the user wrote.</summary>
/// <remarks>The names of kinds and members are stored.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(OpenAccountBody), "open_account")]
[JsonDerivedType(typeof(PlaceOrderBody), "place_order")]
[JsonDerivedType(typeof(CancelOrderBody), "cancel_order")]
[JsonDerivedType(typeof(PlacePairBody), "place_pair")]
[JsonDerivedType(typeof(AmendOrderBody), "amend_order")]
[JsonDerivedType(typeof(CancelAllBody), "cancel_all")]
[JsonDerivedType(typeof(ConfigureStrategyBody), "configure_strategy")]
[JsonDerivedType(typeof(SetRiskLimitsBody), "set_risk_limits")]
[JsonDerivedType(typeof(SetExecutionModelBody), "set_execution_model")]
[JsonDerivedType(typeof(GenerateReportBody), "generate_report")]
public abstract record CommandBody
{
    /// <summary>The stored name of the kind.</summary>
    [JsonIgnore]
    public abstract string Kind { get; }
}

/// <summary>Opens a paper account; the command's account id is the new account's.</summary>
/// <param name="Name">1 to 64 characters.</param>
/// <param name="ReportingAsset">Such as USDT.</param>
/// <param name="Deposits">Virtual cash per asset.</param>
/// <param name="Limits">Risk limits; none: the defaults for the deposit.</param>
public sealed record OpenAccountBody(string Name, string ReportingAsset, IReadOnlyDictionary<string, decimal> Deposits, SetRiskLimitsBody? Limits) : CommandBody
{
    /// <summary>Name of its execution model; none: immediate.</summary>
    public string? ExecutionModel { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "open_account";
}

/// <summary>Places an order.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT, or the venue's own spelling.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Type">market, limit, stop, stopLimit, takeProfit, takeProfitLimit or trailingStop.</param>
/// <param name="Quantity">Base units; 0 where an amount of the quote asset is given.</param>
/// <param name="Price">Limit price; only for an order with a limit.</param>
/// <param name="TimeInForce">gtc, gtd, ioc, fok or postOnly; none: gtc for an order with a limit, else ioc.</param>
public sealed record PlaceOrderBody(string Venue, string Symbol, string Side, string Type, decimal Quantity, decimal? Price, string? TimeInForce) : CommandBody
{
    /// <summary>Price that sets a stop or take-profit order off.</summary>
    public decimal? TriggerPrice { get; init; }

    /// <summary>lastTrade or bestPrice; none: lastTrade.</summary>
    public string? TriggerSource { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in quote units.</summary>
    public decimal? TrailingDistance { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in percent of it.</summary>
    public decimal? TrailingPercent { get; init; }

    /// <summary>Price that a trailing stop waits for before it follows.</summary>
    public decimal? ActivationPrice { get; init; }

    /// <summary>When a gtd order ends.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>Whether it must only reduce the position; none: no.</summary>
    public bool? ReduceOnly { get; init; }

    /// <summary>expireMaker, expireTaker, expireBoth or decrement; none: expireMaker.</summary>
    public string? SelfTradePrevention { get; init; }

    /// <summary>What of an iceberg order the book shows at a time.</summary>
    public decimal? DisplayQuantity { get; init; }

    /// <summary>Limit price of the take-profit order that follows a buy.</summary>
    public decimal? TakeProfitPrice { get; init; }

    /// <summary>Trigger of the stop order that follows a buy.</summary>
    public decimal? StopPrice { get; init; }

    /// <summary>Limit price of that stop order; none: at the market.</summary>
    public decimal? StopLimitPrice { get; init; }

    /// <summary>Amount of the quote asset for a market order, instead of a quantity.</summary>
    public decimal? QuoteQuantity { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "place_order";
}

/// <summary>Places a pair of which one cancels the other.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT, or the venue's own spelling.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Price">Price of the limit order.</param>
/// <param name="StopPrice">Trigger of the stop order.</param>
/// <param name="StopLimitPrice">Limit price of the stop order; none: at the market.</param>
/// <param name="TriggerSource">lastTrade or bestPrice; none: lastTrade.</param>
/// <param name="SelfTradePrevention">expireMaker, expireTaker, expireBoth or decrement; none: expireMaker.</param>
public sealed record PlacePairBody(
    string Venue, string Symbol, string Side, decimal Quantity, decimal Price, decimal StopPrice, decimal? StopLimitPrice, string? TriggerSource = null, string? SelfTradePrevention = null)
    : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "place_pair";
}

/// <summary>Cancels an open order.</summary>
/// <param name="OrderId">The order.</param>
public sealed record CancelOrderBody(Guid OrderId) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "cancel_order";
}

/// <summary>Changes an open order; what is none stays as it is.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Price">New limit price.</param>
/// <param name="Quantity">New quantity, what is executed already included.</param>
public sealed record AmendOrderBody(Guid OrderId, decimal? Price, decimal? Quantity) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "amend_order";
}

/// <summary>Cancels the open orders of the account: all of them, or those of an instrument, a strategy, or both.</summary>
public sealed record CancelAllBody : CommandBody
{
    /// <summary>binance or kucoin; with <see cref="Symbol"/>.</summary>
    public string? Venue { get; init; }

    /// <summary>BTC-USDT, or the venue's own spelling; with <see cref="Venue"/>.</summary>
    public string? Symbol { get; init; }

    /// <summary>Only orders that this strategy decided.</summary>
    public string? StrategyId { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "cancel_all";
}

/// <summary>Adds, changes, starts or stops a strategy. What is left out stays as it is, or has its default where the strategy is new.</summary>
/// <param name="StrategyId">Its id within the account.</param>
/// <param name="StrategyKind">ma-cross, rsi-reversion or learned; needed where it is new.</param>
/// <param name="Venue">binance or kucoin; needed where it is new.</param>
/// <param name="Symbol">BTC-USDT; needed where it is new.</param>
/// <param name="BarSeconds">Length of its bars; 60 where it is new.</param>
/// <param name="Parameters">Values by name.</param>
/// <param name="IsRunning">Whether it shall run; true where it is new.</param>
public sealed record ConfigureStrategyBody(
    string StrategyId, string? StrategyKind = null, string? Venue = null, string? Symbol = null, int? BarSeconds = null,
    IReadOnlyDictionary<string, decimal>? Parameters = null, bool? IsRunning = null) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "configure_strategy";
}

/// <summary>Changes the account's risk limits; amounts in its reporting asset.</summary>
/// <param name="MaxOrderNotional">Greatest price times quantity of an order.</param>
/// <param name="MaxPositionNotional">Greatest value of a position.</param>
/// <param name="MaxDrawdown">Loss from the highest equity, as a fraction (0.2 is 20 %).</param>
/// <param name="MaxOpenOrders">Greatest number of open orders.</param>
public sealed record SetRiskLimitsBody(decimal MaxOrderNotional, decimal MaxPositionNotional, decimal MaxDrawdown, int MaxOpenOrders) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "set_risk_limits";
}

/// <summary>Changes what decides when and how the account's orders execute.</summary>
/// <param name="ExecutionModel">immediate, expected, pessimistic or optimistic.</param>
public sealed record SetExecutionModelBody(string ExecutionModel) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "set_execution_model";
}

/// <summary>Makes a report of the account now; the answer names it.</summary>
/// <param name="ReportKind">daily-performance.</param>
/// <param name="PeriodStart">Inclusive.</param>
/// <param name="PeriodEnd">Exclusive.</param>
public sealed record GenerateReportBody(string ReportKind, DateTimeOffset PeriodStart, DateTimeOffset PeriodEnd) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "generate_report";
}
