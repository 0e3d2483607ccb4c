namespace TradingBot.ExchangeSim.Matching;

internal enum Side : byte
{
    Buy = 0,
    Sell = 1,
}

internal static class SideExtensions
{
    public static Side Opposite(this Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
