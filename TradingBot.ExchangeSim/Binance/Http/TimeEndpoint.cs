using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Binance.Http;

internal static class TimeEndpoint
{
    private const int Weight = 1;

    public static void MapTo(RouteGroupBuilder api) => api.MapGet("/time", (HttpContext context, BinanceApi binance, SimulatedClock clock) =>
        binance.Answer(context, Weight, binance.Read(context), writer =>
            writer.Raw("{\"serverTime\":"u8).TimeOfMs(binance.NowMs(clock)).Raw("}"u8).ToArray()));
}
