using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance.Http;

/// <summary>GET /ticker/24hr, /ticker/price and /ticker/bookTicker: an object for one symbol, else a list.</summary>
internal static class TickerEndpoints
{
    public static void MapTo(RouteGroupBuilder api)
    {
        api.MapGet("/ticker/24hr", DayTicker);
        api.MapGet("/ticker/price", (HttpContext context, BinanceApi binance) =>
            Answer(context, binance, binance.Read(context, "symbol", "symbols"), one: 2, many: 4, Price));
        api.MapGet("/ticker/bookTicker", (HttpContext context, BinanceApi binance) =>
            Answer(context, binance, binance.Read(context, "symbol", "symbols"), one: 2, many: 4, BookTicker));
    }

    private static IResult DayTicker(HttpContext context, BinanceApi binance)
    {
        BinanceQuery query = binance.Read(context, "symbol", "symbols", "type");
        string type = query.Text("type") ?? "FULL";
        if (type is not ("FULL" or "MINI"))
            query.Refuse(BinanceError.InvalidData("type"));
        int many = !query.Has("symbols") ? 80 : query.Markets().Count switch
        {
            <= 20 => 2,
            <= 100 => 40,
            _ => 80,
        };
        return Answer(context, binance, query, one: 2, many, (writer, market) => Day(writer, market, binance.Simulation.NowMs, full: type == "FULL"));
    }

    private static IResult Answer(HttpContext context, BinanceApi binance, BinanceQuery query, int one, int many, Action<MessageWriter, PublicMarket> write)
    {
        bool single = query.Has("symbol");
        IReadOnlyList<PublicMarket> markets = query.Markets();
        return binance.Answer(context, single ? one : many, query, writer =>
        {
            if (single)
            {
                write(writer, markets[0]);
                return writer.ToArray();
            }
            writer.Raw("["u8);
            foreach (PublicMarket market in markets)
            {
                write(writer, market);
                writer.Raw(","u8);
            }
            return writer.WithoutLastComma().Raw("]"u8).ToArray();
        });
    }

    private static void Price(MessageWriter writer, PublicMarket market) => writer
        .Raw("{\"symbol\":\""u8).Plain(market.Symbol).Raw("\",\"price\":"u8).Fixed(market.LastTrade.Price).Raw("}"u8);

    private static void BookTicker(MessageWriter writer, PublicMarket market) => writer
        .Raw("{\"symbol\":\""u8).Plain(market.Symbol)
        .Raw("\",\"bidPrice\":"u8).Fixed(market.Top.Bid.Price).Raw(",\"bidQty\":"u8).Fixed(market.Top.Bid.Quantity)
        .Raw(",\"askPrice\":"u8).Fixed(market.Top.Ask.Price).Raw(",\"askQty\":"u8).Fixed(market.Top.Ask.Quantity).Raw("}"u8);

    private static void Day(MessageWriter writer, PublicMarket market, long nowMs, bool full)
    {
        DayStatistics day = DayStatistics.Of(market, nowMs);
        writer.Raw("{\"symbol\":\""u8).Plain(market.Symbol).Raw("\","u8);
        if (full)
        {
            writer.Raw("\"priceChange\":"u8).Fixed(day.Change).Raw(",\"priceChangePercent\":\""u8).Percent(day.ChangeRate)
                .Raw("\",\"weightedAvgPrice\":"u8).Fixed(day.AveragePrice).Raw(",\"prevClosePrice\":"u8).Fixed(day.Open)
                .Raw(",\"lastQty\":"u8).Fixed(day.LastQuantity)
                .Raw(",\"bidPrice\":"u8).Fixed(market.Top.Bid.Price).Raw(",\"bidQty\":"u8).Fixed(market.Top.Bid.Quantity)
                .Raw(",\"askPrice\":"u8).Fixed(market.Top.Ask.Price).Raw(",\"askQty\":"u8).Fixed(market.Top.Ask.Quantity).Raw(","u8);
        }
        writer.Raw("\"openPrice\":"u8).Fixed(day.Open).Raw(",\"highPrice\":"u8).Fixed(day.High).Raw(",\"lowPrice\":"u8).Fixed(day.Low)
            .Raw(",\"lastPrice\":"u8).Fixed(day.Last).Raw(",\"volume\":"u8).Fixed(day.Volume).Raw(",\"quoteVolume\":"u8).FixedProduct(day.Turnover)
            .Raw(",\"openTime\":"u8).TimeOfMs(day.OpenTimeMs).Raw(",\"closeTime\":"u8).TimeOfMs(day.CloseTimeMs)
            .Raw(",\"firstId\":"u8).Number(day.FirstTradeId).Raw(",\"lastId\":"u8).Number(day.LastTradeId)
            .Raw(",\"count\":"u8).Number(day.TradeCount).Raw("}"u8);
    }
}
