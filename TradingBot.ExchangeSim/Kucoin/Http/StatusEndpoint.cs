using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>GET /api/v1/status: <c>close</c> while a recording of Binance is played, since KuCoin then has no market.</summary>
internal static class StatusEndpoint
{
    private const int Weight = 3;

    public static void MapTo(IEndpointRouteBuilder app) => app.MapGet("/api/v1/status", (HttpContext context, KucoinApi kucoin) =>
        kucoin.Answer(context, Weight, null, writer => writer.Raw(StatusOf(kucoin.Simulation))));

    private static ReadOnlySpan<byte> StatusOf(Simulation simulation)
    {
        if (!simulation.MarketsOf(Venue.Kucoin).Any())
            return "{\"status\":\"close\",\"msg\":\"no market: a recording of Binance is played\"}"u8;
        return simulation.MarketsOf(Venue.Kucoin).All(market => market.Display.State == TradingState.Break)
            ? "{\"status\":\"close\",\"msg\":\"system maintenance\"}"u8
            : "{\"status\":\"open\",\"msg\":\"\"}"u8;
    }
}
