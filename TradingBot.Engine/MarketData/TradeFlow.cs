namespace TradingBot.Engine.MarketData;

/// <summary>Sums of what takers bought and sold since the market was first seen; bars read their share of it by difference.</summary>
internal sealed class TradeFlow
{
    internal long BoughtUnits { get; private set; }

    internal long SoldUnits { get; private set; }

    internal void Add(in TradePrint trade)
    {
        // Wraps instead of failing: only differences over a bar are read.
        unchecked
        {
            if (trade.TakerSide == Side.Buy) BoughtUnits += trade.Quantity.Units;
            else SoldUnits += trade.Quantity.Units;
        }
    }
}
