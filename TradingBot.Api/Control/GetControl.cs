using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Contracts.Operations;

namespace TradingBot.Api.Control;

/// <summary><c>GET /api/control</c>.</summary>
internal static class GetControl
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/control", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Control").WithName("GetControl").WithSummary("What the workers obey, and which of them do.");

    private static async Task<Ok<ControlDetail>> HandleAsync(ControlReader control, CancellationToken cancellation) =>
        TypedResults.Ok(await control.ReadAsync(cancellation));
}
