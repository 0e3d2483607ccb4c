namespace TradingBot.Engine.Instruments;

/// <summary>An exchange whose public market data the system reads.</summary>
public enum Venue : byte
{
    /// <summary>No venue.</summary>
    None = 0,

    /// <summary>Binance spot.</summary>
    Binance = 1,

    /// <summary>KuCoin spot.</summary>
    KuCoin = 2,
}
