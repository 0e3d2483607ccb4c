using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance.Http;

/// <summary>GET /trades, the newest trades, and /historicalTrades, which can start at an id.</summary>
internal static class TradesEndpoint
{
    private const int Weight = 25;

    public static void MapTo(RouteGroupBuilder api)
    {
        api.MapGet("/trades", (HttpContext context, BinanceApi binance) => Handle(context, binance, binance.Read(context, "symbol", "limit")));
        api.MapGet("/historicalTrades", (HttpContext context, BinanceApi binance) => Handle(context, binance, binance.Read(context, "symbol", "limit", "fromId")));
    }

    private static IResult Handle(HttpContext context, BinanceApi binance, BinanceQuery query)
    {
        PublicMarket? market = query.Market();
        int limit = query.Limit(usual: 500, greatest: 1_000);
        long? fromId = query.Number("fromId");
        return binance.Answer(context, Weight, query, writer => Write(writer, market!, limit, fromId));
    }

    // [{"id":28457,"price":"4.00000100","qty":"12.00000000","quoteQty":"48.000012","time":1499865549590,"isBuyerMaker":true,"isBestMatch":true}]
    private static byte[] Write(MessageWriter writer, PublicMarket market, int limit, long? fromId)
    {
        History<Trade> trades = market.Trades;
        long firstHeldId = market.NextTradeId - trades.Count;
        long first = fromId is { } id ? trades.First + Math.Max(id - firstHeldId, 0) : Math.Max(trades.First, trades.Next - limit);
        writer.Raw("["u8);
        for (long number = first; number < Math.Min(trades.Next, first + limit); number++)
        {
            Trade trade = trades[number];
            writer.Raw("{\"id\":"u8).Number(trade.Id).Raw(",\"price\":"u8).Fixed(trade.Price).Raw(",\"qty\":"u8).Fixed(trade.Quantity)
                .Raw(",\"quoteQty\":"u8).FixedProduct((Int128)trade.Price * trade.Quantity).Raw(",\"time\":"u8).Time(trade.TimeNs)
                .Raw(",\"isBuyerMaker\":"u8).Boolean(trade.BuyerIsMaker).Raw(",\"isBestMatch\":true},"u8);
        }
        return writer.WithoutLastComma().Raw("]"u8).ToArray();
    }
}
