using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Audit;

namespace TradingBot.Api.Audit;

/// <summary><c>GET /api/audit/verify</c>: walks the whole hash chain and names the first broken row.</summary>
internal static class VerifyAudit
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/audit/verify", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Audit").WithName("VerifyAudit").WithSummary("Verifies the audit log's hash chain.");

    private static async Task<Ok<AuditVerification>> HandleAsync(AuditLog log, TimeProvider time, CancellationToken cancellation)
    {
        AuditVerdict verdict = await log.VerifyAsync(cancellation);
        return TypedResults.Ok(new AuditVerification(verdict.IsIntact, verdict.Rows, verdict.FirstBroken, verdict.Head, verdict.Detail, time.GetUtcNow()));
    }
}
