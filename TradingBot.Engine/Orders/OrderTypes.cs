namespace TradingBot.Engine.Orders;

/// <summary>How an order's price is decided.</summary>
public enum OrderType : byte
{
    /// <summary>Takes what the visible book shows; what is left is cancelled.</summary>
    Market = 1,

    /// <summary>Executes at its price or better.</summary>
    Limit = 2,

    /// <summary>Becomes a market order when the price has moved against its side: a buy when it rises to the trigger, a sell when it falls to it.</summary>
    Stop = 3,

    /// <summary>As <see cref="Stop"/>, but becomes a limit order.</summary>
    StopLimit = 4,

    /// <summary>Becomes a market order when the price has moved in favour of its side: a buy when it falls to the trigger, a sell when it rises to it.</summary>
    TakeProfit = 5,

    /// <summary>As <see cref="TakeProfit"/>, but becomes a limit order.</summary>
    TakeProfitLimit = 6,

    /// <summary>A <see cref="Stop"/> whose trigger follows the best price so far at a distance: a sell's follows the highest, a buy's the lowest.</summary>
    TrailingStop = 7,
}

/// <summary>Which price a conditional order watches.</summary>
public enum TriggerSource : byte
{
    /// <summary>The last trade, as Binance's and KuCoin's own stop orders do.</summary>
    LastTrade = 0,

    /// <summary>What it would meet on the other side: the best ask for a buy, the best bid for a sell.</summary>
    BestPrice = 1,
}

/// <summary>What happens to an order that would trade with a resting one of its account; the order that arrives decides.</summary>
public enum SelfTradePrevention : byte
{
    /// <summary>The resting order ends (Binance EXPIRE_MAKER, KuCoin CO).</summary>
    ExpireMaker = 0,

    /// <summary>What is left of the arriving order ends (Binance EXPIRE_TAKER, KuCoin CN).</summary>
    ExpireTaker = 1,

    /// <summary>Both end (Binance EXPIRE_BOTH, KuCoin CB).</summary>
    ExpireBoth = 2,

    /// <summary>Both lose what they would have traded; the smaller one ends (Binance DECREMENT, KuCoin DC).</summary>
    Decrement = 3,
}

/// <summary>How long an order works.</summary>
public enum TimeInForce : byte
{
    /// <summary>Until executed or cancelled.</summary>
    GoodTillCancel = 1,

    /// <summary>What can be executed at once; the rest is cancelled.</summary>
    ImmediateOrCancel = 2,

    /// <summary>All of it at once or nothing.</summary>
    FillOrKill = 3,

    /// <summary>Only as a maker: refused if it would take liquidity on arrival.</summary>
    PostOnly = 4,

    /// <summary>Until executed, cancelled, or its time is over.</summary>
    GoodTillDate = 5,
}

/// <summary>Where an order is in its life.</summary>
public enum OrderStatus : byte
{
    /// <summary>Not accepted yet.</summary>
    New = 0,

    /// <summary>Accepted, nothing executed.</summary>
    Open = 1,

    /// <summary>Accepted, part of it executed, the rest working.</summary>
    PartiallyFilled = 2,

    /// <summary>All of it executed.</summary>
    Filled = 3,

    /// <summary>Cancelled; part of it may have been executed.</summary>
    Canceled = 4,

    /// <summary>Ended by its time in force; part of it may have been executed.</summary>
    Expired = 5,

    /// <summary>Never accepted.</summary>
    Rejected = 6,
}

