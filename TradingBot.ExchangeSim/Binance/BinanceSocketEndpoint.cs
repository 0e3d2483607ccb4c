using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using TradingBot.ExchangeSim.Hosting;
using TradingBot.ExchangeSim.Market;
using TradingBot.ExchangeSim.Protocol;

namespace TradingBot.ExchangeSim.Binance;

/// <summary>/ws, /ws/STREAM and /stream?streams=A/B, each with timeUnit=MICROSECOND or without. Ping frames go out every 20 s; without a pong for a minute the connection ends.</summary>
internal static class BinanceSocketEndpoint
{
    private const int GoingAway = 1001;

    public static void MapTo(IEndpointRouteBuilder app)
    {
        app.Map("/ws/{**streams}", (HttpContext context, string? streams) => HandleAsync(context, combined: false, streams));
        app.Map("/stream", (HttpContext context) => HandleAsync(context, combined: true, context.Request.Query["streams"]));
    }

    private static async Task HandleAsync(HttpContext context, bool combined, string? streams)
    {
        if (!BinanceTimeUnit.TryParse(context.Request.Query["timeUnit"], out long timeUnitNs))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        IServiceProvider services = context.RequestServices;
        var gateway = services.GetRequiredKeyedService<VenueGateway>(Venue.Binance);
        var simulation = services.GetRequiredService<Simulation>();
        var options = services.GetRequiredService<SimulatorOptions>();
        TopicDirectory topics = timeUnitNs == BinanceTimeUnit.MicrosecondNs ? gateway.Topics.InMicroseconds! : gateway.Topics;
        string[] names = (streams ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        using WebSocket? socket = await SocketEntry.AcceptAsync(context, gateway, Accept(options.Limits));
        if (socket is null)
            return;
        using var connection = new BinanceConnection(gateway, simulation, context.Features.GetRequiredFeature<ClientWire>(), options, topics, combined, names);
        await using ITimer lifetime = gateway.Time.CreateTimer(_ => connection.Close(GoingAway), null, Seconds(options.Limits.BinanceLifetimeSeconds), Timeout.InfiniteTimeSpan);
        await connection.RunAsync(socket, context);
    }

    private static WebSocketAcceptContext Accept(SimulatorLimits limits) => new()
    {
        KeepAliveInterval = Seconds(limits.BinancePingSeconds),
        KeepAliveTimeout = Seconds(limits.BinancePongSeconds),
        DangerousEnableCompression = true,
    };

    /// <summary>0 is for ever.</summary>
    private static TimeSpan Seconds(int seconds) => seconds == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
}
