using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Audit;
using TradingBot.Api.Input;
using TradingBot.Contracts.Security;
using TradingBot.Storage.Audit;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Security;

/// <summary><c>GET /api/security/audit/today</c>.</summary>
internal static class SecurityAudit
{
    private const int ItemsMax = 200;

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/security/audit/today", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Security").WithName("SecurityAuditToday").WithSummary("Audit events of the UTC day, counted by type, the newest listed.");

    private static async Task<Ok<SecurityAuditToday>> HandleAsync(
        TradingBotDbContext database, AuditLog log, DeniedRequests denied, TimeProvider time, CancellationToken cancellation)
    {
        DateTimeOffset today = Days.Today(time);
        Dictionary<string, long> types = await database.AuditLogs.Where(row => row.OccurredAt >= today).GroupBy(row => row.EventType)
            .Select(group => new { group.Key, Count = group.LongCount() }).ToDictionaryAsync(group => group.Key, group => group.Count, cancellation);
        IReadOnlyList<AuditRecord> rows = await log.ReadAsync(eventType: null, today, before: null, ItemsMax, cancellation);
        return TypedResults.Ok(new SecurityAuditToday(
            Days.Name(today), types.Values.Sum(), await denied.CountAsync(log, today, cancellation), types.GetValueOrDefault(AuditEvents.RealTradeAttempt), types,
            [.. rows.Select(ListAudit.ToContract)]));
    }
}
