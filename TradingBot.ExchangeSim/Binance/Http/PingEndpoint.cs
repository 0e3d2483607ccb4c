namespace TradingBot.ExchangeSim.Binance.Http;

internal static class PingEndpoint
{
    private const int Weight = 1;

    public static void MapTo(RouteGroupBuilder api) => api.MapGet("/ping", (HttpContext context, BinanceApi binance) =>
        binance.Answer(context, Weight, binance.Read(context), writer => writer.Raw("{}"u8).ToArray()));
}
