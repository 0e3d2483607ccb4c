using System.Net.WebSockets;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Kucoin.Http;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>The socket that bullet-public names. Clients that send nothing for a minute are closed: they owe a ping every 18 s.</summary>
internal static class KucoinSocketEndpoint
{
    public const string Path = "/kucoin-ws/";

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    public static void MapTo(IEndpointRouteBuilder app) => app.Map(Path, HandleAsync);

    private static async Task HandleAsync(HttpContext context, KucoinApi kucoin, KucoinTokens tokens, SimulatorOptions options, TimeProvider time)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        if (!tokens.IsValid(context.Request.Query["token"]))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        using var connection = new KucoinConnection(kucoin.Gateway, kucoin.Simulation, options.SendQueueLength, context.Request.Query["connectId"]);
        await using ITimer watch = time.CreateTimer(_ => Check(connection), null, Silence, Silence);
        await connection.RunAsync(socket, context.RequestAborted);
    }

    private static void Check(KucoinConnection connection)
    {
        if (!connection.HeardSinceLastCheck)
            connection.Abort();
        connection.HeardSinceLastCheck = false;
    }
}
