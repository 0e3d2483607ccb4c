namespace TradingBot.ExchangeSim.Kucoin.Http;

/// <summary>GET /api/v1/user/api-key: what the key that signed it may do.</summary>
internal static class ApiKeyEndpoint
{
    private const int Weight = 20;

    public static void MapTo(IEndpointRouteBuilder app) => app.MapGet("/api/v1/user/api-key", async (HttpContext context, KucoinApi kucoin, KucoinKeys keys) =>
    {
        KucoinError? error = keys.Check(context.Request);
        if (error is null && keys.Delay > TimeSpan.Zero) await Task.Delay(keys.Delay, context.RequestAborted);
        if (error is null && (keys.Answer is not null || keys.Status != System.Net.HttpStatusCode.OK))
            return Results.Text(keys.Answer ?? "", "application/json", statusCode: (int)keys.Status);
        // {"code":"200000","data":{"remark":"reader","apiKey":"6705f5c3","apiVersion":3,"permission":"General","ipWhitelist":"","createdAt":1728443843000,"uid":165111215,"isMaster":true}}
        return kucoin.Answer(context, Weight, error, writer => writer
            .Raw("{\"remark\":\"simulated\",\"apiKey\":"u8).Quoted(keys.Key!.Id)
            .Raw(",\"apiVersion\":3,\"permission\":"u8).Quoted(keys.Key.Permission)
            .Raw(",\"ipWhitelist\":\"\",\"createdAt\":"u8).Number(kucoin.Simulation.NowMs).Raw(",\"uid\":1,\"isMaster\":true}"u8));
    });
}
