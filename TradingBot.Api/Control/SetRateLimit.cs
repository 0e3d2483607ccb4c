using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Input;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Control;

namespace TradingBot.Api.Control;

/// <summary><c>POST /api/config/rate-limit</c>.</summary>
internal static class SetRateLimit
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/config/rate-limit", HandleAsync)
        .RequireAuthorization(Roles.Admin).WithTags("Control").WithName("SetRateLimit").WithSummary("Sets the least milliseconds between REST requests to a venue.")
        .ProducesProblem(StatusCodes.Status400BadRequest);

    private static async Task<Results<Ok<ControlDetail>, ProblemHttpResult>> HandleAsync(
        JsonBody<RateLimitRequest> body, HttpContext context, ControlStore control, ControlReader reader, AuditTrail audit, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        if (body.Value.Delay is not (>= 0 and <= 60_000)) errors.Add("delay", "must be a whole number of milliseconds from 0 to 60000");
        if (errors.Any) return errors.ToProblem();
        ControlSnapshot changed = await control.SetRateLimitDelayAsync(body.Value.Delay!.Value, context.Actor(), cancellation);
        await audit.RecordAsync(context, AuditEventNames.RateLimitChanged, new { delay = changed.RateLimitDelayMs });
        return TypedResults.Ok(await reader.WithWorkersAsync(changed, cancellation));
    }
}
