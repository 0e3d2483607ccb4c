using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Errors;
using TradingBot.Api.Input;
using TradingBot.Api.Orders;
using TradingBot.Contracts.Orders;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Executions;

/// <summary><c>GET /api/executions/{executionId}</c>.</summary>
internal static class GetExecution
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/executions/{executionId}", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Executions").WithName("GetExecution").WithSummary("One execution.");

    private static async Task<Results<Ok<ExecutionContract>, ProblemHttpResult>> HandleAsync(string executionId, TradingBotDbContext database, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid id = errors.Id("executionId", executionId);
        if (errors.Any) return errors.ToProblem();
        ExecutionRow? row = await database.TradeExecutions.SingleOrDefaultAsync(execution => execution.ExecutionId == id, cancellation);
        return row is null ? Problems.NotFound($"There is no execution {id}.") : TypedResults.Ok(row.ToContract());
    }
}
