using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Orders;

/// <summary>Whether an order names the worst price that it takes.</summary>
public enum OrderKind
{
    /// <summary>At its price or better.</summary>
    Limit = 0,

    /// <summary>At whatever the book gives; what it cannot give expires.</summary>
    Market = 1,
}

/// <summary>What becomes of the part of a limit order that does not match at once.</summary>
public enum TimeInForce
{
    /// <summary>It rests until it is filled or cancelled.</summary>
    GoodTillCancelled = 0,

    /// <summary>It expires.</summary>
    ImmediateOrCancel = 1,

    /// <summary>The order is filled as a whole at once, or expires as a whole.</summary>
    FillOrKill = 2,

    /// <summary>The order rests as a whole; one that would match at once is rejected.</summary>
    PostOnly = 3,
}

/// <summary>A real order for the simulator's matching engine. Amounts have at most eight decimals; prices are in the quote asset.</summary>
/// <param name="Venue">Where it goes.</param>
/// <param name="Symbol">The venue's own spelling: BTCUSDT, BTC-USDT.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="Kind">Limit or market.</param>
public sealed record OrderTicket(Venue Venue, string Symbol, Side Side, OrderKind Kind)
{
    /// <summary>For limit orders; market orders have none.</summary>
    public TimeInForce TimeInForce { get; init; }

    /// <summary>Limit orders: the worst price, a multiple of the symbol's tick.</summary>
    public decimal? Price { get; init; }

    /// <summary>In the base asset, a multiple of the symbol's lot.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Market orders, instead of the quantity: what is to be paid (buy) or got (sell) in the quote asset, down to whole lots.</summary>
    public decimal? QuoteQuantity { get; init; }

    /// <summary>The sender's own mark, handed back with the order; at most 64 characters.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether each change of its place in the queue is kept.</summary>
    public bool TracesQueue { get; init; }

    /// <summary>A limit order.</summary>
    public static OrderTicket Limit(Venue venue, string symbol, Side side, decimal price, decimal quantity, TimeInForce timeInForce = TimeInForce.GoodTillCancelled) =>
        new(venue, symbol, side, OrderKind.Limit) { Price = price, Quantity = quantity, TimeInForce = timeInForce };

    /// <summary>A market order of a quantity in the base asset.</summary>
    public static OrderTicket Market(Venue venue, string symbol, Side side, decimal quantity) =>
        new(venue, symbol, side, OrderKind.Market) { Quantity = quantity };

    /// <summary>What is wrong with the ticket whatever the symbol's rules say, naming the field; null where nothing is.</summary>
    internal string? Fault() => this switch
    {
        { Tag.Length: > 64 } => "tag must have at most 64 characters",
        { Kind: OrderKind.Limit, Price: null } => "price must be given for a limit order",
        { Kind: OrderKind.Limit, Quantity: null } => "quantity must be given for a limit order",
        { Kind: OrderKind.Limit, QuoteQuantity: not null } => "quoteQuantity must be left out of a limit order; give quantity",
        { Kind: OrderKind.Market, Price: not null } => "price must be left out of a market order",
        { Kind: OrderKind.Market, TimeInForce: not TimeInForce.GoodTillCancelled } => "timeInForce must be left out of a market order",
        { Kind: OrderKind.Market, Quantity: null, QuoteQuantity: null } or { Kind: OrderKind.Market, Quantity: not null, QuoteQuantity: not null } =>
            "one of quantity and quoteQuantity must be given for a market order",
        _ => AmountFault("price", Price) ?? AmountFault("quantity", Quantity) ?? AmountFault("quoteQuantity", QuoteQuantity),
    };

    private static string? AmountFault(string field, decimal? amount) =>
        amount is { } given && (given <= 0 || !Amounts.TryFrom(given, out _)) ? $"{field} must be above 0 with at most eight decimals, but is {given}" : null;
}
