namespace TradingBot.Engine.Orders;

/// <summary>How an order's price is decided.</summary>
public enum OrderType : byte
{
    /// <summary>Takes what the visible book shows; what is left is cancelled.</summary>
    Market = 1,

    /// <summary>Executes at its price or better.</summary>
    Limit = 2,
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

/// <summary>Why an order or command was refused. Numbers are stored: never reused, never changed. Checked in this order.</summary>
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

    /// <summary>The quantity is not a multiple of the instrument's lot size, or not positive.</summary>
    QuantityOffLot = 23,

    /// <summary>The quantity is below the instrument's minimum.</summary>
    QuantityTooSmall = 24,

    /// <summary>The quantity is above the instrument's maximum.</summary>
    QuantityTooLarge = 25,

    /// <summary>Price times quantity is below the instrument's minimum.</summary>
    NotionalTooSmall = 26,

    /// <summary>The time in force does not go with the order type.</summary>
    TimeInForceNotAllowed = 27,

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
}
