using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>The public books of 20 and 100 levels, and the full one, which is private: without a signature it is refused, as by the venue.</summary>
internal static class Level2Endpoint
{
    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.MapGet("/api/v1/market/orderbook/level2_20", (HttpContext context, KucoinApi kucoin) => Handle(context, kucoin, levels: 20, weight: 2));
        app.MapGet("/api/v1/market/orderbook/level2_100", (HttpContext context, KucoinApi kucoin) => Handle(context, kucoin, levels: 100, weight: 4));
        app.MapGet("/api/v3/market/orderbook/level2", (HttpContext context, KucoinApi kucoin, KucoinKeys keys) =>
            keys.Check(context.Request) is { } refused ? kucoin.Answer(context, 3, refused, _ => { }) : Handle(context, kucoin, levels: int.MaxValue, weight: 3));
    }

    private static IResult Handle(HttpContext context, KucoinApi kucoin, int levels, int weight)
    {
        PublicMarket? market = kucoin.Market(context, out KucoinError? error);
        return kucoin.Answer(context, weight, error, writer =>
        {
            (PublicMarket? shown, int shownLevels) = market is null ? (null, levels) : ShownBooks.Of(context, market, levels);
            Write(writer, shown, shownLevels, kucoin.Simulation.NowMs);
        });
    }

    // {"time":1729176273859,"sequence":"14610502970","bids":[["66976.4","0.69109872"]],"asks":[["66976.5","0.05408199"]]}
    internal static void Write(MessageWriter writer, PublicMarket? market, int levels, long nowMs)
    {
        writer.Raw("{\"time\":"u8).Number(nowMs);
        if (market is null)
        {
            writer.Raw(",\"sequence\":null,\"bids\":null,\"asks\":null}"u8);
            return;
        }
        writer.Raw(",\"sequence\":\""u8).Number(market.UpdateId).Raw("\",\"bids\":["u8);
        KucoinMessages.Levels(writer, market.Book.Bids, levels);
        writer.Raw("],\"asks\":["u8);
        KucoinMessages.Levels(writer, market.Book.Asks, levels);
        writer.Raw("]}"u8);
    }
}
