using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Binance.Http;

internal static class AveragePriceEndpoint
{
    private const int Weight = 2;

    // {"mins":5,"price":"9.35751834","closeTime":1694061154503}
    public static void MapTo(RouteGroupBuilder api) => api.MapGet("/avgPrice", (HttpContext context, BinanceApi binance) =>
    {
        BinanceQuery query = binance.Read(context, "symbol");
        PublicMarket? market = query.Market();
        return binance.Answer(context, Weight, query, writer => writer.Raw("{\"mins\":"u8).Number(AveragePrice.Minutes)
            .Raw(",\"price\":"u8).Fixed(AveragePrice.Of(market!, binance.Simulation.NowMs))
            .Raw(",\"closeTime\":"u8).Time(market!.LastTrade.TimeNs).Raw("}"u8).ToArray());
    });
}
