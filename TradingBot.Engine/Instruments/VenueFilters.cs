using TradingBot.Engine.Amounts;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Instruments;

/// <summary>How far a price may be from the average of the last trades, as shares of it.</summary>
/// <param name="UpPartsPerMillion">Greatest price, parts per million of the average (5 times is 5,000,000).</param>
/// <param name="DownPartsPerMillion">Least price, parts per million of the average.</param>
public sealed record PriceBand(long UpPartsPerMillion, long DownPartsPerMillion);

/// <summary>The venue's order rules beyond steps, quantity bounds and least notional. Whatever is none, or 0 for a number of things, is not limited.</summary>
/// <remarks>Sources: Binance, Filters (names in capitals below); KuCoin, Get All Symbols. A filter that the venue does not state does not apply.</remarks>
public sealed record VenueFilters
{
    /// <summary>The longest average that is kept, minutes.</summary>
    public const int GreatestAverageMinutes = 60;

    /// <summary>No rule beyond steps, quantity bounds and least notional.</summary>
    public static VenueFilters None { get; } = new();

    /// <summary>Least price and trigger (PRICE_FILTER).</summary>
    public Price? MinPrice { get; init; }

    /// <summary>Greatest price and trigger (PRICE_FILTER).</summary>
    public Price? MaxPrice { get; init; }

    /// <summary>How far a buy's price may be from the average (PERCENT_PRICE, PERCENT_PRICE_BY_SIDE).</summary>
    public PriceBand? BuyBand { get; init; }

    /// <summary>How far a sell's price may be from the average (PERCENT_PRICE, PERCENT_PRICE_BY_SIDE).</summary>
    public PriceBand? SellBand { get; init; }

    /// <summary>Minutes that the bands' average is of, 0 to 60; 0 is the last trade.</summary>
    public int BandMinutes { get; init; }

    /// <summary>Whether the least notional holds for market orders too (NOTIONAL, MIN_NOTIONAL).</summary>
    public bool MinNotionalForMarket { get; init; } = true;

    /// <summary>Greatest price times quantity, quote asset (NOTIONAL).</summary>
    public Money? MaxNotional { get; init; }

    /// <summary>Whether the greatest notional holds for market orders too (NOTIONAL).</summary>
    public bool MaxNotionalForMarket { get; init; }

    /// <summary>Minutes of the average price that market orders' notional is told by, 0 to 60, 0 is the last trade; none where the venue goes by its book.</summary>
    public int? NotionalMinutes { get; init; }

    /// <summary>Quantity step of market orders, quantity units (MARKET_LOT_SIZE).</summary>
    public long MarketLotSize { get; init; }

    /// <summary>Least quantity of a market order (MARKET_LOT_SIZE).</summary>
    public Quantity? MinMarketQuantity { get; init; }

    /// <summary>Greatest quantity of a market order (MARKET_LOT_SIZE).</summary>
    public Quantity? MaxMarketQuantity { get; init; }

    /// <summary>Greatest base amount that an account may own, open buys included (MAX_POSITION).</summary>
    public Money? MaxPosition { get; init; }

    /// <summary>Open orders in the instrument (MAX_NUM_ORDERS).</summary>
    public int MaxOrders { get; init; }

    /// <summary>Open conditional orders in the instrument (MAX_NUM_ALGO_ORDERS).</summary>
    public int MaxAlgoOrders { get; init; }

    /// <summary>Open iceberg orders in the instrument (MAX_NUM_ICEBERG_ORDERS).</summary>
    public int MaxIcebergOrders { get; init; }

    /// <summary>Parts that an iceberg order may show itself in (ICEBERG_PARTS).</summary>
    public int MaxIcebergParts { get; init; }

    /// <summary>Open pairs in the instrument (MAX_NUM_ORDER_LISTS).</summary>
    public int MaxLists { get; init; }

    /// <summary>Least distance of a trailing stop that waits for a rise, hundredths of a percent (TRAILING_DELTA).</summary>
    public int MinTrailingAbove { get; init; }

    /// <summary>Greatest distance of a trailing stop that waits for a rise, hundredths of a percent (TRAILING_DELTA).</summary>
    public int MaxTrailingAbove { get; init; }

    /// <summary>Least distance of a trailing stop that waits for a fall, hundredths of a percent (TRAILING_DELTA).</summary>
    public int MinTrailingBelow { get; init; }

    /// <summary>Greatest distance of a trailing stop that waits for a fall, hundredths of a percent (TRAILING_DELTA).</summary>
    public int MaxTrailingBelow { get; init; }

    /// <summary>How often an order may be amended in place (MAX_NUM_ORDER_AMENDS).</summary>
    public int MaxAmends { get; init; }

    /// <summary>Step of an order by amount of the quote asset (KuCoin <c>quoteIncrement</c>).</summary>
    public Money? QuoteStep { get; init; }

    /// <summary>Least order by amount of the quote asset (KuCoin <c>quoteMinSize</c>).</summary>
    public Money? MinQuote { get; init; }

    /// <summary>Greatest order by amount of the quote asset (KuCoin <c>quoteMaxSize</c>).</summary>
    public Money? MaxQuote { get; init; }

    /// <summary>The longest average that any of these rules needs, minutes.</summary>
    internal int AverageMinutes => Math.Max(BuyBand is null && SellBand is null ? 0 : BandMinutes, NotionalMinutes ?? 0);

    internal PriceBand? BandOf(Side side) => side == Side.Buy ? BuyBand : SellBand;
}
