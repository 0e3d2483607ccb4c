using System.Net.WebSockets;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;

namespace TradingBot.ExchangeSim.Binance;

/// <summary>/ws, /ws/STREAM and /stream?streams=A/B. Ping frames go out every 20 s; without a pong for a minute the connection ends.</summary>
internal static class BinanceSocketEndpoint
{
    private static readonly WebSocketAcceptContext Accept = new()
    {
        KeepAliveInterval = TimeSpan.FromSeconds(20),
        KeepAliveTimeout = TimeSpan.FromSeconds(60),
    };

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.Map("/ws/{**streams}", (HttpContext context, string? streams) => HandleAsync(context, combined: false, streams));
        app.Map("/stream", (HttpContext context) => HandleAsync(context, combined: true, context.Request.Query["streams"]));
    }

    private static async Task HandleAsync(HttpContext context, bool combined, string? streams)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        IServiceProvider services = context.RequestServices;
        var gateway = services.GetRequiredKeyedService<VenueGateway>(Venue.Binance);
        var simulation = services.GetRequiredService<Simulation>();
        int queueLength = services.GetRequiredService<SimulatorOptions>().SendQueueLength;
        string[] names = (streams ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(Accept);
        using var connection = new BinanceConnection(gateway, simulation, queueLength, combined, names);
        await connection.RunAsync(socket, context.RequestAborted);
    }
}
