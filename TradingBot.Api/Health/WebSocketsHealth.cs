using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.MarketData;
using TradingBot.Contracts.MarketData;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Health;

/// <summary><c>GET /api/health/websockets</c>.</summary>
internal static class WebSocketsHealth
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/health/websockets", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Health").WithName("WebSockets").WithSummary("Connections to the exchanges, per venue and stream.");

    private static async Task<Ok<WebSocketHealth>> HandleAsync(TradingBotDbContext database, TimeProvider time, CancellationToken cancellation)
    {
        IReadOnlyList<VenueStatus> venues = await VenueStatuses.ReadAsync(database, venue: null, time.GetUtcNow(), cancellation);
        int total = venues.Sum(venue => venue.Streams.Count);
        int connected = venues.Sum(venue => venue.Streams.Count(stream => stream.Connected));
        string status = connected == 0 ? "disconnected" : connected == total ? "connected" : "degraded";
        return TypedResults.Ok(new WebSocketHealth(status, connected, total, venues));
    }
}
