using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Contracts.Reports;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Reports;

/// <summary><c>GET /api/reports/{reportId}</c>.</summary>
internal static class GetReport
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/reports/{reportId}", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Reports").WithName("GetReport").WithSummary("A stored report with its body.");

    private static async Task<Results<Ok<ReportDocument>, ProblemHttpResult>> HandleAsync(string reportId, TradingBotDbContext database, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid id = errors.Id("reportId", reportId);
        if (errors.Any) return errors.ToProblem();
        ReportRow? row = await database.Reports.SingleOrDefaultAsync(report => report.ReportId == id, cancellation);
        return row is null ? Problems.NotFound($"There is no report {id}. GET /api/reports lists them.")
            : TypedResults.Ok(new ReportDocument(row.ToContract(), JsonElement.Parse(row.Body)));
    }
}
