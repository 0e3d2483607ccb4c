namespace TradingBot.ExchangeSim.Market;

/// <summary>A public trade. Amounts in 10^-8, times in nanoseconds since 1970.</summary>
/// <param name="Id">Contiguous per market.</param>
/// <param name="Sequence">Book update id that this trade caused.</param>
internal readonly record struct Trade(
    long Id,
    long Sequence,
    long Price,
    long Quantity,
    long TimeNs,
    long EventTimeNs,
    bool BuyerIsMaker,
    long MakerOrderId,
    long TakerOrderId);

/// <summary>The fills of one taker order at one price, under a contiguous id of its own.</summary>
internal readonly record struct AggregateTrade(
    long Id,
    long Price,
    long Quantity,
    long FirstTradeId,
    long LastTradeId,
    long TimeNs,
    bool BuyerIsMaker);
