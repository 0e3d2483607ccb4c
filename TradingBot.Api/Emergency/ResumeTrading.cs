using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Api.Safety;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Control;
using TradingBot.Storage.Names;

namespace TradingBot.Api.Emergency;

/// <summary><c>POST /api/emergency/resume</c>: releases the emergency stop.</summary>
internal static class ResumeTrading
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/emergency/resume", HandleAsync)
        .RequireAuthorization(Roles.Admin).WithTags("Emergency").WithName("ResumeTrading")
        .WithSummary("Releases the emergency stop; needs a reason and the word RESUME.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<ControlStatus>, ProblemHttpResult>> HandleAsync(
        JsonBody<ResumeTradingRequest> body, HttpContext context, ControlStore control, StopLatch latch, ModeFlags flags, AuditTrail audit, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string reason = errors.Text("reason", body.Value.Reason, 5, 500);
        if (body.Value.Confirm != "RESUME") errors.Add("confirm", "must be the word RESUME");
        if (errors.Any) return errors.ToProblem();
        if (flags.Problem is { } problem) return Problems.Conflict($"Trading stays stopped while real trading is asked for: {problem}. Remove the setting and start the Api again.");
        // A database that does not answer throws here, before the latch is released.
        await control.ReadAsync(cancellation);
        latch.Release();
        ControlSnapshot resumed = await control.ResumeAsync(reason, context.Actor(), cancellation);
        await audit.RecordAsync(context, AuditEvents.EmergencyResume, new { reason, resumed.Epoch });
        return TypedResults.Ok(new ControlStatus(StoredNames.Of(resumed.Mode), resumed.Epoch, resumed.Reason));
    }
}
