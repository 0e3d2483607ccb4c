namespace TradingBot.ExchangeSim.Matching;

/// <summary>One execution of a taker against the oldest order of the best opposite level.</summary>
/// <remarks>Price in ticks, quantity in lots, both at least 1. <c>MakerDone</c>: nothing of the resting order is left.</remarks>
internal readonly record struct Fill(long MakerOrderId, long Price, long Quantity, bool MakerDone);
