using TradingBot.ExchangeSim.Matching;

namespace TradingBot.ExchangeSim.Market;

/// <summary>What faults make the agents of one book do. Prices in ticks and quantities in lots of the matching engine.</summary>
/// <param name="ValueFactor">Multiple of the value that the agents see.</param>
/// <param name="RateFactor">Multiple of the rate at which they act.</param>
/// <param name="TickStep">Ticks between the prices that the venue allows.</param>
/// <param name="LotStep">Lots between the quantities that the venue allows.</param>
/// <param name="HoleFrom">Lowest price at which nobody rests an order.</param>
/// <param name="HoleTo">Highest price at which nobody rests an order.</param>
internal sealed record FlowConditions(double ValueFactor, double RateFactor, long TickStep, long LotStep, long HoleFrom, long HoleTo)
{
    public static readonly FlowConditions Usual = new(1, 1, 1, 1, long.MaxValue, long.MinValue);

    /// <summary>Whether an order may rest at a price.</summary>
    public bool Allows(long price) => price > 0 && (price < HoleFrom || price > HoleTo);

    /// <summary>The nearest allowed price that is no better; 0 where there is none.</summary>
    public long OnGrid(Side side, long price)
    {
        long below = price - price % TickStep;
        return side == Side.Buy || below == price ? below : below + TickStep;
    }

    /// <summary>The nearest allowed quantity that is no smaller.</summary>
    public long WholeLots(long lots) => lots + (LotStep - lots % LotStep) % LotStep;
}
