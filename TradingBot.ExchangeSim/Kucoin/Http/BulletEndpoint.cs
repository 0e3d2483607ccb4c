namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>POST /api/v1/bullet-public: a token for the socket, and where that is.</summary>
internal static class BulletEndpoint
{
    private const int Weight = 10;

    public static void MapTo(IEndpointRouteBuilder app) => app.MapPost("/api/v1/bullet-public", (HttpContext context, KucoinApi kucoin, KucoinTokens tokens) =>
    {
        string scheme = context.Request.IsHttps ? "wss" : "ws";
        string endpoint = $"{scheme}://{context.Request.Host}{KucoinSocketEndpoint.Path}";
        return kucoin.Answer(context, Weight, null, writer => writer
            .Raw("{\"token\":"u8).Quoted(tokens.Issue())
            .Raw(",\"instanceServers\":[{\"endpoint\":"u8).Quoted(endpoint)
            .Raw(",\"encrypt\":"u8).Boolean(context.Request.IsHttps)
            .Raw(",\"protocol\":\"websocket\",\"pingInterval\":18000,\"pingTimeout\":10000}]}"u8));
    });
}
