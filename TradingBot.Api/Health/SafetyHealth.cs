using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Contracts.Operations;

namespace TradingBot.Api.Health;

/// <summary><c>GET /api/health/safety</c>.</summary>
internal static class SafetyHealth
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/health/safety", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Health").WithName("Safety").WithSummary("Whether real trades are impossible, layer by layer.");

    private static async Task<Ok<SafetyStatus>> HandleAsync(SafetyReader safety, CancellationToken cancellation) => TypedResults.Ok(await safety.ReadAsync(cancellation));
}
