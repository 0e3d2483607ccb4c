namespace TradingBot.ExchangeSim.Matching;

/// <summary>A live order as seen from outside: price in ticks, what is left of it in lots.</summary>
internal readonly record struct RestingOrder(long Id, Side Side, long Price, long Quantity);

/// <summary>What must be filled or cancelled before an order's turn comes, and all that rests at its price, its own included; quantities in lots.</summary>
internal readonly record struct PlaceInQueue(int OrdersAhead, long QuantityAhead, long QuantityAtLevel);
