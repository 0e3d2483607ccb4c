using System.Net.WebSockets;
using TradingBot.ExchangeSim.Hosting;

namespace TradingBot.ExchangeSim.Protocol;

/// <summary>Lets clients in at a venue's sockets, or does not.</summary>
internal static class SocketEntry
{
    /// <summary>The accepted socket; null where the request has been refused and answered.</summary>
    public static async Task<WebSocket?> AcceptAsync(HttpContext context, VenueGateway gateway, WebSocketAcceptContext accept)
    {
        if (!context.WebSockets.IsWebSocketRequest)
            return Refuse(context, StatusCodes.Status400BadRequest);
        if (gateway.Refusal is { } refusal)
        {
            refusal.Count();
            return Refuse(context, refusal.Status);
        }
        return context.RequestServices.GetRequiredKeyedService<ConnectLimits>(gateway.Venue).Refuses(context, gateway)
            ? Refuse(context, StatusCodes.Status429TooManyRequests)
            : await context.WebSockets.AcceptWebSocketAsync(accept);
    }

    private static WebSocket? Refuse(HttpContext context, int status)
    {
        if (status == 0)
            context.Abort();
        else
            context.Response.StatusCode = status;
        return null;
    }
}
