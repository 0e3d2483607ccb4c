using System.Text.Json.Serialization;

namespace TradingBot.Storage.Commands;

/// <summary>What is asked for, as the API took it: names are the API's spelling, amounts are what the user wrote.</summary>
/// <remarks>The names of kinds and members are stored.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(OpenAccountBody), "open_account")]
[JsonDerivedType(typeof(PlaceOrderBody), "place_order")]
[JsonDerivedType(typeof(CancelOrderBody), "cancel_order")]
[JsonDerivedType(typeof(CancelAllBody), "cancel_all")]
[JsonDerivedType(typeof(ConfigureStrategyBody), "configure_strategy")]
[JsonDerivedType(typeof(SetRiskLimitsBody), "set_risk_limits")]
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
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "open_account";
}

/// <summary>Places an order.</summary>
/// <param name="Venue">binance or kucoin.</param>
/// <param name="Symbol">BTC-USDT, or the venue's own spelling.</param>
/// <param name="Side">buy or sell.</param>
/// <param name="Type">market or limit.</param>
/// <param name="Quantity">Base units.</param>
/// <param name="Price">Limit price; only for a limit order.</param>
/// <param name="TimeInForce">gtc, ioc, fok or postOnly; none: gtc for a limit order, ioc for a market order.</param>
public sealed record PlaceOrderBody(string Venue, string Symbol, string Side, string Type, decimal Quantity, decimal? Price, string? TimeInForce) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "place_order";
}

/// <summary>Cancels an open order.</summary>
/// <param name="OrderId">The order.</param>
public sealed record CancelOrderBody(Guid OrderId) : CommandBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => "cancel_order";
}

/// <summary>Cancels all open orders of the account.</summary>
public sealed record CancelAllBody : CommandBody
{
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
