using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>GET /api/accounts/{accountId}/balances</c>.</summary>
internal static class ListBalances
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/accounts/{accountId}/balances", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Accounts").WithName("ListBalances").WithSummary("Virtual balances per asset.");

    private static async Task<Results<Ok<Page<BalanceContract>>, ProblemHttpResult>> HandleAsync(
        string accountId, TradingBotDbContext database, CancellationToken cancellation)
    {
        (AccountRow? account, ProblemHttpResult? problem) = await AccountChoice.ReadAsync(database, accountId, cancellation);
        if (account is null) return problem!;
        List<BalanceRow> rows = await database.Balances.Where(row => row.AccountId == account.AccountId).OrderBy(row => row.Asset).ToListAsync(cancellation);
        return TypedResults.Ok(new Page<BalanceContract>([.. rows.Select(AccountMapping.ToContract)], NextCursor: null));
    }
}
