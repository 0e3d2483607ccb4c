using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>GET /api/v1/status: <c>close</c> while a recording of Binance is played, since KuCoin then has no market.</summary>
internal static class StatusEndpoint
{
    private const int Weight = 3;

    public static void MapTo(IEndpointRouteBuilder app) => app.MapGet("/api/v1/status", (HttpContext context, KucoinApi kucoin) =>
        kucoin.Answer(context, Weight, null, writer => writer.Raw(kucoin.Simulation.MarketsOf(Venue.Kucoin).Any()
            ? "{\"status\":\"open\",\"msg\":\"\"}"u8
            : "{\"status\":\"close\",\"msg\":\"no market: a recording of Binance is played\"}"u8)));
}
