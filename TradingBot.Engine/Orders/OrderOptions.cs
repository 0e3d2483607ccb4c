namespace TradingBot.Engine.Orders;

/// <summary>What an order may ask for beyond side, quantity, price and time in force. Amounts are what its author wrote.</summary>
public sealed record OrderOptions
{
    /// <summary>Nothing of it.</summary>
    public static OrderOptions None { get; } = new();

    /// <summary>Price that sets a stop or take-profit order off, quote units per base unit; none for a trailing stop.</summary>
    public decimal? TriggerPrice { get; init; }

    /// <summary>Which price is watched.</summary>
    public TriggerSource TriggerSource { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in quote units; this or <see cref="TrailingPercent"/>.</summary>
    public decimal? TrailingDistance { get; init; }

    /// <summary>How far a trailing stop stays behind the best price, in percent of it: 0.01 to 50, at most four decimal places.</summary>
    public decimal? TrailingPercent { get; init; }

    /// <summary>Price that a trailing stop waits for before it begins to follow: a sell's must rise to it, a buy's fall to it.</summary>
    public decimal? ActivationPrice { get; init; }

    /// <summary>When a good-till-date order ends, nanoseconds since the Unix epoch.</summary>
    public long? ExpireTimeNs { get; init; }

    /// <summary>Whether it must not do more than reduce the position.</summary>
    public bool IsReduceOnly { get; init; }

    /// <summary>What happens where it would trade with another order of its account.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; }

    /// <summary>What of an iceberg order the book shall show at a time, base units; less than the quantity.</summary>
    public decimal? DisplayQuantity { get; init; }

    /// <summary>What shall be placed to protect the position that a buy opens (a bracket).</summary>
    public ExitOptions? Exits { get; init; }

    /// <summary>Amount of the quote asset that a market order shall spend or bring, instead of a quantity (which is then 0). Fees are not part of it.</summary>
    public decimal? QuoteQuantity { get; init; }
}
