using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Api.Accounts;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Portfolio;

/// <summary><c>GET /api/portfolio/summary</c> and <c>GET /api/accounts/{accountId}/positions</c>.</summary>
internal static class GetPortfolio
{
    public static void MapTo(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/portfolio/summary", SummaryAsync).RequireAuthorization(Roles.Viewer).WithTags("Portfolio").WithName("PortfolioSummary")
            .WithSummary("What an account owns and what it is worth; accountId defaults to the first account.");
        routes.MapGet("/api/accounts/{accountId}/positions", PositionsAsync).RequireAuthorization(Roles.Viewer).WithTags("Accounts").WithName("ListPositions")
            .WithSummary("Open positions of an account.");
    }

    private static async Task<Results<Ok<PortfolioSummary>, ProblemHttpResult>> SummaryAsync(
        string? accountId, TradingBotDbContext database, PortfolioReader portfolio, CancellationToken cancellation)
    {
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        return account is null ? problem! : TypedResults.Ok(await portfolio.ReadAsync(database, account, cancellation));
    }

    private static async Task<Results<Ok<Page<PositionContract>>, ProblemHttpResult>> PositionsAsync(
        string accountId, TradingBotDbContext database, PortfolioReader portfolio, CancellationToken cancellation)
    {
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        return account is null ? problem! : TypedResults.Ok(new Page<PositionContract>(await portfolio.ReadPositionsAsync(database, account, cancellation), NextCursor: null));
    }
}
