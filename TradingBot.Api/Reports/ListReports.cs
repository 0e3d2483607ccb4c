using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Reports;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Reports;

/// <summary><c>GET /api/reports</c>: newest first.</summary>
internal static class ListReports
{
    internal sealed record Query(string? AccountId, string? Kind, string? Limit, string? Cursor);

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Reports").WithName("ListReports").WithSummary("Stored reports, newest first.");

    public static StoredReport ToContract(this ReportRow row) => new(
        row.ReportId, row.Kind, row.AccountId, row.PeriodStart, row.PeriodEnd, row.Scheduled, row.CreatedBy, row.CreatedAt);

    private static async Task<Results<Ok<Page<StoredReport>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] Query query, TradingBotDbContext database, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid? account = errors.OptionalId("accountId", query.AccountId);
        int limit = errors.Limit(query.Limit);
        Cursor? cursor = Cursor.Read(errors, query.Cursor);
        if (errors.Any) return errors.ToProblem();
        IQueryable<ReportRow> reports = database.Reports;
        if (account is { } id) reports = reports.Where(row => row.AccountId == id);
        if (!string.IsNullOrEmpty(query.Kind)) reports = reports.Where(row => row.Kind == query.Kind);
        if (cursor is { } after)
            reports = reports.Where(row => EF.Functions.LessThan(ValueTuple.Create(row.CreatedAt, row.ReportId), ValueTuple.Create(after.At, after.Id)));
        List<ReportRow> page = await reports.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.ReportId).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Paging.Page(page, limit, ToContract, row => new Cursor(row.CreatedAt, row.ReportId)));
    }
}
