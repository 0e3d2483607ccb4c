using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Api.Commands;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Reports;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Reports;

/// <summary><c>POST /api/reports/daily-performance</c>: has the worker make the report of a UTC day, and answers with it.</summary>
internal static class DailyPerformanceReport
{
    public const string Kind = "daily-performance";

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/reports/daily-performance", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Reports").WithName("DailyPerformance")
        .WithSummary("Makes the report of a UTC day (date=yyyy-MM-dd, default today) for an account (default the first).")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<DailyPerformance>, ProblemHttpResult>> HandleAsync(
        string? date, string? accountId, HttpContext context, TradingBotDbContext database, CommandGateway commands, TimeProvider time, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        DateTimeOffset today = Days.Today(time);
        DateTimeOffset day = errors.OptionalDay("date", date)?.Start() ?? today;
        if (day > today) errors.Add("date", $"must not be after today, {Days.Name(today)} (UTC)");
        if (errors.Any) return errors.ToProblem();
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        if (account is null) return problem!;
        (CommandDone? done, problem) = await commands.AskAsync(
            context, account.AccountId, new GenerateReportBody(Kind, day, day.AddDays(1)), DuringMaintenance.Allowed, cancellation);
        if (done is null) return problem!;
        ReportRow row = await database.Reports.SingleAsync(report => report.ReportId == done.Reply.ReportId, cancellation);
        DailyPerformance body = JsonSerializer.Deserialize<DailyPerformance>(row.Body, ContractsJson.Options) ?? throw new JsonException("a report's body is null");
        return TypedResults.Ok(body with { ReportId = row.ReportId, AccountId = row.AccountId, Date = Days.Name(row.PeriodStart), GeneratedAt = row.CreatedAt, IsVirtual = true });
    }
}
