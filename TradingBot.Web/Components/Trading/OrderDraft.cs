using System.Globalization;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Orders;

namespace TradingBot.Web.Components.Trading;

/// <summary>What a person has typed into the ticket, held against the rules of the instrument before it is sent.</summary>
public sealed record OrderDraft
{
    private const NumberStyles Style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite;

    /// <summary>buy or sell.</summary>
    public string Side { get; init; } = "buy";

    /// <summary>limit, market, stop, takeProfit, trailingStop or oco; a stop or take-profit order with a limit price is a stopLimit or takeProfitLimit order.</summary>
    public string Type { get; init; } = "limit";

    /// <summary>gtc, gtd, ioc, fok or postOnly; an order without a limit is always ioc.</summary>
    public string TimeInForce { get; init; } = "gtc";

    /// <summary>Whether <see cref="Quantity"/> is an amount of the quote asset; market orders only.</summary>
    public bool IsByQuote { get; init; }

    /// <summary>Price that sets a stop or take-profit order off, as typed.</summary>
    public string Trigger { get; init; } = "";

    /// <summary>What a trailing stop stays behind the best price, as typed: a distance, or a share with a percent sign.</summary>
    public string Trail { get; init; } = "";

    /// <summary>Price that a trailing stop waits for before it follows, as typed; may be left out.</summary>
    public string Activation { get; init; } = "";

    /// <summary>When a gtd order ends, as typed: a UTC time such as 2026-01-31T12:00.</summary>
    public string ExpireAt { get; init; } = "";

    /// <summary>Whether it must only reduce the position.</summary>
    public bool IsReduceOnly { get; init; }

    /// <summary>What happens where it would meet an own order: expireMaker, expireTaker, expireBoth or decrement.</summary>
    public string SelfTradePrevention { get; init; } = "expireMaker";

    /// <summary>What of an iceberg order the book shows at a time, as typed; may be left out.</summary>
    public string Shown { get; init; } = "";

    /// <summary>Take-profit price of what follows a buy, as typed; may be left out.</summary>
    public string TakeProfit { get; init; } = "";

    /// <summary>Stop of what follows a buy, or of a pair, as typed.</summary>
    public string Stop { get; init; } = "";

    /// <summary>Limit price of that stop, as typed; left out: at the market.</summary>
    public string StopLimit { get; init; } = "";

    /// <summary>Quantity as typed.</summary>
    public string Quantity { get; init; } = "";

    /// <summary>Limit price as typed.</summary>
    public string Price { get; init; } = "";

    /// <summary>Whether it has a trigger price of its own.</summary>
    public bool IsTriggered => Type is "stop" or "takeProfit";

    /// <summary>Whether it may name a limit price.</summary>
    public bool TakesPrice => Type is "limit" or "oco" || IsTriggered;

    /// <summary>Whether it is a pair of which one cancels the other.</summary>
    public bool IsPair => Type == "oco";

    /// <summary>Whether exits may follow it: it buys, and is no pair.</summary>
    public bool TakesExits => Side == "buy" && !IsPair;

    /// <summary>Whether it may show only a part of itself.</summary>
    public bool TakesShown => IsLimit && !IsPair && TimeInForce == "gtc";

    /// <summary>Whether it has a limit price.</summary>
    public bool IsLimit => Type is "limit" or "oco" || (IsTriggered && Price.Trim().Length > 0);

    /// <summary>The quantity, if it is a number.</summary>
    public decimal? QuantityValue => Parse(Quantity);

    /// <summary>The limit price, if it is a number.</summary>
    public decimal? PriceValue => IsLimit ? Parse(Price) : null;

    /// <summary>The price to reckon with: the limit, the trigger, or what the other side of the market shows.</summary>
    public decimal? ExpectedPrice(TickerContract? ticker) => IsLimit ? PriceValue : IsTriggered ? Parse(Trigger) : Side == "buy" ? ticker?.BestAsk : ticker?.BestBid;

    /// <summary>Price times quantity.</summary>
    public decimal? Notional(TickerContract? ticker) => IsByQuote && Type == "market" ? QuantityValue : Product(ExpectedPrice(ticker), QuantityValue);

    /// <summary>Faults by field (camelCase, as the Api names them); empty where it can be sent.</summary>
    public IReadOnlyDictionary<string, string> FaultsBy(InstrumentContract rules, TickerContract? ticker)
    {
        var faults = new Dictionary<string, string>();
        Put(faults, "quantity", IsByQuote && Type == "market" ? AmountFault(rules) : QuantityFault(rules));
        if (IsLimit) Put(faults, "price", PriceFault(rules, Price));
        if (IsTriggered) Put(faults, "triggerPrice", PriceFault(rules, Trigger));
        if (Type == "trailingStop") Put(faults, "trailingDistance", TrailFault(rules));
        if (Type == "trailingStop" && Activation.Trim().Length > 0) Put(faults, "activationPrice", PriceFault(rules, Activation));
        if (IsLimit && TimeInForce == "gtd" && ExpiryValue is null) faults["expireAt"] = "Enter when the order shall end.";
        if (IsPair) Put(faults, "stopPrice", PriceFault(rules, Stop));
        else if (TakesExits && Stop.Trim().Length > 0) Put(faults, "stopPrice", PriceFault(rules, Stop));
        if (TakesExits && TakeProfit.Trim().Length > 0) Put(faults, "takeProfitPrice", PriceFault(rules, TakeProfit));
        if ((IsPair || TakesExits) && StopLimit.Trim().Length > 0) Put(faults, "stopLimitPrice", PriceFault(rules, StopLimit));
        if (TakesShown && Shown.Trim().Length > 0) Put(faults, "displayQuantity", ShownFault(rules));
        if (faults.Count == 0 && Notional(ticker) is { } notional && notional < rules.MinNotional)
            faults["quantity"] = $"Price times quantity is {Display.Quantity(notional)} {rules.QuoteAsset}; it must be at least {Display.Quantity(rules.MinNotional)}.";
        return faults;
    }

