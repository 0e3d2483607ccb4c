using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Kucoin.Http;

internal static class TimestampEndpoint
{
    private const int Weight = 3;

    public static void MapTo(IEndpointRouteBuilder app) => app.MapGet("/api/v1/timestamp", (HttpContext context, KucoinApi kucoin, SimulatedClock clock) =>
        kucoin.Answer(context, Weight, null, writer => writer.Number(kucoin.NowMs(clock))));
}
