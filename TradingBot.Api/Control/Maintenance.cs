using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Input;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Control;

namespace TradingBot.Api.Control;

/// <summary><c>POST /api/notifications/maintenance</c> announces it, <c>POST /api/maintenance/enable|disable</c> begin and end it.</summary>
internal static class Maintenance
{
    private const int MessageLengthMax = 500;

    public static void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/notifications/maintenance", AnnounceAsync).RequireAuthorization(Roles.Admin).WithTags("Maintenance").WithName("AnnounceMaintenance")
            .WithSummary("Tells everybody who looks that maintenance is coming; trading goes on.").ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapPost("/api/maintenance/enable", EnableAsync).RequireAuthorization(Roles.Admin).WithTags("Maintenance").WithName("EnableMaintenance")
            .WithSummary("Begins maintenance: no new orders; resting orders go on.").ProducesProblem(StatusCodes.Status400BadRequest);
        routes.MapPost("/api/maintenance/disable", DisableAsync).RequireAuthorization(Roles.Admin).WithTags("Maintenance").WithName("DisableMaintenance")
            .WithSummary("Ends maintenance.");
    }

    private static Task<Results<Ok<ControlDetail>, ProblemHttpResult>> AnnounceAsync(
        JsonBody<MaintenanceRequest> body, HttpContext context, ControlStore control, ControlReader reader, AuditTrail audit, CancellationToken cancellation) =>
        ChangeAsync(body, "Maintenance will begin shortly.", AuditEventNames.MaintenanceAnnounced,
            message => control.AnnounceMaintenanceAsync(message, context.Actor(), cancellation), context, reader, audit, cancellation);

    private static Task<Results<Ok<ControlDetail>, ProblemHttpResult>> EnableAsync(
        JsonBody<MaintenanceRequest> body, HttpContext context, ControlStore control, ControlReader reader, AuditTrail audit, CancellationToken cancellation) =>
        ChangeAsync(body, "Under maintenance.", AuditEventNames.MaintenanceEnabled,
            message => control.SetMaintenanceAsync(true, message, context.Actor(), cancellation), context, reader, audit, cancellation);

    private static Task<Results<Ok<ControlDetail>, ProblemHttpResult>> DisableAsync(
        JsonBody<MaintenanceRequest> body, HttpContext context, ControlStore control, ControlReader reader, AuditTrail audit, CancellationToken cancellation) =>
        ChangeAsync(body, "Maintenance ended.", AuditEventNames.MaintenanceDisabled,
            message => control.SetMaintenanceAsync(false, message, context.Actor(), cancellation), context, reader, audit, cancellation);

    private static async Task<Results<Ok<ControlDetail>, ProblemHttpResult>> ChangeAsync(
        JsonBody<MaintenanceRequest> body, string defaultMessage, string eventType, Func<string, Task<ControlSnapshot>> change,
        HttpContext context, ControlReader reader, AuditTrail audit, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string message = errors.Text("message", string.IsNullOrWhiteSpace(body.Value.Message) ? defaultMessage : body.Value.Message, 1, MessageLengthMax);
        if (errors.Any) return errors.ToProblem();
        ControlSnapshot changed = await change(message);
        await audit.RecordAsync(context, eventType, new { message, changed.Epoch });
        return TypedResults.Ok(await reader.WithWorkersAsync(changed, cancellation));
    }
}