/// <summary>Why an order or command was refused: in the order in which it is checked. Numbers are stored: never reused, never changed.</summary>
public enum RejectReason : short
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>No such account on this system.</summary>
    UnknownAccount = 1,

    /// <summary>No such instrument, or its venue does not trade it.</summary>
    UnknownInstrument = 2,

    /// <summary>No such order.</summary>
    UnknownOrder = 3,

    /// <summary>The order has ended already.</summary>
    OrderNotOpen = 4,

    /// <summary>No such strategy.</summary>
    UnknownStrategy = 5,

    /// <summary>A parameter is missing or out of range; the message names it.</summary>
    InvalidParameter = 6,

    /// <summary>The order can't be changed like this; the message says why.</summary>
    AmendNotValid = 7,

    /// <summary>An iceberg order that does not show a sound part of itself; the message says why.</summary>
    IcebergNotValid = 75,

    /// <summary>Exits of a bracket, or prices of a pair, that do not go with the order or each other.</summary>
    ExitNotValid = 76,

    /// <summary>A good-till-date order without a time to come, or another order with one.</summary>
    ExpiryNotValid = 29,

    /// <summary>Trading is stopped, paused or under maintenance.</summary>
    TradingHalted = 10,

    /// <summary>The account's risk state allows no such order.</summary>
    AccountHalted = 11,

    /// <summary>A limit order without a price.</summary>
    PriceMissing = 20,

    /// <summary>A market order with a price.</summary>
    PriceNotAllowed = 21,

    /// <summary>The price is not a multiple of the instrument's tick size, or not positive.</summary>
    PriceOffTick = 22,

    /// <summary>The price or trigger is below the least of the venue (Binance PRICE_FILTER).</summary>
    PriceTooLow = 60,

    /// <summary>The price or trigger is above the greatest of the venue (Binance PRICE_FILTER).</summary>
    PriceTooHigh = 61,

    /// <summary>The price is too far from the average of the last trades (Binance PERCENT_PRICE, PERCENT_PRICE_BY_SIDE).</summary>
    PriceTooFar = 62,

    /// <summary>The amount of the quote asset is not a multiple of the venue's step (KuCoin quoteIncrement).</summary>
    FundsOffStep = 63,

    /// <summary>The amount of the quote asset is below the least of the venue (KuCoin quoteMinSize).</summary>
    FundsTooSmall = 64,

    /// <summary>The amount of the quote asset is above the greatest of the venue (KuCoin quoteMaxSize).</summary>
    FundsTooLarge = 65,

    /// <summary>The quantity is not a multiple of the instrument's lot size, or not positive.</summary>
    QuantityOffLot = 23,

    /// <summary>The quantity is below the instrument's minimum.</summary>
    QuantityTooSmall = 24,

    /// <summary>The quantity is above the instrument's maximum.</summary>
    QuantityTooLarge = 25,

    /// <summary>Price times quantity is below the instrument's minimum.</summary>
    NotionalTooSmall = 26,

    /// <summary>Price times quantity is above the greatest of the venue (Binance NOTIONAL).</summary>
    NotionalTooLarge = 66,

    /// <summary>The iceberg order would show itself in more parts than the venue allows (Binance ICEBERG_PARTS).</summary>
    IcebergParts = 77,

    /// <summary>A market order's quantity is not a multiple of its step (Binance MARKET_LOT_SIZE).</summary>
    MarketQuantityOffLot = 67,

    /// <summary>A market order's quantity is below its least (Binance MARKET_LOT_SIZE).</summary>
    MarketQuantityTooSmall = 68,

    /// <summary>A market order's quantity is above its greatest (Binance MARKET_LOT_SIZE).</summary>
    MarketQuantityTooLarge = 69,

    /// <summary>The time in force does not go with the order type.</summary>
    TimeInForceNotAllowed = 27,

    /// <summary>A conditional order without a sound trigger, or another order with one.</summary>
    TriggerNotValid = 28,

    /// <summary>The price is at or beyond the trigger already, so the order would not wait.</summary>
    WouldTriggerAtOnce = 34,

    /// <summary>The trailing distance is outside of what the venue allows (Binance TRAILING_DELTA).</summary>
    TrailingOutOfRange = 70,

    /// <summary>The account would own more of the base asset than the venue allows (Binance MAX_POSITION).</summary>
    VenuePosition = 71,

    /// <summary>The account has as many open orders in the instrument as the venue allows (Binance MAX_NUM_ORDERS).</summary>
    VenueOrders = 72,

    /// <summary>The account has as many open conditional orders in the instrument as the venue allows (Binance MAX_NUM_ALGO_ORDERS).</summary>
    VenueAlgoOrders = 73,

    /// <summary>The account has as many open iceberg orders in the instrument as the venue allows (Binance MAX_NUM_ICEBERG_ORDERS).</summary>
    VenueIcebergOrders = 78,

    /// <summary>The account has as many open pairs in the instrument as the venue allows (Binance MAX_NUM_ORDER_LISTS).</summary>
    VenueLists = 79,

    /// <summary>The order was amended as often as the venue allows (Binance MAX_NUM_ORDER_AMENDS).</summary>
    VenueAmends = 74,

    /// <summary>The market is not usable now (stale, out of sync, halted).</summary>
    MarketNotLive = 30,

    /// <summary>A market order found nothing on the other side of the book.</summary>
    NoLiquidity = 31,

    /// <summary>A post-only order would have taken liquidity.</summary>
    WouldTakeLiquidity = 32,

    /// <summary>A fill-or-kill order could not be executed in full.</summary>
    CannotFillInFull = 33,

    /// <summary>Not enough free balance.</summary>
    InsufficientBalance = 40,

    /// <summary>Above the account's maximum order notional.</summary>
    RiskOrderNotional = 50,

    /// <summary>Above the account's maximum position.</summary>
    RiskPosition = 51,

    /// <summary>The account is at its maximum drawdown; only reducing orders are taken.</summary>
    RiskDrawdown = 52,

    /// <summary>The account has its maximum number of open orders.</summary>
    RiskOpenOrders = 53,

    /// <summary>A reduce-only order that would not only reduce the position.</summary>
    WouldNotReduce = 54,
}

/// <summary>Why an open order ended without being filled in full.</summary>
public enum OrderEndReason : byte
{
    /// <summary>It was filled, or has not ended.</summary>
    None = 0,

    /// <summary>Its owner cancelled it.</summary>
    Requested = 1,

    /// <summary>Its time in force ended it.</summary>
    TimeInForce = 2,

    /// <summary>The emergency stop cancelled it.</summary>
    EmergencyStop = 3,

    /// <summary>A risk limit cancelled it.</summary>
    Risk = 4,

    /// <summary>Its strategy was stopped or replaced it.</summary>
    Strategy = 5,

    /// <summary>When it was triggered, the balance did not pay for all of it.</summary>
    InsufficientBalance = 6,

    /// <summary>When it was triggered, the book showed nothing to take.</summary>
    NoLiquidity = 7,

    /// <summary>Trades were missed that could not be brought back, and the account's policy cancels then.</summary>
    MissedTrades = 8,

    /// <summary>It would have traded with another order of its account.</summary>
    SelfTrade = 9,

    /// <summary>The other order of its pair was set off, executed or ended.</summary>
    Linked = 10,
}
