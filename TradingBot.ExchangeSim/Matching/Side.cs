namespace TradingBot.ExchangeSim.Matching;

/// <summary>What an order does with the base asset.</summary>
public enum Side : byte
{
    /// <summary>Takes the base asset for the quote asset.</summary>
    Buy = 0,

    /// <summary>Gives the base asset for the quote asset.</summary>
    Sell = 1,
}

internal static class SideExtensions
{
    public static Side Opposite(this Side side) => side == Side.Buy ? Side.Sell : Side.Buy;
}
