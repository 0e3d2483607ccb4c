using TradingBot.Engine.Amounts;

namespace TradingBot.Engine.Bars;

/// <summary>Open, high, low, close and volume of an interval; made from trades only, so an interval without trades has no bar.</summary>
/// <param name="OpenTimeNs">Start of the interval, nanoseconds since the Unix epoch, a multiple of the interval.</param>
/// <param name="IntervalSeconds">Length of the interval in seconds.</param>
/// <param name="Open">Price of the first trade.</param>
/// <param name="High">Highest price.</param>
/// <param name="Low">Lowest price.</param>
/// <param name="Close">Price of the last trade.</param>
/// <param name="Volume">Base quantity traded.</param>
/// <param name="TradeCount">Number of trades.</param>
public readonly record struct Bar(
    long OpenTimeNs, int IntervalSeconds, Price Open, Price High, Price Low, Price Close, Quantity Volume, int TradeCount);
