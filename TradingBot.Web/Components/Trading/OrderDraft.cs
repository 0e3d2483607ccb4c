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

    /// <summary>market or limit.</summary>
    public string Type { get; init; } = "limit";

    /// <summary>gtc, ioc, fok or postOnly; a market order is always ioc.</summary>
    public string TimeInForce { get; init; } = "gtc";

    /// <summary>Quantity as typed.</summary>
    public string Quantity { get; init; } = "";

    /// <summary>Limit price as typed.</summary>
    public string Price { get; init; } = "";

    /// <summary>Whether it names a price.</summary>
    public bool IsLimit => Type == "limit";

    /// <summary>The quantity, if it is a number.</summary>
    public decimal? QuantityValue => Parse(Quantity);

    /// <summary>The limit price, if it is a number.</summary>
    public decimal? PriceValue => IsLimit ? Parse(Price) : null;

    /// <summary>The price to reckon with: the limit, or what the other side of the market shows.</summary>
    public decimal? ExpectedPrice(TickerContract? ticker) => PriceValue ?? (IsLimit ? null : Side == "buy" ? ticker?.BestAsk : ticker?.BestBid);

    /// <summary>Price times quantity.</summary>
    public decimal? Notional(TickerContract? ticker) => Product(ExpectedPrice(ticker), QuantityValue);

    /// <summary>Faults by field (camelCase, as the Api names them); empty where it can be sent.</summary>
    public IReadOnlyDictionary<string, string> FaultsBy(InstrumentContract rules, TickerContract? ticker)
    {
        var faults = new Dictionary<string, string>();
        if (QuantityFault(rules) is { } quantity) faults["quantity"] = quantity;
        if (IsLimit && PriceFault(rules) is { } price) faults["price"] = price;
        if (faults.Count == 0 && Notional(ticker) is { } notional && notional < rules.MinNotional)
            faults["quantity"] = $"Price times quantity is {Display.Quantity(notional)} {rules.QuoteAsset}; it must be at least {Display.Quantity(rules.MinNotional)}.";
        return faults;
    }

    /// <summary>The body to send.</summary>
    public PlaceOrderRequest ToRequest(InstrumentContract rules) =>
        new(rules.Venue, rules.Symbol, Side, Type, QuantityValue, PriceValue, IsLimit ? TimeInForce : "ioc");

    private string? QuantityFault(InstrumentContract rules) => QuantityValue switch
    {
        null when Quantity.Trim().Length == 0 => $"Enter a quantity in {rules.BaseAsset}.",
        null => $"“{Quantity}” is not a number; write it like {Display.Quantity(rules.LotSize)}.",
        { } value when value <= 0 => "The quantity must be greater than zero.",
        { } value when value < rules.MinQuantity => $"The least quantity is {Display.Quantity(rules.MinQuantity)} {rules.BaseAsset}.",
        { } value when value % rules.LotSize != 0 => $"The quantity must be a multiple of {Display.Quantity(rules.LotSize)}: {Nearest(value, rules.LotSize)}.",
        _ => null,
    };

    private string? PriceFault(InstrumentContract rules) => PriceValue switch
    {
        null when Price.Trim().Length == 0 => $"Enter a price in {rules.QuoteAsset}.",
        null => $"“{Price}” is not a number; write it like {Display.Quantity(rules.TickSize)}.",
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
