namespace TradingBot.ExchangeSim.Market;

internal enum Venue : byte
{
    Binance = 0,
    Kucoin = 1,
}
