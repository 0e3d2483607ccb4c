namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>Whatever else is asked for below the paths that are KuCoin's alone.</summary>
internal static class UnknownEndpoint
{
    private const int Weight = 1;

    public static void MapTo(IEndpointRouteBuilder app)
    {
        foreach (string version in (string[])["v1", "v2"])
            app.MapFallback($"/api/{version}/{{**path}}", (HttpContext context, KucoinApi kucoin) => kucoin.Answer(context, Weight, KucoinError.NotFound, _ => { }));
    }
}
