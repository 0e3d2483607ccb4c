using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Commands;
using TradingBot.Api.Input;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>POST /api/accounts</c>: opens a paper account with virtual cash.</summary>
internal static class OpenAccount
{
    private const decimal BalanceMax = 1_000_000_000_000m;

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPost("/api/accounts", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Accounts").WithName("OpenAccount").WithSummary("Opens a paper account with virtual cash.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Created<AccountSummary>, ProblemHttpResult>> HandleAsync(
        JsonBody<OpenAccountRequest> body, HttpContext context, TradingBotDbContext database, CommandGateway commands, CancellationToken cancellation)
    {
        OpenAccountRequest request = body.Value;
        var errors = new InputErrors();
        string name = errors.Text("name", request.Name, 1, 64);
        string asset = request.ReportingAsset?.Trim().ToUpperInvariant() ?? "USDT";
        if (asset.Length is < 2 or > 12 || !asset.All(char.IsAsciiLetterOrDigit)) errors.Add("reportingAsset", "must be an asset code such as USDT");
        if (request.InitialBalance is <= 0 or > BalanceMax || request.InitialBalance.Shortest().Scale > 12)
            errors.Add("initialBalance", "must be a positive decimal number of at most 10^12 with at most 12 decimal places");
        CheckLimits(errors, request.Limits, "limits.");
        string? model = errors.OneOf("executionModel", request.ExecutionModel, SetExecutionModel.Names, required: false);
        if (errors.Any) return errors.ToProblem();

        SetRiskLimitsBody? limits = request.Limits is not { } asked ? null
            : new(asked.MaxOrderNotional.Shortest(), asked.MaxPositionNotional.Shortest(), asked.MaxDrawdown.Shortest(), asked.MaxOpenOrders);
        var deposits = new Dictionary<string, decimal> { [asset] = request.InitialBalance.Shortest() };
        (CommandDone? done, ProblemHttpResult? problem) = await commands.AskAsync(
            context, Guid.CreateVersion7(), new OpenAccountBody(name, asset, deposits, limits) { ExecutionModel = model }, DuringMaintenance.Refused, cancellation);
        if (done is null) return problem!;
        AccountRow account = await database.Accounts.SingleAsync(row => row.AccountId == done.AccountId, cancellation);
        return TypedResults.Created($"/api/accounts/{account.AccountId}", await ListAccounts.SummarizeAsync(database, account, cancellation));
    }

    /// <param name="before">What stands before the fields' names in messages.</param>
    internal static void CheckLimits(InputErrors errors, RiskLimitsContract? limits, string before)
    {
        if (limits is null) return;
        if (limits.MaxOrderNotional is <= 0 or > BalanceMax) errors.Add($"{before}maxOrderNotional", "must be positive and at most 10^12");
        if (limits.MaxPositionNotional is <= 0 or > BalanceMax) errors.Add($"{before}maxPositionNotional", "must be positive and at most 10^12");
        if (limits.MaxDrawdown is <= 0 or > 1) errors.Add($"{before}maxDrawdown", "must be a fraction above 0 and at most 1, such as 0.2 for 20 %");
        if (limits.MaxOpenOrders is < 1 or > 10_000) errors.Add($"{before}maxOpenOrders", "must be a whole number from 1 to 10000");
    }
}
