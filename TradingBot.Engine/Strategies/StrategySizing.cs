using TradingBot.Engine.Amounts;
using TradingBot.Engine.Instruments;
using TradingBot.Engine.MarketData;

namespace TradingBot.Engine.Strategies;

/// <summary>Prices and quantities of strategies' orders, on the instrument's grids.</summary>
internal static class StrategySizing
{
    private const long BasisPointParts = 1_000_000;

    /// <summary>The worst price a strategy accepts: the best one and some slippage, rounded to the tick towards the best price.</summary>
    /// <param name="instrument">Its instrument.</param>
    /// <param name="side">Side of the order.</param>
    /// <param name="best">Best price of the other side.</param>
    /// <param name="slippageBasisPoints">Parts per 10,000, at most two decimal places count.</param>
    internal static Price LimitPrice(Instrument instrument, Side side, Price best, decimal slippageBasisPoints)
    {
        long parts = (long)(slippageBasisPoints * 100m);
        long slippage = (long)((Int128)best.Units * parts / BasisPointParts);
        long tick = instrument.TickSize;
        return side == Side.Buy
            ? new((best.Units + slippage) / tick * tick)
            : new((best.Units - slippage + tick - 1) / tick * tick);
    }

    /// <summary>The largest quantity on the lot grid that an amount of the quote asset buys at a price, at most the instrument's maximum.</summary>
    internal static Quantity QuantityFor(Instrument instrument, Money amount, Price price)
    {
        if (amount.Units <= 0) return Quantity.Zero;
        Money oneUnit = instrument.NotionalRoundedUp(price, new Quantity(instrument.LotSize));
        Int128 lots = amount.Units / oneUnit.Units;
        Int128 most = instrument.MaxQuantity.Units / instrument.LotSize;
        return new((long)Int128.Min(lots, most) * instrument.LotSize);
    }
}
