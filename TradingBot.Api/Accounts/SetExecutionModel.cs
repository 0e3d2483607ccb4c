using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Commands;
using TradingBot.Api.Input;
using TradingBot.Contracts.Accounts;
using TradingBot.Engine.Executions;
using TradingBot.Storage.Commands;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>PUT /api/accounts/{accountId}/execution-model</c>: orders that are under way keep their latency.</summary>
internal static class SetExecutionModel
{
    /// <summary>The models that an account may have.</summary>
    internal static IReadOnlyList<string> Names { get; } = [.. ExecutionModel.All.Select(model => model.Name)];

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapPut("/api/accounts/{accountId}/execution-model", HandleAsync)
        .RequireAuthorization(Roles.Operator).WithTags("Accounts").WithName("SetExecutionModel")
        .WithSummary("Sets what decides when and how an account's orders execute: immediate, expected, pessimistic or optimistic.")
        .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<AccountSummary>, ProblemHttpResult>> HandleAsync(
        string accountId, JsonBody<ExecutionModelContract> body, HttpContext context, TradingBotDbContext database, CommandGateway commands, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        string? model = errors.OneOf("executionModel", body.Value.ExecutionModel, Names);
        if (errors.Any) return errors.ToProblem();
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        if (account is null) return problem!;
        (CommandDone? done, problem) = await commands.AskAsync(context, account.AccountId, new SetExecutionModelBody(model!), DuringMaintenance.Refused, cancellation);
        if (done is null) return problem!;
        account = await database.Accounts.AsNoTracking().SingleAsync(row => row.AccountId == account.AccountId, cancellation);
        return TypedResults.Ok(await ListAccounts.SummarizeAsync(database, account, cancellation));
    }
}
