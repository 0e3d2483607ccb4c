using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TradingBot.Api.Access;
using TradingBot.Contracts;
using TradingBot.Contracts.Accounts;
using TradingBot.Storage.Reading;

namespace TradingBot.Api.Accounts;

/// <summary><c>GET /api/accounts</c>: in the order in which they were opened; the first is the default of every request that names none.</summary>
internal static class ListAccounts
{
    public static void MapTo(IEndpointRouteBuilder routes) => routes.MapGet("/api/accounts", HandleAsync)
        .RequireAuthorization(Roles.Viewer).WithTags("Accounts").WithName("ListAccounts").WithSummary("Paper accounts, the default one first.");

    private static async Task<Ok<Page<AccountSummary>>> HandleAsync(TradingBotDbContext database, CancellationToken cancellation)
    {
        List<AccountRow> accounts = await database.Accounts.InOrder().ToListAsync(cancellation);
        var items = new List<AccountSummary>(accounts.Count);
        foreach (AccountRow account in accounts) items.Add(await SummarizeAsync(database, account, cancellation));
        return TypedResults.Ok(new Page<AccountSummary>(items, NextCursor: null));
    }

    /// <summary>The account with its last marked equity, or, before the first mark, its cash.</summary>
    internal static async Task<AccountSummary> SummarizeAsync(TradingBotDbContext database, AccountRow account, CancellationToken cancellation)
    {
        EquityPointRow? marked = await database.EquityPoints.Where(point => point.AccountId == account.AccountId)
            .OrderByDescending(point => point.RecordedAt).FirstOrDefaultAsync(cancellation);
        if (marked is not null) return account.ToContract(marked.Equity, marked.RecordedAt);
        decimal cash = await database.Balances.Where(row => row.AccountId == account.AccountId && row.Asset == account.ReportingAsset)
            .SumAsync(row => row.Free + row.Locked, cancellation);
        return account.ToContract(cash, equityAt: null);
    }
}
