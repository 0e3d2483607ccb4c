using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Contracts.Operations;

namespace TradingBot.Api.Health;

/// <summary><c>GET /api/health/detailed</c>: 503 where something essential is down, so that <c>curl -f</c> fails.</summary>
internal static class DetailedHealthCheck
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/health/detailed", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Health").WithName("DetailedHealth").WithSummary("Every part's state, and what to do about it.")
        .Produces<DetailedHealth>().Produces<DetailedHealth>(StatusCodes.Status503ServiceUnavailable);

    private static async Task<JsonHttpResult<DetailedHealth>> HandleAsync(DetailedHealthReader health, CancellationToken cancellation)
    {
        DetailedHealth detailed = await health.ReadAsync(cancellation);
        return TypedResults.Json(detailed, statusCode: detailed.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
    }
}
