using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance.Http;

internal static class AggregateTradesEndpoint
{
    private const int Weight = 4;

    public static void MapTo(RouteGroupBuilder api) => api.MapGet("/aggTrades", (HttpContext context, BinanceApi binance) =>
    {
        BinanceQuery query = binance.Read(context, "symbol", "fromId", "startTime", "endTime", "limit");
        PublicMarket? market = query.Market();
        int limit = query.Limit(usual: 500, greatest: 1_000);
        long? fromId = query.Number("fromId");
        long? startMs = query.Milliseconds("startTime");
        long? endMs = query.Milliseconds("endTime");
        if (startMs > endMs)
            query.Refuse(BinanceError.InvalidData("startTime"));
        return binance.Answer(context, Weight, query, writer => Write(writer, market!, limit, fromId, startMs, endMs));
    });

    // [{"a":26129,"p":"0.01633102","q":"4.70443515","f":27781,"l":27781,"T":1498793709153,"m":true,"M":true}]
    private static byte[] Write(MessageWriter writer, PublicMarket market, int limit, long? fromId, long? startMs, long? endMs)
    {
        History<AggregateTrade> trades = market.Aggregates;
        bool newest = fromId is null && startMs is null;
        long last = endMs is { } end ? FirstAfter(trades, end) : trades.Next;
        long first = newest ? Math.Max(trades.First, last - limit)
            : fromId is { } id ? Math.Max(trades.First, id - 1)
            : FirstAfter(trades, startMs!.Value - 1);
        writer.Raw("["u8);
        for (long number = first; number < Math.Min(last, first + limit); number++)
        {
            AggregateTrade trade = trades[number];
            writer.Raw("{\"a\":"u8).Number(trade.Id).Raw(",\"p\":"u8).Fixed(trade.Price).Raw(",\"q\":"u8).Fixed(trade.Quantity)
                .Raw(",\"f\":"u8).Number(trade.FirstTradeId).Raw(",\"l\":"u8).Number(trade.LastTradeId).Raw(",\"T\":"u8).Time(trade.TimeNs)
                .Raw(",\"m\":"u8).Boolean(trade.BuyerIsMaker).Raw(",\"M\":true},"u8);
        }
        return writer.WithoutLastComma().Raw("]"u8).ToArray();
    }

    private static long FirstAfter(History<AggregateTrade> trades, long timeMs)
    {
        long low = trades.First;
        long high = trades.Next;
        while (low < high)
        {
            long middle = (low + high) / 2;
            if (trades[middle].TimeNs / 1_000_000 <= timeMs)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
