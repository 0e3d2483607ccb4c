using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Orders;

/// <summary>What an accepted order asks for; over its life only an amendment changes its price and quantity.</summary>
public sealed record OrderTerms
{
    /// <summary>Id derived from account and number.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Rising per account from 1.</summary>
    public required long OrderNumber { get; init; }

    /// <summary>What is traded.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Buy or sell.</summary>
    public required Side Side { get; init; }

    /// <summary>How its price is decided.</summary>
    public required OrderType Type { get; init; }

    /// <summary>Base quantity asked for; where an amount of the quote asset was, what that amount was on arrival.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>Limit price; none for an order that executes at the market.</summary>
    public Price? LimitPrice { get; init; }

    /// <summary>How long it works.</summary>
    public required TimeInForce TimeInForce { get; init; }

    /// <summary>What sets it off; none where it works from the start.</summary>
    public TriggerTerms? Trigger { get; init; }

    /// <summary>When it ends at the latest, nanoseconds since the Unix epoch; none where it has no such time.</summary>
    public long? ExpireTimeNs { get; init; }

    /// <summary>When it is known to have met its venue, nanoseconds since the Unix epoch; 0 where it was there at once.</summary>
    public long ArrivesAtNs { get; init; }

    /// <summary>Whether it was to do no more than reduce the position.</summary>
    public bool IsReduceOnly { get; init; }

    /// <summary>What happens where it would trade with another order of its account.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; }

    /// <summary>Amount of the quote asset that was asked for instead of a quantity.</summary>
    public Money? QuoteQuantity { get; init; }

    /// <summary>What of an iceberg order the book shows at a time; none where it shows all.</summary>
    public Quantity? DisplayQuantity { get; init; }

    /// <summary>What is placed to protect the position that it opens; none where nothing is.</summary>
    public ExitTerms? Exits { get; init; }

    /// <summary>The pair that it belongs to: the id of the pair's first order.</summary>
    public Guid? ListId { get; init; }

    /// <summary>Which of its pair it is.</summary>
    public ListLeg ListLeg { get; init; }

    /// <summary>The entry whose exit it is.</summary>
    public Guid? ParentOrderId { get; init; }

    /// <summary>The worst price that can be told beforehand: the limit, else the trigger; none for a market order.</summary>
    internal Price? ReferencePrice => LimitPrice ?? Trigger?.Price;

    /// <summary>Whose prices the market showed when it was accepted: it works in that world only and waits while the markets are another's.</summary>
    public MarketWorld World { get; init; }

    /// <summary>The strategy that decided it; none where a user did.</summary>
    public string? StrategyId { get; init; }

    /// <summary>Why its strategy decided it, in words for a person.</summary>
    public string? Reason { get; init; }
}
