using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Api.Input;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Portfolio;

/// <summary><c>GET /api/portfolio/equity</c> and <c>GET /api/accounts/{accountId}/equity</c>: oldest first, the newest points of the time asked for.</summary>
internal static class EquityCurve
{
    public static void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/portfolio/equity", (string? accountId, string? from, string? limit, TradingBotDbContext database, CancellationToken cancellation) =>
                HandleAsync(accountId, from, limit, database, cancellation))
            .RequireAuthorization(Roles.Viewer).WithTags("Portfolio").WithName("PortfolioEquity").WithSummary("Equity over time, oldest first.");
        routes.MapGet("/api/accounts/{accountId}/equity", (string accountId, string? from, string? limit, TradingBotDbContext database, CancellationToken cancellation) =>
                HandleAsync(accountId, from, limit, database, cancellation))
            .RequireAuthorization(Roles.Viewer).WithTags("Accounts").WithName("AccountEquity").WithSummary("Equity of an account over time, oldest first.");
    }

    private static async Task<Results<Ok<Page<EquityPointContract>>, ProblemHttpResult>> HandleAsync(
        string? accountId, string? from, string? limit, TradingBotDbContext database, CancellationToken cancellation)
    {
        var errors = new InputErrors();
        DateTimeOffset? start = errors.OptionalTime("from", from);
        int count = errors.Limit(limit, fallback: 500, most: 5_000);
        if (errors.Any) return errors.ToProblem();
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        if (account is null) return problem!;
        IQueryable<EquityPointRow> points = database.EquityPoints.Where(row => row.AccountId == account.AccountId);
        if (start is { } since) points = points.Where(row => row.RecordedAt >= since);
        List<EquityPointContract> newest = await points.OrderByDescending(row => row.RecordedAt).Take(count)
            .Select(row => new EquityPointContract(row.RecordedAt, row.Equity, row.Simulated)).ToListAsync(cancellation);
        newest.Reverse();
        return TypedResults.Ok(new Page<EquityPointContract>(newest, NextCursor: null));
    }
}
