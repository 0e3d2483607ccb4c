using System.Text.Json;
using TradingBot.Engine;
using TradingBot.Engine.Executions;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.Ledger;
using TradingBot.Engine.MarketData;
using TradingBot.Engine.Orders;
using TradingBot.Engine.Recovery;
using TradingBot.Engine.Risk;
using TradingBot.Engine.Strategies;
using TradingBot.Storage.History;

namespace TradingBot.Storage.Names;

/// <summary>The spelling of enumerations in columns and messages; the same as in the HTTP API.</summary>
public static class StoredNames
{
    /// <summary>binance or kucoin.</summary>
    public static string Of(Venue venue) => venue switch
    {
        Venue.Binance => "binance",
        Venue.KuCoin => "kucoin",
        Venue.None => throw new ArgumentOutOfRangeException(nameof(venue), venue, "no venue"),
        _ => throw new ArgumentOutOfRangeException(nameof(venue), venue, "unknown venue"),
    };

    /// <summary>candles, trades or aggTrades.</summary>
    public static string Of(HistoryKind kind) => kind switch
    {
        HistoryKind.Candles => "candles",
        HistoryKind.Trades => "trades",
        HistoryKind.AggregatedTrades => "aggTrades",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of history"),
    };

    /// <summary>buy or sell.</summary>
    public static string Of(Side side) => Camel(side);

    /// <summary>market, limit, stop, stopLimit, takeProfit, takeProfitLimit or trailingStop.</summary>
    public static string Of(OrderType type) => Camel(type);

    /// <summary>lastTrade or bestPrice.</summary>
    public static string Of(TriggerSource source) => Camel(source);

    /// <summary>expireMaker, expireTaker, expireBoth or decrement.</summary>
    public static string Of(SelfTradePrevention mode) => Camel(mode);

    /// <summary>open, partiallyFilled, filled, canceled, expired or rejected.</summary>
    public static string Of(OrderStatus status) => Camel(status);

    /// <summary>gtc, gtd, ioc, fok or postOnly.</summary>
    public static string Of(TimeInForce timeInForce) => timeInForce switch
    {
        TimeInForce.GoodTillCancel => "gtc",
        TimeInForce.ImmediateOrCancel => "ioc",
        TimeInForce.FillOrKill => "fok",
        TimeInForce.PostOnly => "postOnly",
        TimeInForce.GoodTillDate => "gtd",
        _ => throw new ArgumentOutOfRangeException(nameof(timeInForce), timeInForce, "unknown time in force"),
    };

    /// <summary>Such as priceOffTick; none where nothing was refused.</summary>
    public static string Of(RejectReason reason) => Camel(reason);

    /// <summary>limit or stop.</summary>
    public static string Of(ListLeg leg) => Camel(leg);

    /// <summary>Such as emergencyStop.</summary>
    public static string Of(OrderEndReason reason) => Camel(reason);

    /// <summary>keep, cancel or halt.</summary>
    public static string Of(MissedTradesPolicy policy) => Camel(policy);

    /// <summary>maker or taker.</summary>
    public static string Of(LiquidityRole role) => Camel(role);

    /// <summary>active, reduceOnly or halted.</summary>
    public static string Of(RiskState state) => Camel(state);

    /// <summary>hold, buy or sell.</summary>
    public static string Of(SignalAction action) => Camel(action);

    /// <summary>free, locked, fees, market or external.</summary>
    public static string Of(LedgerAccount account) => Camel(account);

    /// <summary>live, syncing, stale, disconnected, halted, crossed or unknown.</summary>
    public static string Of(MarketStatus status) => Camel(status);

    /// <summary>running, paused, stopped or maintenance.</summary>
    public static string Of(TradingMode mode) => Camel(mode);

    /// <summary>Reads a venue's name, whatever its case.</summary>
    public static bool TryVenue(string? name, out Venue venue)
    {
        venue = name?.ToUpperInvariant() switch { "BINANCE" => Venue.Binance, "KUCOIN" => Venue.KuCoin, _ => Venue.None };
        return venue != Venue.None;
    }

    /// <summary>Reads buy or sell, whatever the case.</summary>
    public static bool TrySide(string? name, out Side side) => TryName(name, out side);

    /// <summary>Reads the type of an order (see <see cref="Of(OrderType)"/>), whatever the case.</summary>
    public static bool TryOrderType(string? name, out OrderType type) => TryName(name, out type);

    /// <summary>Reads lastTrade or bestPrice, whatever the case.</summary>
    public static bool TryTriggerSource(string? name, out TriggerSource source) => TryName(name, out source);

    /// <summary>Reads keep, cancel or halt, whatever the case.</summary>
    public static bool TryMissedTradesPolicy(string? name, out MissedTradesPolicy policy) => TryName(name, out policy);

    /// <summary>Reads expireMaker, expireTaker, expireBoth or decrement, whatever the case, or KuCoin's CO, CN, CB and DC.</summary>
    public static bool TrySelfTradePrevention(string? name, out SelfTradePrevention mode)
    {
        (mode, bool isKuCoins) = name?.ToUpperInvariant() switch
        {
            "CO" => (SelfTradePrevention.ExpireMaker, true),
            "CN" => (SelfTradePrevention.ExpireTaker, true),
            "CB" => (SelfTradePrevention.ExpireBoth, true),
            "DC" => (SelfTradePrevention.Decrement, true),
            _ => default,
        };
        return isKuCoins || TryName(name, out mode);
    }

    /// <summary>Reads gtc, gtd, ioc, fok or postOnly, whatever the case.</summary>
    public static bool TryTimeInForce(string? name, out TimeInForce timeInForce)
    {
        timeInForce = name?.ToUpperInvariant() switch
        {
            "GTC" => TimeInForce.GoodTillCancel,
            "IOC" => TimeInForce.ImmediateOrCancel,
            "FOK" => TimeInForce.FillOrKill,
            "POSTONLY" => TimeInForce.PostOnly,
            "GTD" => TimeInForce.GoodTillDate,
            _ => default,
        };
        return timeInForce != default;
    }

    internal static TradingMode Mode(string name) => TryName(name, out TradingMode mode) ? mode : throw new ArgumentOutOfRangeException(nameof(name), name, "unknown mode");

    private static bool TryName<T>(string? name, out T value) where T : struct, Enum =>
        Enum.TryParse(name, ignoreCase: true, out value) && Enum.IsDefined(value) && !char.IsAsciiDigit(name![0]);

    private static string Camel<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
