using Microsoft.AspNetCore.Http.HttpResults;
using TradingBot.Api.Access;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>GET /api/accounts/{accountId}</c>.</summary>
internal static class GetAccount
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/accounts/{accountId}", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Accounts").WithName("GetAccount").WithSummary("One paper account.");

    private static async Task<Results<Ok<AccountSummary>, ProblemHttpResult>> HandleAsync(string accountId, TradingBotDbContext database, CancellationToken cancellation)
    {
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        return account is null ? problem! : TypedResults.Ok(await ListAccounts.SummarizeAsync(database, account, cancellation));
    }
}
