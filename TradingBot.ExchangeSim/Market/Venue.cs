namespace TradingBot.ExchangeSim.Market;

/// <summary>A simulated exchange.</summary>
public enum Venue : byte
{
    /// <summary>Binance spot; symbols such as BTCUSDT.</summary>
    Binance = 0,

    /// <summary>KuCoin spot; symbols such as BTC-USDT.</summary>
    Kucoin = 1,
}