    /// <summary>The body to send.</summary>
    public PlaceOrderRequest ToRequest(InstrumentContract rules)
    {
        bool byQuote = IsByQuote && Type == "market";
        bool trails = Type == "trailingStop";
        return new(rules.Venue, rules.Symbol, Side, IsTriggered && IsLimit ? Type + "Limit" : Type, byQuote ? null : QuantityValue, PriceValue, IsLimit ? TimeInForce : "ioc")
        {
            QuoteQuantity = byQuote ? QuantityValue : null,
            TriggerPrice = IsTriggered ? Parse(Trigger) : null,
            TrailingDistance = trails && !IsShare ? Parse(Trail) : null,
            TrailingPercent = trails && IsShare ? Parse(Trail.Replace('%', ' ')) : null,
            ActivationPrice = trails ? Parse(Activation) : null,
            ExpireAt = IsLimit && TimeInForce == "gtd" ? ExpiryValue : null,
            DisplayQuantity = TakesShown ? Parse(Shown) : null,
            TakeProfitPrice = TakesExits ? Parse(TakeProfit) : null,
            StopPrice = TakesExits ? Parse(Stop) : null,
            StopLimitPrice = TakesExits ? Parse(StopLimit) : null,
            SelfTradePrevention = SelfTradePrevention,
            ReduceOnly = IsReduceOnly && Side == "sell" ? true : null,
        };
    }

    /// <summary>The body to send for a pair.</summary>
    public PlaceOcoRequest ToPair(InstrumentContract rules) =>
        new(rules.Venue, rules.Symbol, Side, QuantityValue, Parse(Price), Parse(Stop), Parse(StopLimit)) { SelfTradePrevention = SelfTradePrevention };

    private string? ShownFault(InstrumentContract rules) => Parse(Shown) switch
    {
        null => $"“{Shown}” is not a number; write it like {Display.Quantity(rules.LotSize)}.",
        { } value when value <= 0 || value % rules.LotSize != 0 => $"What is shown must be a multiple of {Display.Quantity(rules.LotSize)}.",
        { } value when value >= QuantityValue => "What is shown must be less than the quantity; leave it empty to show all.",
        _ => null,
    };

    private bool IsShare => Trail.Contains('%', StringComparison.Ordinal);

    private DateTimeOffset? ExpiryValue =>
        DateTimeOffset.TryParse(ExpireAt, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;

    private string? TrailFault(InstrumentContract rules)
    {
        if (!IsShare) return PriceFault(rules, Trail);
        return Parse(Trail.Replace('%', ' ')) is { } share and >= 0.01m and <= 50m && decimal.Round(share, 4) == share
            ? null
            : "The share must be 0.01 % to 50 %, with at most four decimal places.";
    }

    private string? AmountFault(InstrumentContract rules) => QuantityValue switch
    {
        null when Quantity.Trim().Length == 0 => $"Enter an amount in {rules.QuoteAsset}.",
        null => $"“{Quantity}” is not a number; write it like 100.",
        { } value when value <= 0 => "The amount must be greater than zero.",
        _ => null,
    };

    private static void Put(Dictionary<string, string> faults, string field, string? fault)
    {
        if (fault is not null) faults[field] = fault;
    }

    private string? QuantityFault(InstrumentContract rules) => QuantityValue switch
    {
        null when Quantity.Trim().Length == 0 => $"Enter a quantity in {rules.BaseAsset}.",
        null => $"“{Quantity}” is not a number; write it like {Display.Quantity(rules.LotSize)}.",
        { } value when value <= 0 => "The quantity must be greater than zero.",
        { } value when value < rules.MinQuantity => $"The least quantity is {Display.Quantity(rules.MinQuantity)} {rules.BaseAsset}.",
        { } value when value % rules.LotSize != 0 => $"The quantity must be a multiple of {Display.Quantity(rules.LotSize)}: {Nearest(value, rules.LotSize)}.",
        _ => null,
    };

    private static string? PriceFault(InstrumentContract rules, string typed) => Parse(typed) switch
    {
        null when typed.Trim().Length == 0 => $"Enter a price in {rules.QuoteAsset}.",
        null => $"“{typed}” is not a number; write it like {Display.Quantity(rules.TickSize)}.",
        { } value when value <= 0 => "The price must be greater than zero.",
        { } value when value % rules.TickSize != 0 => $"The price must be a multiple of {Display.Quantity(rules.TickSize)}: {Nearest(value, rules.TickSize)}.",
        _ => null,
    };

    private static string Nearest(decimal value, decimal step)
    {
        decimal below = value - (value % step);
        return below > 0 ? $"{Plain(below)} or {Plain(below + step)}" : $"{Plain(step)} or more";
    }

    private static string Plain(decimal value) => value.ToString("0.############", CultureInfo.InvariantCulture);

    // Beyond 10^13 no instrument trades, and the product below can't overflow.
    private static decimal? Parse(string text) =>
        decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out decimal value) && value < 10_000_000_000_000m ? value : null;

    private static decimal? Product(decimal? left, decimal? right) => left is { } price && right is { } quantity ? price * quantity : null;
}
