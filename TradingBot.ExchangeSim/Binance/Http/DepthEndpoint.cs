using TradingBot.ExchangeSim.Faults;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Binance.Http;

internal static class DepthEndpoint
{
    public static void MapTo(RouteGroupBuilder api) => api.MapGet("/depth", (HttpContext context, BinanceApi binance) =>
    {
        BinanceQuery query = binance.Read(context, "symbol", "limit");
        PublicMarket? market = query.Market();
        int limit = query.Limit(usual: 100, greatest: 5_000);
        return binance.Answer(context, WeightOf(limit), query, writer =>
        {
            (PublicMarket shown, int levels) = ShownBooks.Of(context, market!, limit);
            return BinanceMessages.PartialBook(writer, shown, levels);
        });
    });

    private static int WeightOf(int limit) => limit switch
    {
        <= 100 => 5,
        <= 500 => 25,
        <= 1_000 => 50,
        _ => 250,
    };
}
