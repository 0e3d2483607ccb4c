using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Input;
using TradingBot.Api.Orders;
using TradingBot.Contracts;
using TradingBot.Contracts.Orders;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Executions;

/// <summary><c>GET /api/executions</c>: newest first.</summary>
internal static class ListExecutions
{
    internal sealed record Query(string? AccountId, string? OrderId, string? Venue, string? Symbol, string? StrategyId, string? Limit, string? Cursor);

    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/executions", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Executions").WithName("ListExecutions").WithSummary("Simulated executions, newest first.");

    private static async Task<Results<Ok<Page<ExecutionContract>>, ProblemHttpResult>> HandleAsync(
        [AsParameters] Query query, TradingBotDbContext database, InstrumentDirectory instruments, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        Guid? account = errors.OptionalId("accountId", query.AccountId);
        Guid? order = errors.OptionalId("orderId", query.OrderId);
        string? venue = errors.OptionalVenue("venue", query.Venue);
        string? symbol = await instruments.OptionalSymbolAsync(errors, venue, query.Symbol, cancellation);
        int limit = errors.Limit(query.Limit);
        Cursor? cursor = Cursor.Read(errors, query.Cursor);
        if (errors.Any) return errors.ToProblem();

        IQueryable<ExecutionRow> executions = database.TradeExecutions;
        if (account is { } accountId) executions = executions.Where(row => row.AccountId == accountId);
        if (order is { } orderId) executions = executions.Where(row => row.OrderId == orderId);
        if (venue is not null) executions = executions.Where(row => row.Venue == venue);
        if (symbol is not null) executions = executions.Where(row => row.Symbol == symbol);
        if (!string.IsNullOrEmpty(query.StrategyId)) executions = executions.Where(row => row.StrategyId == query.StrategyId);
        if (cursor is { } after)
            executions = executions.Where(row => EF.Functions.LessThan(ValueTuple.Create(row.ExecutedAt, row.ExecutionId), ValueTuple.Create(after.At, after.Id)));
        List<ExecutionRow> page = await executions.OrderByDescending(row => row.ExecutedAt).ThenByDescending(row => row.ExecutionId).Take(limit + 1).ToListAsync(cancellation);
        return TypedResults.Ok(Paging.Page(page, limit, OrderMapping.ToContract, row => new Cursor(row.ExecutedAt, row.ExecutionId)));
    }
}
