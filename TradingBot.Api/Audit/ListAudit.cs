using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Operations;
using TradingBot.Storage.Audit;

namespace TradingBot.Api.Audit;

/// <summary><c>GET /api/audit</c>: newest first; the cursor is a row's number.</summary>
internal static class ListAudit
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/audit", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Audit").WithName("ListAudit").WithSummary("The audit log, newest first.");

    public static AuditRow ToContract(this AuditRecord row) => new(row.Sequence, row.EventType, row.Actor, row.Details, row.OccurredAt, row.CorrelationId);

    private static async Task<Results<Ok<Page<AuditRow>>, ProblemHttpResult>> HandleAsync(
        string? eventType, string? from, string? limit, string? cursor, AuditLog log, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        DateTimeOffset? since = errors.OptionalTime("from", from);
        int count = errors.Limit(limit);
        long? before = null;
        if (!string.IsNullOrEmpty(cursor))
        {
            if (long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out long sequence)) before = sequence;
            else errors.Add("cursor", "must be the nextCursor of an earlier page");
        }
        if (errors.Any) return errors.ToProblem();
        IReadOnlyList<AuditRecord> rows = await log.ReadAsync(string.IsNullOrEmpty(eventType) ? null : eventType.ToUpperInvariant(), since, before, count + 1, cancellation);
        string? next = rows.Count > count ? rows[count - 1].Sequence.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Ok(new Page<AuditRow>([.. rows.Take(count).Select(ToContract)], next));
    }
}
