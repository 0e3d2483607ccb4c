using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Kucoin.Http;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Kucoin;

/// <summary>The socket that bullet-public names. Clients that send nothing for a minute are closed: they owe a ping every 18 s.</summary>
internal static class KucoinSocketEndpoint
{
    public const string Path = "/kucoin-ws/";

    private static readonly WebSocketAcceptContext Accept = new() { DangerousEnableCompression = true };

    public static void MapTo(IEndpointRouteBuilder app) => app.Map(Path, HandleAsync);

    private static async Task HandleAsync(HttpContext context, KucoinApi kucoin, KucoinTokens tokens, SimulatorOptions options, TimeProvider time)
    {
        bool valid = tokens.IsValid(context.Request.Query["token"]);
        if (!valid)
            tokens.Refused?.Invoke();
        if (!valid && context.WebSockets.IsWebSocketRequest && !tokens.RefusesInFrames)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        using WebSocket? socket = await SocketEntry.AcceptAsync(context, kucoin.Gateway, Accept);
        if (socket is null)
            return;
        if (!valid)
        {
            await RefuseInFrameAsync(socket, context.RequestAborted);
            return;
        }
        using var connection = new KucoinConnection(
            kucoin.Gateway, kucoin.Simulation, context.Features.GetRequiredFeature<ClientWire>(), options, context.Request.Query["connectId"]);
        TimeSpan silence = options.Limits.KucoinSilenceSeconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(options.Limits.KucoinSilenceSeconds);
        await using ITimer watch = time.CreateTimer(_ => Check(connection), null, silence, silence);
        await connection.RunAsync(socket, context);
    }

    /// <summary>What some of the venue's servers do about a token that has expired: they say so and close.</summary>
    private static async Task RefuseInFrameAsync(WebSocket socket, CancellationToken cancellation)
    {
        await socket.SendAsync("{\"id\":\"0\",\"type\":\"error\",\"code\":401,\"data\":\"token is expired\"}"u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellation);
        await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "token is expired", cancellation);
    }

    private static void Check(KucoinConnection connection)
    {
        if (!connection.HeardSinceLastCheck)
            connection.Abort();
        connection.HeardSinceLastCheck = false;
    }
}
