using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Commands;
using TradingBot.Api.Input;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>PUT /api/accounts/{accountId}/risk-limits</c>: also lets an account go on that was halted for review.</summary>
internal static class SetRiskLimits
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPut("/api/accounts/{accountId}/risk-limits", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Accounts").WithName("SetRiskLimits").WithSummary("Sets an account's risk limits; a halted account goes on by it.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<AccountSummary>, ProblemHttpResult>> HandleAsync(
        string accountId, JsonBody<RiskLimitsContract> body, HttpContext context, TradingBotDbContext database, CommandGateway commands, CancellationToken cancellation)
    {
        RiskLimitsContract asked = body.Value;
        var errors = new InputErrors();
        OpenAccount.CheckLimits(errors, asked, "");
        if (errors.Any) return errors.ToProblem();
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        if (account is null) return problem!;
        SetRiskLimitsBody limits = new(asked.MaxOrderNotional.Shortest(), asked.MaxPositionNotional.Shortest(), asked.MaxDrawdown.Shortest(), asked.MaxOpenOrders);
        (CommandDone? done, problem) = await commands.AskAsync(context, account.AccountId, limits, DuringMaintenance.Refused, cancellation);
        if (done is null) return problem!;
        account = await database.Accounts.AsNoTracking().SingleAsync(row => row.AccountId == account.AccountId, cancellation);
        return TypedResults.Ok(await ListAccounts.SummarizeAsync(database, account, cancellation));
    }
}
