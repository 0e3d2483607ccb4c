using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Control;

namespace TradingBot.Api.Control;

/// <summary><c>POST /api/config/simulation-mode</c>.</summary>
internal static class SetSimulationMode
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/config/simulation-mode", HandleAsync)
        .RequireAuthorization(Roles.Admin).WithTags("Control").WithName("SetSimulationMode").WithSummary("Takes the market from the simulator, or from the exchanges again.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<ControlDetail>, ProblemHttpResult>> HandleAsync(
        JsonBody<SimulationModeRequest> body, HttpContext context, ControlStore control, ControlReader reader, SimulatorPresence simulator, AuditTrail audit,
        CancellationToken cancellation)
    {
        var errors = new InputErrors();
        if (body.Value.Enabled is null) errors.Add("enabled", "is missing; it must be true or false");
        if (errors.Any) return errors.ToProblem();
        if (body.Value.Enabled == true && await simulator.ProblemAsync(cancellation) is { } problem)
            return Problems.Conflict($"Simulation mode needs the exchange simulator, but {problem}. Nothing was changed.");
        ControlSnapshot changed = await control.SetSimulationModeAsync(body.Value.Enabled!.Value, context.Actor(), cancellation);
        await audit.RecordAsync(context, AuditEventNames.SimulationModeChanged, new { enabled = changed.SimulationMode, changed.Epoch });
        return TypedResults.Ok(await reader.WithWorkersAsync(changed, cancellation));
    }
}
