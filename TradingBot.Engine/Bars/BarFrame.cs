namespace TradingBot.Engine.Bars;

/// <summary>A closed bar with what the market looked like when it closed, as the strategies see it. Never an amount of money.</summary>
/// <param name="Bar">The bar.</param>
/// <param name="Open">Open in quote units.</param>
/// <param name="High">High in quote units.</param>
/// <param name="Low">Low in quote units.</param>
/// <param name="Close">Close in quote units.</param>
/// <param name="HasMarket">Whether the following were seen; not so for a bar from the past.</param>
/// <param name="BookImbalance">(bids - asks) / (bids + asks) of the quantities at the top levels, -1 to 1.</param>
/// <param name="SpreadBasisPoints">Best ask less best bid, in parts per 10,000 of their middle.</param>
/// <param name="FlowImbalance">(bought - sold) / (bought + sold) of the takers' quantities in the bar, -1 to 1.</param>
internal readonly record struct BarFrame(
    Bar Bar, double Open, double High, double Low, double Close,
    bool HasMarket, double BookImbalance, double SpreadBasisPoints, double FlowImbalance);
