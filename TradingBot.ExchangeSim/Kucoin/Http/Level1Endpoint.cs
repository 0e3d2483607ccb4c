using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Kucoin.Http;

internal static class Level1Endpoint
{
    private const int Weight = 2;

    // {"time":1729816425625,"sequence":"14610502970","price":"67989.7","size":"0.00005","bestBid":"…","bestBidSize":"…","bestAsk":"…","bestAskSize":"…"}; null for an unknown symbol.
    public static void MapTo(IEndpointRouteBuilder app) => app.MapGet("/api/v1/market/orderbook/level1", (HttpContext context, KucoinApi kucoin) =>
    {
        PublicMarket? market = kucoin.Market(context, out KucoinError? error);
        return kucoin.Answer(context, Weight, error, writer =>
        {
            if (market is null)
            {
                writer.Raw("null"u8);
                return;
            }
            writer.Raw("{\"time\":"u8).Number(kucoin.Simulation.NowMs).Raw(",\"sequence\":\""u8).Number(market.UpdateId)
                .Raw("\",\"price\":"u8).Trimmed(market.LastTrade.Price).Raw(",\"size\":"u8).Trimmed(market.LastTrade.Quantity)
                .Raw(",\"bestBid\":"u8).Trimmed(market.Top.Bid.Price).Raw(",\"bestBidSize\":"u8).Trimmed(market.Top.Bid.Quantity)
                .Raw(",\"bestAsk\":"u8).Trimmed(market.Top.Ask.Price).Raw(",\"bestAskSize\":"u8).Trimmed(market.Top.Ask.Quantity).Raw("}"u8);
        });
    });
}
